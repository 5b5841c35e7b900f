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
        self._classifications = [key for key in ruleset.facts if key.subject == "classified"]
        for key in self._classifications:
            for id in key.values:
                self._settling[id].append(key)

    def suppose(self, before: Facts, known: dict[str, Truth], after: Facts) -> dict[str, Truth]:
        """Every target's truth on the facts `after`, given those on the facts `before`."""
        found = dict(known)
        answers = {**after.truths, **{key: self._classified(key, known) for key in self._classifications}}
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
        found: list[FactKey | str] = [name for name, value in after.values.items() if value != before.values[name]]
        found += [key for key, answer in after.truths.items() if answer is not before.truths[key]]
        return found

    def _classified(self, key: FactKey, truths: dict[str, Truth]) -> Truth:
        return truth.disjunction(truths.get(id, Truth.FALSE) for id in key.values)
