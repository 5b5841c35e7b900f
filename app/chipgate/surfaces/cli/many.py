"""Several destinations and days in one command: `--to CN,SG`, `--to all`, `--date 2025-04-08,2025-04-09`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from chipgate import ItemSpec, Rulebook, Shipment
from chipgate.surfaces.clock import today

from .parties import screen_parties
from .question import day_of, shipment_of, usage

ALL = "all"


def several(to: str, date: str | None) -> bool:
    """Whether more than one question is asked of each item."""
    return "," in to or "," in (date or "") or to.strip().lower() == ALL


def questions_of(
    rulebook: Rulebook, item: ItemSpec, to: str, date: str | None, hq: str | None, parent: str | None,
    location: str | None, screening: Sequence[Any], **rest: Any,
) -> list[Shipment]:  # fmt: skip
    """The question for each destination and day, destination by destination; parties are screened once.

    Raises:
        InvalidQuestion: a destination or a day that is not one, or one that is given twice.
    """
    days = _words("--date", date) if date is not None else [None]
    places = _words("--to", to)
    if any(place.lower() == ALL for place in places):
        if len(places) > 1:
            raise usage("--to all is every destination: name no other beside it.")
        first = day_of(days[0], "--date") if days[0] is not None else today()
        places = every_destination(rulebook, first)
    asked = [shipment_of(item, place, day, hq, parent, location, **rest) for place in places for day in days]
    screened = screen_parties(asked[0], *screening)
    return [screened, *(one.model_copy(update={"parties": screened.parties}) for one in asked[1:])]


def every_destination(rulebook: Rulebook, day: dt.date) -> list[str]:
    """Every destination that the rules of a day know and that an export can go to: no part of the United States."""
    from chipgate.engine.judge import matching_on
    from chipgate.engine.outcomes import named_outcome

    day = max(day, rulebook.pack.covered_from)
    ruleset = matching_on(rulebook, day).ruleset
    questions = (Shipment(item=ItemSpec(), destination=code, date=day) for code in sorted(ruleset.destinations.names))
    return [one.destination for one in questions if named_outcome(rulebook, ruleset, one) is None]


def _words(option: str, text: str) -> list[str]:
    words = [word.strip() for word in text.split(",")]
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice is not None:
        raise usage(f'{option}: "{twice}" is given twice; name each once.' if twice else f"{option}: a comma too many.")
    return words
