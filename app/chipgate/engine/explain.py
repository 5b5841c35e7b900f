"""Explanation: the condition tree walked with three outcomes, on the figures themselves rather than on ranks.

It is the second opinion that the matcher must agree with, and it knows which clauses bind and which nearly do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from chipgate.model.condition import All, AnyOf, Condition, FlagIs, Leaf, Limit, Not
from chipgate.model.figures import Value
from chipgate.model.shipment import Shipment

from .ruleset import FactKey, Ruleset
from .truth import Truth, bounds, compare


@dataclass(frozen=True, slots=True)
class View:
    """A shipment as conditions see it: values of measures, and truths of every question, classifications included."""

    ruleset: Ruleset
    values: Mapping[str, Value]
    truths: Mapping[FactKey, Truth]
    shipment: Shipment | None = None

    def leaf(self, leaf: Leaf) -> Truth:
        """What a leaf comes to."""
        if isinstance(leaf, Limit):
            value, tests = self.values[leaf.measure], self.ruleset.comparisons(leaf)
            if len(tests) == 1:
                return compare(value, *tests[0])
            return min(compare(value, sign, bound) for sign, bound in tests)
        answer = self.truths[self.ruleset.key(leaf)]
        return answer.negated if isinstance(leaf, FlagIs) and not leaf.is_ else answer

    def truth(self, node: Condition) -> Truth:
        """What a condition comes to."""
        if isinstance(node, All):
            found = Truth.TRUE
            for limb in node.all:
                found = min(found, self.truth(limb))
                if found is Truth.FALSE:
                    break
            return found
        if isinstance(node, AnyOf):
            found = Truth.FALSE
            for limb in node.any:
                found = max(found, self.truth(limb))
                if found is Truth.TRUE:
                    break
            return found
        return self.truth(node.not_).negated if isinstance(node, Not) else self.leaf(node)


@dataclass(frozen=True, slots=True)
class Bind:
    """A leaf that makes a condition hold (or leaves it open). `negated`: it does so by not holding."""

    leaf: Leaf
    negated: bool
    paragraph: str | None
    truth: Truth


def binding(node: Condition, view: View, negated: bool = False, paragraph: str | None = None) -> Iterator[Bind]:
    """The leaves that bind: all limbs of an `all`, the limbs of an `any` that hold as strongly as the whole."""
    paragraph = node.paragraph or paragraph
    match node:
        case Not():
            yield from binding(node.not_, view, not negated, paragraph)
        case All() | AnyOf():
            limbs = node.all if isinstance(node, All) else node.any
            if isinstance(node, All) is not negated:
                for limb in limbs:
                    yield from binding(limb, view, negated, paragraph)
            else:
                outcomes = [view.truth(limb).negated if negated else view.truth(limb) for limb in limbs]
                strongest = max(outcomes)
                for limb, outcome in zip(limbs, outcomes, strict=True):
                    if outcome is strongest or outcome is not Truth.FALSE:
                        yield from binding(limb, view, negated, paragraph)
        case _:
            outcome = view.leaf(node)
            yield Bind(node, negated, paragraph, outcome.negated if negated else outcome)


def limbs(node: Condition, view: View) -> Iterator[str]:
    """The labels of the limbs of an `any` that hold or may hold: b.1, b.2."""
    match node:
        case All():
            for limb in node.all:
                yield from limbs(limb, view)
        case AnyOf():
            for limb in node.any:
                if limb.paragraph and view.truth(limb) is not Truth.FALSE:
                    yield limb.paragraph
        case _:
            return


@dataclass(frozen=True, slots=True)
class Step:
    """One limit that would have to be reached (or left) for a condition to hold."""

    measure: str
    comparison: str
    bound: Fraction
    paragraph: str | None


MOST_WAYS = 6
"""Ways kept for each limb of an `all`: near misses are for reading, and nobody reads sixty."""

_OPPOSITE = {"at_least": "below", "above": "at_most", "below": "at_least", "at_most": "above"}


def steps(node: Condition, view: View, want: bool = True, paragraph: str | None = None) -> list[frozenset[Step]]:
    """The ways to make a condition hold by moving measures alone; each way is a set of limits still to be reached.

    The empty set means that it holds already. A limb of an `any` that does not hold is a way of its own, even where
    another limb holds, so that a second limb about to be reached is seen too.
    """
    paragraph = node.paragraph or paragraph
    match node:
        case Not():
            return steps(node.not_, view, not want, paragraph)
        case All() | AnyOf():
            ways = [steps(limb, view, want, paragraph) for limb in (node.all if isinstance(node, All) else node.any)]
            if isinstance(node, All) is not want:
                return list(dict.fromkeys(way for limb in ways for way in limb))
            chosen = product(*(limb[:MOST_WAYS] for limb in ways))
            return list(dict.fromkeys(frozenset[Step]().union(*limbs) for limbs in chosen))
        case Limit():
            return _limit_steps(node, view, want, paragraph)
        case _:
            wanted = Truth.TRUE if want else Truth.FALSE
            return [frozenset()] if view.leaf(node) is wanted else []


def _limit_steps(limit: Limit, view: View, want: bool, paragraph: str | None) -> list[frozenset[Step]]:
    value = view.values[limit.measure]
    if value is None or not value.known:
        return []
    open_steps, ways = set(), []
    for sign, bound in bounds(limit):
        outcome = compare(value, sign, bound)
        if want and outcome is Truth.FALSE:
            open_steps.add(Step(limit.measure, sign, bound, paragraph))
        if not want:
            if outcome is Truth.FALSE:
                return [frozenset()]
            ways.append(frozenset({Step(limit.measure, _OPPOSITE[sign], bound, paragraph)}))
    return [frozenset(open_steps)] if want else ways
