"""What a version means, apart from how it is written: its canonical form without citation, wording, labels and order.

Two versions of one meaning give every shipment the same verdict for the same reasons.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from chipgate.model.exact import exact_text
from chipgate.model.provision import Applying, Version
from chipgate.model.rulebook import Dated, Rulebook

WORDING = frozenset({"title", "says", "citation", "paragraph", "already_in_force"})
"""Fields that no verdict hangs on."""
_BOUNDS = frozenset({"at_least", "above", "below", "at_most"})


def meaning(dated: Dated | None) -> str:
    """The meaning of a version as text to compare; of nothing in force, the empty text."""
    return "" if dated is None else _text(plain(dated.version))


def plain(version: Version) -> dict[str, Any]:
    """The fields of a version that verdicts hang on, in a form in which equal meaning is equal data."""
    raw = version.model_dump(mode="json", by_alias=True, exclude_none=True)
    kept = {key: value for key, value in raw.items() if key not in WORDING and key != "effective"}
    if isinstance(version, Applying):
        kept["applies"] = normal(version.applies)
    return {key: value if key == "applies" else _sorted(value) for key, value in kept.items()}


def normal(node: Any) -> Any:
    """A condition as plain data without its labels; limbs and lists in one order, bounds in one spelling."""
    data = node.model_dump(mode="json", by_alias=True, exclude_none=True) if hasattr(node, "model_dump") else node
    if isinstance(data, dict):
        found = {}
        for key, value in data.items():
            if key in _BOUNDS:
                found[key] = exact_text(Fraction(Decimal(value)))
            elif key not in WORDING:
                found[key] = normal(value)
        return found
    return _sorted([normal(entry) for entry in data]) if isinstance(data, list) else data


def _sorted(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    once = {_text(entry): entry for entry in value}
    return [once[key] for key in sorted(once)]


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def days_between(old: Rulebook, new: Rulebook) -> list[dt.date]:
    """The days from which on anything may differ between two rulebooks or change in either, in order. Between two of
    them, and after the last, each rulebook stays as it is."""
    first = min(old.pack.covered_from, new.pack.covered_from)
    starts = {old.pack.covered_from, new.pack.covered_from, *old.boundaries, *new.boundaries}
    return sorted(day for day in starts if day >= first)


def days_that_differ(old: Rulebook, new: Rulebook, id: str, days: list[dt.date]) -> Iterator[dt.date]:
    """Those of the days on which a provision means one thing in one rulebook and another in the other."""
    for day in days:
        before, after = old.version_on(id, day), new.version_on(id, day)
        if before is not after and _meanings(before) != _meanings(after):
            yield day


def law_on(rulebook: Rulebook, day: dt.date) -> Callable[[], tuple[Any, ...]]:
    """Everything that verdicts of a day hang on, as a value to compare."""
    raise NotImplementedError


_known: dict[int, str] = {}


def _meanings(dated: Dated | None) -> str:
    return meaning(dated)
