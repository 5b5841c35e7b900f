"""What changed between two rulebooks, in the terms of the law: provisions, versions, bounds, members, policies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chipgate.model.measures import MEASURES
from chipgate.model.rulebook import Dated, Rulebook


class Kind(StrEnum):
    """What happened to a version."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    WORDING = "wording or citation only"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs, old to new; `what` says which in words, with its unit."""

    what: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One version of one provision that is not the same on both sides.

    `in_past`: the version is in force before the day of the later side's commit, so that it may be retroactive.
    """

    provision: str
    version: str
    kind: Kind
    differences: tuple[Difference, ...]
    in_past: bool

    @property
    def retroactive(self) -> bool:
        """Whether the law of a day gone by reads otherwise than it did."""
        return self.in_past and self.kind is not Kind.WORDING


WORDING = frozenset({"title", "says", "citation"})
"""Fields that explain and never decide."""


def changes(before: Rulebook, after: Rulebook, made_on: dt.date) -> tuple[Change, ...]:
    """Every version that differs, by provision and day; `made_on` is the day on which the later side was made."""
    old = {(dated.id, dated.name): dated for dated in before}
    new = {(dated.id, dated.name): dated for dated in after}
    found = []
    for key in sorted({*old, *new}):
        was, now = old.get(key), new.get(key)
        if was is not None and now is not None and was.digest == now.digest:
            continue
        found.append(_change(key, was, now, made_on))
    return tuple(found)


def _change(key: tuple[str, str], was: Dated | None, now: Dated | None, made_on: dt.date) -> Change:
    in_past = key[1] < made_on.isoformat()
    if was is None or now is None:
        return Change(*key, Kind.ADDED if was is None else Kind.REMOVED, (), in_past)
    differences = tuple(_differences(_meaning(was), _meaning(now), ""))
    return Change(*key, Kind.CHANGED if differences else Kind.WORDING, differences, in_past)


def _meaning(dated: Dated) -> dict[str, Any]:
    return {key: value for key, value in dated.canonical.items() if key not in WORDING}


def _differences(old: Any, new: Any, where: str) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        where = _label(old, new, where)
        for key in dict.fromkeys((*old, *new)):
            yield from _differences(old.get(key), new.get(key), f"{where} {key}".strip())
    elif isinstance(old, list) and isinstance(new, list):
        if all(isinstance(one, str) for one in (*old, *new)):
            gone, come = sorted(set(old) - set(new)), sorted(set(new) - set(old))
            yield Difference(where, ", ".join(gone) or None, ", ".join(come) or None)
            return
        for index in range(max(len(old), len(new))):
            pair = (side[index] if index < len(side) else None for side in (old, new))
            yield from _differences(*pair, where)
    else:
        yield Difference(_with_unit(where), _text(old), _text(new))


def _label(old: dict[str, Any], new: dict[str, Any], where: str) -> str:
    """Name a limit by its paragraph and measure rather than by its place in the tree."""
    if "measure" in new or "measure" in old:
        shown = new if "measure" in new else old
        return " ".join(word for word in (shown.get("paragraph"), shown["measure"]) if word)
    return str(new.get("paragraph") or old.get("paragraph") or where)


def _with_unit(where: str) -> str:
    for name, measure in MEASURES.items():
        if name in where.split():
            return f"{where} ({measure.unit})"
    return where


def _text(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else str(value)
