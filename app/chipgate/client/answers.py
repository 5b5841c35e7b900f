"""What the service answers, as values. Figures in decisions are texts, exact; unknown fields are passed over, as a
later release may add some."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from chipgate.model.decision import Decision
from chipgate.model.pack import Verdict

from .refusals import QuestionRefused, ServiceError, UnexpectedAnswer, error_told

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answered:
    """A decision, and where it stands on record. `body` is the answer as it was sent, byte for byte.

    `record_id` is None where the service keeps no log; `replayed`: it is the answer to an earlier request.
    """

    decision: Decision
    record_id: str | None
    ruleset_digest: str | None
    engine_version: str
    replayed: bool
    body: bytes

    @property
    def verdict(self) -> Verdict | None:
        """The verdict; None where there is none, which never means allowed."""
        return self.decision.answer.verdict


@dataclass(frozen=True, slots=True)
class BatchLine:
    """The answer to one question of many, by its number from 1: a decision, or the refusal of that question."""

    number: int
    decision: Decision | None = None
    record_id: str | None = None
    refused: ServiceError | None = None


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of an order, by the caller's reference or its number from 1."""

    line: str
    verdict: Verdict | None
    decision: Decision
    record_id: str | None = None


@dataclass(frozen=True, slots=True)
class OrderAnswered:
    """The answer for an order: the strictest of its lines."""

    may_ship: bool
    verdict: Verdict | None
    lines: tuple[OrderLine, ...]
    order: str | None = None
    record_id: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """A version of a provision that came, or (`ends`) went."""

    provision: str
    version: str
    title: str
    ends: bool


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """A day from which on the answer is another. `before` is None on the first."""

    date: dt.date
    before: Verdict | None
    verdict: Verdict
    state: str
    provisions: tuple[Cause, ...]
    licenses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelineAnswered:
    """The days on which an answer changes, and the record of them."""

    days: tuple[TimelineDay, ...]
    record_id: str | None


@dataclass(frozen=True, slots=True)
class RecordBrief:
    """A record without its texts. Times are UTC, as they are logged."""

    record_id: str
    kind: str
    at: str
    caller: str
    request_id: str
    engine: str
    rulebook: str
    chain: int
    seq: int
    question_digest: str
    answer_digest: str
    previous: str
    digest: str
    ruleset: str | None = None
    outcome: str | None = None
    verdict: str | None = None
    certainty: str | None = None
    item: str | None = None
    destination: str | None = None
    date: str | None = None
    order: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A record with its question and its answer as plain data, numbers exact; None once they were erased."""

    about: RecordBrief
    question: Any
    answer: Any


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision in force on a day."""

    id: str
    kind: str
    version: dt.date
    title: str
    digest: str
    citation: Mapping[str, Any]
    expires: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules of a day."""

    as_of: dt.date
    digest: str
    rulebook: str
    in_force_since: dt.date
    covered_from: dt.date
    verified_through: dt.date
    packs: tuple[str, ...]
    provisions: tuple[Provision, ...]
    next_change: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether questions are answered: ready, degraded (by the last good rules), or unavailable."""

    status: str
    engine: str
    rulebook: str | None = None
    ruleset: str | None = None
    verified_through: dt.date | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Some records, and the cursor of the next page, if there is one."""

    records: tuple[RecordBrief, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some items of the shipped catalog, and what the next page is after, if there is one."""

    items: tuple[Mapping[str, Any], ...]
    next: str | None


def plain(body: bytes) -> Any:
    """The JSON of an answer, every digit kept.

    Raises:
        UnexpectedAnswer: it is none.
    """
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise UnexpectedAnswer("the answer is not JSON.") from None


def value_of(kind: type[T], told: Any) -> T:
    """Plain data as a value of its type.

    Raises:
        UnexpectedAnswer: it does not fit.
    """
    try:
        return _adapter(kind).validate_python(told, by_name=True, by_alias=True)
    except ValidationError as error:
        raise UnexpectedAnswer(f"the answer is no {kind.__name__} that this client knows: {error}") from None


class Lines:
    """JSON Lines as they arrive. A line ends at a line feed and nowhere else: texts may hold other breaks."""

    def __init__(self) -> None:
        self._rest = b""

    def whole(self, chunk: bytes) -> list[bytes]:
        """The lines that are whole with this chunk."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        return lines


def batch_line(number: int, text: bytes) -> BatchLine:
    """One line of a batch's answer.

    Raises:
        ServiceError: the answer ends here: the service could not go on.
    """
    told = plain(text)
    if isinstance(told, dict) and "decision" in told:
        return BatchLine(number, value_of(Decision, told["decision"]), told.get("record_id"))
    problem = told.get("problem") if isinstance(told, dict) else None
    if not isinstance(problem, dict) or not isinstance(problem.get("status"), int):
        raise UnexpectedAnswer("a line of the answer is neither a decision nor a problem.")
    refused = error_told(problem["status"], problem)
    if not isinstance(refused, QuestionRefused):
        raise refused
    return BatchLine(number, refused=refused)


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    found = _adapters.get(kind)
    if found is None:
        found = _adapters[kind] = TypeAdapter(kind)
    return found
