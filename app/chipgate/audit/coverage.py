"""Condition coverage: which leaf of which version some case has seen true, false and unknown.

A leaf that no case ever saw false could be deleted, or its bound moved, without a case noticing. Every leaf is asked
on its own, whatever its neighbours come to. Which days and figures still want a case is `audit.coverage_gaps`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chipgate.engine.explain import View
from chipgate.engine.judge import try_case
from chipgate.engine.truth import Truth
from chipgate.model.case import AnswerCase, ProvisionCase
from chipgate.model.decision import Outcome
from chipgate.model.item import ItemSpec
from chipgate.model.rulebook import Dated, Rulebook
from chipgate.model.shipment import Shipment

from .cases import item_of
from .coverage_leaves import Spot, cannot_be, spots

NAMES = {Truth.TRUE: "true", Truth.FALSE: "false", Truth.UNKNOWN: "unknown"}
"""The outcomes, in the order in which they are reported."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One leaf of one version: the outcomes that cases saw, and those that it cannot have, with the reason."""

    dated: Dated
    spot: Spot
    seen: frozenset[Truth]
    cannot: Mapping[Truth, str]

    @property
    def missing(self) -> tuple[Truth, ...]:
        """The outcomes that it can have and that no case saw."""
        return tuple(outcome for outcome in NAMES if outcome not in self.seen and outcome not in self.cannot)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> Fraction:
        """The share in percent, exactly; nothing of nothing is all of it."""
        return Fraction(100 * self.part, self.whole) if self.whole else Fraction(100)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the cases of a rulebook exercise. `cases` counts those that were put to the engine."""

    leaves: tuple[Covered, ...]
    cases: int

    def within(self, packs: Container[str]) -> Coverage:
        """The leaves of some packs alone: us, a house."""
        return Coverage(tuple(one for one in self.leaves if one.dated.pack in packs), self.cases)

    def share(self, *outcomes: Truth, kind: str | None = None) -> Share:
        """How many of the leaves that can have all of these outcomes (of one kind of provision) were seen in all."""
        able = [one for one in self.leaves
                if kind in (None, one.dated.kind) and not one.cannot.keys() & set(outcomes)]  # fmt: skip
        return Share(sum(one.seen.issuperset(outcomes) for one in able), len(able))

    @property
    def percent(self) -> Fraction:
        """The lower of two figures: leaves seen both true and false, and leaves seen unknown where they can be."""
        return min(self.share(Truth.TRUE, Truth.FALSE).percent, self.share(Truth.UNKNOWN).percent)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of provision that have leaves, in the order of their names."""
        return tuple(sorted({one.dated.kind for one in self.leaves}))

    @property
    def missing(self) -> tuple[Covered, ...]:
        """The leaves with an outcome that they can have and that no case saw."""
        return tuple(one for one in self.leaves if one.missing)


def coverage(
    rulebook: Rulebook, beside: Mapping[str, Sequence[ProvisionCase]], whole: Iterable[AnswerCase],
    item_named: Callable[[str], ItemSpec], done: Callable[[], None] = lambda: None,
) -> Coverage:  # fmt: skip
    """Put every case to the engine and record what each leaf came to.

    A case beside a provision counts for that provision's version of the case's day; a whole answer counts for every
    provision in force that day, unless the question has no verdict. `done` is called after each case.
    """
    seen: defaultdict[tuple[Dated, Spot], set[Truth]] = defaultdict(set)
    asked = {dated: spots(dated) for dated in rulebook}
    count = 0

    def record(shipment: Shipment, versions: Iterable[Dated]) -> None:
        listed = [dated for dated in versions if asked[dated]]
        if listed:
            view = view_of(rulebook, shipment)
            for dated in listed:
                for spot in asked[dated]:
                    seen[dated, spot].add(spot.truth(view))

    for id, cases in beside.items():
        for case in cases:
            found = rulebook.version_on(id, case.date)
            record(case.shipment(case.item), [found] if found else [])
            count += 1
            done()
    for answer in whole:
        if answer.expect.outcome is Outcome.DECIDED:
            record(answer.shipment(item_of(answer, item_named)), rulebook.on(answer.date).versions.values())
        count += 1
        done()
    leaves = tuple(
        Covered(dated, spot, frozenset(seen[dated, spot]), cannot_be(spot.leaf, rulebook.on(dated.effective)))
        for dated, found in asked.items()
        for spot in found
    )
    return Coverage(leaves, count)


def view_of(rulebook: Rulebook, shipment: Shipment) -> View:
    """A shipment as the conditions of its day see it."""
    settled = try_case(rulebook, shipment, shipment.date)
    return settled.matching.view(settled.facts, settled.truths)
