"""The REST service: same bytes as the library, every digit kept, every error a problem document."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate import Rulebook, decide
from chipgate.errors import ChipgateError, InvalidQuestion, MatcherFailed, RulesNotFound
from chipgate.files.places import rules_folder
from chipgate.files.question import read_shipment
from chipgate.model.decision_text import decision_json
from chipgate.surfaces.http.problems import MEDIA_TYPE, STATUSES
from tests.service import TODAY, asked, make_app

QUESTION = (rules_folder().parent / "examples/question.json").read_bytes()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"))) as client:
        yield client


def _post(client: TestClient, body: bytes | dict[str, Any], kind: str = "application/json") -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/v1/decisions", content=content, headers={"content-type": kind})


def test_the_body_is_the_decision_byte_for_byte(client: TestClient, rulebook: Rulebook) -> None:
    answer = _post(client, QUESTION)
    assert answer.status_code == 200
    assert answer.content == decision_json(decide(rulebook, read_shipment(QUESTION, TODAY)))
    assert answer.json()["answer"]["verdict"] == "license-required"
    assert answer.headers["chipgate-ruleset-digest"] == answer.json()["answer"]["ruleset"]["digest"]


def test_numbers_keep_every_digit(client: TestClient) -> None:
    text = b'{"item": {"name": "x", "manufacturer": "y", "tpp": %s, "die_area_mm2": 2000000, ' \
           b'"designed_or_marketed_for_datacenter": true}, "destination": "CN", "date": "2024-06-01"}'  # fmt: skip
    below = _post(client, text % b"4799.9999999999999").json()["answer"]
    exactly = _post(client, text % b"4800").json()["answer"]
    assert (below["verdict"], exactly["verdict"]) == ("allowed", "blocked")


def test_without_a_date_today_is_meant_and_said(client: TestClient) -> None:
    question = json.loads(QUESTION)
    del question["date"]
    answer = _post(client, question).json()["answer"]
    assert answer["asked"]["date"] == TODAY.isoformat()
    assert "date-is-today" in [assumption["code"] for assumption in answer["assumptions"]]


@pytest.mark.parametrize(
    ("change", "status", "pointer", "words"),
    [
        ({"destination": "XX"}, 422, "/destination", "country code"),
        ({"destination": "China"}, 422, "/destination", "pattern"),
        ({"destination": 5}, 422, "/destination", "string"),
        ({"dat": "2025-04-09"}, 422, "/dat", 'Did you mean "date"?'),
        ({"date": "2025-02-30"}, 422, "/date", "date"),
        ({"date": 20250409}, 422, "/date", "text"),
        ({"date": "1744156800"}, 422, "/date", "YYYY-MM-DD"),
        ({"date": "2025-04-09T00:00:00Z"}, 422, "/date", "YYYY-MM-DD"),
        ({"item": "H2O (HGX)"}, 422, "/item", 'Did you mean "H20 (HGX)"?'),
        ({"item": "x" * 5000}, 422, "/item", "dictionary"),
        ({"date_assumed": True}, 422, "/date_assumed", "not for the asker"),
        ({"strict": "true"}, 422, "/strict", "true or false"),
        ({"strict": 1}, 422, "/strict", "true or false"),
        ({"item": {"tpp": -1}}, 422, "/item/tpp", "negative"),
        ({"item": {"tpp": True}}, 422, "/item/tpp", "truth value"),
        ({"item": {"tpp": "1,979"}}, 422, "/item/tpp", "not a plain number"),
        ({"item": {"tops": {"fp9": 1}}}, 422, "/item/tops", "fp"),
        ({"item": {"die_area_mm2": 0}}, 422, "/item/die_area_mm2", "above 0"),
        ({"item": {"designed_or_marketed_for_datacenter": "true"}}, 422,
         "/item/designed_or_marketed_for_datacenter", "boolean"),
        ({"item": {"name": 7}}, 422, "/item/name", "string"),
        ({"certifications": ["nac"]}, 422, "/certifications/0", "Did you mean"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_with_a_pointer(
    client: TestClient, change: dict[str, Any], status: int, pointer: str, words: str
) -> None:
    answer = _post(client, {**json.loads(QUESTION), **change})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    found = [one for one in answer.json()["problems"] if one["pointer"].startswith(pointer)]
    assert found, answer.text
    assert any(words in f"{one['message']} {one['hint']}" for one in found), answer.text


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b'{"item": ', 400, "not JSON"),
        (b'{"item": {"tpp": NaN}}', 400, "NaN"),
        (b"\xff", 400, "UTF-8"),
        (b"[" * 50_000, 400, "nested"),
        (b"[]", 400, "JSON object"),
        (b" " * (1024 * 1024 + 1), 413, "accepted"),
    ],
)
def test_a_broken_body_is_refused(client: TestClient, body: bytes, status: int, words: str) -> None:
    answer = _post(client, body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert words in answer.text


def test_a_key_given_twice_is_refused_with_its_pointer(client: TestClient) -> None:
    answer = _post(client, b'{"item": {"tpp": 1, "tpp": 2}, "destination": "CN"}')
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["pointer"] == "/item/tpp"


def test_a_question_full_of_mistakes_gets_a_short_answer(client: TestClient) -> None:
    many = {**json.loads(QUESTION), **{f"key{index}": 1 for index in range(5000)}, "k" * 200_000: 1}
    answer = _post(client, many)
    assert answer.status_code == 422
    assert len(answer.content) < 50_000
    assert "here are the first" in answer.json()["detail"]


@pytest.mark.parametrize(("key", "entry"), [("parties", {"location": "XX"}), ("certifications", "nac")])
def test_a_list_that_no_shipment_has_is_refused_unread(client: TestClient, key: str, entry: Any) -> None:
    answer = _post(client, {**json.loads(QUESTION), key: [entry] * 30_000})
    assert answer.status_code == 422
    assert [(one["pointer"], one["message"]) for one in answer.json()["problems"]] == [
        (f"/{key}", "more than 100 entries."),
    ]  # fmt: skip


@pytest.mark.parametrize("error", [MatcherFailed("of the engine room"), RuntimeError("of the engine room")])
def test_an_error_of_ours_gives_no_verdict_and_no_internals(tmp_path: Path, error: Exception) -> None:
    def broken_clock() -> dt.date:
        raise error

    app = make_app(tmp_path, metrics=False)
    app.state.serving.today = broken_clock
    with asked(app) as client:
        answer = _post(client, QUESTION)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert "engine room" not in answer.text


def test_an_item_may_be_named_from_the_catalog(client: TestClient) -> None:
    answer = _post(client, {**json.loads(QUESTION), "item": "nvidia h20 hgx"})
    assert answer.status_code == 200
    assert answer.json()["answer"]["asked"]["item"] == "H20 (HGX)"


def test_other_content_types_paths_and_methods_are_problems_too(client: TestClient) -> None:
    for answer, status in (
        (_post(client, b"a: 1", "application/yaml"), 415), (client.get("/v1/orders"), 405), (client.get("/v2"), 404),
        (_post(client, QUESTION, "application/x-www-form-urlencoded"), 415), (client.delete("/v1/decisions"), 405),
    ):  # fmt: skip
        assert answer.status_code == status
        assert answer.headers["content-type"] == MEDIA_TYPE


@pytest.mark.parametrize(("to", "date"), [("PS", "2024-06-01"), ("US", "2024-06-01"), ("CN", "2022-07-01")])
def test_outcomes_without_a_verdict_have_none(client: TestClient, to: str, date: str) -> None:
    answer = _post(client, {**json.loads(QUESTION), "destination": to, "date": date}).json()["answer"]
    assert answer["verdict"] is None
    assert answer["outcome"] != "decided"


def test_the_openapi_example_is_answered(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    example = document["components"]["schemas"]["Shipment"]["examples"][0]
    assert _post(client, example).status_code == 200
    assert "date" not in document["components"]["schemas"]["Shipment"]["required"]
    assert {"answer", "outlook", "schema"} <= set(document["components"]["schemas"]["Decision"]["properties"])
    text = json.dumps(document)
    assert "://" not in text.replace("https?://", "")  # nothing is fetched from another host
    assert "#/$defs/" not in text
    for reference in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert reference in document["components"]["schemas"]


def test_provisions_are_listed_and_shown_as_of_a_day(client: TestClient) -> None:
    listed = client.get("/v1/provisions").json()["provisions"]
    assert ("us/items/3a090-a", "items") in [(one["id"], one["kind"]) for one in listed]
    shown = client.get("/v1/provisions/us/items/3a090-a", params={"date": "2024-01-01"}).json()
    assert shown["effective"] == "2023-11-17"
    assert len(client.get("/v1/provisions/us/items/3a090-a").json()["versions"]) == 2
    assert client.get("/v1/provisions/us/items/none").status_code == 404
    assert client.get("/v1/provisions/us/items/3a090-a", params={"date": "2020-01-01"}).status_code == 404
    assert client.get("/v1/provisions/us/items/3a090-a", params={"date": "soon"}).status_code == 422


def test_health_names_the_rules(client: TestClient, rulebook: Rulebook) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json()["ruleset"] == rulebook.on(TODAY).digest


def test_every_error_of_ours_has_a_status() -> None:
    leaves, waiting = set(), [ChipgateError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if not kind.__subclasses__():
            leaves.add(kind)
    assert leaves <= set(STATUSES)
    assert set(STATUSES) - leaves == {InvalidQuestion}  # InvalidJson is below it


def test_broken_rules_keep_the_service_from_starting(tmp_path: Path) -> None:
    app = make_app(tmp_path, rules=(tmp_path / "none",))

    async def started() -> None:
        async with app.router.lifespan_context(app):
            pass

    with pytest.raises(RulesNotFound):
        asyncio.run(started())
