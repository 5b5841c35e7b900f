"""What changed between two rulebooks: per provision and date, what it means, and which days read otherwise by it.

Whether some answer of a past day differs, which makes a change retroactive, is `audit.evidence`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from chipgate.model.rulebook import Dated, Rulebook

from .edits import Edit, FieldEdit, edits
from .effect import Effect, Moved, combined, effect_of, of_verdicts
from .evidence_kinds import Evidence, Outcome
from .meaning import meaning, plain, starts, starts_that_differ
from .reach import Reach
from .signs import Signs


class Kind(StrEnum):
    """What happened to a version."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    RENAMED = "renamed"


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
    version before it, `beside`, which it follows or leaves in force. For one that has another date now, `beside` is
    the date before; for a provision that has another id now, the id before. `stands` says whether the provision is in
    force there without the added (or removed) version. `committed` is the day from which the change was known, and
    `days` are the first days of the stretches that read otherwise by it. `retroactive_from` is the first of them before
    `committed` on which some answer differs, or may differ as far as is proved.
    """

    provision: str
    version: str | None
    title: str
    kind: Kind
    depth: Depth
    edits: tuple[Edit, ...]
    beside: str | None = None
    retroactive_from: dt.date | None = None
    stands: bool = True
    repeals: bool = False
    reach: Reach = Reach.SAME
    effect: Effect = Effect.NONE
    committed: dt.date = dt.date.max
    days: tuple[dt.date, ...] = ()
    evidence: Evidence | None = None

    @property
    def retroactive(self) -> bool:
        """Whether some answer for a day before the commit's own differs, or may differ as far as is proved."""
        return self.retroactive_from is not None

    @property
    def past(self) -> tuple[dt.date, ...]:
        """The days before the commit's own that read otherwise."""
        return tuple(day for day in self.days if day < self.committed)

    @property
    def unproved(self) -> bool:
        """Whether it is open if any answer differs."""
        return self.evidence is not None and self.evidence.outcome is Outcome.UNPROVED

    @property
    def terms(self) -> tuple[str, ...]:
        """The change in the terms of the law, in one order: new, tightened, wider, retroactive, …"""
        return tuple(_terms(self))


def _terms(change: Change) -> Iterator[str]:
    whole = change.depth is Depth.MEANING and change.version is not None
    if change.kind is Kind.RENAMED:
        yield "renamed"
    elif whole and change.kind is Kind.ADDED and not change.stands and not change.repeals:
        yield "new"
    elif whole and (change.repeals or (change.kind is Kind.REMOVED and not change.stands)):
        yield "repealed"
    elif change.kind is Kind.MOVED or {getattr(edit, "field", "") for edit in change.edits} == {"expires"}:
        yield "moved date"
    if change.effect is not Effect.NONE:
        yield change.effect.value
    if change.reach is not Reach.SAME and (change.stands or change.kind is Kind.CHANGED):
        yield change.reach.value
    if change.depth is not Depth.MEANING and change.kind is not Kind.RENAMED:
        yield change.depth.value
    if change.retroactive:
        yield "retroactive"


def changes(
    old: Rulebook, new: Rulebook, committed: dt.date, known_from: Mapping[str, dt.date] | None = None
) -> tuple[Change, ...]:
    """Every change, by provision and date, each retroactive as far as what a past day reads can tell.

    `committed` is the day on which the new side was committed. `known_from` says otherwise for single versions, by
    `provision/version`: a side may hold the commits of many days.
    """
    days = starts(old, new)
    found = [*_pack(old, new, days, committed), *_verdicts(old, new, days, committed)]
    for id in sorted({*old.versions, *new.versions}):
        listed = list(_versions(id, old, new))
        if listed:
            known = [
                replace(one, committed=(known_from or {}).get(f"{id}/{one.version}", committed)) for one in listed
            ]
            found += _placed(known, old, new, days)
    return tuple(found)


def _versions(id: str, old: Rulebook, new: Rulebook) -> Iterator[Change]:
    before = {dated.name: dated for dated in old.versions.get(id, ())}
    after = {dated.name: dated for dated in new.versions.get(id, ())}
    moved = _moved([before[name] for name in before if name not in after],
                   [after[name] for name in after if name not in before])  # fmt: skip
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if now is not None and name in moved:
            dates = (FieldEdit("effective", moved[name], name),)
            yield Change(id, name, now.version.title, Kind.MOVED, Depth.MEANING, dates, moved[name])
        elif was is None and now is not None:
            yield _added(now, _preceding(new, now))
        elif was is not None and now is None and name not in moved.values():
            yield _removed(was, _preceding(new, was))
        elif was is not None and now is not None and was.digest != now.digest:
            depth = _depth(was, now)
            between = edits(was, now) if depth is Depth.MEANING else ()
            gone = now.version.repealed and not was.version.repealed
            yield Change(id, name, now.version.title, Kind.CHANGED, depth, between, repeals=gone)


