"""Wider and narrower, held against trying every point: what structure tells must be so, unknown facts included."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter

from chipgate.audit.reach import Reach, implies, reach
from chipgate.engine.truth import Truth, bounds, compare
from chipgate.model.condition import All, AnyOf, Condition, DestinationIn, FlagIs, Limit, Not
from chipgate.model.figures import UNKNOWN, Span, Value

READ: TypeAdapter[Condition] = TypeAdapter(Condition)
FLAGS = ("designed_or_marketed_for_datacenter", "contains_hbm")
PLACES = ("CN", "MO", "AE")
FIGURES = [None, UNKNOWN, *(Span(Fraction(n, 2), Fraction(n, 2)) for n in range(2, 9)), Span(Fraction(2), Fraction(3))]
POINTS = list(itertools.product(FIGURES, FIGURES[:3], Truth, Truth, PLACES))


def condition(raw: Any) -> Condition:
    return READ.validate_python(raw)


def truth(node: Condition, point: tuple[Value, Value, Truth, Truth, str]) -> Truth:
    """Kleene's logic, written down again."""
    values, flags = point[:2], point[2:4]
    match node:
        case All():
            return min(truth(limb, point) for limb in node.all)
        case AnyOf():
            return max(truth(limb, point) for limb in node.any)
        case Not():
            return truth(node.not_, point).negated
        case Limit():
            value = values[0 if node.measure == "tpp" else 1]
            return min(compare(value, sign, bound) for sign, bound in bounds(node))
        case FlagIs():
            found = flags[FLAGS.index(node.flag.value)]
            return found if node.is_ else found.negated
        case DestinationIn():
            return Truth.TRUE if point[4] in node.destination else Truth.FALSE
    raise AssertionError(node)


def any_condition(chance: random.Random, depth: int = 2) -> Any:
    kind = chance.choice(("limit", "limit", "flag", "place", *(("all", "any", "not") if depth else ())))
    if kind in {"all", "any"}:
        return {kind: [any_condition(chance, depth - 1) for _ in range(chance.choice((1, 2, 2, 3)))]}
    if kind == "not":
        return {"not": any_condition(chance, depth - 1)}
    if kind == "flag":
        return {"flag": chance.choice(FLAGS), "is": chance.random() < 0.5}
    if kind == "place":
        return {"destination": chance.sample(PLACES, chance.choice((1, 2)))}
    low, high = sorted(chance.sample(range(1, 5), 2))
    ends = {chance.choice(("at_least", "above")): low, chance.choice(("below", "at_most")): high}
    if chance.random() < 0.6:
        ends.pop(chance.choice(list(ends)))
    return {"measure": chance.choice(("tpp", "performance_density")), **ends}


def test_what_is_told_is_so_at_every_point() -> None:
    chance = random.Random(6)
    told = 0
    for _ in range(800):
        raw = any_condition(chance)
        one = condition(raw)
        # Half of them are edits of one another, as rules are edited; the rest are strangers.
        other = condition({"any": [raw, any_condition(chance, 1)]} if chance.random() < 0.3 else any_condition(chance))
        for before, after in ((one, other), (other, one)):
            if implies(before, after):
                told += 1
                wrong = [point for point in POINTS if truth(before, point) > truth(after, point)]
                assert not wrong, (before, after, wrong[0])
    assert told > 150


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"measure": "tpp", "at_least": 4800}, {"measure": "tpp", "at_least": 4000}, Reach.WIDER),
        ({"measure": "tpp", "at_least": 4800}, {"measure": "tpp", "above": 4800}, Reach.NARROWER),
        ({"measure": "tpp", "above": 4800}, {"measure": "tpp", "at_least": 4800}, Reach.WIDER),
        ({"measure": "tpp", "below": 4800}, {"measure": "tpp", "at_most": 4800}, Reach.WIDER),
        ({"measure": "tpp", "at_least": 2, "below": 4}, {"measure": "tpp", "at_least": 3, "below": 5}, Reach.MIXED),
        ({"measure": "tpp", "at_least": 2}, {"measure": "tpp", "at_least": 2, "below": 4}, Reach.NARROWER),
        ({"measure": "tpp", "at_least": 2}, {"measure": "performance_density", "at_least": 2}, Reach.MIXED),
        ({"destination": ["CN"]}, {"destination": ["CN", "MO"]}, Reach.WIDER),
        ({"destination": ["CN", "MO"]}, {"destination": ["MO", "CN"]}, Reach.SAME),
        ({"destination": ["CN"]}, {"origin": ["CN"]}, Reach.MIXED),
        (
            {"party": "headquarters", "in": ["CN"], "roles": ["end-user"]},
            {"party": "headquarters", "in": ["CN", "MO"]}, Reach.MIXED,
        ),
        ({"not": {"destination": ["CN"]}}, {"not": {"destination": ["CN", "MO"]}}, Reach.NARROWER),
        ({"flag": FLAGS[0], "is": True}, {"not": {"flag": FLAGS[0], "is": False}}, Reach.SAME),
        ({"flag": FLAGS[0], "is": True}, {"flag": FLAGS[0], "is": False}, Reach.MIXED),
        (
            {"all": [{"measure": "tpp", "at_least": 2}, {"destination": ["CN"]}]},
            {"measure": "tpp", "at_least": 2}, Reach.WIDER,
        ),
        (
            {"any": [{"measure": "tpp", "at_least": 4}, {"destination": ["CN"]}]},
            {"any": [{"destination": ["CN"]}, {"measure": "tpp", "at_least": 3}]}, Reach.WIDER,
        ),
        ({"measure": "tpp", "at_least": 4}, {"not": {"measure": "tpp", "below": 4}}, Reach.WIDER),
    ],
)  # fmt: skip
def test_an_edit_is_told_by_what_meets_it_now(old: Any, new: Any, expected: Reach) -> None:
    assert reach(condition(old), condition(new)) is expected
