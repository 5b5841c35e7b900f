"""Timelines to several places, the map of every place, and what the service says of itself: as other routes have it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate import Rulebook, __version__
from chipgate.store import api_keys
from tests.service import TODAY, asked, make_app
from tests.surfaces.test_http_schema import Published

TIMELINES, MAPS = "/v1/drafts/timelines", "/v1/drafts/maps"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"))) as client:
        yield client


@pytest.fixture(scope="module")
def published(client: TestClient) -> Published:
    return Published(client.get("/openapi.json").json())


def _faults(published: Published, client: TestClient, path: str, method: str, value: Any) -> list[str]:
    """Where an answer is not as the document says of its route."""
    document = client.get("/openapi.json").json()
    schema = document["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
    return list(published.faults(value, schema))


def _told(client: TestClient, question: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(TIMELINES, json=question)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    "question",
    [
        {"item": "H20 (HGX)"}, {"item": "H200 SXM", "parties": [{"headquarters": "CN"}], "strict": True},
        {"item": "GeForce RTX 4090", "from": "2023-01-01", "until": "2025-12-31",
         "certifications": ["us/exceptions/nac"]},
    ],
)  # fmt: skip
def test_each_timeline_is_that_of_its_own_place(
    client: TestClient, published: Published, question: dict[str, Any]
) -> None:
    places = ["CN", "AE", "SG", "UA-43"]
    told = _told(client, {**question, "destinations": places})
    assert not _faults(published, client, TIMELINES, "post", told)
    assert [one["destination"] for one in told["timelines"]] == places
    for one in told["timelines"]:
        alone = client.post("/v1/timelines", json={**question, "destination": one["destination"]})
        assert one["changes"] == alone.json()
        assert one["outcome"] == "decided"
    assert [one["name"] for one in told["timelines"]] == [
        "China", "United Arab Emirates", "Singapore", "Ukraine, Crimea",
    ]  # fmt: skip


def test_coming_changes_are_among_them_with_the_days_around(client: TestClient, rulebook: Rulebook) -> None:
    parties = [{"role": "end-user", "name": "G42", "location": "AE"}]
    told = _told(client, {"item": "H200 SXM", "destinations": ["AE"], "parties": parties})
    assert (told["today"], told["covered_from"]) == (TODAY.isoformat(), rulebook.pack.covered_from.isoformat())
    assert told["verified_through"] == rulebook.pack.verified_through.isoformat()
    assert told["rulebook"] == rulebook.digest
    days = [one["date"] for one in told["timelines"][0]["changes"]]
    assert days == sorted(days)
    assert days[-1] > TODAY.isoformat(), days


def test_a_place_without_a_verdict_has_no_changes_and_says_why(client: TestClient) -> None:
    told = _told(client, {"item": "H20 (HGX)", "destinations": ["US", "CN", "AQ"]})
    home, china, nowhere = told["timelines"]
    assert (home["outcome"], home["changes"]) == ("not-an-export", [])
    assert "does not mean allowed" in home["summary"]
    assert (nowhere["outcome"], nowhere["changes"]) == ("destination-unresolved", [])
    assert china["changes"]


@pytest.mark.parametrize(
    ("change", "pointer", "words"),
    [
        ({"destinations": ["CN", "XX"]}, "/destinations/1", "country code"),
        ({"destinations": ["UA-XX"]}, "/destinations/0", "not a region"),
        ({"destinations": ["CN", 5]}, "/destinations/1", "string"),
        ({"destinations": []}, "/destinations", "1 to 12"), ({"destinations": "CN"}, "/destinations", "1 to 12"),
        ({"destinations": [f"{a}A" for a in "ABCDEFGHIJKLM"]}, "/destinations", "1 to 12"),
        ({"destinations": ["CN", "CN"]}, "/destinations", "twice"),
        ({"destination": "CN"}, "/destination", "several"), ({"date": "2025-04-09"}, "/date", "many days"),
        ({"until": "2020-01-01"}, "/until", "before the first day"), ({"item": "H2O"}, "/item", "catalog"),
        ({"certifications": ["no/such"]}, "/certifications/0", "condition"), ({"to": "CN"}, "/to", "unknown key"),
    ],
)
def test_what_is_wrong_with_it_is_told_with_a_pointer(
    client: TestClient, change: dict[str, Any], pointer: str, words: str
) -> None:
    answer = client.post(TIMELINES, json={"item": "H20 (HGX)", "destinations": ["CN"], **change})
    assert answer.status_code == 422, answer.text
    assert words in {one["pointer"]: one["message"] for one in answer.json()["problems"]}[pointer]


@pytest.mark.parametrize(
    "question",
    [
        {"item": "H20 (HGX)", "date": "2025-04-09"}, {"item": "H200 SXM", "date": "2026-02-15", "strict": True},
        {"item": "GeForce RTX 4090", "date": "2024-06-01", "certifications": ["us/exceptions/nac"],
         "parties": [{"role": "end-user", "location": "SG", "headquarters": "CN"}]},
        {"item": {"name": "unknown"}, "date": "2025-02-01", "origin": "MY"}, {"item": {}, "date": "2020-01-01"},
    ],
)  # fmt: skip
def test_every_place_of_a_map_has_the_answer_of_its_decision(
    client: TestClient, published: Published, question: dict[str, Any]
) -> None:
    answer = client.post(MAPS, json=question)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert not _faults(published, client, MAPS, "post", told)
    listed = client.get("/v1/destinations", params={"date": question["date"]}).json()
    assert [(one["code"], one["name"]) for one in told["destinations"]] == [
        (one["code"], one["name"]) for one in listed["destinations"]
    ]
    some = random.Random(str(question)).sample(told["destinations"], 12)
    for one in (*some, *(place for place in told["destinations"] if place["code"] in ("CN", "MY", "RU", "US"))):
        decision = client.post("/v1/drafts", json={**question, "destination": one["code"]}).json()["answer"]
        assert (one["outcome"], one["verdict"], one["certainty"]) == (
            decision["outcome"], decision["verdict"], decision["certainty"]), one["code"]  # fmt: skip
        paragraphs = [found["paragraph"] for found in decision["classification"]]
        possible = [f"{found['paragraph']}?" for found in decision["possible_classification"]]
        assert one["classification"] == (paragraphs or possible)
        assert told["ruleset"] == (decision["ruleset"] and decision["ruleset"]["digest"]) or one["outcome"] != "decided"
    assert answer.headers["chipgate-ruleset-digest"] == (told["ruleset"] or "")


def test_a_sentence_says_what_decides(client: TestClient) -> None:
    told = client.post(MAPS, json={"item": "H20 (HGX)", "date": "2025-04-09"}).json()["destinations"]
    by_code = {one["code"]: one["sentence"] for one in told}
    assert by_code["CN"].startswith("License required: NVIDIA letter of April 9, 2025")
    assert by_code["DE"] == "Allowed: no license requirement applies."
    assert "not an export" in by_code["US"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"destination": "CN"}, "/destination"), ({"region": "UA-43"}, "/region"), ({"date": "soon"}, "/date"),
     ({"item": 5}, "/item"), ({"certifications": ["no/such"]}, "/certifications/0"),
     ({"until": "2025-01-01"}, "/until")],
)  # fmt: skip
def test_what_is_wrong_with_a_map_is_told_with_a_pointer(
    client: TestClient, change: dict[str, Any], pointer: str
) -> None:
    answer = client.post(MAPS, json={"item": "H20 (HGX)", **change})
    assert answer.status_code == 422, answer.text
    assert pointer in {one["pointer"] for one in answer.json()["problems"]}
    assert client.post(MAPS, json=[]).status_code == 400


def test_the_service_says_what_it_is(client: TestClient, published: Published, rulebook: Rulebook) -> None:
    answer = client.get("/v1/about")
    told = answer.json()
    assert not _faults(published, client, "/v1/about", "get", told)
    assert (told["version"], told["today"]) == (__version__, TODAY.isoformat())
    assert (told["rulebook"], told["ruleset"]) == (rulebook.digest, rulebook.on(TODAY).digest)
    assert told["boundaries"] == [day.isoformat() for day in rulebook.boundaries]
    assert (told["drafts"], told["log"], told["catalog_folder"]) == (True, "durable", False)
    assert told["scopes"] == ["admin", "decide", "read-log"]
    assert (told["most_body_bytes"], told["most_catalog_bytes"]) == (2**20, 64 * 2**20)
    again = client.get("/v1/about", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_it_says_what_the_settings_are_and_what_the_key_opens(tmp_path: Path) -> None:
    app = make_app(tmp_path, auth="required", catalog_folder=tmp_path, max_body_bytes=4096, log="unsafe-async")
    with asked(app) as client:
        now = "2026-11-25T22:49:12.123456Z"
        _, secret = api_keys.create(app.state.serving.database, "page", ["read-log"], None, now)
        app.state.serving.keyring.refresh()
        assert client.get("/v1/about").status_code == 401
        told = client.get("/v1/about", headers={"Authorization": f"Bearer {secret}"}).json()
        assert (told["scopes"], told["catalog_folder"]) == (["read-log"], True)
        assert (told["most_body_bytes"], told["log"]) == (4096, "unsafe-async")
        for path in (TIMELINES, MAPS, "/v1/drafts"):
            assert client.post(path, json={}, headers={"Authorization": f"Bearer {secret}"}).status_code == 403
