"""Each stretch of a quantity says what would be settled there, by the matcher and the explanation, for any shipment."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from chipgate import Rulebook
from chipgate.engine.judge import try_case
from chipgate.engine.moving import at
from chipgate.engine.reasons import classification
from chipgate.engine.stretches import stretches
from chipgate.engine.truth import Truth
from chipgate.model.figures import Figures
from chipgate.model.measures import MEASURES, Quantity
from tests.engine.test_agreement import bounds_of, random_shipment

SHIPMENTS = 150
MOVED = (Quantity.TPP, Quantity.DIE_AREA, Quantity.DRAM_BANDWIDTH, Quantity.LINK_BANDWIDTH, Quantity.HBM_BANDWIDTH)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_stretch_says_what_would_be_settled_in_it(rulebook: Rulebook, seed: int) -> None:
    rng = random.Random(seed)
    bounds = bounds_of(rulebook)
    days = [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]
    tried = turned = 0
    for _ in range(SHIPMENTS):
        shipment = random_shipment(rng, bounds, [rng.choice(days)], [], [])
        case = try_case(rulebook, shipment, shipment.date)
        for quantity in MOVED:
            if case.facts.figures.quantities[quantity] is None or _with_another_missing(case.facts.figures, quantity):
                continue  # where another is missing too, a stretch speaks of one value inside it
            found = stretches(case, quantity)
            turned += len(found) > 1
            for one in found:
                high = one.low * 2 + 1 if one.high is None else one.high
                for value in {(one.low + high) / 2, *([one.low] * one.low_in), *([high] * one.high_in)}:
                    there = case.retry(at(case, quantity, Fraction(value)))
                    view = there.matching.view(there.facts, there.truths)
                    met = tuple(each.paragraph for each in classification(there, view, Truth.TRUE))
                    assert (one.verdict, one.definite) == (there.conclusion.worst, there.conclusion.definite), shipment
                    assert one.paragraphs == met, shipment
                    tried += 1
    assert tried > SHIPMENTS
    assert turned > SHIPMENTS // 10


def _with_another_missing(figures: Figures, quantity: Quantity) -> bool:
    spans = figures.quantities
    parts = {part for measure in MEASURES.values() if quantity in measure.parts for part in measure.parts}
    return any((span := spans[part]) is not None and not span.known for part in parts - {quantity})
