"""What /openapi.json promises is what is sent: answers of every outcome against the published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate.files.places import rules_folder
from chipgate.surfaces.http import examples
from tests.service import asked, make_app

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,), "null": (type(None),),
    "integer": (int,), "number": (int, float),
}  # fmt: skip
_KNOWN = {
    "$ref", "additionalProperties", "anyOf", "const", "default", "description", "enum", "exclusiveMinimum", "format",
    "items", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum", "pattern", "properties",
    "propertyNames", "required", "title", "type",
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
            if schema.get("additionalProperties") is not True:
                yield from (f"{at}/{key} is not described" for key in value if key not in schema["properties"])
            for key in value.keys() & schema["properties"].keys():
                yield from self.faults(value[key], schema["properties"][key], f"{at}/{key}")
        if isinstance(value, list) and "items" in schema:
            for index, one in enumerate(value):
                yield from self.faults(one, schema["items"], f"{at}/{index}")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"))) as client:
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
    answer = client.post("/v1/decisions", json={**example, **change})
    assert answer.status_code == 200, answer.text
    assert not list(Published(document).faults(answer.json(), {"$ref": "#/components/schemas/Decision"}))


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def test_every_operation_has_a_name_a_tag_and_its_refusals(document: dict[str, Any]) -> None:
    listed = list(_operations(document))
    names = [operation["operationId"] for _, _, operation in listed]
    assert len(set(names)) == len(names) >= 15
    tags = {tag["name"] for tag in document["tags"]}
    for path, _, operation in listed:
        assert operation["summary"], path
        assert len(operation["tags"]) == 1, path
        assert tags >= set(operation["tags"]), path
        if path.startswith("/v1/"):
            assert {"200", "401", "403", "429", "503"} <= set(operation["responses"]), path
        if "requestBody" in operation:
            assert {"400", "408", "413", "415", "422"} <= set(operation["responses"]), path
        if operation.get("parameters"):
            assert all(one.get("description") or one["schema"] for one in operation["parameters"]), path
            assert "422" in operation["responses"], path
        for status, response in operation["responses"].items():
            assert response["description"], (path, status)
            kinds = set(response.get("content", {}))
            if not status.startswith(("2", "3")) and (path, status) != ("/health/ready", "503"):
                assert kinds == {"application/problem+json"}, (path, status)


def test_a_key_is_described_and_probes_need_none(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert document["security"] == [{"key": []}, {}]
    assert [path for path, _, one in _operations(document) if one.get("security") == []] == [
        "/health/live", "/health/ready",
    ]  # fmt: skip


def test_every_reference_leads_somewhere_and_nothing_to_other_hosts(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert reference in document["components"]["schemas"]
    assert "#/$defs/" not in text
    assert "://" not in text.replace("https?://", "")


def test_every_example_is_answered(client: TestClient, document: dict[str, Any]) -> None:
    tried = 0
    for path, method, operation in _operations(document):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            for example in content.get("examples", {}).values():
                body = example["value"] if isinstance(example["value"], str) else json.dumps(example["value"])
                answer = client.request(method, path, content=body.encode(), headers={"content-type": kind})
                assert answer.status_code == 200, answer.text
                assert '"problem"' not in answer.text
                tried += 1
    assert tried >= 8
    question = json.loads((rules_folder().parent / "examples/question.json").read_bytes())
    assert question == examples.H20


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/v1/rulesets/2025-04-09", "RulesetShown"), ("/v1/provisions", "ProvisionList"), ("/v1/items", "ItemPage"),
        ("/v1/destinations", "DestinationList"), ("/health/live", "Live"), ("/health/ready", "Ready"),
        ("/v1/decisions", "RecordPage"),
    ],
)
def test_what_is_asked_for_is_as_the_published_schema_says(
    client: TestClient, document: dict[str, Any], path: str, schema: str
) -> None:
    shown = document["paths"]["/v1/rulesets/{date}" if "rulesets" in path else path]["get"]["responses"]["200"]
    assert shown["content"]["application/json"]["schema"] == {"$ref": f"#/components/schemas/{schema}"}
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert not list(Published(document).faults(answer.json(), {"$ref": f"#/components/schemas/{schema}"}))


def test_orders_batches_timelines_and_records_are_as_the_published_schemas_say(
    client: TestClient, document: dict[str, Any]
) -> None:
    published = Published(document)
    order = client.post("/v1/orders", json=examples.ORDER)
    timeline = client.post("/v1/timelines", json={"item": "H20 (HGX)", "destination": "CN"})
    batch = client.post("/v1/decisions/batch", json=[examples.H20, {"item": "none"}])
    told = [
        ("OrderAnswer", order.json()), ("Timeline", timeline.json()),
        *(("BatchLine", json.loads(line)) for line in batch.text.split("\n") if line),
        *(("Record", client.get(one.headers["location"]).json()) for one in (order, timeline)),
    ]  # fmt: skip
    assert len(told) == 6
    for schema, value in told:
        assert not list(published.faults(value, {"$ref": f"#/components/schemas/{schema}"})), schema


@pytest.mark.parametrize("body", [b"{", b"{}", b'{"item": {"tpp": -1}, "destination": "XX"}'])
def test_a_problem_is_as_the_published_schema_says(client: TestClient, document: dict[str, Any], body: bytes) -> None:
    answer = client.post("/v1/decisions", content=body, headers={"content-type": "application/json"})
    assert not list(Published(document).faults(answer.json(), {"$ref": "#/components/schemas/ProblemDetails"}))


def test_the_check_itself_sees_what_is_wrong(document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Decision"}
    assert list(Published(document).faults({"answer": {}, "outlook": {}, "schema": 1, "more": None}, schema))


def test_streamed_lines_are_as_the_published_schemas_say(client: TestClient, document: dict[str, Any]) -> None:
    published = Published(document)
    kind = {"content-type": "application/octet-stream"}
    asked_for = {"filename": "a.csv", "to": "CN,SG", "date": "2026-02-15"}
    answers = [
        ("CatalogLine", client.post("/v1/catalogs", params=asked_for, content=b"name,tpp\na,1\nb,x\n", headers=kind)),
        ("CatalogLine", client.post("/v1/catalogs", params={**asked_for, "date": "2020-01-01"},
                                    content=b"name,tpp\na,1\n", headers=kind)),
        ("VerifyLine", client.post("/v1/log/verify", json={})), ("ReplayLine", client.post("/v1/log/replay", json={})),
    ]  # fmt: skip
    for schema, answer in answers:
        lines = [json.loads(line) for line in answer.text.split("\n") if line]
        assert lines[-1]["kind"] == "done", answer.text
        for line in lines:
            assert not list(published.faults(line, {"$ref": f"#/components/schemas/{schema}"})), line


@pytest.mark.parametrize("path", ["/v1/calendar", "/v1/cases", "/v1/revisions", "/v1/catalogs"])
def test_what_the_workbench_asks_is_as_the_published_schema_says(
    client: TestClient, document: dict[str, Any], path: str
) -> None:
    shown = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert not list(Published(document).faults(answer.json(), shown))
