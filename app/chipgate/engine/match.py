"""Matching: which targets certainly apply and which possibly, found by durable-rules and confirmed by the explanation.

Each cell is matched once; two shipments in one cell share the outcome. What follows from it is `engine.conclude`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from chipgate.errors import EngineDisagreement

from . import truth
from .conclude import Conclusion, Terms
from .explain import View
from .facts import Facts
from .normal_form import conjunctions
from .ranks import Cell, attributes, cell_of, literal
from .rete import Conjunction, Literal, Matcher
from .ruleset import FactKey, Ruleset, Target
from .suppose import Dependents
from .truth import Truth

CELLS_KEPT = 4_096
"""Cells kept for a ruleset: a megabyte or so, as cells with one outcome share it."""


class Matching:
    """A ruleset's matchers, level by level: classifications first, then what asks for them."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        depth = max((target.level for target in ruleset.targets.values()), default=-1)
        self._targets = [
            [target for target in ruleset.targets.values() if target.level == level] for level in range(depth + 1)
        ]
        self._classified = [key for key in ruleset.facts if key.subject == "classified"]
        self._built: list[Matcher] | None = None
        self._cells: OrderedDict[Cell, dict[str, Truth]] = OrderedDict()
        self._outcomes: dict[bytes, dict[str, Truth]] = {}
        self._lock = threading.Lock()
        self.dependents = Dependents(ruleset)
        self.conclusions: dict[tuple[bytes, Terms], Conclusion] = {}

    def settle(self, facts: Facts) -> tuple[Cell, dict[str, Truth]]:
        """Every target's truth for a shipment, from the cache where its cell is known.

        Raises:
            EngineDisagreement: the matcher and the explanation differ.
        """
        cell = cell_of(facts, self.ruleset)
        with self._lock:
            known = self._cells.get(cell)
            if known is not None:
                self._cells.move_to_end(cell)
                return cell, known
        found = self._match(facts)
        with self._lock:
            found = self._outcomes.setdefault(bytes(found.values()), found)
            self._cells[cell] = found
            if len(self._cells) > CELLS_KEPT:
                self._cells.popitem(last=False)
        return cell, found

    def _matchers(self) -> list[Matcher]:
        """The matchers, built when first asked: an outlook looks at many rulesets and settles nothing in them."""
        with self._lock:
            if self._built is None:
                self._built = [Matcher(_compile(targets, self.ruleset)) for targets in self._targets]
            return self._built

    def explain(self, facts: Facts) -> dict[str, Truth]:
        """Every target's truth by the explanation alone: what is said of other days beside an answer."""
        found: dict[str, Truth] = {}
        for targets in self._targets:
            view = self.view(facts, found)
            found |= {target.name: view.truth(target.condition) for target in targets}
        return found

    def view(self, facts: Facts, truths: dict[str, Truth]) -> View:
        """The shipment as conditions see it, classifications included."""
        return View(self.ruleset, facts.values, {**facts.truths, **self._classifications(truths)}, facts.shipment)

    def _match(self, facts: Facts) -> dict[str, Truth]:
        found: dict[str, Truth] = {}
        for targets, matcher in zip(self._targets, self._matchers(), strict=True):
            view = self.view(facts, found)
            by_position = {self.ruleset.positions[key]: answer for key, answer in view.truths.items()}
            certain = matcher.match(attributes(facts.values, by_position, self.ruleset, certain=True))
            possible = certain
            if _open(facts, view):
                possible = matcher.match(attributes(facts.values, by_position, self.ruleset, certain=False))
            for target in targets:
                matched = (
                    Truth.TRUE if target.name in certain
                    else Truth.UNKNOWN if target.name in possible else Truth.FALSE
                )  # fmt: skip
                explained = view.truth(target.condition)
                if matched is not explained:
                    raise EngineDisagreement(
                        f"{target.name} ({target.dated.name}): durable-rules says {matched.name}, the explanation says "
                        f"{explained.name}; no decision is given. Please report this with the question."
                    )
                found[target.name] = matched
        return found

    def _classifications(self, truths: dict[str, Truth]) -> dict[FactKey, Truth]:
        return {
            key: truth.disjunction(truths.get(id, Truth.FALSE) for id in key.values) for key in self._classified
        }


def _open(facts: Facts, view: View) -> bool:
    """Whether anything is unknown, so that the two rails may differ."""
    unknown = any(value is not None and not value.known for value in facts.values.values())
    return unknown or Truth.UNKNOWN in view.truths.values()


def _order(literal: Literal) -> tuple[str, str, int]:
    return literal.attribute, literal.comparison.value, literal.value


def _compile(targets: list[Target], ruleset: Ruleset) -> list[Conjunction]:
    return [
        Conjunction(target.name, tuple(sorted((literal(test, ruleset) for test in tests), key=_order)))
        for target in targets
        for tests in conjunctions(target.condition, ruleset, target.name)
    ]
