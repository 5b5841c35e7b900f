"""`GET /v1/calendar`: what begins, changes and ends, and which items get another answer by it; as `chipgate rules
calendar -f json` says it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache, partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from chipgate import Rulebook
from chipgate.audit.calendar import calendar as calendar_of
from chipgate.errors import InvalidQuestion, LogUnavailable, Problem
from chipgate.surfaces.render.calendar_text import calendar_json

from ..audits import places_named
from ..documents import not_changed, refusals
from ..etags import tagged
from ..items import items_tried
from ..parameters import Day
from ..serving import serving

router = APIRouter(tags=["rules"])
KEPT = 4
"""Calendars that are kept: the page asks for one as often as it is opened."""

_DAY = {"type": "string", "format": "date"}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["day", "what", "provision", "version", "before", "title", "citation", "link"],
    "properties": {
        "day": _DAY, "what": {"type": "string", "description": "begins, changes, returns, is repealed or expires."},
        "provision": {"type": "string"}, "version": {"type": "string"}, "title": {"type": "string"},
        "before": {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "The version of the day before."},
        "citation": {"type": "string"}, "link": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
}  # fmt: skip
_TURN: dict[str, Any] = {
    "type": "object",
    "required": ["day", "item", "destinations", "before", "after", "because", "verdict_changed"],
    "properties": {
        "day": _DAY, "item": {"type": "string"}, "destinations": _TEXTS, "before": {"type": "string"},
        "after": {"type": "string"}, "because": _TEXTS,
        "verdict_changed": {"type": "boolean", "description": "False: the reasons alone change."},
    },
}  # fmt: skip
_CALENDAR: dict[str, Any] = {
    "type": "object",
    "description": "Events by day; and, with flips, the items that get another answer, by day.",
    "required": ["schema", "from", "until", "today", "verified_through", "rulebook", "events", "turns"],
    "properties": {
        "schema": {"type": "string", "const": "chipgate-calendar/1"}, "from": _DAY, "until": _DAY, "today": _DAY,
        "turns_after": {**_DAY, "description": "Turns are told from the day after this one on."},
        "verified_through": _DAY, "rulebook": {"type": "string"}, "events": {"type": "array", "items": _EVENT},
        "items": {"type": "integer", "description": "How many items were tried."}, "destinations": _TEXTS,
        "turns": {"type": "array", "items": _TURN},
    },
}  # fmt: skip


@router.get(
    "/v1/calendar",
    operation_id="get_calendar",
    summary="What begins, changes and ends",
    responses={
        200: {"description": "The calendar.", "content": {"application/json": {"schema": _CALENDAR}}},
        **not_changed(), **refusals(422),
    },
)  # fmt: skip
async def calendar(
    request: Request,
    since: Annotated[Day | None, Query(
        alias="from", description="The first day; unstated, the first that the rules cover.")] = None,
    until: Annotated[Day | None, Query(
        description="The last day; unstated, the last on which anything is known to change.")] = None,
    to: Annotated[str, Query(max_length=200, description="Where the items go, with flips: CN, or CN,SG.")] = "CN",
    flips: Annotated[bool, Query(
        description="Try the items of the shipped catalog on all these days, which takes a moment.")] = False,
) -> Response:  # fmt: skip
    """Events of the past and of the days to come, by the rules that answer now. The body has an ETag."""
    service = serving(request)
    rulebook, today = service.rules.current.rulebook, service.today()
    first = since or rulebook.pack.covered_from
    last = until or max((*rulebook.boundaries, today, first))
    if last < first:
        raise InvalidQuestion([Problem("", message=f"{last} is before the first day, {first}.", pointer="/until")])
    places = tuple(places_named(to, rulebook))
    work = partial(_written, rulebook, first, last, today, places if flips else ())
    if not flips:
        return tagged(request, work())
    try:
        with service.deadlines.within(service.settings.request_seconds):
            text = await service.decider.audit(work)
    except TimeoutError:
        seconds = service.settings.request_seconds
        raise LogUnavailable(f"The calendar took longer than {seconds:g} seconds: ask for fewer days.") from None
    return tagged(request, text)


@lru_cache(maxsize=KEPT)
def _written(
    rulebook: Rulebook, first: dt.date, last: dt.date, today: dt.date, places: tuple[str, ...]
) -> bytes:  # fmt: skip
    """The calendar as bytes; items are tried where there are places for them to go."""
    items = items_tried() if places else ()
    after = max(first, rulebook.pack.covered_from) - dt.timedelta(days=1)
    return calendar_json(calendar_of(rulebook, first, last, today, after, items, places))
