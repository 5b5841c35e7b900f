"""Two thousand malformed bodies: each is refused with what is wrong and where, and none gets a verdict."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate.surfaces.http.problems import MEDIA_TYPE
from tests.service import asked, make_app

from .malformed import QUESTION, Broken, broken


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"), log="off", log_level="error")) as client:
        yield client


def _order(question: Any) -> Any:
    return {"order": "7", "lines": [question]} if isinstance(question, dict) else {"lines": question}


def _timeline(question: Any) -> Any:
    if not isinstance(question, dict):
        return question
    return {"until" if key == "date" else key: value for key, value in question.items()}


def _send(client: TestClient, path: str, body: bytes, kind: str = "application/json") -> Any:
    return client.post(path, content=body, headers={"content-type": kind})


def _check(told: dict[str, Any], case: Broken) -> None:
    problems = told["problems"]
    assert problems, case
    assert all(one["message"] for one in problems), case
    if case.placed:
        assert any(one["pointer"] or one["line"] for one in problems), (case, problems)


@pytest.mark.parametrize(
    ("path", "wrap", "numbers"),
    [
        ("/v1/decisions", lambda question: question, range(1_400)),
        ("/v1/orders", _order, range(2_000, 2_250)),
        ("/v1/timelines", _timeline, range(3_000, 3_150)),
    ],
    ids=["decisions", "orders", "timelines"],
)
def test_what_is_malformed_is_refused_with_its_place(
    client: TestClient, path: str, wrap: Any, numbers: range
) -> None:
    good = _send(client, path, json.dumps(wrap(QUESTION)).encode())
    assert good.status_code == 200, good.text  # so that each refusal below is for its fault
    for number in numbers:
        case = broken(number, wrap)
        answer = _send(client, path, case.body)
        assert 400 <= answer.status_code < 500, (number, case, answer.text)
        assert answer.headers["content-type"] == MEDIA_TYPE, (number, case)
        assert '"verdict"' not in answer.text, (number, case)
        _check(answer.json(), case)


@pytest.mark.parametrize("kind", ["application/json", "application/jsonl"])
def test_no_malformed_question_of_a_batch_gets_a_decision(client: TestClient, kind: str) -> None:
    def wrap(question: Any) -> Any:
        return [question] if kind == "application/json" else question

    for number in range(4_000, 4_100):
        case = broken(number, wrap)
        if kind != "application/json" and (b"\n" in case.body.strip() or not case.body.strip()):
            continue  # other lines than one
        answer = _send(client, "/v1/decisions/batch", case.body, kind)
        assert '"decision"' not in answer.text, (number, case)
        if answer.status_code == 200 and answer.content != b"":
            for line in answer.text.splitlines():
                told = json.loads(line)
                assert told["line"] == 1
                assert 400 <= told["problem"]["status"] < 500, (number, case)
                _check(told["problem"], case)
        elif answer.status_code != 200:
            assert 400 <= answer.status_code < 500, (number, case)
            _check(answer.json(), case)


@pytest.mark.parametrize("path", ["/v1/decisions", "/v1/timelines"])
def test_a_body_that_is_too_long_is_refused_unread(client: TestClient, path: str) -> None:
    for body in (b" " * (1024 * 1024 + 1), b'"' * 3_000_000, b"[" * 2_000_000):
        assert _send(client, path, body).status_code == 413


@pytest.mark.parametrize("kind", ["", "text/plain", "application/xml", "application/json; charset=utf-16"])
def test_another_type_is_refused(client: TestClient, kind: str) -> None:
    for path in ("/v1/decisions", "/v1/orders", "/v1/timelines", "/v1/decisions/batch"):
        answer = _send(client, path, json.dumps(QUESTION).encode(), kind)
        assert answer.status_code == 415
        assert answer.headers["content-type"] == MEDIA_TYPE
