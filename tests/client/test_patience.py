"""When the client asks again, and after how long; and what it writes of a question."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import httpx2
import pytest

from chipgate.client.calls import encoded
from chipgate.client.patience import Patience
from chipgate.client.refusals import Refused, ServiceError, UnexpectedAnswer, error_of

NOW = dt.datetime(2026, 11, 25, 12, 0, 0, tzinfo=dt.UTC)
P = Patience(retries=3, shortest=0.1, longest=5.0)


def test_waits_grow_and_stay_within_their_bounds() -> None:
    for attempt in range(3):
        waits = [P.after_answer(attempt, 503, {}, NOW) for _ in range(200)]
        assert all(wait is not None and 0.05 <= wait <= min(5.0, 0.2 * 2**attempt) + 0.05 for wait in waits)
    assert P.after_answer(3, 503, {}, NOW) is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("2", 2.0), ("0", 0.0), (" 5 ", 5.0), ("Wed, 25 Nov 2026 12:00:04 GMT", 4.0),
        ("Wed, 25 Nov 2026 11:00:00 GMT", 0.0),
    ],
)  # fmt: skip
def test_what_the_service_says_is_kept_to(said: str, seconds: float) -> None:
    for status in (429, 503):
        wait = P.after_answer(0, status, {"retry-after": said}, NOW)
        assert wait is not None
        assert seconds <= wait <= seconds + P.shortest


def test_a_wait_that_is_too_long_is_told_at_once() -> None:
    assert P.after_answer(0, 429, {"retry-after": "6"}, NOW) is None
    assert P.after_answer(0, 429, {"retry-after": "Wed, 25 Nov 2026 13:00:00 GMT"}, NOW) is None


def test_nonsense_is_passed_over() -> None:
    assert P.after_answer(0, 503, {"retry-after": "soon"}, NOW) is not None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500, 502])
def test_other_answers_are_final(status: int) -> None:
    assert P.after_answer(0, status, {"retry-after": "1"}, NOW) is None


@pytest.mark.parametrize(
    ("error", "repeatable", "again"),
    [
        (httpx2.ConnectError("refused"), False, True), (httpx2.ConnectTimeout("late"), False, True),
        (httpx2.ReadTimeout("late"), False, False), (httpx2.RemoteProtocolError("broke off"), False, False),
        (httpx2.ReadTimeout("late"), True, True), (httpx2.ReadError("broke off"), True, True),
    ],
)  # fmt: skip
def test_only_what_did_not_arrive_or_may_be_asked_twice_is_asked_again(
    error: httpx2.TransportError, repeatable: bool, again: bool
) -> None:
    assert (P.after_error(0, error, repeatable=repeatable) is not None) is again
    assert P.after_error(3, error, repeatable=repeatable) is None


def test_questions_are_written_with_every_digit() -> None:
    told = json.loads(encoded({
        "item": {"tpp": Decimal("4799.9999999999999"), "die_area_mm2": Decimal("1E+3")},
        "date": dt.date(2025, 4, 9), "knowledge": frozenset({"b", "a"}), "parties": ({"role": "end-user"},),
    }))  # fmt: skip
    assert told == {
        "item": {"tpp": "4799.9999999999999", "die_area_mm2": "1000"}, "date": "2025-04-09", "knowledge": ["a", "b"],
        "parties": [{"role": "end-user"}],
    }  # fmt: skip


def test_what_json_has_no_form_for_is_refused_before_it_is_sent() -> None:
    for wrong in (Decimal("NaN"), dt.datetime(2025, 4, 9), object(), b"x"):
        with pytest.raises(TypeError):
            encoded({"date": wrong})
    with pytest.raises(ValueError, match="JSON"):
        encoded({"quantity": float("nan")})


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"problems": 5}', b'{"problems": [5, {"line": "x"}]}'])
def test_an_answer_that_is_no_problem_document_is_an_error_all_the_same(body: bytes) -> None:
    assert isinstance(error_of(418, body), Refused)
    assert isinstance(error_of(502, body), UnexpectedAnswer)
    assert isinstance(error_of(503, body), ServiceError)
