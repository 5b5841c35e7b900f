"""Systems of inequalities: possible or not, by known ones, by a point that satisfies them, by a sum that cannot be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from chipgate.engine.feasible import Inequality, feasible


def _system(*rows: tuple[dict[str, int], int, bool]) -> list[Inequality]:
    return [
        Inequality({name: Fraction(factor) for name, factor in factors.items()}, Fraction(constant), strict)
        for factors, constant, strict in rows
    ]


@pytest.mark.parametrize(
    ("system", "possible"),
    [
        (_system(), True),
        (_system(({}, 0, False)), True),
        (_system(({}, 0, True)), False),
        (_system(({}, -1, False)), False),
        (_system(({"x": 1}, -3, False), ({"x": -1}, 3, False)), True),  # exactly 3
        (_system(({"x": 1}, -3, False), ({"x": -1}, 3, True)), False),  # at least 3 and below 3
        (_system(({"x": 1}, -3, True), ({"x": -1}, 4, True)), True),  # between 3 and 4, no whole number needed
        (_system(({"x": 1, "y": 1}, -10, False), ({"x": -1}, 4, False), ({"y": -1}, 5, False)), False),
        (_system(({"x": 1, "y": 1}, -9, False), ({"x": -1}, 4, False), ({"y": -1}, 5, False)), True),
        (_system(({"x": 1, "y": 1}, -9, True), ({"x": -1}, 4, False), ({"y": -1}, 5, False)), False),
        (_system(({"x": 1, "y": -1}, 0, True), ({"y": 1, "z": -1}, 0, True), ({"z": 1, "x": -1}, 0, False)), False),
        (_system(({"x": 1, "y": -1}, 0, False), ({"y": 1, "z": -1}, 0, False), ({"z": 1, "x": -1}, 0, False)), True),
    ],
)
def test_a_system_is_possible_or_not(system: list[Inequality], possible: bool) -> None:
    assert feasible(system) is possible


NAMES = ("x", "y", "z")
_numbers = st.fractions(-9, 9, max_denominator=12)
_factors = st.fixed_dictionaries(dict.fromkeys(NAMES, _numbers))


@given(point=_factors, rows=st.lists(st.tuples(_factors, st.booleans()), max_size=7))
def test_what_a_point_satisfies_is_possible(
    point: dict[str, Fraction], rows: list[tuple[dict[str, Fraction], bool]]
) -> None:
    sums = [sum((factors[name] * point[name] for name in NAMES), Fraction(0)) for factors, _ in rows]
    system = [
        Inequality(factors, Fraction(strict) - at, strict) for (factors, strict), at in zip(rows, sums, strict=True)
    ]
    assert feasible(system)


@given(
    rows=st.lists(st.tuples(_factors, _numbers, st.fractions(Fraction(1, 9), 9)), min_size=1, max_size=4),
    beside=st.lists(st.tuples(_factors, _numbers), max_size=3),
    gap=st.fractions(0, 3, max_denominator=7),
)
def test_what_adds_up_to_less_than_nothing_is_impossible(
    rows: list[tuple[dict[str, Fraction], Fraction, Fraction]],
    beside: list[tuple[dict[str, Fraction], Fraction]],
    gap: Fraction,
) -> None:
    """Positive multiples of the rows and the last one sum to -gap > 0 (strictly), which no point can satisfy."""
    last = {name: -sum((weight * factors[name] for factors, _, weight in rows), Fraction(0)) for name in NAMES}
    closing = -gap - sum((weight * constant for _, constant, weight in rows), Fraction(0))
    system = [Inequality(factors, constant) for factors, constant, _ in rows]
    system += [Inequality(last, closing, strict=True), *(Inequality(factors, constant) for factors, constant in beside)]
    assert not feasible(system)
