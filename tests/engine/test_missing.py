"""Nothing is allowed by ignorance: leaving a fact out, or assuming nothing, never makes a random shipment freer."""

from __future__ import annotations

import random

import pytest

from chipgate import Rulebook
from chipgate.engine.judge import try_case
from chipgate.model.provision import Item
from chipgate.model.shipment import Shipment
from chipgate.model.terms import Kind
from tests.engine.test_agreement import bounds_of, random_shipment

SHIPMENTS = 400
FACTS = (
    "name", "tpp", "die_area_mm2", "dram_bandwidth_gb_s", "link_bandwidth_gb_s", "host_bandwidth_gb_s",
    "designed_or_marketed_for_datacenter", "designer_headquarters", "process_node_nm", "transistor_count_bn",
    "completion_year", "contains_hbm", "packaged_in", "packaged_by_fabricator",
)  # fmt: skip
"""Facts of an item without a usual value: unstated, each is unknown."""
UNKNOWN_DESIGNERS = (None, "Example Design Ltd", "Example Silicon GmbH")


def _without(shipment: Shipment, fact: str) -> Shipment | None:
    """The shipment with a fact of its item left out, where it was stated and nothing else says it."""
    item = shipment.item
    if getattr(item, fact) is None:
        return None
    if fact == "designer_headquarters" and (item.designer or item.manufacturer) not in UNKNOWN_DESIGNERS:
        return None  # the rules know where that company is
    return shipment.model_copy(update={"item": item.model_copy(update={fact: None})})


@pytest.mark.parametrize("seed", [1, 2])
def test_leaving_a_fact_out_never_makes_a_shipment_freer(rulebook: Rulebook, seed: int) -> None:
    rng = random.Random(seed)
    bounds = bounds_of(rulebook)
    days = [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]
    acts = [f"{dated.id}#{act.id}" for dated in rulebook if isinstance(dated.version, Item)
            for act in dated.version.conditions]  # fmt: skip
    tried = stricter = 0
    for _ in range(SHIPMENTS):
        shipment = random_shipment(rng, bounds, [rng.choice(days)], [], acts)
        if shipment.item.kind in (Kind.HBM, Kind.MODEL_WEIGHTS):
            continue  # they have none of these figures to be unknown
        worst = try_case(rulebook, shipment, shipment.date).conclusion.worst.strictness
        strict = shipment.model_copy(update={"strict": True})
        assert try_case(rulebook, strict, strict.date).conclusion.worst.strictness >= worst, shipment
        for fact in FACTS:
            blank = _without(shipment, fact)
            if blank is None:
                continue
            came = try_case(rulebook, blank, blank.date).conclusion.worst.strictness
            assert came >= worst, (fact, shipment)
            tried += 1
            stricter += came > worst
    assert tried > 10 * SHIPMENTS / 2
    assert stricter > 20
