"""Filled in from others alike, a decision has the bytes that it would have were it worked out afresh."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from chipgate import ItemSpec, Rulebook
from chipgate.engine.afresh import decide_afresh
from chipgate.engine.remembered import Memory
from chipgate.model.item import Format, Review
from chipgate.model.provision import Item
from chipgate.surfaces.render.json_text import decision_json
from tests.engine.test_agreement import bounds_of, random_shipment

KINDS, OF_A_KIND, PARTS = 30, 36, 3
"""More than three thousand questions, in parts that can run side by side."""
_HAIRS = [Decimal(0), Decimal("0.0000000001"), Decimal("-0.0000000001"), Decimal("0.004"), Decimal("-0.006")]
_FIGURES = ("die_area_mm2", "dram_bandwidth_gb_s", "link_bandwidth_gb_s", "host_bandwidth_gb_s", "process_node_nm",
            "transistor_count_bn", "hbm_bandwidth_gb_s", "hbm_area_mm2", "us_content_percent")  # fmt: skip


def _other_figures(rng: random.Random, item: ItemSpec, bounds: dict[str, list[Decimal]]) -> ItemSpec:
    """The item with other figures for those it states: most of them near, many exactly on a bound or a hair beside."""
    stated: dict[str, object] = {"name": f"{item.name} P{rng.randrange(10**6)}" if item.name else None}
    tpp = _figure(rng, bounds["tpp"], item.tpp)
    area = _figure(rng, [Decimal(400), Decimal(740)], item.die_area_mm2)
    if tpp is not None and area and rng.random() < 0.4:
        tpp = max(Decimal(0), rng.choice(bounds["performance_density"]) * area + rng.choice(_HAIRS))
    if item.tops:
        bits = {form: form.bits for form in item.tops}
        most = _figure(rng, bounds["tpp"], Decimal(2400)) or Decimal(0)
        stated["tops"] = {form: (most / bits[form]).quantize(Decimal("0.0001")) for form in item.tops}
    stated["tpp"], stated["die_area_mm2"] = tpp, area or item.die_area_mm2
    for name in _FIGURES[1:]:
        was = getattr(item, name)
        if was is not None:
            near = bounds.get(name) or bounds["total_bandwidth_gb_s"]
            found = _figure(rng, near, was)
            stated[name] = min(found or was, Decimal(100)) if "percent" in name else found or was
    return item.model_copy(update=stated)


def _figure(rng: random.Random, bounds: list[Decimal], was: Decimal | None) -> Decimal | None:
    if was is None:
        return None
    if rng.random() < 0.3:
        return max(Decimal(0), rng.choice(bounds) + rng.choice(_HAIRS))
    return (was * Decimal(rng.uniform(0.97, 1.03))).quantize(Decimal(rng.choice(("1", "0.1", "0.0001"))))


@pytest.mark.parametrize("part", range(PARTS))
def test_filled_in_a_decision_has_the_bytes_of_one_worked_out_afresh(rulebook: Rulebook, part: int) -> None:
    rng = random.Random(part)
    bounds, memory = bounds_of(rulebook), Memory(rulebook)
    days = [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]
    questions = [id for id in rulebook.versions if "/questions/" in id]
    acts = [f"{dated.id}#{act.id}" for dated in rulebook if isinstance(dated.version, Item)
            for act in dated.version.conditions]  # fmt: skip
    tried = 0
    for _ in range(KINDS):
        first = random_shipment(rng, bounds, days, questions, acts)
        if rng.random() < 0.5:
            rates = {Format.FP8: Decimal(300), Format.INT4: Decimal(300)} if rng.random() < 0.5 else {}
            item = first.item.model_copy(update={"tpp": None, "tops": rates, "review": rng.choice((None, _REVIEW))})
            first = first.model_copy(update={"item": item})
        for _ in range(OF_A_KIND):
            shipment = first.model_copy(update={"item": _other_figures(rng, first.item, bounds)})
            decision = memory.decide(shipment)
            assert decision_json(decision) == decision_json(decide_afresh(rulebook, shipment)), shipment
            again = memory.decide(shipment)
            assert again == decision
            tried += 1
    assert tried * PARTS > 3_000
    assert memory.filled > 1.2 * tried
    assert memory.traced > tried / 20


_REVIEW = Review(part_number="K1", reviewer="someone", reviewed_on=dt.date(2026, 1, 5), digest="0")
