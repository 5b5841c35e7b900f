"""Timelines over HTTP: the bytes of the command line, on record, and every fault with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from chipgate import Rulebook
from chipgate.errors import LogDamaged
from chipgate.surfaces.cli.app import app as cli
from chipgate.surfaces.timelines import timeline_again
from tests.service import asked, make_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"))) as client:
        yield client


def _printed(*words: str) -> bytes:
    found = CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(cli, ["timeline", *words, "-f", "json"])
    assert found.exit_code == 0, found.stderr
    return found.stdout_bytes


def _ask(client: TestClient, question: Any, **headers: str) -> Any:
    return client.post("/v1/timelines", json=question, headers=headers)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"item": "H20 (HGX)", "destination": "CN"}, ["H20 (HGX)", "--to", "CN"]),
        ({"item": "H200 SXM", "destination": "AE", "from": "2024-01-01", "until": "2026-12-31"},
         ["H200 SXM", "--to", "AE", "--from", "2024-01-01", "--until", "2026-12-31"]),
        ({"item": "H200 SXM", "destination": "SG", "parties": [{"headquarters": "CN"}], "strict": True},
         ["H200 SXM", "--to", "SG", "--hq", "CN", "--strict"]),
        ({"item": "H20 (HGX)", "destination": "CN", "from": "2010-01-01", "until": "2023-01-01"},
         ["H20 (HGX)", "--to", "CN", "--from", "2010-01-01", "--until", "2023-01-01"]),
    ],
)  # fmt: skip
def test_the_answer_is_that_of_the_command_line_byte_for_byte(
    client: TestClient, question: dict[str, Any], words: list[str]
) -> None:
    answer = _ask(client, question)
    assert answer.status_code == 200, answer.text
    assert answer.content == _printed(*words)
    assert answer.headers["chipgate-ruleset-digest"].startswith("sha256:")


def test_it_is_on_record_and_the_record_gives_the_same_bytes_again(client: TestClient, rulebook: Rulebook) -> None:
    answer = _ask(client, {"item": "H20 (HGX)", "destination": "CN", "until": "2025-12-31"})
    record = client.get(answer.headers["location"]).json()
    assert (record["kind"], record["destination"], record["date"]) == ("timeline", "CN", "2022-08-01")
    assert record["answer"] == answer.json()
    question = json.dumps(record["question"]).encode()
    assert timeline_again(rulebook, question) == answer.content


@pytest.mark.parametrize(
    "question", [b"", b"[]", b"{}", b'{"until": 5, "question": {}}', b'{"until": null, "question": {}}']
)
def test_a_record_that_is_no_timeline_is_not_answered_again(rulebook: Rulebook, question: bytes) -> None:
    with pytest.raises(LogDamaged):
        timeline_again(rulebook, question)


def test_the_same_key_gets_the_same_answer_and_logs_nothing_twice(client: TestClient) -> None:
    question = {"item": "H800 SXM5", "destination": "CN"}
    first, again = (_ask(client, question, **{"idempotency-key": "timeline-1"}) for _ in range(2))
    assert again.content == first.content
    assert again.headers["chipgate-record-id"] == first.headers["chipgate-record-id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert _ask(client, {**question, "destination": "DE"}, **{"idempotency-key": "timeline-1"}).status_code == 422


@pytest.mark.parametrize(
    ("change", "pointer", "words"),
    [
        ({"date": "2025-04-09"}, "/date", "many days"),
        ({"from": "soon"}, "/from", "YYYY-MM-DD"),
        ({"until": 20250409}, "/until", "YYYY-MM-DD"),
        ({"from": "2025-01-01", "until": "2024-01-01"}, "/until", "before the first day"),
        ({"until": "2020-01-01"}, "/until", "before the first day, 2022-08-01"),
        ({"destination": "US"}, "/destination", "not an export"),
        ({"destination": "XX"}, "/destination", "country code"),
        ({"subject_to_the_ear": False}, "/subject_to_the_ear", "not subject"),
        ({"transfer": "deemed-export"}, "/transfer", "deemed"),
        ({"item": "H2O"}, "/item", "catalog"),
        ({"to": "CN"}, "/to", "unknown key"),
    ],
)
def test_a_wrong_question_is_refused_with_a_pointer(
    client: TestClient, change: dict[str, Any], pointer: str, words: str
) -> None:
    answer = _ask(client, {"item": "H20 (HGX)", "destination": "CN", **change})
    assert answer.status_code == 422, answer.text
    found = {one["pointer"]: one["message"] for one in answer.json()["problems"]}
    assert words in found[pointer]
    assert '"verdict"' not in answer.text


def test_an_item_of_a_register_is_the_one_of_the_last_day(tmp_path: Path) -> None:
    register = Path(__file__).parents[2] / "examples/register"
    words = ["Kestrel K0", "--to", "CN", "--register", str(register)]
    with asked(make_app(tmp_path, register=register, log="off")) as client:
        for until in ("2025-12-31", "2026-12-31"):
            answer = _ask(client, {"item": "Kestrel K0", "destination": "CN", "until": until})
            assert answer.status_code == 200, answer.text
            assert answer.content == _printed(*words, "--until", until)
