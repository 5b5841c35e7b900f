"""The calendar of a rulebook for a person and for a program: text, and one JSON document."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from itertools import groupby

from chipgate.audit.calendar import Calendar, Event, Turn

from .plain_text import visible

SCHEMA = "chipgate-calendar/1"
"""Name and version of the JSON form. A field is added without a new version; none changes meaning within one."""
MOST_ITEMS = 6
"""Items of one change that the text names."""


def calendar_json(found: Calendar) -> bytes:
    """The calendar as one JSON document, UTF-8, ending in a newline."""
    data = {
        "schema": SCHEMA, "from": found.first, "until": found.last, "today": found.today, "turns_after": found.after,
        "verified_through": found.revised, "rulebook": found.digest,
        "events": [_event(event) for event in found.events],
        "items": found.items, "destinations": found.destinations,
        "turns": [{**dataclasses.asdict(turn), "verdict_changed": turn.verdict_changed} for turn in found.turns],
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=2, default=str).encode() + b"\n"


def _event(event: Event) -> dict[str, object]:
    source = event.citation.sources[0]
    return {
        "day": event.day, "what": event.what, "provision": event.provision, "version": event.version,
        "before": event.before, "title": event.title, "citation": event.citation.text, "link": source.url,
    }  # fmt: skip


def calendar_text(found: Calendar) -> str:
    """The calendar as lines: the past, what comes, and the items that get another answer by it."""
    return "\n".join(map(visible, _lines(found))) + "\n"


def event_line(event: Event) -> str:
    """An event in one line, without its day."""
    return f"{event.provision} {event.what}: {event.title}"


def turn_line(turn: Turn) -> str:
    """A turn in one line, without its day."""
    to = ", ".join(turn.destinations)
    return f"{turn.item} to {to}: {turn.before} → {turn.after}, by {', '.join(turn.because)}"


def turned_items(turns: list[Turn]) -> int:
    """How many items are among the turns."""
    return len({turn.item for turn in turns})


def _lines(found: Calendar) -> Iterator[str]:
    yield f"{found.first} to {found.last}; sources checked through {found.revised}"
    past = [event for event in found.events if event.day <= found.today]
    coming = [event for event in found.events if event.day > found.today]
    if found.first <= found.today:
        yield from ("", "past, up to today", *_days(past))
    if found.last > found.today:
        yield from ("", "coming", *_days(coming))
    if found.items and found.last > found.after:
        yield ""
        yield from _turns(found)


def _days(events: list[Event]) -> Iterator[str]:
    for day, listed in groupby(events, key=lambda event: event.day):
        for number, event in enumerate(listed):
            yield f"  {day if not number else ' ' * 10}  {event_line(event)}"
    if not events:
        yield "  nothing is known to these rules"


def _turns(found: Calendar) -> Iterator[str]:
    """The verdicts that change, those together that turn alike on one day by the same provisions."""
    verdicts = [turn for turn in found.turns if turn.verdict_changed]
    reasons = turned_items([turn for turn in found.turns if not turn.verdict_changed])
    days = (found.last - found.after).days
    count = f"{turned_items(verdicts)} of {found.items} item{'' if found.items == 1 else 's'}"
    yield (f"in the {days} day{'' if days == 1 else 's'} after {found.after}, with nobody editing anything, {count} "
           f"to {', '.join(found.destinations)} get another verdict; other reasons: {reasons}")  # fmt: skip
    alike: dict[tuple[object, ...], list[Turn]] = {}
    for turn in verdicts:
        alike.setdefault((turn.day, turn.destinations, turn.before, turn.after, turn.because), []).append(turn)
    for (day, *_), listed in alike.items():
        first = listed[0]
        names = list(dict.fromkeys(turn.item for turn in listed))
        more = f" and {len(names) - MOST_ITEMS} more" if len(names) > MOST_ITEMS else ""
        where, by = ", ".join(first.destinations), ", ".join(first.because)
        yield f"  {day}  {first.before} → {first.after}, to {where}, by {by}"
        yield f"              {', '.join(names[:MOST_ITEMS])}{more}"
