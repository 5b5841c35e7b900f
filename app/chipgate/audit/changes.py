"""What changed between two rulebooks: per provision and date, what it means, and whether it rewrites the past.

A change is retroactive when what was in force on some day before it was committed now reads otherwise in meaning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from chipgate.model.rulebook import Dated, Rulebook

from .edits import Edit, FieldEdit, edits
from .meaning import plain, starts, starts_that_differ


class Kind(StrEnum):
    """What happened to a version."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Depth(StrEnum):
    """How deep a change goes. Only one of meaning can move a verdict."""

    MEANING = "meaning"
    WORDING = "wording only"
    CITATION = "citation only"


@dataclass(frozen=True, slots=True)
class Change:
    """One version of one provision that is not the same on both sides; or the verdict table, or the pack's title page
    (`version` is None).

    `edits` lead from the old form to the new. For a version that was added or removed they are taken against the
    version before it, `beside`, which it follows or leaves in force. `retroactive_from` is the first day before the
    commit's own on which the law reads otherwise.
    """

    provision: str
    version: str | None
    title: str
    kind: Kind
    depth: Depth
    edits: tuple[Edit, ...]
    beside: str | None = None
    retroactive_from: dt.date | None = None

    @property
    def retroactive(self) -> bool:
        """Whether some day before the commit's own reads otherwise."""
        return self.retroactive_from is not None


def changes(old: Rulebook, new: Rulebook, committed: dt.date) -> tuple[Change, ...]:
    """Every change, by provision and date; `committed` is the day on which the new side was committed."""
    past = [day for day in starts(old, new) if day < committed]
    found = [*_pack(old, new, past), *_verdicts(old, new, past)]
    for id in sorted({*old.versions, *new.versions}):
        listed = list(_versions(id, old, new))
        if listed:
            found += _dated_back(listed, starts_that_differ(old, new, id, past))
    return tuple(found)


def _versions(id: str, old: Rulebook, new: Rulebook) -> Iterator[Change]:
    before = {dated.name: dated for dated in old.versions.get(id, ())}
    after = {dated.name: dated for dated in new.versions.get(id, ())}
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if was is None and now is not None:
            yield _added(now, _preceding(new, now))
        elif was is not None and now is None:
            yield _removed(was, _preceding(new, was))
        elif was is not None and now is not None and was.digest != now.digest:
            depth = _depth(was, now)
            between = edits(was, now) if depth is Depth.MEANING else ()
            yield Change(id, name, now.version.title, Kind.CHANGED, depth, between)


def _added(now: Dated, beside: Dated | None) -> Change:
    if beside is None:
        return Change(now.id, now.name, now.version.title, Kind.ADDED, Depth.MEANING, ())
    return Change(
        now.id, now.name, now.version.title, Kind.ADDED, _depth(beside, now), edits(beside, now), beside.name
    )  # fmt: skip


def _removed(was: Dated, beside: Dated | None) -> Change:
    if beside is None:
        return Change(was.id, was.name, was.version.title, Kind.REMOVED, Depth.MEANING, ())
    return Change(
        was.id, was.name, was.version.title, Kind.REMOVED, _depth(was, beside), edits(was, beside), beside.name
    )  # fmt: skip


def _preceding(rulebook: Rulebook, dated: Dated) -> Dated | None:
    """The version in whose place a version comes: the last one before it."""
    earlier = [other for other in rulebook.versions.get(dated.id, ()) if other.effective < dated.effective]
    return earlier[-1] if earlier else None


def _depth(was: Dated, now: Dated) -> Depth:
    if plain(was) != plain(now):
        return Depth.MEANING
    rest = [{key: value for key, value in side.canonical.items() if key != "citation"} for side in (was, now)]
    return Depth.CITATION if rest[0] == rest[1] else Depth.WORDING


def _dated_back(listed: list[Change], days: list[dt.date]) -> list[Change]:
    """The changes with the first past day that each makes read otherwise: the newest change not after a day did it."""
    first: dict[str, dt.date] = {}
    for day in days:
        names = [change.version for change in listed if change.version and change.depth is Depth.MEANING]
        did = [name for name in names if name <= day.isoformat()] or names
        if did:
            first.setdefault(max(did), day)
    return [replace(change, retroactive_from=first.get(change.version or "")) for change in listed]


def _verdicts(old: Rulebook, new: Rulebook, past: list[dt.date]) -> Iterator[Change]:
    before, after = ({row.state: row.verdict for row in side.verdicts.rows} for side in (old, new))
    moved = tuple(
        FieldEdit(state.value, verdict.value, after[state].value, "verdict")
        for state, verdict in before.items()
        if verdict is not after[state]
    )
    if moved:
        first = past[0] if past else None
        yield Change("verdicts", None, new.verdicts.title, Kind.CHANGED, Depth.MEANING, moved, None, first)
    elif old.verdicts != new.verdicts:
        yield Change("verdicts", None, new.verdicts.title, Kind.CHANGED, Depth.WORDING, ())


def _pack(old: Rulebook, new: Rulebook, past: list[dt.date]) -> Iterator[Change]:
    if old.pack == new.pack:
        return
    shown = []
    for name in ("covered_from", "verified_through"):
        was, now = getattr(old.pack, name), getattr(new.pack, name)
        if was != now:
            shown.append(FieldEdit(name, str(was), str(now)))
    moved = old.pack.covered_from != new.pack.covered_from
    first = past[0] if moved and past else None
    depth = Depth.MEANING if moved else Depth.WORDING
    id = f"{new.pack.jurisdiction.lower()}/pack"
    yield Change(id, None, new.pack.title, Kind.CHANGED, depth, tuple(shown), None, first)
