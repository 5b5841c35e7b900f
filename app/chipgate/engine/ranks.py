"""Ranks: figures become small exact integers among the bounds of a ruleset, and a shipment becomes its cell.

Verdict, classification, license state and binding clauses depend on the cell alone.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from fractions import Fraction

from chipgate.errors import EngineError
from chipgate.model.figures import Value

from .facts import Facts
from .normal_form import FactTest, MeasureTest, Test
from .rete import Comparison, Literal
from .ruleset import Ruleset
from .truth import Truth

NOT_APPLICABLE = -1
Cell = bytes
"""Two ranks per measure (lowest and highest possible; -1, -1 where not applicable), then one truth per fact, as 16-bit
integers: a hundred bytes, since many thousands are kept."""


def rank(figure: Fraction, bounds: tuple[Fraction, ...]) -> int:
    """The place of a figure among the bounds: 2i+1 exactly at bound i, 2i between bound i-1 and bound i.

    >>> limits = (Fraction(1600), Fraction(4800))
    >>> [rank(Fraction(tpp), limits) for tpp in ("1599.9", "1600", "4799.9999999999999", "4800", "4801")]
    [0, 1, 2, 3, 4]
    """
    place = bisect_left(bounds, figure)
    return 2 * place + (1 if place < len(bounds) and bounds[place] == figure else 0)


def cell_of(facts: Facts, ruleset: Ruleset) -> Cell:
    """The vector that decides."""
    found = array("h")
    for name, bounds in ruleset.bounds.items():
        found.extend(_ranks(facts.values[name], bounds))
    found.extend(facts.truths.values())  # in the order of the ruleset's questions
    return found.tobytes()


def _ranks(value: Value, bounds: tuple[Fraction, ...]) -> tuple[int, int]:
    if value is None:
        return NOT_APPLICABLE, NOT_APPLICABLE
    low = rank(value.low, bounds)
    if value.high == value.low:
        return low, low
    return low, 2 * len(bounds) if value.high is None else rank(value.high, bounds)


def attributes(
    values: dict[str, Value], truths: dict[int, Truth], ruleset: Ruleset, *, certain: bool
) -> dict[str, int]:
    """The facts as integers, on one rail: what is certainly so, or what may be so.

    Each measure has four attributes: l for lower limits, u for upper limits, and nl, nu for their negations, so that a
    test and its negation can both be possible, and a measure that does not apply fails both.
    """
    fact: dict[str, int] = {}
    for index, (name, bounds) in enumerate(ruleset.bounds.items()):
        low, high = _ranks(values[name], bounds)
        top = 2 * len(bounds) + 1
        if low == NOT_APPLICABLE:
            fact |= {f"m{index}l": -1, f"m{index}nl": -1, f"m{index}u": top, f"m{index}nu": top}
        elif certain:
            fact |= {f"m{index}l": low, f"m{index}nl": high, f"m{index}u": high, f"m{index}nu": low}
        else:
            fact |= {f"m{index}l": high, f"m{index}nl": low, f"m{index}u": low, f"m{index}nu": high}
    for position, answer in truths.items():
        fact[f"f{position}t"] = int(answer is Truth.TRUE or (not certain and answer is Truth.UNKNOWN))
        fact[f"f{position}f"] = int(answer is Truth.FALSE or (not certain and answer is Truth.UNKNOWN))
    return fact


def literal(test: Test, ruleset: Ruleset) -> Literal:
    """One test as a comparison of one integer attribute."""
    if isinstance(test, FactTest):
        suffix = "f" if test.negated else "t"
        return Literal(f"f{ruleset.positions[test.key]}{suffix}", Comparison.EQUAL, 1)
    return _measure_literal(test, ruleset)


def _measure_literal(test: MeasureTest, ruleset: Ruleset) -> Literal:
    names = list(ruleset.bounds)
    index, at = names.index(test.measure), rank(test.bound, ruleset.bounds[test.measure])
    prefix = f"m{index}n" if test.negated else f"m{index}"
    match test.comparison, test.negated:
        case "at_least", False:
            return Literal(prefix + "l", Comparison.AT_LEAST, at)
        case "above", False:
            return Literal(prefix + "l", Comparison.AT_LEAST, at + 1)
        case "below", False:
            return Literal(prefix + "u", Comparison.AT_MOST, at - 1)
        case "at_most", False:
            return Literal(prefix + "u", Comparison.AT_MOST, at)
        case "at_least", True:
            return Literal(prefix + "l", Comparison.AT_MOST, at - 1)
        case "above", True:
            return Literal(prefix + "l", Comparison.AT_MOST, at)
        case "below", True:
            return Literal(prefix + "u", Comparison.AT_LEAST, at)
        case "at_most", True:
            return Literal(prefix + "u", Comparison.AT_LEAST, at + 1)
    raise EngineError(f"no such comparison: {test.comparison}")
