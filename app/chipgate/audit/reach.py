"""Which shipments a condition is met by, held against another condition: more of them, fewer, the same, or neither.

Told by structure alone, and right whenever it is told: `wider` means that whatever met the old condition meets the
new one. What structure cannot tell is `mixed`. Unknown facts are no exception: the new condition is then at least as
true as the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from chipgate.model.condition import All, AnyOf, Condition, FlagIs, Limit, Not

from .meaning import normal

LISTS = (
    "destination", "region", "origin", "in_", "listed", "screened", "kind", "base_classification", "classified",
    "transfer", "named", "knowledge", "exporter_role", "addressee",
)  # fmt: skip
"""The fields of leaves that list what is asked for: a longer list is met by more."""


class Reach(StrEnum):
    """What the new condition is met by, beside the old one."""

    SAME = "same reach"
    WIDER = "wider"
    NARROWER = "narrower"
    MIXED = "mixed reach"


def reach(old: Condition, new: Condition) -> Reach:
    """Compare two conditions."""
    return either(implies(old, new), implies(new, old))


def listed(old: Collection[Any], new: Collection[Any]) -> Reach:
    """Compare two lists of which each entry reaches something."""
    before, after = set(old), set(new)
    return either(before <= after, after <= before)


def either(kept: bool, added_nothing: bool) -> Reach:
    """What it comes to that everything before is still met, and that nothing else is."""
    if kept:
        return Reach.SAME if added_nothing else Reach.WIDER
    return Reach.NARROWER if added_nothing else Reach.MIXED


def together(parts: Collection[Reach]) -> Reach:
    """Several comparisons of one thing as one."""
    moved = {part for part in parts if part is not Reach.SAME}
    if not moved:
        return Reach.SAME
    return moved.pop() if len(moved) == 1 else Reach.MIXED


def implies(one: Condition, other: Condition) -> bool:
    """Whether the other surely holds wherever the one does. False where structure does not tell."""
    return _implies(one, other, {})


def _implies(one: Condition, other: Condition, known: dict[tuple[int, int], bool]) -> bool:
    key = (id(one), id(other))
    if key not in known:
        known[key] = _tell(one, other, lambda a, b: _implies(a, b, known))
    return known[key]


def _tell(one: Condition, other: Condition, told: Callable[[Condition, Condition], bool]) -> bool:
    if normal(one) == normal(other):
        return True
    if isinstance(one, AnyOf):
        return all(told(limb, other) for limb in one.any)
    if isinstance(other, All):
        return all(told(one, limb) for limb in other.all)
    if isinstance(one, All) and any(told(limb, other) for limb in one.all):
        return True
    if isinstance(other, AnyOf):
        return any(told(one, limb) for limb in other.any)
    if isinstance(one, Not) and isinstance(other, Not):
        return told(other.not_, one.not_)
    if isinstance(one, Limit) and isinstance(other, Not) and isinstance(other.not_, Limit):
        return one.measure == other.not_.measure and _apart(one, other.not_)
    return _leaf(one, other)


def _leaf(one: Condition, other: Condition) -> bool:
    if isinstance(one, Limit) and isinstance(other, Limit):
        return one.measure == other.measure and _within(one, other)
    one_flag, other_flag = _flag(one), _flag(other)
    if one_flag is not None or other_flag is not None:
        return one_flag == other_flag
    if type(one) is not type(other) or isinstance(one, All | AnyOf | Not):
        return False
    before, after = (leaf.model_dump(exclude={"paragraph"}) for leaf in (one, other))
    name = next((name for name in LISTS if name in before), None)
    if name is None:
        return before == after
    return set(before.pop(name)) <= set(after.pop(name)) and before == after


def _flag(node: Condition) -> tuple[str, bool] | None:
    """A flag and what it is asked to be, also where it is written as the negation of the other."""
    if isinstance(node, Not):
        inner = _flag(node.not_)
        return None if inner is None else (inner[0], not inner[1])
    return (node.flag.value, node.is_) if isinstance(node, FlagIs) else None


_End = tuple[Fraction, bool]
"""A bound, and whether it is itself outside."""


def _ends(limit: Limit) -> tuple[_End | None, _End | None]:
    """The lower and the upper end of a limit; None where it is open."""

    def end(inside: Decimal | None, outside: Decimal | None) -> _End | None:
        if inside is not None:
            return Fraction(inside), False
        return None if outside is None else (Fraction(outside), True)

    return end(limit.at_least, limit.above), end(limit.at_most, limit.below)


def _within(one: Limit, other: Limit) -> bool:
    """Whether every figure within one limit is within the other."""
    (low, high), (least, most) = _ends(one), _ends(other)
    above = least is None or (low is not None and low >= least)
    below = most is None or (
        high is not None and (high[0] < most[0] or (high[0] == most[0] and (high[1] or not most[1])))
    )
    return above and below


def _apart(one: Limit, other: Limit) -> bool:
    """Whether no figure is within both limits."""
    (low, high), (least, most) = _ends(one), _ends(other)

    def before(end: _End | None, start: _End | None) -> bool:
        if end is None or start is None:
            return False
        return end[0] < start[0] or (end[0] == start[0] and (end[1] or start[1]))

    return before(high, least) or before(most, low)
