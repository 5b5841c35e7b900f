"""`POST /v1/timelines`: every day on which the answer to one question changes, on record before it is sent."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from chipgate import Shipment, __version__
from chipgate.errors import InvalidQuestion, LogUnavailable, Problem
from chipgate.files.json_reader import InvalidJson, read_json
from chipgate.files.question import shipment_from
from chipgate.model.decision import Outcome
from chipgate.store.record import Entry, Kind, new_id
from chipgate.surfaces.clock import stamped
from chipgate.surfaces.timelines import timeline_json, timeline_of, timeline_question

from .answering import Asking, question_of
from .bodies import read_body, type_of
from .decisions import answer_on_record, answered, answered_before, asked_by
from .parameters import day_in
from .serving import serving

if TYPE_CHECKING:
    from .reload import InForce

router = APIRouter(tags=["timelines"])
_ABOUT = {
    Outcome.NOT_SUBJECT: "/subject_to_the_ear",
    Outcome.DEEMED_EXPORT: "/transfer",
}
"""What of a question keeps it from having a verdict on any day; else its destination does."""


@router.post("/v1/timelines", summary="Every day on which the answer changes", operation_id="timeline")
async def timelines(request: Request) -> Response:
    """A question without a date, and the days it is asked of; the answer is that of `chipgate timeline -f json`."""
    service = serving(request)
    rules = service.rules.current
    type_of(request)
    body = await read_body(request, service.settings.max_body_bytes, service.settings.request_seconds)
    asking = asked_by(request, body)
    if (earlier := await answered_before(service, asking)) is not None:
        return earlier
    try:
        with service.deadlines.within(service.settings.request_seconds):
            entry = await service.decider.apart(partial(_entry, rules, body, service.today(), asking))
            receipts = await service.recorder.record(rules, (entry,))
    except TimeoutError:
        raise LogUnavailable(f"There was no answer within {service.settings.request_seconds:g} seconds.") from None
    if receipts and receipts[0].replayed:
        return await answer_on_record(service, receipts[0].record_id)
    return answered(entry.answer, entry.ruleset or "", receipts)


def _entry(rules: InForce, body: bytes, today: dt.date, asking: Asking) -> Entry:
    """The answer, as it is logged."""
    shipment, end = question_of_days(rules, days_asked(body), today)
    shipment = question_of(rules, shipment)
    found = timeline_of(rules.rulebook, shipment, end)
    if not found.changes:
        at = _ABOUT.get(found.first.outcome, "/destination")
        raise InvalidQuestion([Problem("", message=found.first.summary, pointer=at)])
    now = dt.datetime.now(dt.UTC)
    asked, ruleset = found.first.asked, found.first.ruleset
    return Entry(
        record_id=new_id(int(now.timestamp() * 1000)), kind=Kind.TIMELINE, at=stamped(now), caller=asking.caller.id,
        request_id=asking.request_id, engine=__version__, rulebook=rules.rulebook.digest,
        question=timeline_question(shipment, end), answer=timeline_json(found.changes),
        ruleset=ruleset.digest if ruleset else None, item=asked.item, destination=asked.destination, date=asked.date,
        idempotency_key=asking.idempotency_key, body_digest=asking.body_digest,
    )  # fmt: skip


def days_asked(body: bytes) -> dict[str, Any]:
    """The JSON object that a question about many days is.

    Raises:
        InvalidJson: it is none.
    """
    value = read_json(body)
    if not isinstance(value, dict):
        raise InvalidJson([Problem("", message="a question is a JSON object.", hint="See /openapi.json.")])
    return value


def question_of_days(rules: InForce, value: dict[str, Any], today: dt.date) -> tuple[Shipment, dt.date | None]:
    """The question of the first day, and the last day. An item is named as of the last day, or of today.

    Raises:
        InvalidQuestion: with every problem of the question.
    """
    problems: list[Problem] = []
    first, end = (_day(value, name, problems) for name in ("from", "until"))
    covered = rules.rulebook.pack.covered_from
    start = max(first or covered, covered)
    if end is not None and end < start:
        problems.append(Problem("", message=f"{end} is before the first day, {start}.", pointer="/until"))
    if "date" in value:
        hint = 'Say "from" and "until", or neither.'
        problems.append(Problem("", message="a timeline is of many days.", hint=hint, pointer="/date"))
    rest = {name: one for name, one in value.items() if name not in ("from", "until", "date")}
    try:
        shipment = shipment_from({**rest, "date": (end or today).isoformat()}, today, rules.register)
    except InvalidQuestion as error:
        raise InvalidQuestion([*problems, *error.problems]) from None
    if problems:
        raise InvalidQuestion(problems)
    return shipment.model_copy(update={"date": start}), end


def _day(value: dict[str, Any], name: str, problems: list[Problem]) -> dt.date | None:
    if name not in value:
        return None
    try:
        return day_in(value[name])
    except ValueError as error:
        problems.append(Problem("", message=f"{error}.", hint='As in "2025-04-09".', pointer=f"/{name}"))
        return None
