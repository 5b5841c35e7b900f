"""Filled in from others alike, a decision has the bytes that it would have were it worked out afresh."""

from __future__ import annotations

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from chipgate import ItemSpec, Rulebook, Shipment
from chipgate.engine import remembered
from chipgate.engine.afresh import decide_afresh
from chipgate.engine.remembered import Memory
from chipgate.engine.traced import MARK
from chipgate.model.decision_text import decision_json, head_of
from chipgate.model.item import Format, Review
from chipgate.model.provision import Item
from tests.engine.test_agreement import bounds_of, random_shipment
from tests.licenses import shipment_under
from tests.sizes import size

KINDS, OF_A_KIND, PARTS = size(14, 30), 36, 3
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


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, PARTS))])
def test_filled_in_a_decision_has_the_bytes_of_one_worked_out_afresh(rulebook: Rulebook, part: int) -> None:
    rng = random.Random(part)
    bounds, memory = bounds_of(rulebook), Memory(rulebook)
    days = [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]
    questions = [id for id in rulebook.versions if "/questions/" in id]
    acts = [f"{dated.id}#{act.id}" for dated in rulebook if isinstance(dated.version, Item)
            for act in dated.version.conditions]  # fmt: skip
    tried = texts = 0
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
            if (known := memory.known_text(shipment)) is not None:
                texts += 1
                assert known[0] == decision_json(decision)
                assert known[1] == head_of(decision)
            tried += 1
    assert tried * PARTS > 1_400
    assert memory.filled > 1.2 * tried
    assert texts > 0.5 * tried
    assert memory.traced > tried / 20


def _speed_grades(count: int, **also: Any) -> list[Shipment]:
    """A chip in many speed grades, around the TPP of 4,800 and a density of 5.92."""
    chip = {"manufacturer": "Example Silicon", "designed_or_marketed_for_datacenter": True, "transistor": "non-planar",
            "dram_bandwidth_gb_s": 900, "link_bandwidth_gb_s": 0, "host_bandwidth_gb_s": "126.1"}  # fmt: skip
    return [
        Shipment.model_validate(
            {"item": {**chip, "name": f"K {number}", "tops": {"fp8": 575 + number}, "die_area_mm2": 800 + 7 * number},
             "destination": "CN", "date": "2026-02-15", **also}
        )
        for number in range(count)
    ]  # fmt: skip


def test_a_service_is_told_the_same_from_the_first_time_on(rulebook: Rulebook) -> None:
    memory = Memory(rulebook)
    for shipment in [*_speed_grades(12), *_speed_grades(6, destination="SG"), shipment_under()] * 2:
        assert memory.text(shipment)[0] == decision_json(decide_afresh(rulebook, shipment))
    assert memory.afresh == 2
    assert memory.filled >= 18


def test_near_misses_come_and_change_places_without_being_worked_out_again(rulebook: Rulebook) -> None:
    memory, rng, orders = Memory(rulebook), random.Random(3), set()
    [base] = _speed_grades(1)
    for _ in range(60):
        tpp, dram, area = rng.randrange(3400, 4790), rng.randrange(4700, 5790), rng.randrange(1510, 1900)
        item = base.item.model_copy(update={
            "tops": {}, "tpp": Decimal(tpp), "dram_bandwidth_gb_s": Decimal(dram), "die_area_mm2": Decimal(area),
        })  # fmt: skip
        shipment = base.model_copy(update={"item": item})
        decision = memory.decide(shipment)
        assert decision == decide_afresh(rulebook, shipment)
        orders.add(tuple((miss.provision, len(miss.clauses)) for miss in decision.answer.near_misses))
    assert len(orders) > 2 * memory.traced
    assert memory.filled == 59 - memory.traced


def test_several_threads_are_told_the_same(rulebook: Rulebook) -> None:
    asked = _speed_grades(40)
    expected = [decision_json(decide_afresh(rulebook, one)) for one in asked]
    memory = Memory(rulebook)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert [decision_json(one) for one in pool.map(memory.decide, asked)] == expected
    assert memory.filled > 80


def test_what_is_forgotten_is_worked_out_again(rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "TEMPLATES_KEPT", 3)
    memory, asked = Memory(rulebook), _speed_grades(30)
    for one in [*asked, *asked]:
        assert memory.decide(one) == decide_afresh(rulebook, one)
    assert memory.afresh > 2


def test_a_name_with_the_mark_of_digits_is_left_as_it_is(rulebook: Rulebook) -> None:
    memory, trick = Memory(rulebook), f"{MARK}{rulebook.digest}:1{MARK}"
    for parties in ([], [{"name": trick, "location": "CN", "headquarters": "CN", "ultimate_parent": "MO"}]):
        for one in _speed_grades(4, parties=parties):
            named = one.model_copy(update={"item": one.item.model_copy(update={"name": trick})})
            assert memory.decide(named) == decide_afresh(rulebook, named)


def test_a_license_in_hand_is_looked_at_afresh(rulebook: Rulebook) -> None:
    memory = Memory(rulebook)
    for _ in range(3):
        assert memory.decide(shipment_under()) == decide_afresh(rulebook, shipment_under())
    assert memory.afresh == 3


_REVIEW = Review(part_number="K1", reviewer="someone", reviewed_on=dt.date(2026, 1, 5), digest="0")
