"""The questions of a page: where to and when, in words, and what else each of them states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from chipgate import Rulebook, Shipment
from chipgate.engine.judge import matching_on

from .counts import Question
from .page_text import listed

MOST_NAMED = 6
"""Destinations and days that the head of the page names."""


def key_of(base: Shipment) -> Question:
    """What the rows of a question have in their columns."""
    return base.destination, base.date.isoformat()


def place(rulebook: Rulebook, base: Shipment) -> str:
    """The destination with its name: "China (CN)"."""
    code = base.region or base.destination
    places = matching_on(rulebook, max(base.date, rulebook.pack.covered_from)).ruleset.destinations
    region = places.regions.get(base.region) if base.region else None
    named = region.name if region else places.names.get(base.destination)
    return f"{named} ({code})" if named else code


def places(rulebook: Rulebook, bases: Sequence[Shipment]) -> str:
    """All destinations, the first few by name."""
    return listed(dict.fromkeys(place(rulebook, base) for base in bases), MOST_NAMED)


def days(bases: Sequence[Shipment]) -> str:
    """All days, the first few as such."""
    return listed(dict.fromkeys(base.date.isoformat() for base in bases), MOST_NAMED)


def stated(bases: Sequence[Shipment]) -> list[str]:
    """What else the questions state, of exporter, parties, licenses and so on; nothing where it is all as usual."""
    return list(dict.fromkeys(fact for base in bases for fact in _facts(base)))


def _facts(base: Shipment) -> Iterator[str]:
    apart = {"item", "destination", "region", "date", "date_assumed", "licenses"}
    shown = base.model_dump(mode="json", exclude_defaults=True, exclude=apart)
    for field, value in shown.items():
        yield f"{field.replace('_', ' ')}: {_words(value)}"
    for held in base.licenses:
        yield f"license in hand: {held.license.number}"
    if base.date_assumed:
        yield "the date is today, as none was given"


def _words(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        stated = {key.replace("_", " "): inner for key, inner in value.items() if inner is not None}
        return ", ".join(f"{key} {_words(inner)}" for key, inner in stated.items())
    if isinstance(value, list):
        return "; ".join(map(_words, value)) or "none"
    return str(value)
