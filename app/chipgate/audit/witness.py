"""What a change of rules does, shown or proved: a smallest shipment whose answer differs, or the proof that none does.

The solver finds, the engine decides: a witness is a question that both rulebooks were asked. A proof that no verdict
differs speaks of every shipment with known or unknown facts, of up to two parties, without licenses in hand; not of
those that are asked strictly, or that say themselves whether they are subject to the EAR. Where all that the engine
reads is equal, nothing is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from chipgate.engine.judge import matching_on
from chipgate.engine.ruleset import Ruleset
from chipgate.errors import EngineDisagreement
from chipgate.model.pack import State, Verdict
from chipgate.model.provision import Prohibition
from chipgate.model.rulebook import InForce, Rulebook
from chipgate.model.shipment import Shipment

from .answered import judged, outcome, told
from .evidence_kinds import freer
from .licensed import licensed
from .meaning import meaning, starts
from .seen import seen
from .shipment_words import shipment_words

if TYPE_CHECKING:
    from .solver.law import Law, World
    from .solver.search import Search


class Difference(StrEnum):
    """How far a change reaches. A verdict: it, or that there is none, differs for some shipment. Reasons: no verdict
    differs, but something else that is answered does. Nothing: every answer is the same."""

    VERDICT = "verdict"
    REASONS = "reasons"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Witness:
    """A shipment of which the two rulebooks say different things, both decided by the engine.

    `before` and `after` are verdicts, or outcomes without one. Where they are equal, `parts` names the parts of the
    answer that differ, and it is proved that no verdict differs on any of the days.
    """

    difference: Difference
    shipment: Shipment
    before: str
    after: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """No verdict differs on any of the days. `complete`: nothing else that is answered does either; without it, no
    shipment was found of which anything else differs."""

    days: tuple[dt.date, ...]
    complete: bool = True
    difference: Difference = Difference.NOTHING


class Comparison:
    """Two rulebooks before one solver. What was made ready for one comparison serves the next of the same rules."""

    def __init__(self) -> None:
        self._worlds: list[tuple[World, Search]] = []

    def compare(self, old: Rulebook, new: Rulebook, days: Iterable[dt.date] | None = None) -> Witness | Proof:
        """Say how far a change reaches, on the days given, or on every day that either rulebook covers.

        Raises:
            ImportError: z3 is not installed.
            EngineDisagreement: the engine does not confirm what the solver found.
        """
        listed = [day for day in (starts(old, new) if days is None else days) if _differ(old, new, day)]
        for day in listed:
            if (day < old.pack.covered_from) is not (day < new.pack.covered_from):
                return self._witness(old, new, Shipment.model_validate({"item": {}, "destination": "CN", "date": day}))
        apart = [day for day in listed if _may_differ(old.on(day), new.on(day))]
        for day in apart:
            found = self._verdict_differs(old, new, day, apart)
            if found is not None:
                if outcome(old, found) == outcome(new, found):
                    said = f"the solver finds another verdict of {shipment_words(found)}"
                    raise EngineDisagreement(f"{said}, and the engine does not confirm it; no audit is given.")
                return self._witness(old, new, found)
        for day in apart:
            found = self._under_a_license(old, new, day, apart)
            if found is not None:
                return self._witness(old, new, found)
        unlike = [day for day in listed if seen(_law(old, day)) != seen(_law(new, day))]
        if not unlike:
            return Proof(tuple(listed))
        found = self._reasons_differ(old, new, unlike)
        return Proof(tuple(listed), complete=False) if found is None else self._witness(old, new, found)

    def freer(self, old: Rulebook, new: Rulebook, days: Iterable[dt.date]) -> Witness | None:
        """A shipment whose verdict is freer than before, on one of the days; None: it is proved that there is none.

        Raises:
            EngineDisagreement: the engine does not confirm what the solver found.
        """
        from .solver.verdicts import verdict_freer

        covered = max(old.pack.covered_from, new.pack.covered_from)
        apart = [day for day in days if day >= covered and _may_differ(old.on(day), new.on(day))]
        for day in apart:
            before, after, search = self._world(old, new, day, apart)
            found = search.find(day, [verdict_freer(before, after)])
            if found is not None:
                witness = self._witness(old, new, found)
                if not freer(witness.before, witness.after):
                    said = f"the solver finds a freer verdict of {shipment_words(found)}"
                    raise EngineDisagreement(f"{said}, and the engine does not confirm it; no audit is given.")
                return witness
        return None

    def _world(self, old: Rulebook, new: Rulebook, day: dt.date, days: Sequence[dt.date]) -> tuple[Law, Law, Search]:
        """Both sides of a day as formulas, over what all of these days can tell apart."""
        from .solver.law import World
        from .solver.search import Search

        laws = (_law(old, day), _law(new, day))
        for world, search in self._worlds:
            if all(world.questions.knows(law) for law in laws):
                return world.law(laws[0]), world.law(laws[1]), search
        everything = [_law(rulebook, one) for one in days for rulebook in (old, new)]
        world = World(everything if self._worlds else [*everything, *(_law(old, one) for one in starts(old, old))])
        self._worlds = [*self._worlds[:1], (world, Search(world))]
        return world.law(laws[0]), world.law(laws[1]), self._worlds[-1][1]

    def _verdict_differs(
        self, old: Rulebook, new: Rulebook, day: dt.date, days: Sequence[dt.date]
    ) -> Shipment | None:
        from .solver.logic import NO, every, same
        from .solver.verdicts import verdict_differs

        before, after, search = self._world(old, new, day, days)
        otherwise = verdict_differs(before, after)
        if otherwise.eq(NO):
            return None
        settled = every(same(pair.sure, pair.possible) for law in (before, after) for pair in law.targets.values())
        return search.find(day, [otherwise], [settled])

    def _under_a_license(
        self, old: Rulebook, new: Rulebook, day: dt.date, days: Sequence[dt.date]
    ) -> Shipment | None:
        """A shipment under a license in hand, where the tables give that state different verdicts."""
        if old.verdicts.verdict(State.LICENSE) is new.verdicts.verdict(State.LICENSE):
            return None
        from .solver.logic import every, negated

        before, after, search = self._world(old, new, day, days)
        needed = [law.verdicts[Verdict.LICENSE_REQUIRED] for law in (before, after)]
        decided = [negated(outcome) for law in (before, after) for outcome in law.without_verdict.values()]
        prohibited = [negated(pair.possible) for law in (before, after) for name, pair in law.targets.items()
                      if isinstance(law.ruleset.targets[name].dated.version, Prohibition)]  # fmt: skip
        plain = search.find(day, [every([*needed, *decided, *prohibited])])
        found = None if plain is None else licensed(judged(old, plain))
        return found if found is not None and outcome(old, found) != outcome(new, found) else None

    def _reasons_differ(self, old: Rulebook, new: Rulebook, days: Sequence[dt.date]) -> Shipment | None:
        """The likeliest candidate of each day first, then the next of each."""
        waiting = [self._candidates(old, new, day, days) for day in days]
        while waiting:
            for found in tuple(waiting):
                shipment = next(found, None)
                if shipment is None:
                    waiting.remove(found)
                elif told(old, shipment) != told(new, shipment):
                    return shipment
        return None

    def _candidates(
        self, old: Rulebook, new: Rulebook, day: dt.date, days: Sequence[dt.date]
    ) -> Iterator[Shipment]:
        from .reasons_differ import candidates

        before, after, search = self._world(old, new, day, days)
        yield from candidates(before, after, search, day)

    def _witness(self, old: Rulebook, new: Rulebook, shipment: Shipment) -> Witness:
        """Make a found shipment as small as it goes, and have the engine decide it on both sides."""
        from .solver.smallest import smallest

        first = outcome(old, shipment), outcome(new, shipment)
        keeps = _Reasons(old, new) if first[0] == first[1] else _Verdicts(old, new, shipment)
        found = smallest(shipment, keeps, _bounds(_law(old, shipment.date), _law(new, shipment.date)))
        before, after = outcome(old, found, matched=True), outcome(new, found, matched=True)
        if before != after:
            return Witness(Difference.VERDICT, found, before, after)
        sides = [told(rulebook, found, matched=True) for rulebook in (old, new)]
        parts = tuple(name for name in sides[0] if sides[0][name] != sides[1].get(name))
        if not parts:
            raise EngineDisagreement("the solver found an answer that differs, and the engine does not confirm it")
        return Witness(Difference.REASONS, found, before, after, parts)


class _Verdicts:
    """Keeps the two outcomes that a shipment has, and what of it is settled."""

    def __init__(self, old: Rulebook, new: Rulebook, shipment: Shipment) -> None:
        self._sides = (old, new)
        self._wanted = self._outcomes(shipment)

    def _outcomes(self, shipment: Shipment) -> list[tuple[str, bool]]:
        return [(outcome(side, shipment), shipment.date < side.pack.covered_from
                 or judged(side, shipment).conclusion.definite) for side in self._sides]  # fmt: skip

    def __call__(self, shipment: Shipment) -> bool:
        return self._outcomes(shipment) == self._wanted


class _Reasons:
    """Keeps that the two answers differ."""

    def __init__(self, old: Rulebook, new: Rulebook) -> None:
        self._sides = (old, new)

    def __call__(self, shipment: Shipment) -> bool:
        return told(self._sides[0], shipment) != told(self._sides[1], shipment)


def _differ(old: Rulebook, new: Rulebook, day: dt.date) -> bool:
    """Whether anything in force on a day is not the same."""
    if (day < old.pack.covered_from) is not (day < new.pack.covered_from):
        return True
    before, after = old.on(day), new.on(day)
    if (before.pack, before.others, before.verdicts) != (after.pack, after.others, after.verdicts):
        return True
    return before.versions.keys() != after.versions.keys() or any(
        dated.version is not after.versions[id].version and dated.digest != after.versions[id].digest
        for id, dated in before.versions.items()
    )


def _may_differ(old: InForce, new: InForce) -> bool:
    """Whether the verdicts of two rulesets may differ, as far as their text tells: they do not where every provision
    means the same and the table is the same."""
    if old.versions.keys() != new.versions.keys():
        return True
    tables = [{row.state: row.verdict for row in side.verdicts.rows} for side in (old, new)]
    return tables[0] != tables[1] or any(
        dated.version is not new.versions[id].version and meaning(dated) != meaning(new.versions[id])
        for id, dated in old.versions.items()
    )


def _law(rulebook: Rulebook, day: dt.date) -> Ruleset:
    return matching_on(rulebook, day).ruleset


def _bounds(*laws: Ruleset) -> Iterator[Decimal]:
    """The figures that rules name, where they are plain decimals."""
    for law in laws:
        for bounds in law.bounds.values():
            for bound in bounds:
                yield Decimal(bound.numerator) / Decimal(bound.denominator)
