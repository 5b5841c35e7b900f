"""The regions of several missing figures, against the same questions decided outright with those figures stated."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from chipgate import Rulebook, Shipment, decide
from chipgate.engine.judge import Case, matching_on, try_case
from chipgate.engine.reasons import classification
from chipgate.engine.regions import joint_regions
from chipgate.engine.truth import Truth
from chipgate.model.decision import Certainty, JointRegion, RegionLimit
from chipgate.model.figures import Value
from chipgate.model.pack import Verdict
from tests.licenses import CHIP, in_hand, license_with, shipment_under

MOST_POINTS = 120
HAIR = Decimal("0.0000001")
STATED: dict[str, Any] = {
    "name": "X1", "manufacturer": "Example Silicon", "kind": "ic", "designed_or_marketed_for_datacenter": True,
    "tpp": "2368", "die_area_mm2": "700", "dram_bandwidth_gb_s": "1200", "link_bandwidth_gb_s": "200",
    "host_bandwidth_gb_s": "63", "process_node_nm": "4", "transistor_count_bn": "80", "us_content_percent": "60",
}  # fmt: skip
TPP, AREA, DRAM, LINK = "tpp", "die_area_mm2", "dram_bandwidth_gb_s", "link_bandwidth_gb_s"
DAYS = ("2022-12-01", "2024-06-01", "2025-05-01", "2026-02-15", "2026-08-01")


def _ask(to: str, day: str, figures: dict[str, Any], **more: Any) -> Shipment:
    item = {key: value for key, value in {**STATED, **figures}.items() if value is not None}
    return Shipment.model_validate({"item": item, "destination": to, "date": day, **more})


def _case(rulebook: Rulebook, shipment: Shipment) -> Case:
    return try_case(rulebook, shipment, shipment.date)


def _within(limit: RegionLimit, value: Value) -> bool | None:
    """Whether a value lies within a limit; None where what is known of it leaves that open."""
    assert value is not None
    low, high = value.low, value.high
    above, at_least, below, at_most = (
        None if one is None else Fraction(one) for one in (limit.above, limit.at_least, limit.below, limit.at_most)
    )
    answers = []
    if at_least is not None:
        answers.append(True if low >= at_least else False if high is not None and high < at_least else None)
    if above is not None:
        answers.append(True if low > above else False if high is not None and high <= above else None)
    if below is not None:
        answers.append(False if low >= below else True if high is not None and high < below else None)
    if at_most is not None:
        answers.append(False if low > at_most else True if high is not None and high <= at_most else None)
    assert answers, "a limit without an end"
    return False if False in answers else None if None in answers else True


def _around(bounds: Iterator[Decimal]) -> list[Decimal]:
    near = {near for bound in bounds for near in (bound - HAIR, bound, bound + HAIR) if near > 0}
    return sorted({*near, Decimal(1), Decimal(100_000)})


def _grid(rulebook: Rulebook, day: str, missing: tuple[str, ...]) -> Iterator[dict[str, Decimal]]:
    """Points at, a hair below and a hair above every bound, on the measures that the missing quantities make up."""
    found = matching_on(rulebook, dt.date.fromisoformat(day)).ruleset.bounds
    bounds = {
        name: [Decimal(bound.numerator) / Decimal(bound.denominator) for bound in found.get(name, ())]
        for name in (TPP, "performance_density", DRAM, "io_bandwidth_gb_s", "total_bandwidth_gb_s")
    }
    stated = {key: Decimal(STATED[key]) for key in (TPP, AREA, DRAM, LINK, "host_bandwidth_gb_s")}
    areas = (Decimal("0.5"), Decimal(400), Decimal(1024)) if AREA in missing else (stated[AREA],)
    drams = _around(iter(bounds[DRAM])) if DRAM in missing else [stated[DRAM]]
    for area, dram in itertools.product(areas, drams):
        tpps = [stated[TPP]]
        if TPP in missing:
            tpps = _around(itertools.chain(bounds[TPP], (one * area for one in bounds["performance_density"])))
        links = [stated[LINK]]
        if LINK in missing:
            host = stated["host_bandwidth_gb_s"]
            sums = (one - host - dram for one in bounds["total_bandwidth_gb_s"])
            links = _around(itertools.chain((one - host for one in bounds["io_bandwidth_gb_s"]), sums))
        for tpp, link in itertools.product(tpps, links):
            point = {TPP: tpp, AREA: area, DRAM: dram, LINK: link}
            yield {key: point[key] for key in missing}
    if AREA in missing and TPP not in missing:  # 2368 TPP: 400, 740 and 1480 mm² are exactly at a bound
        for area, dram in itertools.product(_around(stated[TPP] / one for one in bounds["performance_density"]), drams):
            yield {key: {AREA: area, DRAM: dram}[key] for key in missing}


def _agree(point: Case, regions: tuple[JointRegion, ...], figures: Any) -> None:
    """One region holds the point, and its answer is the one given outright, or a stricter one that says so."""
    inside = [[_within(limit, point.facts.values[limit.measure]) for limit in region.limits] for region in regions]
    holding = [region for region, answers in zip(regions, inside, strict=True) if False not in answers]
    if not any(None in answers for answers in inside):
        assert len(holding) == 1, (figures, [region.shown for region in holding])
    assert holding, figures
    strictest = max(region.verdict.strictness for region in holding)
    assert point.conclusion.worst.strictness <= strictest, (figures, [region.shown for region in holding])
    if len(holding) == 1:
        _equal(point, holding[0], figures)


def _equal(point: Case, region: JointRegion, figures: Any) -> None:
    view = point.matching.view(point.facts, point.truths)
    met = {one.paragraph for one in classification(point, view, Truth.TRUE)}
    assert {*region.classification} <= met, (figures, region.shown)
    if region.truncated:
        return
    assert region.verdict is point.conclusion.worst, (figures, region.shown)
    assert met <= {*region.classification, *region.possible_classification}, (figures, region.shown)
    if region.certainty is Certainty.DEFINITE:
        assert point.conclusion.definite, (figures, region.shown)


def _points(rulebook: Rulebook, day: str, missing: tuple[str, ...]) -> list[dict[str, Decimal]]:
    """The whole grid of two quantities; of three, every so many points, so that each bound still comes up often."""
    found = list(_grid(rulebook, day, missing))
    step = max(1, len(found) // MOST_POINTS)
    return found[:: step + 1 - step % 2]


MISSING = [(TPP, AREA), (AREA, DRAM), (DRAM, LINK), (TPP, AREA, DRAM), (TPP, DRAM, LINK), (TPP, AREA, LINK)]


@pytest.mark.parametrize("missing", MISSING, ids="+".join)
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    ("to", "maker"), [("CN", "Example Silicon"), ("CN", "NVIDIA"), ("AE", "AMD"), ("SA", "NVIDIA"), ("DE", "NVIDIA")]
)
def test_every_point_of_the_grid_lies_in_one_region_with_its_answer(
    rulebook: Rulebook, to: str, maker: str, day: str, missing: tuple[str, ...]
) -> None:
    question = _case(rulebook, _ask(to, day, {"manufacturer": maker, **dict.fromkeys(missing)}))
    regions = joint_regions(question)
    points = [
        (at, _case(rulebook, _ask(to, day, {"manufacturer": maker, **at}))) for at in _points(rulebook, day, missing)
    ]
    if regions:
        for at, point in points:
            _agree(point, regions, at)
    elif question.conclusion.definite:
        assert {point.conclusion.worst for _, point in points} == {question.conclusion.worst}


@pytest.mark.parametrize("day", DAYS)
def test_where_nothing_turns_on_the_figures_there_are_no_regions(rulebook: Rulebook, day: str) -> None:
    question = _case(rulebook, _ask("DE", day, {"manufacturer": "NVIDIA", **dict.fromkeys((TPP, AREA, DRAM, LINK))}))
    assert question.conclusion.definite
    assert joint_regions(question) == ()


@pytest.mark.parametrize("figures", [{AREA: None}, {DRAM: None}, {}])
def test_one_missing_figure_has_no_joint_regions(rulebook: Rulebook, figures: dict[str, Any]) -> None:
    assert joint_regions(_case(rulebook, _ask("CN", "2026-02-15", figures))) == ()


@given(
    tpp=st.decimals(1, 30_000, places=3), area=st.decimals(1, 3_000, places=3), dram=st.decimals(0, 9_000, places=2),
    link=st.decimals(0, 2_000, places=2), day=st.sampled_from(DAYS), maker=st.sampled_from(["NVIDIA", "Example Ltd"]),
    flag=st.sampled_from([True, False, None]), strict=st.booleans(),
)  # fmt: skip
def test_any_figures_lie_in_one_region_with_their_answer(
    rulebook: Rulebook, tpp: Decimal, area: Decimal, dram: Decimal, link: Decimal, day: str, maker: str,
    flag: bool | None, strict: bool,
) -> None:  # fmt: skip
    figures = {TPP: tpp, AREA: area, DRAM: dram, LINK: link}
    more: dict[str, Any] = {"manufacturer": maker, "designed_or_marketed_for_datacenter": flag}
    question = _case(rulebook, _ask("CN", day, {**more, **dict.fromkeys(figures)}, strict=strict))
    point = _case(rulebook, _ask("CN", day, {**more, **figures}, strict=strict))
    regions = joint_regions(question)
    if regions:
        _agree(point, regions, figures)
    assert point.conclusion.worst.strictness <= question.conclusion.worst.strictness


def test_a_rate_in_strict_mode_is_a_lower_end_of_the_space(rulebook: Rulebook) -> None:
    rates = {TPP: None, AREA: None, "tops": {"int8": 300}}
    regions = joint_regions(_case(rulebook, _ask("CN", "2024-06-01", rates, strict=True)))
    assert regions
    lows = {limit.below for region in regions for limit in region.limits if limit.measure == TPP and not limit.at_least}
    assert lows <= {"4800"}, "2,400 TPP are known, so nothing is said of less"


def test_the_answer_carries_the_regions_strictest_first(rulebook: Rulebook) -> None:
    answer = decide(rulebook, _ask("CN", "2024-06-01", dict.fromkeys((TPP, AREA, DRAM)))).answer
    ranks = [region.verdict.strictness for region in answer.joint_regions]
    assert ranks == sorted(ranks, reverse=True)
    assert [region.shown for region in answer.joint_regions if region.verdict is answer.verdict][:3] == [
        "TPP ≥ 4,800, density 3.2 to below 5.92: blocked (3A090.a, 3A090.b)",
        "TPP ≥ 4,800, density < 3.2: blocked (3A090.a)",
        "TPP ≥ 1,600, density ≥ 5.92: blocked (3A090.a)",
    ]
    assert answer.joint_regions[-1].shown.startswith("TPP < 1,600: allowed")


@pytest.mark.parametrize("most", [2, 3, 5, 8])
def test_where_regions_are_too_many_the_coarse_ones_are_strict_and_say_so(rulebook: Rulebook, most: int) -> None:
    missing = (TPP, AREA, DRAM)
    regions = joint_regions(_case(rulebook, _ask("CN", "2026-02-15", dict.fromkeys(missing))), most)
    assert len(regions) <= most
    assert any(region.truncated and "not divided further" in region.shown for region in regions)
    for at in _points(rulebook, "2026-02-15", missing):
        _agree(_case(rulebook, _ask("CN", "2026-02-15", at)), regions, at)


@pytest.mark.parametrize(
    ("changes", "exact"),
    [
        ({}, True),
        ({"items": [{"names": ["Kestrel K1"], "at_most": {"tpp": 4000, "performance_density": 4}}]}, True),
        ({"cap": {"tpp": 20_000}}, False),  # five of a TPP that no region states exactly: strict, and says so
    ],
)
def test_a_license_in_hand_divides_regions_at_its_own_limits(
    rulebook: Rulebook, changes: dict[str, Any], exact: bool
) -> None:
    held = in_hand(license_with(**changes))
    places = {"designer_headquarters": "DE", "designer_ultimate_parent": "DE", "made_in": "TW"}
    stated = {key: value for key, value in CHIP.items() if key not in ("tops", AREA)} | places
    regions = joint_regions(_case(rulebook, shipment_under(held, item=stated)))
    assert any(region.verdict is Verdict.ALLOWED and "3A090.b" in region.classification for region in regions) is exact
    tpps = ("100", "1600", "2400", "3000", "4000", "4000.001", "4799", "4800", "4800.001", "9000")
    for tpp, area in itertools.product(tpps, (1, 300, 400, 600, 750, 1000, 1500, 10_000)):
        point = _case(rulebook, shipment_under(held, item={**stated, TPP: tpp, AREA: area}))
        if exact:
            _agree(point, regions, (tpp, area))
        else:
            (region,) = (one for one in regions if all(_within(x, point.facts.values[x.measure]) for x in one.limits))
            assert region.verdict.strictness >= point.conclusion.worst.strictness
            assert region.verdict is point.conclusion.worst or region.certainty is Certainty.CONSERVATIVE
