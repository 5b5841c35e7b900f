"""One change of the rules: what happened to a version or a page, how deep it goes, and on which days it tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .edits import Edit
from .effect import Effect, Moved
from .evidence_kinds import Evidence, Outcome
from .reach import Reach


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

    def on(self, does: Moved, days: Sequence[dt.date]) -> Change:
        """The same with what it does, on the days that read otherwise by it."""
        first = next((day for day in days if day < self.committed), None)
        return replace(self, reach=does.reach, effect=does.effect, days=tuple(days), retroactive_from=first)

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
