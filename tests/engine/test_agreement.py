"""Matcher, explanation and a plain-Python reading agree, on random shipments whose figures sit on and beside bounds."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings, strategies as st

from chipgate import ItemSpec, Party, Rulebook, Shipment
from chipgate.engine.judge import matching_on, try_case
from chipgate.engine.ruleset import TEXT
from chipgate.engine.truth import Truth
from chipgate.model.item import Transistor
from chipgate.model.provision import Item
from chipgate.model.screening import Candidate, ScreeningSource, Strength
from chipgate.model.terms import ExporterRole, Kind, Knowledge, Role, Transfer
from tests.plain import PlainLaw
from tests.sizes import size

BATCHES, BATCH = size(3, 7), 1_000
PARTS = 3
"""Nine thousand shipments, in `make soak` more than twenty thousand, in three parts that can run side by side:
hypothesis picks the seeds."""
_AS_TRUTH = {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}
_AREAS = [Decimal(area) for area in ("100", "294", "489.7", "500", "740", "750", "814", "826", "1000", "1500", "1812")]
_HAIR = Decimal("0.0000000001")
_PLACES = ["CN", "HK", "MO", "TW", "SG", "IL", "AE", "SA", "DE", "RU", "IR", "KH", "NI", "CY", "VN", "CA", "AF", "VE",
           "UA", "KP", "CU", "MY"]
_MAKERS = [None, "NVIDIA", "nvidia corporation", "AMD", "Intel", "Example Silicon GmbH"]
_NAMES = [None, "H20 (HGX)", "A100 SXM4 80GB", "A100X", "MI308X", "Instinct MI250", "Kestrel K1", "L40S", "H200 SXM"]


def bounds_of(rulebook: Rulebook) -> dict[str, list[Decimal]]:
    found: dict[str, set[Decimal]] = {}
    for day in rulebook.boundaries:
        for name, bounds in matching_on(rulebook, day).ruleset.bounds.items():
            found.setdefault(name, set()).update(Decimal(b.numerator) / Decimal(b.denominator) for b in bounds)
    return {name: sorted(bounds) for name, bounds in found.items()}


def _beside(rng: random.Random, bound: Decimal) -> Decimal:
    return max(Decimal(0), bound + rng.choice((-_HAIR, Decimal(0), _HAIR, Decimal(-1), Decimal(1), -bound / 2, bound)))


def random_shipment(
    rng: random.Random, bounds: dict[str, list[Decimal]], dates: list[dt.date], questions: list[str], acts: list[str]
) -> Shipment:
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
        hbm_bandwidth_gb_s=figure("memory_bandwidth_density"), hbm_area_mm2=rng.choice((None, Decimal(1))),
        dram_bandwidth_gb_s=dram, link_bandwidth_gb_s=link, host_bandwidth_gb_s=host,
        **_making(rng, bounds),
    )  # fmt: skip
    to = rng.choice(_PLACES)
    return Shipment(
        item=item, destination=to, date=rng.choice(dates), transfer=rng.choice((None, None, *Transfer)),
        region=rng.choice((None, "UA-43", "UA-14", "UA-30", "UA-DNR")) if to == "UA" else None,
        origin=rng.choice((None, None, "US", to, "MY", "KR", "DE")),
        parties=tuple(_party(rng) for _ in range(rng.choice((0, 0, 1, 1, 2)))),
        exporter=rng.choice((None, "NVIDIA", "Example Distribution Ltd")),
        exporter_role=rng.choice((None, None, *ExporterRole)),
        knowledge=rng.choice((None, None, (), *((one,) for one in Knowledge))),
        readings={id: rng.choice((True, False)) for id in questions if rng.random() < 0.3},
        certifications=tuple(act for act in acts if rng.random() < 0.2), strict=rng.random() < 0.2,
    )  # fmt: skip


def _making(rng: random.Random, bounds: dict[str, list[Decimal]]) -> dict[str, Any]:
    """What an item states of where it comes from: mostly nothing."""
    places = [None, None, *_PLACES]
    stated: dict[str, Any] = {
        "designer": rng.choice((None, None, "Intel", "Cambricon", "Example Design Ltd")),
        "designer_headquarters": rng.choice(places), "designer_ultimate_parent": rng.choice(places),
        "made_in": rng.choice(places), "packaged_in": rng.choice(places),
        "packager": rng.choice((None, "TSMC", "Example Packaging Ltd")),
        "packaged_by_fabricator": rng.choice((None, True, False)), "contains_hbm": rng.choice((None, True, False)),
        "us_origin": rng.choice((None, None, True, False)), "direct_product": rng.choice((None, True, False)),
        "base_classification": rng.choice((None, None, "EAR99", "5A002.a", "3A001", "4A003.g", "5A992.c", "4A005")),
        "completion_year": rng.choice((None, 2026, 2027, 2028, 2029, 2030)),
    }  # fmt: skip
    for name in ("process_node_nm", "transistor_count_bn", "us_content_percent", "training_operations"):
        if name in bounds and rng.random() < 0.5:
            stated[name] = min(_beside(rng, rng.choice(bounds[name])), Decimal(100 if "percent" in name else "1e40"))
    return {name: value for name, value in stated.items() if rng.random() < 0.5}


def _party(rng: random.Random) -> Party:
    places = [None, *_PLACES]
    return Party(
        role=rng.choice([*Role]), name=rng.choice((None, "G42", "Oracle", "Example Cloud Ltd")),
        location=rng.choice((None, None, *_PLACES)), headquarters=rng.choice(places),
        ultimate_parent=rng.choice(places), ultimate_parent_name=rng.choice((None, "Microsoft", "Example Holding")),
        majority_owner=rng.choice((None, None, *_PLACES)), government_agency=rng.choice((None, True, False)),
        candidates=rng.choice((None, None, (), (_candidate(rng),))),
    )  # fmt: skip


def _candidate(rng: random.Random) -> Candidate:
    return Candidate.model_validate(
        {
            "list": rng.choice([*ScreeningSource]), "entry_id": "1", "listed_name": "Example Listed",
            "matched_name": "Example Listed", "score": Decimal(97), "strength": rng.choice([*Strength]),
            "reviewed": rng.choice((None, True, False)),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def bounds(rulebook: Rulebook) -> dict[str, list[Decimal]]:
    return bounds_of(rulebook)


@pytest.fixture(scope="module")
def dates(rulebook: Rulebook) -> list[dt.date]:
    days = [day + dt.timedelta(days=offset) for day in rulebook.boundaries for offset in (-1, 0, 1)]
    return [day for day in days if day >= rulebook.pack.covered_from]


@pytest.fixture(scope="module")
def laws(rulebook: Rulebook) -> dict[str, PlainLaw]:
    found = (rulebook.on(day) for day in rulebook.boundaries)
    return {
        in_force.digest: PlainLaw({id: dated.canonical for id, dated in in_force.versions.items()})
        for in_force in found
    }


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, PARTS))])
@settings(max_examples=BATCHES, phases=[Phase.explicit, Phase.generate], database=None)
@given(seed=st.integers(0, 2**64))
def test_matcher_explanation_and_plain_python_agree_on_and_beside_every_bound(
    rulebook: Rulebook,
    bounds: dict[str, list[Decimal]],
    dates: list[dt.date],
    laws: dict[str, PlainLaw],
    part: int,
    seed: int,
) -> None:
    rng = random.Random(PARTS * seed + part)
    questions = [id for id in rulebook.versions if "/questions/" in id]
    acts = [f"{dated.id}#{act.id}" for dated in rulebook if isinstance(dated.version, Item)
            for act in dated.version.conditions]  # fmt: skip
    met = open_ = 0
    for _ in range(BATCH):
        shipment = random_shipment(rng, bounds, dates, questions, acts)
        law = laws[rulebook.on(shipment.date).digest]
        case = try_case(rulebook, shipment, shipment.date)  # raises where matcher and explanation differ
        for name, truth in case.truths.items():
            if name.endswith(TEXT):
                continue
            expected = _AS_TRUTH[law.applies(name, shipment)]
            assert truth is expected, (name, shipment)
            met += truth is Truth.TRUE
            open_ += truth is Truth.UNKNOWN
    assert met > BATCH
    assert open_ > BATCH


@pytest.mark.parametrize("figure", ["4799.9999999999999", "4799.99"])
def test_a_hair_below_a_bound_is_below_it(rulebook: Rulebook, figure: str) -> None:
    item = ItemSpec.model_validate({"name": "x", "manufacturer": "y", "tpp": figure, "die_area_mm2": 2_000_000})
    shipment = Shipment(item=item, destination="CN", date=dt.date(2024, 6, 1))
    assert try_case(rulebook, shipment, shipment.date).truths["us/items/3a090-a"] is Truth.FALSE
