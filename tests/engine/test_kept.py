"""What is kept under limits is found on the right side of each, however near a figure comes to it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from chipgate.engine.kept import Kept
from chipgate.engine.limits import Scale, Stretch

BOUND = Fraction(4800)
TPP: Scale = ((((0,), Fraction(1)),), ())
DENSITY: Scale = ((((0,), Fraction(1)),), (1,))
HAIR = Decimal("1e-20")
"""Less than a float can tell from nothing beside the bound."""


def _kept(scale: Scale, last: int) -> Kept[str]:
    below = Kept[str]().with_("below", {scale: Stretch(high=BOUND)}, last)
    at = below.with_("at", {scale: Stretch(low=BOUND, low_in=True, high=BOUND, high_in=True)}, last)
    return at.with_("above", {scale: Stretch(low=BOUND)}, last)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [(Decimal(4800) - HAIR, "below"), (Decimal(4800), "at"), (Decimal(4800) + HAIR, "above"), (Decimal(0), "below"),
     (Decimal("1e400"), "above")],
)  # fmt: skip
def test_a_hair_from_a_bound_is_told_from_it(figure: Decimal, expected: str) -> None:
    above, below = figure.as_integer_ratio()
    assert _kept(TPP, 1).find([above, below]) == expected
    assert _kept(DENSITY, 2).find([above * 7, below * 7, 1]) == expected


def test_what_divides_by_nothing_lies_on_no_stretch() -> None:
    assert _kept(DENSITY, 2).find([1, 0, 1]) is None
    assert _kept(DENSITY, 2).with_("anywhere", {}, 2).find([1, 0, 1]) == "anywhere"
