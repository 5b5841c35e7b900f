"""Three-valued logic: met, not met, unknown. Missing is never false."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from functools import lru_cache

from chipgate.model.condition import Limit
from chipgate.model.figures import Value


class Truth(IntEnum):
    """Kleene's three values, ordered so that `all` is the minimum and `any` the maximum."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    @property
    def negated(self) -> Truth:
        """Not."""
        return _NEGATED[self]


_NEGATED = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)


def conjunction(truths: Iterable[Truth]) -> Truth:
    """All of them."""
    return min(truths, default=Truth.TRUE)


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Any of them."""
    return max(truths, default=Truth.FALSE)


def of(fact: bool | None) -> Truth:
    """A yes-or-no fact that may be missing."""
    if fact is None:
        return Truth.UNKNOWN
    return Truth.TRUE if fact else Truth.FALSE


def bounds(limit: Limit) -> list[tuple[str, Fraction]]:
    """The one or two comparisons of a limit, lower first."""
    found = (
        ("at_least", limit.at_least), ("above", limit.above), ("below", limit.below), ("at_most", limit.at_most),
    )  # fmt: skip
    return [(comparison, _exact(bound)) for comparison, bound in found if bound is not None]


@lru_cache(maxsize=4_096)
def _exact(bound: Decimal) -> Fraction:
    """One number for a bound, wherever it is written."""
    return Fraction(bound)


def compare(value: Value, comparison: str, bound: Fraction) -> Truth:
    """Test a value against one bound, exactly. A measure that does not apply is never within a bound."""
    if value is None:
        return Truth.FALSE
    low, high = value.low, value.high
    match comparison:
        case "at_least":
            sure, ruled_out = low >= bound, high is not None and high < bound
        case "above":
            sure, ruled_out = low > bound, high is not None and high <= bound
        case "below":
            sure, ruled_out = high is not None and high < bound, low >= bound
        case _:
            sure, ruled_out = high is not None and high <= bound, low > bound
    if sure:
        return Truth.TRUE
    return Truth.FALSE if ruled_out else Truth.UNKNOWN
