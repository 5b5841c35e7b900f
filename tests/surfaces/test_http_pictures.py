"""Pictures over HTTP: regions of the rules in force, and every item of the shipped catalog with its own answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate import ItemSpec
from chipgate.batch.layouts import LAYOUTS
from tests.service import TODAY, asked, make_app
from tests.surfaces.test_http_schema import Published

DAY = "2026-02-15"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"))) as client:
        yield client


def _picture(client: TestClient, plane: str, **more: str) -> dict[str, Any]:
    answer = client.get(f"/v1/pictures/{plane}", params=more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("plane", LAYOUTS)
@pytest.mark.parametrize("more", [{}, {"date": DAY, "to": "SA"}, {"date": "2020-01-01"}, {"to": "US"}])
def test_a_picture_is_as_the_document_says(client: TestClient, plane: str, more: dict[str, str]) -> None:
    document = client.get("/openapi.json").json()
    told = _picture(client, plane, **more)
    assert not list(Published(document).faults(told, {"$ref": "#/components/schemas/Picture"}))
    assert (told["plane"], told["date"]) == (plane, more.get("date", TODAY.isoformat()))
    assert told["destination"] == more.get("to", "CN")
    assert told["item"] == LAYOUTS[plane].in_words
    if "to" not in more or "date" in more:
        ruleset = client.get(f"/v1/rulesets/{told['date']}").json().get("digest")
        assert told["ruleset"] == ruleset


@pytest.mark.parametrize(("plane", "more"), [
    ("density", {"to": "CN"}), ("tpp-memory", {"to": "SA"}), ("memory", {"to": "CN", "exporter": "NVIDIA"}),
])  # fmt: skip
def test_every_point_has_the_answer_to_its_own_item(
    client: TestClient, catalog: dict[str, ItemSpec], plane: str, more: dict[str, str]
) -> None:
    points = _picture(client, plane, date=DAY, **more)["points"]
    assert {one["name"] for one in points} == set(catalog)
    points = random.Random(plane).sample(points, 20)
    question = {"date": DAY, "destination": more["to"]} | {key: more[key] for key in more if key == "exporter"}
    for one in points:
        answer = client.post("/v1/drafts", json={**question, "item": one["name"]}).json()["answer"]
        paragraphs = [found["paragraph"] for found in answer["classification"]]
        assert one["verdict"] == answer["verdict"], one["name"]
        assert one["certainty"] == answer["certainty"], one["name"]
        possible = [f"{found['paragraph']}?" for found in answer["possible_classification"]]
        assert one["classification"] == (paragraphs or possible)
        known = {found["measure"]: found["value"] for found in answer["measures"]}
        assert _as_drawn(known[LAYOUTS[plane].across]) == one["x"]
        assert _as_drawn(known[LAYOUTS[plane].up]) == one["y"]


def _as_drawn(value: str | None) -> str | None:
    """An exact figure, cut to what is drawn."""
    if value is None:
        return None
    above, _, below = value.partition("/")
    quotient = Decimal(above) / Decimal(below or 1)
    return format(Decimal(f"{quotient:.12g}").normalize(), "f")


def test_regions_end_at_the_bounds_in_force_and_a_sum_has_bounds_too(client: TestClient) -> None:
    density = _picture(client, "density", date=DAY)
    assert density["x"]["bounds"][-1] == "21000"
    assert density["y"] == {
        "measure": "performance_density", "title": "performance density", "unit": "TPP/mm²",
        "bounds": ["1.6", "3.2", "5.92"],
    }  # fmt: skip
    assert density["together"] is None
    assert density["regions"][0]["verdict"] == "blocked"
    corners = [corner for region in density["regions"] for one in region["rectangles"] for corner in one]
    assert {len(one) for region in density["regions"] for one in region["rectangles"]} == {4}
    assert set(corners) - {None} <= {*density["x"]["bounds"], *density["y"]["bounds"]}
    memory = _picture(client, "memory", date=DAY)
    assert memory["together"]["bounds"] == ["1700"]
    cut = [one for region in memory["regions"] for one in region["rectangles"] if len(one) == 6]
    assert {tuple(one[4:]) for one in cut if one[:4] == cut[0][:4]} == {("1700", None), (None, "1700")}


def test_letters_are_for_those_who_were_informed(client: TestClient) -> None:
    told = _picture(client, "memory", date=DAY)
    assert (told["exporter"], told["informed"]) == ("Intel", ["Intel", "NVIDIA"])
    other = _picture(client, "memory", date=DAY, exporter="Example Distribution Ltd")
    assert {region["verdict"] for region in other["regions"]} == {"allowed"}
    assert other["x"]["bounds"] == []
    before = _picture(client, "memory", date="2022-08-15")
    assert (before["exporter"], before["informed"]) == (None, [])
    assert _picture(client, "tpp-memory", date=DAY)["exporter"] is None


def test_one_picture_is_worked_out_once_and_not_sent_twice(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/v1/pictures/density", params={"date": "2024-07-01"})
    monkeypatch.setattr("chipgate.surfaces.http.workbench.pictures.drawn", None)  # so that drawing again would fail
    again = client.get("/v1/pictures/density", params={"date": "2024-07-01"})
    assert (again.status_code, again.content) == (200, first.content)
    kept = {"if-none-match": first.headers["etag"]}
    assert client.get("/v1/pictures/density", params={"date": "2024-07-01"}, headers=kept).status_code == 304


@pytest.mark.parametrize(
    ("path", "pointer"),
    [("nope", "/plane"), ("density?to=XX", "/to"), ("density?to=china", "/to"), ("density?to=UA-XX", "/to"),
     ("density?to=UAE-43", "/to"), ("density?exporter=", "/exporter"), ("density?date=soon", "/date"),
     ("density?place=CN", "/place")],
)  # fmt: skip
def test_what_is_wrong_is_told_with_the_parameter(client: TestClient, path: str, pointer: str) -> None:
    answer = client.get(f"/v1/pictures/{path}")
    assert answer.status_code == 422, answer.text
    assert {one["pointer"] for one in answer.json()["problems"]} == {pointer}
