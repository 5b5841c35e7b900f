"""Figures of an item as real numbers, and limits on them as pairs of formulas, exactly as the engine compares them.

A density is never divided out: "TPP / area at least b" is "TPP at least b * area", linear as b is a number.
"""

from __future__ import annotations

from fractions import Fraction

from chipgate.engine.truth import bounds
from chipgate.model.condition import Limit
from chipgate.model.figures import LONGEST_OPERANDS
from chipgate.model.measures import MEASURES, Form, Quantity
from chipgate.model.terms import Kind

from .logic import NO, YES, Formula, Pair, Term, conjunction, every, exact, negated, number, some, variable
from .questions import Questions

AREAS = (Quantity.DIE_AREA, Quantity.HBM_AREA)
WHOLE = {Quantity.COMPLETION_YEAR: (2020, 2100)}
_MEMORY = frozenset({Quantity.HBM_BANDWIDTH, Quantity.HBM_AREA})


class Figures:
    """A variable for each quantity, and one that says whether it is stated. An unstated figure reads as 0, the least
    that it may be, save the best rate, which is at least a 64th of the TPP."""

    def __init__(self, questions: Questions) -> None:
        self.value: dict[Quantity, Term] = {one: number(one.value) for one in Quantity}
        self.known: dict[Quantity, Formula] = {one: variable(f"{one.value} stated") for one in Quantity}
        self.rules: list[Formula] = []
        self._kinds = _kinds(questions)
        planar = questions.chosen.get("flag:non_planar_transistors")
        self._planar = planar.where([1]) if planar is not None and len(planar.picks) > 1 else NO
        for one, value in self.value.items():
            known = self.known[one]
            self.rules += [value >= 0, some([negated(known), value > 0]) if one in AREAS else YES]
            if one is Quantity.BEST_TOPS:
                self.rules.append(some([known, value * LONGEST_OPERANDS == self.value[Quantity.TPP]]))
                self.rules.append(some([negated(known), self.known[Quantity.TPP]]))
            else:
                self.rules.append(some([known, value == 0]))
            if one in WHOLE:
                low, high = WHOLE[one]
                years = some(value == year for year in range(low, high + 1))
                self.rules.append(some([negated(known), years]))
            if one is Quantity.US_CONTENT:
                self.rules.append(value <= 100)

    def applies(self, one: Quantity) -> Formula:
        """Whether a quantity is one that the item can have: a planar die has no area that counts, memory no TPP."""
        memory, weights = self._kinds
        own = every([
            some([negated(memory), YES if one in _MEMORY else NO]),
            some([negated(weights), YES if one is Quantity.TRAINING_OPERATIONS else NO]),
            some([memory, weights, NO if one is Quantity.TRAINING_OPERATIONS else YES]),
        ])  # fmt: skip
        if one is Quantity.US_CONTENT:
            own = YES
        if one is Quantity.DIE_AREA:
            return every([negated(self._planar), some([own, self.known[one]])])
        if one is Quantity.BEST_TOPS:
            return some([own, self.known[one], self.value[one] > 0])
        return some([own, self.known[one]])

    def all_known(self) -> Formula:
        """Every figure that the item can have is stated."""
        return every(some([known, negated(self.applies(one))]) for one, known in self.known.items())

    def limit(self, limit: Limit) -> Pair:
        """A limit on a measure, in three values."""
        return conjunction(self._compared(limit.measure, sign, bound) for sign, bound in bounds(limit))

    def _compared(self, name: str, sign: str, bound: Fraction) -> Pair:
        measure = MEASURES[name]
        applies = every(self.applies(part) for part in measure.parts)
        known = every(self.known[part] for part in measure.parts)
        strict = sign in ("above", "at_most")
        if measure.form is Form.QUOTIENT:
            dividend, divisor = measure.parts
            left, right = self.value[dividend], exact(bound) * self.value[divisor]
            reached = left > right if strict else left >= right
            least = not bound and not strict
            reached = every([self.known[divisor], reached]) if not least else YES
        else:
            total = sum((self.value[part] for part in measure.parts[1:]), self.value[measure.parts[0]])
            reached = total > exact(bound) if strict else total >= exact(bound)
        if sign in ("at_least", "above"):
            pair = Pair(reached, some([reached, negated(known)]))
        else:
            pair = Pair(every([known, negated(reached)]), negated(reached))
        return conjunction([Pair(applies, applies), pair])


def _kinds(questions: Questions) -> tuple[Formula, Formula]:
    """Whether the item is memory, and whether it is the weights of a model."""
    chosen = questions.chosen.get("kind")
    if chosen is None:
        return NO, NO
    labels = [choice.label for choice in chosen.axis.choices]
    return chosen.where([labels.index(Kind.HBM)]), chosen.where([labels.index(Kind.MODEL_WEIGHTS)])
