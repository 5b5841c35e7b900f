"""The report of an audit: what was compared, the changes, whom they touch, and the count of it all.

Reading the two sides and writing the report are the surface's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from chipgate.model.item import ItemSpec
from chipgate.model.pack import Verdict
from chipgate.model.rulebook import Rulebook

from .change import Change, Kind
from .changes import changes
from .effect import Effect
from .evidence import Compare, with_evidence
from .evidence_kinds import Outcome, freer
from .impact import Flip, flips
from .renames import follow

SCHEMA = "chipgate-audit/1"
"""Name and version of this shape. A field is added without a new version; none changes meaning within one."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two rulebooks compared: as it was named, and the commit (None: the files on disk)."""

    revision: str
    commit: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items are newly given a verdict (on some day, and on the day of asking), and how many changes there are.

    An item that is newly blocked in one span and newly allowed in another counts in both. `other_reasons` are the items
    whose verdict stays on every day.
    """

    newly_blocked: int
    newly_license_required: int
    newly_allowed: int
    newly_without_verdict: int
    other_reasons: int
    flipped_today: int
    changes: int
    retroactive: int
    tightened: int
    loosened: int
    unproved: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What one provision did: how many items have another verdict by it, by what it was and is; how many have the same
    for other reasons."""

    provision: str
    items: int
    moves: tuple[tuple[str, str, int], ...]
    other_reasons: int


def _impact(flips: Sequence[Flip]) -> tuple[int, tuple[tuple[str, str, int], ...], int]:
    turned: dict[tuple[str, str], set[str]] = {}
    for flip in flips:
        if flip.verdict_changed:
            turned.setdefault((flip.before, flip.after), set()).add(flip.item)
    names = {name for listed in turned.values() for name in listed}
    moves = tuple((before, after, len(listed)) for (before, after), listed in sorted(turned.items()))
    return len(names), moves, len({flip.item for flip in flips} - names)


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found. `same_law` counts the files that differ in comments, key order or layout alone."""

    base: Side
    head: Side
    committed: dt.date
    asked_on: dt.date
    items: int
    destinations: tuple[str, ...]
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]
    same_law: int = 0

    @property
    def counts(self) -> Counts:
        """The figures of the summary."""
        turned = [flip for flip in self.flips if flip.verdict_changed]
        names = {flip.item for flip in turned}
        verdicts = {verdict.value for verdict in Verdict}

        def newly(*after: str) -> int:
            return len({flip.item for flip in turned if flip.after in after})

        return Counts(
            newly(Verdict.BLOCKED), newly(Verdict.LICENSE_REQUIRED), newly(Verdict.ALLOWED),
            newly(*{flip.after for flip in turned} - verdicts),
            len({flip.item for flip in self.flips} - names),
            len({flip.item for flip in turned if flip.current}),
            len(self.changes), sum(change.retroactive for change in self.changes),
            self._with_effect(Effect.TIGHTENED), self._with_effect(Effect.LOOSENED),
            sum(change.unproved for change in self.changes),
        )  # fmt: skip

    @property
    def may_loosen(self) -> bool:
        """Whether some change can make an answer freer: it is loosened or mixed and nobody has proved that no answer
        differs, or none is freer; or the verdict of an item or of a witness is freer."""
        shown = (change.evidence for change in self.changes if change.evidence is not None)
        if any(freer(flip.before, flip.after) for flip in self.flips) or any(one.freer for one in shown):
            return True
        return any(
            change.effect in {Effect.LOOSENED, Effect.MIXED}
            and (change.evidence is None or change.evidence.outcome is not Outcome.NOTHING)
            and (change.evidence is None or change.evidence.loosens is not False)
            for change in self.changes
        )

    @property
    def by_provision(self) -> tuple[Impact, ...]:
        """The flips by the provision that did them, the one with the most items first. A flip that two provisions did
        together counts under both."""
        found: dict[str, list[Flip]] = {}
        for flip in self.flips:
            for id in flip.because:
                found.setdefault(id, []).append(flip)
        told = [Impact(id, *_impact(listed)) for id, listed in found.items()]
        return tuple(sorted(told, key=lambda one: (-one.items, one.provision)))

    def _with_effect(self, effect: Effect) -> int:
        return sum(change.effect is effect for change in self.changes)


Watch = Callable[[int], AbstractContextManager[Callable[[], None]]]
"""Given how many pieces of work there are, what to call after each."""


def report(
    base: tuple[Side, Rulebook], head: tuple[Side, Rulebook], committed: dt.date, asked_on: dt.date,
    items: Sequence[ItemSpec], destinations: Sequence[str], changed_files: int = 0, *, compare: Compare | None = None,
    known_from: Mapping[str, dt.date] | None = None, watch: Watch = lambda total: nullcontext(lambda: None),
) -> Report:  # fmt: skip
    """Compare two rulebooks, and try the items on both.

    `committed` is the day from which the head's rules were known, `known_from` that of single versions where it is
    another, by `provision/version`; `changed_files` how many rule files differ in bytes. `compare` finds what shows
    each change (None: nothing is searched), while `watch` is told how far it is. A provision that only has another name
    is compared with itself.
    """
    renamed, new = follow(base[1], head[1]), head[1]
    old = renamed.old
    law = changes(old, new, committed, known_from)
    if compare is not None:
        with watch(len(law)) as done:
            law = with_evidence(old, new, law, compare, done)
    found = tuple(sorted((*renamed.changes(new), *law), key=lambda one: (one.provision, one.version or "")))
    touched = flips(old, new, items, destinations, asked_on)
    told = sum(2 if change.kind is Kind.MOVED else 1 for change in law)
    same = 0 if renamed.names else max(0, changed_files - told)
    return Report(base[0], head[0], committed, asked_on, len(items), tuple(destinations), found, touched, same)
