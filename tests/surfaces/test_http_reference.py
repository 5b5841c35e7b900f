"""What the service says of its rules: rulesets, provisions, destinations, items; each with a tag to ask by."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate import ItemSpec, Rulebook
from chipgate.files.question import read_shipment
from chipgate.surfaces.cli.many import every_destination
from tests.service import TODAY, asked, make_app

PLACES = (
    "/v1/rulesets/2025-04-09", "/v1/provisions", "/v1/provisions/us/items/3a090-a", "/v1/destinations", "/v1/items",
    "/openapi.json",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"), log="off")) as client:
        yield client


def _get(client: TestClient, path: str, **parameters: Any) -> Any:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _refused(client: TestClient, path: str, status: int) -> dict[str, str]:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, str] = {one["pointer"]: f"{one['message']} {one['hint']}" for one in answer.json()["problems"]}
    return told


@pytest.mark.parametrize("path", PLACES)
def test_what_did_not_change_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')  # the same body goes out compressed and not
    assert first.headers["cache-control"] == "private, no-cache"
    for asked_for in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        again = client.get(path, headers={"if-none-match": asked_for})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"if-none-match": '"other"'}).content == first.content


def test_the_rules_of_a_day_are_those_that_answers_name(client: TestClient, rulebook: Rulebook) -> None:
    shown = _get(client, "/v1/rulesets/2025-04-09")
    in_force = rulebook.on(dt.date(2025, 4, 9))
    assert shown["digest"] == in_force.digest
    assert [(one["id"], one["version"]) for one in shown["provisions"]] == [
        (id, dated.name) for id, dated in in_force.versions.items()
    ]
    assert (shown["as_of"], shown["in_force_since"], shown["next_change"]) == ("2025-04-09", "2025-04-09", "2025-04-15")
    letter = next(one for one in shown["provisions"] if one["id"] == "us/letters/nvidia-h20")
    assert letter["citation"]["published"] is False
    assert letter["citation"]["sources"][0]["url"].startswith("https://")
    decided = client.post("/v1/decisions", json={"item": "H20 (HGX)", "destination": "CN", "date": "2025-04-09"})
    assert decided.json()["answer"]["ruleset"]["digest"] == shown["digest"]


def test_the_tag_changes_with_what_is_shown_and_not_with_the_digest_alone(client: TestClient) -> None:
    one, other = (client.get(f"/v1/rulesets/2025-04-{day}") for day in ("09", "10"))
    assert one.json()["digest"] == other.json()["digest"]
    assert one.headers["etag"] != other.headers["etag"]  # they say of which day they are


def test_the_last_rules_have_no_next_change(client: TestClient) -> None:
    assert _get(client, "/v1/rulesets/9999-12-31")["next_change"] is None


def test_days_before_the_rules_and_what_is_no_day_are_refused(client: TestClient) -> None:
    assert "2022-08-01" in _refused(client, "/v1/rulesets/2020-01-01", 404)["/date"]
    for day in ("soon", "2025-02-30", "20250409", "1744156800", "2025-04-09T00:00:00Z"):
        assert "YYYY-MM-DD" in _refused(client, f"/v1/rulesets/{day}", 422)["/date"]


def test_provisions_are_listed_and_shown_as_of_a_day(client: TestClient, rulebook: Rulebook) -> None:
    listed = _get(client, "/v1/provisions")["provisions"]
    assert [one["id"] for one in listed] == sorted(rulebook.versions)
    versions = next(one["versions"] for one in listed if one["id"] == "us/items/3a090-a")
    assert [version["effective"] for version in versions] == ["2022-10-21", "2023-11-17"]
    shown = _get(client, "/v1/provisions/us/items/3a090-a", date="2024-01-01")
    assert shown["effective"] == "2023-11-17"
    assert len(_get(client, "/v1/provisions/us/items/3a090-a")["versions"]) == 2
    _refused(client, "/v1/provisions/us/items/none", 404)
    _refused(client, "/v1/provisions/us/items/3a090-a?date=2020-01-01", 404)
    assert "/date" in _refused(client, "/v1/provisions/us/items/3a090-a?date=soon", 422)


def test_destinations_say_what_is_special_about_them(client: TestClient, rulebook: Rulebook) -> None:
    shown = {one["code"]: one for one in _get(client, "/v1/destinations", date="2025-04-09")["destinations"]}
    assert sorted(code for code, one in shown.items() if one["outcome"] == "decided") == every_destination(
        rulebook, dt.date(2025, 4, 9)
    )
    assert shown["US"]["outcome"] == "not-an-export"
    assert shown["PS"]["outcome"] == "destination-unresolved"
    assert "us/groups/d5" in {one["id"] for one in shown["CN"]["groups"]}
    assert shown["HK"]["treated_as"] == "CN"
    assert shown["HK"]["groups"] == shown["CN"]["groups"]
    assert "UA-43" in {one["code"] for one in shown["UA"]["regions"]}


def test_without_a_date_destinations_are_those_of_today(client: TestClient, rulebook: Rulebook) -> None:
    today = _get(client, "/v1/destinations")
    assert (today["as_of"], today["ruleset"]) == (TODAY.isoformat(), rulebook.on(TODAY).digest)
    assert _get(client, "/v1/destinations", date="1999-01-01")["as_of"] == "2022-08-01"


def test_items_come_page_by_page_and_may_be_sent_back(client: TestClient, catalog: dict[str, ItemSpec]) -> None:
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = _get(client, "/v1/items", limit=17, **after)
        assert len(page["items"]) <= 17
        found += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert [one["name"] for one in found] == sorted(catalog)
    for item in found:
        question = json.dumps({"item": item, "destination": "CN"}).encode()
        assert read_shipment(question, TODAY).item == catalog[item["name"]]


def test_items_are_found_by_a_part_of_their_name(client: TestClient) -> None:
    assert {one["name"] for one in _get(client, "/v1/items", name="h20 (")["items"]} == {"H20 (HGX)"}
    assert {one["manufacturer"] for one in _get(client, "/v1/items", name="amd")["items"]} == {"AMD"}
    assert _get(client, "/v1/items", name="no such chip") == {"items": [], "next": None}


def test_a_mistyped_or_repeated_parameter_is_refused(client: TestClient) -> None:
    assert 'Did you mean "name"?' in _refused(client, "/v1/items?nmae=h20", 422)["/nmae"]
    assert "stands twice" in _refused(client, "/v1/destinations?date=2025-04-08&date=2025-04-09", 422)["/date"]
    assert "unknown parameter" in _refused(client, "/v1/provisions?date=2025-04-09", 422)["/date"]
    for wrong in ("limit=0", "limit=501", "limit=1e2", "limit=x"):
        assert "/limit" in _refused(client, f"/v1/items?{wrong}", 422)
