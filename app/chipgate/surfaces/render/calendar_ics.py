"""The calendar of a rulebook as iCalendar (RFC 5545): whole days, each with a UID that stays.

DTSTAMP, which says when an entry was last revised, is the day up to which the sources of the rules were checked: the
same rules give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby

from chipgate.audit.calendar import Calendar, Event, Turn

from .calendar_text import event_line, turn_line, turned_items

OCTETS = 75
"""The longest line, its end not counted."""
_DOMAIN = "rules.chipgate"


def calendar_ics(found: Calendar) -> bytes:
    """The events, and one entry for each coming day on which items turn. Lines end in CRLF and are folded."""
    return b"".join(_folded(line) for line in _lines(found))


def uid_of(event: Event) -> str:
    """The UID of an event: what happens to which provision, and by which version, and nothing else."""
    return f"{event.provision.replace('/', '.')}.{event.version}.{event.what.name.lower()}@{_DOMAIN}"


def _lines(found: Calendar) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//chipgate//rules calendar 1//EN", "CALSCALE:GREGORIAN")
    stamp = f"DTSTAMP:{found.revised:%Y%m%d}T000000Z"
    for event in found.events:
        yield from _entry(uid_of(event), stamp, event.day, event_line(event), list(_said(event)), event.what.value,
                          event.citation.sources[0].url)  # fmt: skip
    for day, listed in groupby((turn for turn in found.turns if turn.verdict_changed), key=lambda turn: turn.day):
        turns = list(listed)
        yield from _entry(f"turns.{day}@{_DOMAIN}", stamp, day, _summary(turns), map(turn_line, turns), "turns")
    yield "END:VCALENDAR"


def _summary(turns: list[Turn]) -> str:
    count = turned_items(turns)
    return f"{count} item{' gets' if count == 1 else 's get'} another verdict, with nobody editing anything"


def _said(event: Event) -> Iterator[str]:
    yield f"Version {event.version}" + (f", after {event.before}" if event.before not in (None, event.version) else "")
    yield event.citation.text
    yield from (source.url for source in event.citation.sources)


def _entry(
    uid: str, stamp: str, day: dt.date, summary: str, said: Iterable[str], category: str, url: str | None = None
) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{uid}", stamp, f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
                f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}", f"SUMMARY:{_text(summary)}",
                f"DESCRIPTION:{_text(chr(10).join(said))}", f"CATEGORIES:{_text(category)}")  # fmt: skip
    if url is not None:
        yield f"URL:{url}"
    yield from ("TRANSP:TRANSPARENT", "END:VEVENT")


def _text(value: str) -> str:
    """A value of type TEXT: backslash, semicolon, comma and line ends escaped; other control characters left out."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(one for one in escaped if one >= " " and one != "\x7f")


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets, each but the first behind a space, no character cut in two."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join((*pieces, piece)) + b"\r\n"
