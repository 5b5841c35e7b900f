"""`POST /v1/drafts/timelines`: the timeline of one question to each of several destinations, on no record."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from chipgate import Shipment
from chipgate.errors import InvalidQuestion, Problem
from chipgate.surfaces.http.answering import question_of
from chipgate.surfaces.http.documents import JSON, body
from chipgate.surfaces.http.question_schemas import MOST_TIMELINES
from chipgate.surfaces.http.reload import InForce
from chipgate.surfaces.http.schemas import of
from chipgate.surfaces.http.timelines import days_asked, question_of_days
from chipgate.surfaces.timelines import timeline_of, timeline_rows

from .drafting import HEADERS, Revision, draft_asked, drafted, in_time, rules_asked

router = APIRouter(tags=["drafts"])
_DAY = {"type": "string", "format": "date"}
_ANSWER: dict[str, Any] = {
    "type": "object",
    "required": ["timelines", "rulebook", "covered_from", "verified_through", "today"],
    "properties": {
        "timelines": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["destination", "name", "outcome", "summary", "changes"],
                "properties": {
                    "destination": {"type": "string", "description": "As it was asked for."},
                    "name": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "outcome": {**of("Outcome"), "description": "Without a verdict on any day, why."},
                    "summary": {"type": "string", "description": "Of the first day."},
                    "changes": {**of("Timeline"), "description": "Empty where there is no verdict on any day."},
                },
            },
        },
        "rulebook": {"type": "string"}, "covered_from": _DAY, "verified_through": _DAY, "today": _DAY,
    },
}  # fmt: skip
DESCRIBED = body(
    {JSON: of("TimelinesQuestion")},
    {JSON: {"Two places": {"item": "H20 (HGX)", "destinations": ["CN", "AE"], "from": "2025-01-01"}}},
    {"description": "A timeline for each destination, coming changes that are known included.", "headers": HEADERS,
     "content": {JSON: {"schema": _ANSWER}}},
)  # fmt: skip


@router.post("/v1/drafts/timelines", summary="Try out a question over time, to several places",
             operation_id="draft_timelines")  # fmt: skip
async def draft_timelines(request: Request, revision: Revision = None) -> Response:
    """As `POST /v1/timelines`, with `destinations` in place of `destination`, and nothing is recorded. A place without
    a verdict on any day has no changes, and the summary says why."""
    service, read = await draft_asked(request)
    with in_time(service):
        rules, today = await rules_asked(service, revision), service.today()
        asked, end = await service.decider.apart(partial(_questions, rules, read, today))
        found = []
        for n in range(len(asked)):  # one after another, so that others are answered between them
            if await request.is_disconnected():  # whoever types on has asked again
                raise HTTPException(HTTPStatus.BAD_REQUEST, "Nobody waits for the answer.")
            found.append(await service.decider.apart(partial(_timeline, rules, asked, n, end)))
    pack = rules.rulebook.pack
    told = {
        "timelines": found, "rulebook": rules.rulebook.digest, "covered_from": pack.covered_from.isoformat(),
        "verified_through": pack.verified_through.isoformat(), "today": today.isoformat(),
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    return drafted(service, "timeline", text, "")


def _questions(rules: InForce, read: bytes, today: dt.date) -> tuple[list[Shipment], dt.date | None]:
    """The question of the first day for each place, and the last day; parties are screened once."""
    value = days_asked(read)
    places = value.pop("destinations", None)
    problems = list(_wrong(value, places))
    asked, end = [], None
    for n, place in enumerate(places if isinstance(places, list) and places and not problems else ["US"]):
        try:
            shipment, end = question_of_days(rules, {**value, "destination": place}, today)
            asked.append(shipment)
        except InvalidQuestion as error:
            problems += _at(error, n)
            break  # what is wrong with the rest of the question is wrong of every place
    if problems:
        raise InvalidQuestion(problems)
    parties = question_of(rules, asked[0]).parties
    return [one.model_copy(update={"parties": parties}) for one in asked], end


def _wrong(value: dict[str, Any], places: Any) -> list[Problem]:
    hint = 'As in "destinations": ["CN", "AE"].'
    found = [
        Problem("", message="timelines are of several destinations.", hint=hint, pointer=f"/{name}")
        for name in ("destination", "region") if value.pop(name, None) is not None
    ]  # fmt: skip
    if not isinstance(places, list) or not 0 < len(places) <= MOST_TIMELINES:
        found.append(Problem("", message=f"is a list of 1 to {MOST_TIMELINES} places.", hint=hint,
                             pointer="/destinations"))  # fmt: skip
    elif len({json.dumps(one, default=str) for one in places}) < len(places):
        found.append(Problem("", message="names a place twice.", hint="Name each once.", pointer="/destinations"))
    return found


def _timeline(rules: InForce, asked: list[Shipment], n: int, end: dt.date | None) -> dict[str, Any]:
    try:
        found = timeline_of(rules.rulebook, asked[n], end)
    except InvalidQuestion as error:
        raise InvalidQuestion(_at(error, n)) from None
    first = found.first
    return {
        "destination": asked[n].region or asked[n].destination, "name": first.asked.destination_name,
        "outcome": first.outcome.value, "summary": first.summary, "changes": timeline_rows(found.changes),
    }  # fmt: skip


def _at(error: InvalidQuestion, n: int) -> list[Problem]:
    """The problems of one place, where the asker wrote it."""
    return [
        replace(one, pointer=f"/destinations/{n}") if one.pointer in ("/destination", "/region") else one
        for one in error.problems
    ]
