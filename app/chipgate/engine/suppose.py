"""What would apply were some facts otherwise: only the targets that ask about them are looked at again.

The explanation alone answers here. It is what the matcher must agree with wherever an answer is given (`engine.match`);
a test holds the two together on what is supposed, too.
"""

from __future__ import annotations

from collections import defaultdict

from chipgate.model.condition import Limit, leaves

from . import truth
from .explain import View
from .facts import Facts
from .ruleset import FactKey, Ruleset, Target
from .truth import Truth


class Dependents:
    """Which targets ask each question, and which classifications each item provision settles."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._asking: dict[FactKey | str, list[Target]] = defaultdict(list)
        for target in ruleset.targets.values():
            questions = {leaf.measure if isinstance(leaf, Limit) else ruleset.key(leaf)
                         for leaf in leaves(target.condition)}  # fmt: skip
            for question in questions:
                self._asking[question].append(target)
        self._settling: dict[str, list[FactKey]] = defaultdict(list)
        self._turned_by: dict[str, frozenset[str]] = {}
        self._classifications = [key for key in ruleset.facts if key.subject == "classified"]
        for key in self._classifications:
            for id in key.values:
                self._settling[id].append(key)

    def turned_by(self, measure: str) -> frozenset[str]:
        """The names of the targets that a measure may turn: what limits it, and what asks for a paragraph that does."""
        if measure not in self._turned_by:
            found: set[str] = set()
            waiting: list[FactKey | str] = [measure]
            while waiting:
                names = {target.name for target in self._asking.get(waiting.pop(), ())} - found
                found |= names
                waiting += [key for name in names for key in self._settling.get(name, ())]
            self._turned_by[measure] = frozenset(found)
        return self._turned_by[measure]

    def suppose(self, before: Facts, known: dict[str, Truth], after: Facts) -> dict[str, Truth]:
        """Every target's truth on the facts `after`, given those on the facts `before`."""
        found = dict(known)
        answers = dict(after.truths)
        for key in self._classifications:
            answers[key] = self._classified(key, known)
        view = View(self.ruleset, after.values, answers, after.shipment)
        waiting: dict[int, dict[str, Target]] = defaultdict(dict)
        for question in self._changed(before, after):
            self._wake(question, waiting)
        while waiting:
            for name, target in waiting.pop(min(waiting)).items():
                now = view.truth(target.condition)
                if now is found[name]:
                    continue
                found[name] = now
                for key in self._settling.get(name, ()):
                    answers[key] = self._classified(key, found)
                    self._wake(key, waiting)
        return found

    def _wake(self, question: FactKey | str, waiting: dict[int, dict[str, Target]]) -> None:
        for target in self._asking.get(question, ()):
            waiting[target.level][target.name] = target

    def _changed(self, before: Facts, after: Facts) -> list[FactKey | str]:
        found: list[FactKey | str] = []
        if after.values is not before.values:
            old = before.values
            found += [name for name, value in after.values.items() if value is not old[name] and value != old[name]]
        if after.truths is not before.truths:
            known = before.truths
            found += [key for key, answer in after.truths.items() if answer is not known[key]]
        return found

    def _classified(self, key: FactKey, truths: dict[str, Truth]) -> Truth:
        if len(key.values) == 1:
            return truths.get(key.values[0], Truth.FALSE)
        return truth.disjunction(truths.get(id, Truth.FALSE) for id in key.values)
