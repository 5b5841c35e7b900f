"""From a data sheet to the figures that rules test: TPP, densities, bandwidths, and what is unknown or inapplicable."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from chipgate import ItemSpec
from chipgate.model.exact import NotAFigure, exact_text, parse_figure, shown
from chipgate.model.figures import UNKNOWN, Figures, Span, TppBasis, figures
from chipgate.model.item import Format
from chipgate.model.measures import MEASURES, Quantity


def _item(**stated: Any) -> ItemSpec:
    return ItemSpec.model_validate(stated)


def _measure(found: Figures, name: str) -> Any:
    value = found.measure(MEASURES[name])
    return value.low if value is not None and value.known else value


@pytest.mark.parametrize(
    ("tops", "tpp", "format"),
    [
        ({"fp8": 296, "fp16": 148}, 2368, "fp8"),
        ({"int8": 330, "int4": 661}, 2644, "int4"),
        ({"fp64": "45.3", "fp16": 181}, Fraction("2899.2"), "fp64"),
        ({"fp4": 1676}, 6704, "fp4"),
        ({"tf32": 100}, 1900, "tf32"),
        ({"fp32": 97}, 3104, "fp32"),
        ({"fp6": 1000}, 6000, "fp6"),
    ],
)
def test_tpp_is_the_highest_rate_times_bits(tops: dict[str, Any], tpp: Fraction, format: str) -> None:
    found = figures(_item(tops=tops))
    assert _measure(found, "tpp") == tpp
    assert (found.tpp_basis, found.tpp_format) == (TppBasis.RATES, format)


def test_every_format_has_its_bits() -> None:
    assert {form.value: form.bits for form in Format} == {
        "fp64": 64, "fp32": 32, "tf32": 19, "bf16": 16, "fp16": 16, "fp8": 8, "int8": 8, "fp6": 6, "fp4": 4, "int4": 4,
        "int16": 16, "int32": 32, "int1": 1,
    }  # fmt: skip


def test_a_tpp_stated_by_the_maker_overrides_and_is_named() -> None:
    found = figures(_item(tops={"fp8": 1513}, tpp=12224))
    assert _measure(found, "tpp") == 12224
    assert found.tpp_basis is TppBasis.STATED


def test_sparse_rates_are_halved_and_said_and_a_dense_rate_wins() -> None:
    halved = figures(_item(sparse_tops={"fp4": 3352}))
    assert _measure(halved, "tpp") == 6704
    assert halved.tpp_basis is TppBasis.HALVED
    assert _measure(figures(_item(sparse_tops={"fp4": 9999}, tops={"fp4": 1676})), "tpp") == 6704


def test_nothing_stated_is_unknown_and_never_zero() -> None:
    found = figures(_item())
    assert found.measure(MEASURES["tpp"]) == UNKNOWN
    assert found.measure(MEASURES["performance_density"]) == UNKNOWN
    assert found.measure(MEASURES["best_tops"]) == UNKNOWN


def test_strict_leaves_the_tpp_without_a_top() -> None:
    assert figures(_item(tops={"fp8": 296}), strict=True).measure(MEASURES["tpp"]) == Span(Fraction(2368), None)
    assert _measure(figures(_item(tpp=2368), strict=True), "tpp") == 2368


def test_density_is_exact_and_not_applicable_to_a_planar_die() -> None:
    assert _measure(figures(_item(tpp=2640, die_area_mm2=826)), "performance_density") == Fraction(2640, 826)
    assert figures(_item(tpp=2640, die_area_mm2=826, transistor="planar")).measure(
        MEASURES["performance_density"]
    ) is None  # fmt: skip


def test_bandwidths_add_up_and_a_known_part_is_a_lower_bound() -> None:
    whole = figures(_item(dram_bandwidth_gb_s=4000, link_bandwidth_gb_s=900, host_bandwidth_gb_s="126.1"))
    assert _measure(whole, "io_bandwidth_gb_s") == Fraction("1026.1")
    assert _measure(whole, "total_bandwidth_gb_s") == Fraction("5026.1")
    part = figures(_item(link_bandwidth_gb_s=900))
    assert part.measure(MEASURES["io_bandwidth_gb_s"]) == Span(Fraction(900), None)
    assert part.measure(MEASURES["dram_bandwidth_gb_s"]) == UNKNOWN


def test_hbm_density_and_best_rate() -> None:
    found = figures(_item(hbm_bandwidth_gb_s=819, hbm_area_mm2=110, tops={"int8": 8, "int4": 16}))
    assert _measure(found, "memory_bandwidth_density") == Fraction(819, 110)
    assert _measure(found, "best_tops") == 16


@pytest.mark.parametrize("measure", ["performance_density", "io_bandwidth_gb_s", "total_bandwidth_gb_s", "tpp"])
def test_a_bound_on_a_measure_is_turned_into_one_on_each_part(measure: str) -> None:
    chosen = MEASURES[measure]
    values = {part: Fraction(100 + 7 * place) for place, part in enumerate(chosen.parts)}
    for part in chosen.parts:
        others = {other: value for other, value in values.items() if other is not part}
        cut = chosen.solve(Fraction(250), part, others)
        assert cut is not None
        all_parts: dict[Quantity, Any] = dict.fromkeys(Quantity, UNKNOWN)
        all_parts |= {other: Span(value, value) for other, value in {**others, part: cut}.items()}
        assert _measure(Figures(all_parts, TppBasis.STATED, None), measure) == 250


@pytest.mark.parametrize(
    "text", ["-1", "NaN", "Infinity", "1,979", "1979 TFLOPS", "", "1e400", "0x10", "1_000", "٣", "9" * 80]
)
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(NotAFigure):
        parse_figure(text)
    with pytest.raises(ValidationError):
        _item(tpp=text)


@pytest.mark.parametrize("value", [True, None, [], float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        _item(tops={"fp8": value})


def test_a_float_means_its_shortest_decimal() -> None:
    assert parse_figure(0.1) == Decimal("0.1")
    assert parse_figure("-0") == 0


def test_figures_are_written_exactly_and_shown_without_reaching_a_bound() -> None:
    assert exact_text(Fraction("0.001")) == "0.001"
    assert exact_text(Fraction(-5, 2)) == "-2.5"
    assert shown(Fraction(2640, 826), Fraction("3.2"), Fraction("5.92")) == "3.196"
    assert shown(Fraction(1, 3)) == "0.33"
    assert shown(Fraction(1, 10**20)) == "0.00000000000000000001"


def test_a_memory_stack_has_no_processing_figures_to_be_unknown() -> None:
    stack = figures(_item(kind="hbm", hbm_bandwidth_gb_s=819))
    for name in ("tpp", "performance_density", "io_bandwidth_gb_s", "total_bandwidth_gb_s", "dram_bandwidth_gb_s"):
        assert stack.measure(MEASURES[name]) is None
    assert stack.measure(MEASURES["memory_bandwidth_density"]) == UNKNOWN
