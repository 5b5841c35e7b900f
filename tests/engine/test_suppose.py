"""What is supposed beside an answer comes out as the matcher and the explanation have it, for any other facts."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from chipgate import Rulebook
from chipgate.engine.judge import try_case
from chipgate.model.provision import Item
from tests.engine.test_agreement import bounds_of, random_shipment

PAIRS = 1_500


@pytest.fixture(scope="module")
def bounds(rulebook: Rulebook) -> dict[str, list[Decimal]]:
    return bounds_of(rulebook)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_what_is_supposed_is_what_would_be_settled(
    rulebook: Rulebook, bounds: dict[str, list[Decimal]], seed: int
) -> None:
    rng = random.Random(seed)
    days = [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]
    questions = [id for id in rulebook.versions if "/questions/" in id]
    acts = [f"{dated.id}#{act.id}" for dated in rulebook if isinstance(dated.version, Item)
            for act in dated.version.conditions]  # fmt: skip
    differing = 0
    for _ in range(PAIRS):
        day = [rng.choice(days)]
        before, after = (
            try_case(rulebook, one, one.date)
            for one in (random_shipment(rng, bounds, day, questions, acts) for _ in range(2))
        )
        supposed = before.suppose(after.facts)
        assert supposed.truths == after.truths, (before.shipment, after.shipment)
        differing += supposed.truths != before.truths
    assert differing > PAIRS // 2


def test_supposing_nothing_changes_nothing(rulebook: Rulebook, bounds: dict[str, list[Decimal]]) -> None:
    shipment = random_shipment(random.Random(3), bounds, [dt.date(2026, 7, 10)], [], [])
    case = try_case(rulebook, shipment, shipment.date)
    same = case.suppose(case.facts)
    assert (same.truths, same.conclusion) == (case.truths, case.conclusion)


def test_the_explanation_alone_says_what_the_matcher_says(
    rulebook: Rulebook, bounds: dict[str, list[Decimal]]
) -> None:
    rng = random.Random(4)
    days = [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]
    for _ in range(300):
        shipment = random_shipment(rng, bounds, days, [], [])
        case = try_case(rulebook, shipment, shipment.date)
        alone = try_case(rulebook, shipment, shipment.date, explained=True)
        assert list(alone.truths.items()) == list(case.truths.items())
        assert alone.conclusion == case.conclusion
