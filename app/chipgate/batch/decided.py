"""The cells of one batch: each matched by durable-rules when first seen, then remembered by a small number.

A cell's conditions are matched and walked (`reduced`); what follows from them is concluded as for a single question.
The first cells with outcomes of their own are put to the whole engine too, which must say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chipgate.engine import truth
from chipgate.engine.conclude import Terms, conclude
from chipgate.engine.facts import acts_of
from chipgate.engine.judge import Case, matching_on, try_case
from chipgate.engine.outcomes import no_way_holds
from chipgate.engine.truth import Truth
from chipgate.errors import EngineDisagreement
from chipgate.model.decision import Outcome
from chipgate.model.item import ItemSpec
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .cells import Told, settle, told_of, with_missing, without_verdict
from .groups import Group, grouped
from .live import Left, Live, Ranks, atoms

CHECKED = 48
"""Outcomes of a batch that the whole engine concludes as well: of most catalogs, those of nearly every row."""
GROUPS_KEPT = 256
"""Groups of compiled conditions kept: durable-rules takes up to 2 MB for each."""


class Decided:
    """What was decided so far. Numbers once given stay.

    `told` has answers by number; `asked` counts the questions put to the whole engine.
    """

    def __init__(self, rulebook: Rulebook, base: Shipment, live: Live) -> None:
        self._rulebook, self._base, self._live = rulebook, base, live
        self.told: list[Told] = []
        self._numbers: dict[Told, int] = {}
        self._outcomes: dict[tuple[object, ...], tuple[Told, bool]] = {}
        self._ruleset = matching_on(rulebook, max(base.date, rulebook.pack.covered_from)).ruleset
        self._terms = Terms(acts_of(base, self._ruleset), base.scope, base.strict)
        self._alike: dict[tuple[object, ...], int] = {}
        self.first: list[int] = []
        self.open: dict[frozenset[str], list[int]] = {}
        self._groups: dict[tuple[tuple[str, Left], ...], Group] = {}
        self._by_words: dict[bytes, tuple[int, list[Group]]] = {}
        self._settled: list[tuple[tuple[str, Truth], ...]] = []
        self._settled_numbers: dict[tuple[tuple[str, Truth], ...], int] = {}
        self.asked = self._matched = self._made = 0

    def number(self, told: Told) -> int:
        """The number of an answer."""
        number = self._numbers.setdefault(told, len(self.told))
        if number == len(self.told):
            self.told.append(told)
        return number

    def cell(self, answers: bytes, foreign: bool, ranks: Ranks, item: Callable[[], ItemSpec]) -> int:
        """Match a cell, and say which number its rows have: an index of `first`, where the number of their answer is.

        Cells in which the same is left open share a number; `open` has, by the measures that an open answer hangs on,
        the numbers whose missing facts are still to be named. `item` reads a row of the cell.

        Raises:
            EngineDisagreement: the matcher and the explanation differ, so there is no answer.
        """
        settled, groups = self._worded(answers)
        found = [(group, *group.cell(ranks)) for group in groups]
        outcome = (foreign, settled, *((group.number, one) for group, one, _ in found))
        if outcome not in self._outcomes:
            truths = dict(self._settled[settled])
            for group, one, _ in found:
                truths |= group.truths[one]
            self._outcomes[outcome] = self._conclude(foreign, truths, item)
        told, open = self._outcomes[outcome]
        alike = (foreign, settled, *((group.number, two) for group, _, two in found)) if open else outcome
        number = self._alike.get((open, alike))
        if number is None:
            number = self._alike[open, alike] = len(self.first)
            self.first.append(self.number(told))
            if open:
                trees = [tree for group, _, two in found for tree in group.left[two].values()]
                hangs_on = frozenset(str(atom[1]) for atom in atoms(trees) if atom[0] == "limit")
                self.open.setdefault(hangs_on, []).append(number)
        return number

    @property
    def matched(self) -> int:
        """How many cells durable-rules has matched, of all groups of conditions."""
        return self._matched + sum(group.matched for group in self._groups.values())

    def missing(self, number: int, item: ItemSpec) -> int:
        """The number of the answer with what is missing, of a cell whose answer is open."""
        shipment = self._base.model_copy(update={"item": item})
        self.asked += 1
        case = try_case(self._rulebook, shipment, shipment.date, explained=True)
        return self.number(with_missing(self.told[self.first[number]], case))

    def alone(self, shipment: Shipment, *, missing: bool) -> Told:
        """One row as one question."""
        self.asked += 1
        settled = settle(self._rulebook, shipment)
        return settled.whole() if missing else settled.told

    def _conclude(self, foreign: bool, matched: Mapping[str, Truth], item: Callable[[], ItemSpec]) -> tuple[Told, bool]:
        """What is told of an outcome, and whether missing facts may matter. What no condition was matched for moves no
        answer: announcements, and what is only shown."""
        truths = {name: matched.get(name, Truth.FALSE) for name in self._ruleset.targets}
        conclusion = conclude(self._ruleset, truths, self._terms)
        found = (told_of(self._ruleset, truths, conclusion, self._base), not conclusion.definite)
        if foreign and self._base.subject_to_the_ear is None and no_way_holds(self._ruleset, truths):
            found = (without_verdict(Outcome.NOT_SUBJECT), False)
        if len(self._outcomes) < CHECKED:
            self.asked += 1
            settled = settle(self._rulebook, self._base.model_copy(update={"item": item()}))
            _agree(settled.case, matched)
            if (settled.told, settled.open) != found:
                raise EngineDisagreement(
                    f"the columns say {found[0]}, the engine says {settled.told}; no decision is given. Please report "
                    "this with the row."
                )
        return found

    def _worded(self, answers: bytes) -> tuple[int, list[Group]]:
        """What words leave: the number of what they settle, and the groups of what stays open, each made once."""
        known = self._by_words.get(answers)
        if known is None:
            if len(self._groups) > GROUPS_KEPT:
                self._matched = self.matched
                self._groups.clear()
                self._by_words.clear()
            trees = self._live.worded(answers)
            fixed = tuple((name, truth.of(tree)) for name, tree in trees.items() if isinstance(tree, bool))
            settled = self._settled_numbers.setdefault(fixed, len(self._settled))
            if settled == len(self._settled):
                self._settled.append(fixed)
            groups = []
            for some in grouped(trees, self._live.bounds):
                key = tuple(some.items())
                if key not in self._groups:
                    self._made += 1
                    self._groups[key] = Group(self._made, some, self._live.bounds, self._live.walk)
                groups.append(self._groups[key])
            known = self._by_words[answers] = settled, groups
        return known


def _agree(case: Case, truths: Mapping[str, Truth]) -> None:
    """Hold what the cell came to against the whole engine.

    Raises:
        EngineDisagreement: they differ, so there is no answer.
    """
    for name, found in truths.items():
        if found is not case.truths[name]:
            raise EngineDisagreement(
                f"{name}: the columns say {found.name}, the engine says {case.truths[name].name}; no decision "
                "is given. Please report this with the row."
            )
