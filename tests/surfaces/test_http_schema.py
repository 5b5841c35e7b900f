"""What /openapi.json promises is what is sent: answers of every outcome against the published schemas."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate import Rulebook
from chipgate.surfaces.http.service import create_app

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,), "null": (type(None),),
    "integer": (int,), "number": (int, float),
}  # fmt: skip
_KNOWN = {
    "$ref", "additionalProperties", "anyOf", "const", "default", "description", "enum", "items", "properties",
    "required", "title", "type",
}  # fmt: skip


class Published:
    """The schemas of the document, by the keywords they use; an unknown keyword is not passed over."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.schemas: dict[str, Any] = document["components"]["schemas"]

    def faults(self, value: Any, schema: dict[str, Any], at: str = "") -> Iterator[str]:
        """Where a value is not as the schema says; a key that no schema names is a fault too."""
        assert set(schema) <= _KNOWN, set(schema) - _KNOWN
        if "$ref" in schema:
            yield from self.faults(value, self.schemas[schema["$ref"].removeprefix("#/components/schemas/")], at)
        if "anyOf" in schema and all(list(self.faults(value, one, at)) for one in schema["anyOf"]):
            yield f"{at}: {value!r} is none of the alternatives"
        if "type" in schema:
            kind = schema["type"]
            if not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
                yield f"{at}: {value!r} is not of type {kind}"
        if value not in schema.get("enum", [value]) or value != schema.get("const", value):
            yield f"{at}: {value!r} is not one of the values"
        if isinstance(value, dict) and "properties" in schema:
            yield from (f"{at}/{key} is missing" for key in schema.get("required", ()) if key not in value)
            yield from (f"{at}/{key} is not described" for key in value if key not in schema["properties"])
            for key in value.keys() & schema["properties"].keys():
                yield from self.faults(value[key], schema["properties"][key], f"{at}/{key}")
        if isinstance(value, list) and "items" in schema:
            for index, one in enumerate(value):
                yield from self.faults(one, schema["items"], f"{at}/{index}")


@pytest.fixture(scope="module")
def client(rulebook: Rulebook) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: rulebook, lambda: dt.date(2026, 11, 23))) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


@pytest.mark.parametrize(
    "change",
    [
        {}, {"destination": "DE"}, {"destination": "IR"}, {"destination": "US"}, {"destination": "PS"},
        {"date": "2022-07-01"}, {"date": "2025-04-08"}, {"item": {"name": "unknown"}}, {"strict": True},
        {"item": {"tops": {"int8": 330}}, "date": "2024-06-01"},
        {"item": "GeForce RTX 4090", "date": "2024-02-01", "certifications": ["us/exceptions/nac"]},
        {"item": "H200 SXM", "date": "2026-02-15"},
    ],
)  # fmt: skip
def test_an_answer_is_as_the_published_schema_says(
    client: TestClient, document: dict[str, Any], change: dict[str, Any]
) -> None:
    example = document["components"]["schemas"]["Shipment"]["examples"][0]
    answer = client.post("/v1/decisions", content=json.dumps({**example, **change}).encode())
    assert answer.status_code == 200, answer.text
    assert not list(Published(document).faults(answer.json(), {"$ref": "#/components/schemas/Decision"}))


@pytest.mark.parametrize("body", [b"{", b"{}", b'{"item": {"tpp": -1}, "destination": "XX"}'])
def test_a_problem_is_as_the_published_schema_says(client: TestClient, document: dict[str, Any], body: bytes) -> None:
    answer = client.post("/v1/decisions", content=body)
    assert not list(Published(document).faults(answer.json(), {"$ref": "#/components/schemas/ProblemDetails"}))


def test_the_check_itself_sees_what_is_wrong(document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Decision"}
    assert list(Published(document).faults({"answer": {}, "outlook": {}, "schema": 1, "more": None}, schema))
