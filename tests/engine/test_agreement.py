"""Matcher, explanation and a plain-Python reading agree, on random shipments whose figures sit on and beside bounds."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from chipgate import ItemSpec, Party, Rulebook, Shipment
from chipgate.engine.judge import matching_on, try_case
from chipgate.engine.ruleset import TEXT
from chipgate.engine.truth import Truth
from chipgate.model.condition import Kind, Transfer
from chipgate.model.item import Transistor
from tests.plain import PlainLaw

SHIPMENTS = 20_000
_AS_TRUTH = {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}
_AREAS = [Decimal(area) for area in ("100", "294", "489.7", "500", "740", "750", "814", "826", "1000", "1500", "1812")]
_HAIR = Decimal("0.0000000001")
_PLACES = ["CN", "HK", "MO", "TW", "SG", "IL", "AE", "SA", "DE", "RU", "IR", "KH", "NI", "CY", "VN", "CA", "AF", "VE"]
_MAKERS = [None, "NVIDIA", "nvidia corporation", "AMD", "Intel", "Example Silicon GmbH"]
_NAMES = [None, "H20 (HGX)", "A100 SXM4 80GB", "A100X", "MI308X", "Instinct MI250", "Kestrel K1", "L40S", "H200 SXM"]


def _bounds(rulebook: Rulebook) -> dict[str, list[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for day in rulebook.boundaries:
        for name, bounds in matching_on(rulebook, day).ruleset.bounds.items():
            found.setdefault(name, set()).update(Decimal(b.numerator) / Decimal(b.denominator) for b in bounds)
    return {name: sorted(bounds) for name, bounds in found.items()}


def _beside(rng: random.Random, bound: Decimal) -> Decimal:
    return max(Decimal(0), bound + rng.choice((-_HAIR, Decimal(0), _HAIR, Decimal(-1), Decimal(1), -bound / 2, bound)))


def _shipment(rng: random.Random, bounds: dict[str, list[Decimal]], dates: list[dt.date]) -> Shipment:
    def figure(name: str) -> Decimal | None:
        return None if rng.random() < 0.15 else _beside(rng, rng.choice(bounds[name]))

    area = None if rng.random() < 0.2 else rng.choice(_AREAS)
    tpp = figure("tpp")
    if area and rng.random() < 0.5:
        tpp = _beside(rng, rng.choice(bounds["performance_density"]) * area)
    dram, io = figure("dram_bandwidth_gb_s"), figure("io_bandwidth_gb_s")
    host = rng.choice((None, Decimal(0), Decimal(63), Decimal("126.1")))
    link = max(Decimal(0), io - host) if io is not None and host is not None and rng.random() < 0.7 else io
    if dram is not None and host is not None and rng.random() < 0.3:
        link = max(Decimal(0), _beside(rng, rng.choice(bounds["total_bandwidth_gb_s"])) - dram - host)
    item = ItemSpec(
        name=rng.choice(_NAMES), manufacturer=rng.choice(_MAKERS), kind=rng.choice((None, *Kind)),
        designed_or_marketed_for_datacenter=rng.choice((None, True, False)), tpp=tpp,
        die_area_mm2=area, transistor=rng.choice((None, Transistor.NON_PLANAR, Transistor.PLANAR)),
        dram_bandwidth_gb_s=dram, link_bandwidth_gb_s=link, host_bandwidth_gb_s=host,
    )  # fmt: skip
    places = [None, *_PLACES]
    party = Party(headquarters=rng.choice(places), ultimate_parent=rng.choice(places))
    return Shipment(
        item=item, destination=rng.choice(_PLACES), date=rng.choice(dates),
        transfer=rng.choice((None, *Transfer)),
        parties=() if rng.random() < 0.5 else (party,),
        exporter=rng.choice((None, "NVIDIA", "Example Distribution Ltd")), strict=rng.random() < 0.2,
    )  # fmt: skip


def test_matcher_explanation_and_plain_python_agree_on_twenty_thousand_shipments(rulebook: Rulebook) -> None:
    rng = random.Random(20250409)
    bounds = _bounds(rulebook)
    dates = [day + dt.timedelta(days=offset) for day in rulebook.boundaries for offset in (-1, 0, 1)]
    dates = [day for day in dates if day >= rulebook.pack.covered_from]
    laws: dict[str, PlainLaw] = {}
    met = open_ = 0
    for _ in range(SHIPMENTS):
        shipment = _shipment(rng, bounds, dates)
        in_force = rulebook.on(shipment.date)
        law = laws.get(in_force.digest)
        if law is None:
            data = {id: dated.canonical for id, dated in in_force.versions.items()}
            law = laws[in_force.digest] = PlainLaw(data)
        case = try_case(rulebook, shipment, shipment.date)  # raises where matcher and explanation differ
        for name, truth in case.truths.items():
            if name.endswith(TEXT):
                continue
            expected = _AS_TRUTH[law.applies(name, shipment)]
            assert truth is expected, (name, shipment)
            met += truth is Truth.TRUE
            open_ += truth is Truth.UNKNOWN
    assert met > SHIPMENTS
    assert open_ > SHIPMENTS


@pytest.mark.parametrize("figure", ["4799.9999999999999", "4799.99"])
def test_a_hair_below_a_bound_is_below_it(rulebook: Rulebook, figure: str) -> None:
    item = ItemSpec.model_validate({"name": "x", "manufacturer": "y", "tpp": figure, "die_area_mm2": 2_000_000})
    shipment = Shipment(item=item, destination="CN", date=dt.date(2024, 6, 1))
    assert try_case(rulebook, shipment, shipment.date).truths["us/items/3a090-a"] is Truth.FALSE
