"""Each thing that can be asked, as a value: what is sent, how it is read, and whether it may be sent again.

What sends it is `synchronous` and `asynchronous`.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from chipgate.model.decision import Decision
from chipgate.model.shipment import Shipment

from .answers import (
    Answered,
    ItemPage,
    OrderAnswered,
    Ready,
    Record,
    RecordBrief,
    RecordPage,
    Ruleset,
    TimelineAnswered,
    TimelineDay,
    plain,
    value_of,
)

T = TypeVar("T")
Question = Shipment | Mapping[str, Any]
"""A question as a value of the library, or as plain data: `Decimal`, dates and the library's items go into it too."""
Headers = Mapping[str, str]
Reader = Callable[[bytes, Headers], T]
JSON, JSON_LINES = "application/json", "application/jsonl"


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """Something to ask. `repeatable`: asking twice does no more than asking once."""

    method: str
    path: str
    read: Reader[T]
    body: bytes | None = None
    headers: Headers = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = True
    answers: frozenset[int] = frozenset({200})
    """The statuses that `read` reads."""


def decide(question: Question, idempotency_key: str | None) -> Call[Answered]:
    """One decision."""
    return _logged("/v1/decisions", encoded(question), idempotency_key, _answered)


def order(order: Mapping[str, Any], idempotency_key: str | None) -> Call[OrderAnswered]:
    """An order with its lines."""
    return _logged("/v1/orders", encoded(order), idempotency_key, _order)


def timeline(
    question: Question, first: dt.date | None, last: dt.date | None, idempotency_key: str | None
) -> Call[TimelineAnswered]:
    """The days on which an answer changes; the question's own date is left out."""
    told = {name: value for name, value in _plain_question(question).items() if name != "date"}
    told |= {name: day for name, day in (("from", first), ("until", last)) if day is not None}
    return _logged("/v1/timelines", encoded(told), idempotency_key, _timeline)


def batch(lines: bytes) -> Call[None]:
    """Many questions, a line each. It has no key, so that it is sent again only where nothing was answered."""
    return Call("POST", "/v1/decisions/batch", lambda _body, _headers: None, lines,
                {"Content-Type": JSON_LINES, "Accept": JSON_LINES}, repeatable=False)  # fmt: skip


def record(record_id: str) -> Call[Record]:
    """One record, whole."""
    return Call("GET", f"/v1/decisions/{quote(record_id, safe='')}", _record)


def records(filters: Mapping[str, str | dt.date | int | None], cursor: str | None) -> Call[RecordPage]:
    """A page of records: those, and the cursor of the next."""
    asked = {**filters, "cursor": cursor}
    parameters = {name: str(value) for name, value in asked.items() if value is not None}
    return Call("GET", "/v1/decisions", _read(RecordPage), parameters=parameters)


def ruleset(day: dt.date) -> Call[Ruleset]:
    """The rules of a day."""
    return Call("GET", f"/v1/rulesets/{day.isoformat()}", _read(Ruleset))


def items(name: str | None, after: str | None) -> Call[ItemPage]:
    """A page of the shipped catalog: items as plain data, and what the next page is after."""
    asked = {"name": name, "after": after}
    parameters = {name: value for name, value in asked.items() if value is not None}
    return Call("GET", "/v1/items", _read(ItemPage), parameters=parameters)


def ready() -> Call[Ready]:
    """Whether questions are answered. Not being ready is an answer too."""
    return Call("GET", "/health/ready", _read(Ready), answers=frozenset({200, 503}))


def encoded(value: Question) -> bytes:
    """A question as JSON on one line; numbers keep every digit.

    Raises:
        TypeError: there is something in it that JSON has no form for.
        ValueError: a number is not finite.
    """
    told = _plain_question(value)
    return json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_as_json).encode()


def _plain_question(value: Question) -> Mapping[str, Any]:
    if not isinstance(value, Shipment):
        return value
    told: dict[str, Any] = _as_json(value)
    if told.pop("date_assumed", False):
        del told["date"]  # today was meant: the service says which day that is there
    return told


def _as_json(value: Any) -> Any:
    match value:
        case BaseModel():
            return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        case Decimal() if value.is_finite():
            return format(value, "f")
        case dt.date() if not isinstance(value, dt.datetime):
            return value.isoformat()
        case Mapping():
            return dict(value)
        case set() | frozenset():
            return sorted(value)
    raise TypeError(f"{value!r} has no place in a question.")


def _logged(path: str, body: bytes, key: str | None, read: Reader[T]) -> Call[T]:
    """What is put on record: its key is made once, so that sending it again logs nothing twice."""
    headers = {"Content-Type": JSON, "Idempotency-Key": key or str(uuid.uuid4())}
    return Call("POST", path, read, body, headers)


def _answered(body: bytes, headers: Headers) -> Answered:
    return Answered(
        value_of(Decision, plain(body)), headers.get("chipgate-record-id"),
        headers.get("chipgate-ruleset-digest") or None, headers.get("chipgate-engine-version", ""),
        headers.get("idempotency-replayed") == "true", body,
    )  # fmt: skip


def _order(body: bytes, headers: Headers) -> OrderAnswered:
    told = plain(body)
    if isinstance(told, dict):
        told["record_id"] = headers.get("chipgate-record-id")
    return value_of(OrderAnswered, told)


def _timeline(body: bytes, headers: Headers) -> TimelineAnswered:
    days: tuple[TimelineDay, ...] = value_of(tuple[TimelineDay, ...], plain(body))
    return TimelineAnswered(days, headers.get("chipgate-record-id"))


def _record(body: bytes, _headers: Headers) -> Record:
    told = plain(body)
    return Record(value_of(RecordBrief, told), told.get("question"), told.get("answer"))


def _read(kind: type[T]) -> Reader[T]:
    return partial(_value, kind)


def _value(kind: type[T], body: bytes, _headers: Headers) -> T:
    return value_of(kind, plain(body))
