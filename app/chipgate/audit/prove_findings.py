"""What a proof of the rules finds, with the chip that shows it, and what of it is known and meant by the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from chipgate.engine.truth import Truth
from chipgate.model.condition import Limit
from chipgate.model.known_findings import KnownFinding
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .answered import judged, outcome
from .solver.law import Law
from .solver.logic import Formula
from .solver.search import Search
from .solver.smallest import Keeps, smallest


class Kind(StrEnum):
    """What is wrong, or worth knowing (stable codes)."""

    UNREACHABLE = "unreachable"
    IDLE_LIMB = "idle-limb"
    SHADOWED = "shadowed"
    NEVER_DECIDES = "never-decides"
    GAP = "gap"
    OVERLAP = "overlap"
    NOT_MONOTONE = "not-monotone"
    STATE = "state-out-of-reach"
    DISAGREES = "formulas-disagree"


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that the law means, with what says so. It holds for findings of this kind about these provisions; where
    there can be several of them, for these limbs or figures; and for overlaps only within these limits."""

    kind: Kind
    provisions: frozenset[str]
    because: str
    citation: str
    within: tuple[Limit, ...] = ()
    about: tuple[str, ...] = ()

    def means(self, finding: Finding) -> bool:
        """Whether a finding is this one."""
        same = self.kind is finding.kind and self.provisions == frozenset(finding.provisions)
        return same and (not finding.about or finding.about in self.about)


def known_of(listed: Iterable[KnownFinding]) -> list[Known]:
    """What packs know, as far as a proof can find it."""
    kinds = {kind.value for kind in Kind}
    return [
        Known(Kind(one.finding), frozenset(one.provisions), one.because, one.citation, one.within, one.about)
        for one in listed
        if one.finding in kinds
    ]


@dataclass(frozen=True, slots=True)
class Chip:
    """A shipment that shows a finding, and what it comes to: a verdict or an outcome without one."""

    shipment: Shipment
    says: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, from the first day on which it is so to the last (None: still so after the last known change).

    `known`: why the law means it; None where nobody said so. `beyond`: it lies beyond the limits within which one like
    it is known. `about` tells it from others of its kind about the same provisions: the limb, or the figure.
    """

    kind: Kind
    provisions: tuple[str, ...]
    sentence: str
    chips: tuple[Chip, ...]
    first: dt.date
    last: dt.date | None = None
    known: Known | None = None
    beyond: bool = False
    about: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same of one finding on every day."""
        return self.kind, self.provisions, self.beyond, self.about

    def on(self, first: dt.date, last: dt.date | None, known: Iterable[Known]) -> Finding:
        """The same finding over a stretch of days, held against what is known."""
        why = next((one for one in known if one.means(self)), None)
        return replace(self, first=first, last=last, known=None if self.beyond else why)


@dataclass(frozen=True, slots=True)
class Check:
    """Something to be proved. Equal signatures have equal outcomes, whatever the day; `make` finds counterexamples."""

    signature: tuple[object, ...]
    make: Callable[[], Sequence[Finding]]


@dataclass(frozen=True)
class Ground:
    """The law of a day as formulas, with what decides and what searches. `known` holds where every fact is known;
    `meant` are the findings that the law means."""

    rulebook: Rulebook
    day: dt.date
    law: Law
    search: Search
    known: Formula
    meant: Sequence[Known] = ()

    @property
    def bounds(self) -> Iterator[Decimal]:
        """The figures that rules name."""
        for found in self.law.ruleset.bounds.values():
            yield from (Decimal(bound.numerator) / Decimal(bound.denominator) for bound in found)

    def truth(self, shipment: Shipment, name: str) -> Truth:
        """What the engine says of a provision."""
        return judged(self.rulebook, shipment).truths.get(name, Truth.FALSE)

    def chip(self, shipment: Shipment, note: str = "") -> Chip:
        """A shipment as evidence, decided by the engine."""
        return Chip(shipment, outcome(self.rulebook, shipment), note)

    def small(self, shipment: Shipment, keeps: Keeps) -> Shipment:
        """The smallest shipment that still shows it."""
        return smallest(shipment, keeps, self.bounds)