def _moved(gone: Sequence[Dated], come: Sequence[Dated]) -> dict[str, str]:
    """The versions that are the same law under another first day: the new day, and the one before."""
    left = list(come)
    found: dict[str, str] = {}
    for was in gone:
        now = next((dated for dated in left if plain(dated) == plain(was)), None)
        if now is not None:
            left.remove(now)
            found[now.name] = was.name
    return found


def _added(now: Dated, beside: Dated | None) -> Change:
    stands = beside is not None and not beside.version.repealed
    depth = Depth.MEANING if beside is None else _depth(beside, now)
    between = () if beside is None or now.version.repealed else edits(beside, now)
    return Change(
        now.id, now.name, now.version.title, Kind.ADDED, depth, between, beside.name if beside else None, stands=stands,
        repeals=now.version.repealed,
    )  # fmt: skip


def _removed(was: Dated, beside: Dated | None) -> Change:
    stands = beside is not None and not beside.version.repealed
    depth = Depth.MEANING if beside is None else _depth(was, beside)
    between = () if beside is None or was.version.repealed else edits(was, beside)
    return Change(
        was.id, was.name, was.version.title, Kind.REMOVED, depth, between, beside.name if beside else None,
        stands=stands,
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


def _placed(listed: list[Change], old: Rulebook, new: Rulebook, days: list[dt.date]) -> Iterator[Change]:
    """The changes of one provision with the days that each makes read otherwise, and what it does on them."""
    mine: dict[str, list[dt.date]] = {}
    deep = [change for change in listed if change.version and change.depth is Depth.MEANING]
    for day in starts_that_differ(old, new, listed[0].provision, days):
        did = [change for change in deep if _first(change) <= day.isoformat()] or deep
        if did:
            mine.setdefault(max(did, key=_first).version or "", []).append(day)
    for change in listed:
        yield _with_days(change, mine.get(change.version or "", []), old, new, days)


def _first(change: Change) -> str:
    """The first day on which a change can tell."""
    dates = [change.version or "", change.beside if change.kind is Kind.MOVED else None]
    return min(date for date in dates if date is not None)


def _with_days(change: Change, mine: list[dt.date], old: Rulebook, new: Rulebook, days: list[dt.date]) -> Change:
    if not mine:
        return change
    follows = next((day for day in days if day > mine[-1]), None)
    signs = Signs((old, new), mine[0], follows)
    tables = (old.verdicts, new.verdicts)
    pairs = {
        (meaning(was), meaning(now)): (was, now)
        for was, now in ((side.version_on(change.provision, day) for side in (old, new)) for day in mine)
    }
    does = combined(effect_of(was, now, signs, tables) for was, now in pairs.values())
    return _on(change, does, mine)


def _on(change: Change, does: Moved, days: Sequence[dt.date]) -> Change:
    first = next((day for day in days if day < change.committed), None)
    return replace(change, reach=does.reach, effect=does.effect, days=tuple(days), retroactive_from=first)


def _verdicts(old: Rulebook, new: Rulebook, days: list[dt.date], committed: dt.date) -> Iterator[Change]:
    before, after = ({row.state: row.verdict for row in side.verdicts.rows} for side in (old, new))
    moved = tuple(
        FieldEdit(state.value, str(before.get(state, "none")), str(after.get(state, "none")), "verdict")
        for state in dict.fromkeys((*before, *after))
        if before.get(state) is not after.get(state)
    )
    if moved:
        change = Change("verdicts", None, new.verdicts.title, Kind.CHANGED, Depth.MEANING, moved, committed=committed)
        yield _on(change, Moved(Reach.SAME, of_verdicts(old.verdicts, new.verdicts)), days)
    elif old.verdicts != new.verdicts:
        yield Change("verdicts", None, new.verdicts.title, Kind.CHANGED, Depth.WORDING, ())


def _pack(old: Rulebook, new: Rulebook, days: list[dt.date], committed: dt.date) -> Iterator[Change]:
    if old.pack == new.pack:
        return
    shown = []
    for name in ("covered_from", "verified_through"):
        was, now = getattr(old.pack, name), getattr(new.pack, name)
        if was != now:
            shown.append(FieldEdit(name, str(was), str(now)))
    ends = sorted((old.pack.covered_from, new.pack.covered_from))
    depth = Depth.MEANING if ends[0] != ends[1] else Depth.WORDING
    id = f"{new.pack.jurisdiction.lower()}/pack"
    change = Change(id, None, new.pack.title, Kind.CHANGED, depth, tuple(shown), committed=committed)
    if depth is Depth.MEANING:
        between = [day for day in days if ends[0] <= day < ends[1]]
        change = _on(change, Moved(Reach.SAME, Effect.MIXED), between)
    yield change
