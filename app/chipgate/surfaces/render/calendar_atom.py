"""The calendar of a rulebook as an Atom feed (RFC 4287), newest day first, each entry with an id that stays.

An entry's `updated` is its own day, but of a coming one the day up to which the sources of the rules were checked: the
same rules give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as Xml

from chipgate.audit.calendar import Calendar, Event

from .calendar_ics import uid_of
from .calendar_text import event_line, turn_line, turned_items

ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://rules.chipgate/calendar")


def calendar_atom(found: Calendar) -> bytes:
    """The feed: an entry for each event, and one for each coming day on which items turn. UTF-8."""
    feed = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    entries = sorted(_entries(found), key=lambda entry: entry[0], reverse=True)
    updated = max((_updated(day, found) for day, _ in entries), default=_stamp(found.revised))
    _add(feed, "id", _id("feed"))
    _add(feed, "title", "chipgate: changes of the rules")
    _add(feed, "updated", updated)
    _add(_add(feed, "author"), "name", "chipgate")
    _add(feed, "generator", "chipgate rules calendar")
    feed.extend(entry for _, entry in entries)
    Xml.indent(feed)
    written: bytes = Xml.tostring(feed, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written + b"\n"


def _entries(found: Calendar) -> Iterator[tuple[dt.date, Xml.Element]]:
    for event in found.events:
        yield event.day, _of_event(event, found)
    for day, listed in groupby((turn for turn in found.turns if turn.verdict_changed), key=lambda turn: turn.day):
        turns = list(listed)
        count = turned_items(turns)
        title = f"{day}: {count} item{' gets' if count == 1 else 's get'} another verdict, with nobody editing anything"
        entry = _entry(f"turns.{day}", title, day, found)
        _add(entry, "content", "\n".join(map(turn_line, turns)), type="text")
        yield day, entry


def _of_event(event: Event, found: Calendar) -> Xml.Element:
    entry = _entry(uid_of(event), f"{event.day}: {event_line(event)}", event.day, found)
    for number, source in enumerate(event.citation.sources):
        rel = "related" if number else "alternate"
        Xml.SubElement(entry, "link", {"rel": rel, "href": source.url, "title": _legal(source.title)})
    Xml.SubElement(entry, "category", {"term": event.what.value})
    _add(entry, "content", event.citation.text, type="text")
    return entry


def _entry(name: str, title: str, day: dt.date, found: Calendar) -> Xml.Element:
    entry = Xml.Element("entry")
    _add(entry, "id", _id(name))
    _add(entry, "title", title)
    _add(entry, "updated", _updated(day, found))
    return entry


def _add(parent: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    found = Xml.SubElement(parent, name, attributes)
    found.text = _legal(text) if text is not None else None
    return found


def _legal(text: str) -> str:
    """Text without the control characters that XML has no way to write."""
    return "".join(one for one in text if one >= " " or one in "\n\t")


def _id(name: str) -> str:
    return uuid.uuid5(_SPACE, name).urn


def _updated(day: dt.date, found: Calendar) -> str:
    return _stamp(min(day, found.revised))


def _stamp(day: dt.date) -> str:
    return f"{day}T00:00:00Z"
