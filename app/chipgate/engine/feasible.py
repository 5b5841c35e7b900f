"""Can some figures be so at once? Limits on measures as linear inequalities over what is missing, solved exactly.

TPP and bandwidths are linear in what an item states, and so is a density once its divisor, which is positive, is
multiplied out: "density at least 5.92" is "TPP - 5.92 · area at least 0". Variables are taken out one by one (Fourier
and Motzkin), on whole numbers, so that nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from chipgate.model.exact import Unwritten
from chipgate.model.figures import LONGEST_OPERANDS, Span
from chipgate.model.measures import MEASURES, Form, Measure, Quantity


@dataclass(frozen=True, slots=True)
class Inequality:
    """The sum of coefficient · variable, plus the constant, is at least 0; with `strict`, above 0."""

    coefficients: Mapping[str, Fraction]
    constant: Fraction
    strict: bool = False


Constant = int | Fraction
Row = tuple[tuple[int, ...], Constant, bool]
"""An inequality on whole numbers, its coefficients in the order of a list of variables. (A constant that stands for
others, `model.exact.Unwritten`, is no whole number.)"""


def feasible(system: Iterable[Inequality]) -> bool:
    """Whether some real values of the variables satisfy every inequality.

    >>> dense = Inequality({"tpp": Fraction(1), "area": Fraction(-2)}, Fraction(0))  # a density of 2 or more
    >>> small = Inequality({"tpp": Fraction(-1)}, Fraction(1200))  # at most 1200 TPP
    >>> [feasible([dense, small, Inequality({"area": Fraction(1)}, Fraction(-600), above)]) for above in (False, True)]
    [True, False]
    """
    listed = list(system)
    names = sorted({name for one in listed for name in one.coefficients})
    return solvable(row(one, names) for one in listed)


def row(one: Inequality, names: Sequence[str]) -> Row:
    """An inequality on whole numbers: the same one, multiplied by a positive number."""
    factors = [one.coefficients.get(name, Fraction(0)) for name in names]
    constant = one.constant
    below = () if isinstance(constant, Unwritten) else (constant.denominator,)
    scale = lcm(*below, *(factor.denominator for factor in factors))
    whole = constant * scale
    return _reduced(tuple(int(factor * scale) for factor in factors), int(whole) if below else whole, one.strict)


def solvable(system: Iterable[Row]) -> bool:
    """Whether some real values of the variables satisfy every row. The rows are of one length."""
    rows = _tightest(system)
    while True:
        flat = [one for one in rows if not any(one[0])]
        if any(constant < 0 or (strict and not constant) for _, constant, strict in flat):
            return False
        rows = [one for one in rows if any(one[0])]
        if not rows:
            return True
        involved = {place for factors, _, _ in rows for place, factor in enumerate(factors) if factor}
        rows = _tightest(_without(rows, min(involved, key=lambda place: _growth(rows, place))))


def _tightest(system: Iterable[Row]) -> list[Row]:
    """Of rows that differ in their constant alone, the one that leaves least."""
    found: dict[tuple[tuple[int, ...], bool], Constant] = {}
    for factors, constant, strict in system:
        least = found.get((factors, strict))
        if least is None or constant < least:
            found[factors, strict] = constant
    return [(factors, constant, strict) for (factors, strict), constant in found.items()]


def _reduced(factors: tuple[int, ...], constant: Constant, strict: bool) -> Row:
    common = gcd(constant, *factors) if isinstance(constant, int) else gcd(*factors)
    if common <= 1:
        return factors, constant, strict
    less = constant // common if isinstance(constant, int) else constant / common
    return tuple(factor // common for factor in factors), less, strict


def _growth(rows: list[Row], place: int) -> int:
    above = sum(factors[place] > 0 for factors, _, _ in rows)
    below = sum(factors[place] < 0 for factors, _, _ in rows)
    return above * below - above - below


def _without(rows: list[Row], place: int) -> Iterator[Row]:
    """The same system without one variable: each bound on it from below is held against each from above."""
    above = [one for one in rows if one[0][place] > 0]
    below = [one for one in rows if one[0][place] < 0]
    yield from (one for one in rows if not one[0][place])
    for low, low_constant, low_strict in above:
        for high, high_constant, high_strict in below:
            up, down = -high[place], low[place]
            factors = tuple(up * one + down * other for one, other in zip(low, high, strict=True))
            yield _reduced(factors, up * low_constant + down * high_constant, low_strict or high_strict)


def limit(name: str, comparison: str, bound: Fraction, quantities: Mapping[Quantity, Span]) -> Inequality:
    """A limit on a measure as an inequality over its quantities; those that are known are put in as numbers."""
    lower = _at_least(MEASURES[name], bound, comparison in ("above", "below"), quantities)
    if comparison in ("at_least", "above"):
        return lower
    turned = {part: -factor for part, factor in lower.coefficients.items()}
    return Inequality(turned, -lower.constant, lower.strict)


def _at_least(measure: Measure, bound: Fraction, strict: bool, quantities: Mapping[Quantity, Span]) -> Inequality:
    factors = {part: Fraction(1) for part in measure.parts}
    constant = -bound
    if measure.form is Form.QUOTIENT:
        factors[measure.parts[1]], constant = -bound, Fraction(0)
    for part in measure.parts:
        span = quantities[part]
        if span.known:
            constant += factors.pop(part) * span.low
    return Inequality({part.value: factor for part, factor in factors.items()}, constant, strict)


def ranges(quantities: Mapping[Quantity, Span]) -> Iterator[Inequality]:
    """What is known beforehand of the quantities that are not: from where to where they lie, a divisor above 0, and no
    rate so low that the TPP could not come of it."""
    one = Fraction(1)
    for quantity, span in quantities.items():
        if not span.known:
            yield Inequality({quantity.value: one}, -span.low, quantity in _DIVISORS and not span.low)
            if span.high is not None:
                yield Inequality({quantity.value: -one}, span.high)
    rate, tpp = quantities.get(Quantity.BEST_TOPS), quantities.get(Quantity.TPP)
    if rate is not None and tpp is not None and not rate.known and not tpp.known:
        factors = {Quantity.BEST_TOPS.value: Fraction(LONGEST_OPERANDS), Quantity.TPP.value: -one}
        yield Inequality(factors, Fraction(0))


_DIVISORS = frozenset(measure.parts[1] for measure in MEASURES.values() if measure.form is Form.QUOTIENT)
