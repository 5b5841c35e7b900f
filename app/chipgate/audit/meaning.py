"""What a version means, apart from how it is written: its canonical form without citation, wording, labels and order.

Two versions of one meaning give every shipment the same verdict. Which days two rulebooks differ on follows from it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from chipgate.model.exact import exact_text
from chipgate.model.provision import Applying
from chipgate.model.rulebook import Dated, Rulebook

WORDING = frozenset({"title", "says", "citation", "paragraph", "already_in_force", "effective"})
"""Fields that no verdict hangs on, and the first day, which says when a version is in force and not what it means."""
_BOUNDS = frozenset({"at_least", "above", "below", "at_most"})


def meaning(dated: Dated | None) -> str:
    """What a version means on a day on which it is in force, as text to compare; the empty text for none in force.

    The day on which it will end is no part of it: a sunset announced today changes no answer of yesterday.
    """
    return "" if dated is None else _meaning(dated)


@lru_cache(maxsize=8192)
def _meaning(dated: Dated) -> str:
    return _text({key: value for key, value in plain(dated).items() if key != "expires"})


def plain(dated: Dated) -> dict[str, Any]:
    """The fields of a version that verdicts hang on, on any day, so put that equal law is equal data."""
    version = dated.version
    raw = version.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"applies"})
    found = {key: _sorted(value) for key, value in raw.items() if key not in WORDING}
    return {**found, "applies": normal(version.applies)} if isinstance(version, Applying) else found


def normal(node: BaseModel) -> Any:
    """A condition as plain data without its labels: limbs and lists in one order, bounds in one spelling."""
    return _normal(node.model_dump(mode="json", by_alias=True, exclude_none=True))


def _normal(value: Any) -> Any:
    if isinstance(value, list):
        return _sorted([_normal(entry) for entry in value])
    if not isinstance(value, dict):
        return value
    return {
        key: exact_text(Fraction(Decimal(inner))) if key in _BOUNDS else _normal(inner)
        for key, inner in value.items()
        if key not in WORDING
    }


def _sorted(value: Any) -> Any:
    """A list without its order and repetitions, which mean nothing in any list of a rule file."""
    if not isinstance(value, list):
        return value
    once = {_text(entry): entry for entry in value}
    return [once[key] for key in sorted(once)]


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def starts(old: Rulebook, new: Rulebook) -> list[dt.date]:
    """The days on which either rulebook changes, from the first that either covers, in order. From each up to the next
    (and from the last on) both stay as they are."""
    first = min(old.pack.covered_from, new.pack.covered_from)
    days = {old.pack.covered_from, new.pack.covered_from, *old.boundaries, *new.boundaries}
    return sorted(day for day in days if day >= first)


def starts_that_differ(old: Rulebook, new: Rulebook, id: str, days: Sequence[dt.date]) -> list[dt.date]:
    """Those of the days on which a provision means one thing in one rulebook and another in the other."""
    return [day for day in days if meaning(old.version_on(id, day)) != meaning(new.version_on(id, day))]
