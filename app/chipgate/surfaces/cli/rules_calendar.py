"""`chipgate rules calendar`: past and coming changes of the rules, and the items that turn by them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chipgate.errors import InvalidQuestion, Problem
from chipgate.surfaces.clock import today
from chipgate.surfaces.rules_at_hand import rules_at_hand

from .options import Out, Rules
from .output import output
from .question import day_of

if TYPE_CHECKING:
    from chipgate.audit.calendar import Calendar


class CalendarFormat(StrEnum):
    """How the calendar is written."""

    TABLE = "table"
    JSON = "json"
    ICS = "ics"
    ATOM = "atom"


def rules_calendar(
    days: Annotated[int, typer.Option(
        "--days", metavar="N", min=0, max=36525, help="How many days to look ahead, and back where no --from is given."
    )] = 90,
    since: Annotated[str | None, typer.Option(
        "--from", metavar="YYYY-MM-DD", help="The first day; the last is --days after it.",
        show_default="--days before today in New York")] = None,
    catalog: Annotated[Path | None, typer.Option(
        "--catalog", metavar="FILE", help="The items to try; unstated, the chips that chipgate knows.")] = None,
    to: Annotated[list[str] | None, typer.Option(
        "--to", metavar="CC[,CC]", help="Where they go. Repeatable.", show_default="CN")] = None,
    format: Annotated[CalendarFormat, typer.Option(
        "--format", "-f", help="table, JSON, iCalendar (RFC 5545) or an Atom feed (RFC 4287).")] = CalendarFormat.TABLE,
    out: Out = None,
    rules: Rules = None,
) -> None:  # fmt: skip
    """Show what begins, changes and ends, and which items get another answer by it, with nobody editing anything.

    What is known of the days to come are the versions with a later first day, and what expires. Items are tried from
    today on, or with --from on all of its days. iCalendar and Atom are the same bytes for the same rules and days, with
    ids that stay: put them where a calendar or a reader looks for them.

    Example: chipgate rules calendar --days 365 --catalog examples/catalog.csv --to CN -f ics -o rules.ics
    """
    from chipgate.audit.calendar import calendar

    from .audit_tried import items_of, places_of

    rulebook, now = rules_at_hand(rules), today()
    span = dt.timedelta(days=days)
    try:
        first = day_of(since, "--from") if since is not None else now - span
        last = first + span if since is not None else now + span
        after = first - dt.timedelta(days=1) if since is not None else now
    except OverflowError:
        problem = Problem("--days", message="there are no such days.", hint="Take fewer.")
        raise InvalidQuestion([problem]) from None
    found = calendar(rulebook, first, last, now, after, items_of(catalog), places_of(to or ["CN"], rulebook))
    with output(out) as sink:
        sink.write(_written(found, format))


def _written(found: Calendar, format: CalendarFormat) -> bytes:
    from chipgate.surfaces.render.calendar_atom import calendar_atom
    from chipgate.surfaces.render.calendar_ics import calendar_ics
    from chipgate.surfaces.render.calendar_text import calendar_json, calendar_text

    match format:
        case CalendarFormat.TABLE:
            return calendar_text(found).encode()
        case CalendarFormat.JSON:
            return calendar_json(found)
        case CalendarFormat.ICS:
            return calendar_ics(found)
        case CalendarFormat.ATOM:
            return calendar_atom(found)
