"""From a condition tree to conjunctions of literals, which is all that the matcher is given.

`not` is pushed to the leaves and `all` over `any` is multiplied out, so that no `$or` reaches durable-rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chipgate.errors import EngineError
from chipgate.model.condition import All, AnyOf, Condition, FlagIs, Limit, Not

from .ruleset import FactKey, Ruleset
from .truth import bounds

MAX_CONJUNCTIONS = 2_000
"""More than this from one provision means a condition nobody can read either."""


@dataclass(frozen=True, slots=True)
class MeasureTest:
    """One comparison of a measure, or its negation."""

    measure: str
    comparison: str
    bound: Fraction
    negated: bool


@dataclass(frozen=True, slots=True)
class FactTest:
    """One yes-or-no fact, or its negation."""

    key: FactKey
    negated: bool


Test = MeasureTest | FactTest


def conjunctions(condition: Condition, ruleset: Ruleset, name: str) -> list[frozenset[Test]]:
    """The condition as a list of conjunctions, any of which suffices."""
    found: list[frozenset[Test]] = []
    for conjunction in _expand(condition, False, ruleset):
        if not any(other <= conjunction for other in found):
            found = [other for other in found if not conjunction <= other]
            found.append(conjunction)
        if len(found) > MAX_CONJUNCTIONS:
            raise EngineError(f"{name}: its condition multiplies out to more than {MAX_CONJUNCTIONS} conjunctions")
    return found


def _expand(node: Condition, negated: bool, ruleset: Ruleset) -> Iterator[frozenset[Test]]:
    match node:
        case Not():
            yield from _expand(node.not_, not negated, ruleset)
        case All() | AnyOf():
            limbs = node.all if isinstance(node, All) else node.any
            if isinstance(node, All) is negated:
                for limb in limbs:
                    yield from _expand(limb, negated, ruleset)
            else:
                yield from _product([list(_expand(limb, negated, ruleset)) for limb in limbs])
        case Limit():
            tests: list[Test] = [MeasureTest(node.measure, sign, bound, negated) for sign, bound in bounds(node)]
            if negated:
                yield from (frozenset({test}) for test in tests)
            else:
                yield frozenset(tests)
        case FlagIs():
            yield frozenset({FactTest(ruleset.key(node), negated is node.is_)})
        case _:
            yield frozenset({FactTest(ruleset.key(node), negated)})


def _product(limbs: list[list[frozenset[Test]]]) -> Iterator[frozenset[Test]]:
    partial: list[frozenset[Test]] = [frozenset()]
    for limb in limbs:
        partial = [one | other for one in partial for other in limb]
        if len(partial) > MAX_CONJUNCTIONS:
            raise EngineError(f"a condition multiplies out to more than {MAX_CONJUNCTIONS} conjunctions")
    yield from partial
