"""From day to day, what is not asked again would have come to the same; for any shipment, on any day."""

from __future__ import annotations

import random

import pytest

from chipgate import Rulebook
from chipgate.engine.following import followed
from chipgate.engine.judge import matching_on, try_case
from chipgate.engine.outlook import moved
from chipgate.model.provision import Item
from tests.engine.test_agreement import bounds_of, random_shipment

SHIPMENTS = 250


@pytest.mark.parametrize("seed", [1, 2])
def test_a_later_day_comes_to_what_it_would_alone(rulebook: Rulebook, seed: int) -> None:
    rng = random.Random(seed)
    bounds = bounds_of(rulebook)
    days = [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]
    questions = [id for id in rulebook.versions if "/questions/" in id]
    acts = [f"{dated.id}#{act.id}" for dated in rulebook if isinstance(dated.version, Item)
            for act in dated.version.conditions]  # fmt: skip
    turned = 0
    for number in range(SHIPMENTS):
        shipment = random_shipment(rng, bounds, days, questions, acts if number % 2 else [])
        day = rng.choice(days)
        before = try_case(rulebook, shipment, shipment.date)
        alone = try_case(rulebook, moved(shipment, day), day, explained=True)
        facts, truths = followed(before, moved(shipment, day), matching_on(rulebook, day))
        assert list(truths.items()) == list(alone.truths.items()), (shipment, day)
        assert list(facts.truths.items()) == list(alone.facts.truths.items()), (shipment, day)
        assert (facts.values, facts.assumed, facts.assumptions, facts.acts) == (
            alone.facts.values, alone.facts.assumed, alone.facts.assumptions, alone.facts.acts,
        )  # fmt: skip
        turned += truths != before.truths
    assert turned > SHIPMENTS // 2
