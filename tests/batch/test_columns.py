"""Columns answer as single questions do: on every row at a bound, on thousands of others, and on odd input."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from bench.synthetic import frames
from chipgate import Rulebook, Shipment, decide
from chipgate.batch.cells import ADDED
from chipgate.batch.check import check_frames
from chipgate.batch.columns import Batch
from chipgate.batch.items import BadRow, item_of
from chipgate.engine.judge import matching_on
from chipgate.errors import InvalidQuestion
from tests.flat import flat
from tests.sizes import size

QUESTIONS: tuple[dict[str, Any], ...] = (
    {"destination": "CN", "date": "2026-02-15"},
    {"destination": "CN", "date": "2025-04-09"},
    {"destination": "CN", "date": "2022-12-01"},
    {"destination": "AE", "date": "2026-09-24"},
    {"destination": "SG", "date": "2024-06-01", "parties": [{"headquarters": "CN"}]},
    {"destination": "DE", "date": "2026-02-15", "strict": True},
    {"destination": "MY", "date": "2026-02-15", "origin": "TW", "exporter": "Example Trading"},
)
FLAT = ("verdict", "certainty", "classification", "review_policy", "reasons", "missing")


def _base(question: Mapping[str, Any]) -> Shipment:
    return Shipment.model_validate({"item": {}, **question})


def _alone(rulebook: Rulebook, base: Shipment, row: Mapping[str, Any]) -> dict[str, str]:
    """The same columns from a single question."""
    decision = decide(rulebook, base.model_copy(update={"item": item_of(row)}))
    one = flat(decision)
    return {**{name: getattr(one, name) for name in FLAT}, "outcome": decision.answer.outcome.value, "error": ""}


def _differences(rulebook: Rulebook, base: Shipment, frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    (told,) = check_frames([frame], base, rulebook)
    found = []
    for row in told.iter_rows(named=True):
        alone = _alone(rulebook, base, row)
        found += [(row["name"], name, row[name], alone[name]) for name in ADDED if row[name] != alone[name]]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: f"{one['destination']} {one['date']}")
def test_rows_at_a_bound_and_others(rulebook: Rulebook, question: dict[str, Any]) -> None:
    base = _base(question)
    bounds = matching_on(rulebook, base.date).ruleset.bounds
    catalog = pl.concat(frames(2_000, bounds, seed=base.date.toordinal()))
    near, others = catalog.filter("near"), catalog.filter(~pl.col("near")).head(size(50, 120))
    assert near.height > 20
    assert _differences(rulebook, base, pl.concat([near, others])) == []


FIGURES: dict[str, tuple[Any, ...]] = {
    "tpp": (None, None, None, "0", "1600", "4800", "4799.9999999999999", "20999.999999", "2e3"),
    "tops.fp8": (None, None, "296", "600", "599.9999999", "100.05"),
    "sparse_tops.int8": (None, None, "1200.5", "400"),
    "die_area_mm2": (None, None, "814", "500", "1000", "333.333333333"),
    "dram_bandwidth_gb_s": (None, None, "1400", "1399.9", "6500", "600", "950"),
    "link_bandwidth_gb_s": (None, None, "0", "900", "536.9", "1037"),
    "host_bandwidth_gb_s": (None, None, "63", "126.1", "1100", "900"),
    "hbm_bandwidth_gb_s": (None, None, None, "0", "400", "360.9"),
    "hbm_area_mm2": (None, None, None, "121", "200"),
    "us_content_percent": (None, None, None, "10", "25.5"),
    "process_node_nm": (None, None, "16", "5"),
    "transistor_count_bn": (None, None, "30", "80"),
    "completion_year": (None, None, None, "2026", "2029"),
    "training_operations": (None, None, None, "1e26", "5"),
    "name": (None, "H20 (HGX)", "nvidia  h20-rev.2", "A100X", "Kestrel", "H\uff120", "h20 é"),
    "manufacturer": (None, "NVIDIA", "AMD", "Example", "Huawei Technologies"),
    "kind": (None, None, None, "ic", "hbm", "model-weights", "computer"),
    "transistor": (None, None, "planar", "finfet"),
    "designed_or_marketed_for_datacenter": (None, "yes", "no", "unknown"),
    "base_classification": (None, None, None, "EAR99", "5A002", "4A003.g"),
    "designer_headquarters": (None, None, "CN", "US"),
    "us_origin": (None, None, "true", "false"),
}


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: f"{one['destination']} {one['date']}")
def test_any_mix_of_figures_and_words(rulebook: Rulebook, question: dict[str, Any]) -> None:
    sown = random.Random(str(question))
    rows = [{column: sown.choice(cells) for column, cells in FIGURES.items()} for _ in range(size(60, 150))]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(FIGURES, pl.String))
    assert _differences(rulebook, _base(question), frame) == []


def test_a_float_is_its_shortest_decimal(rulebook: Rulebook) -> None:
    base = _base(QUESTIONS[0])
    tpp = [4800.0, 4799.999999999999, 4799.9999999, 0.1 + 0.2, float("nan"), 2400.1, 1e12]
    narrow = pl.DataFrame({"name": ["K"] * 7, "tpp": tpp, "die_area_mm2": pl.Series([814.1] * 7, dtype=pl.Float32)})
    (told,) = check_frames([narrow], base, rulebook)
    texts = [None if value != value else repr(value) for value in tpp]
    as_text = pl.DataFrame({"name": ["K"] * 7, "tpp": texts, "die_area_mm2": ["814.1"] * 7})
    (same,) = check_frames([as_text], base, rulebook)
    assert told.select(ADDED).rows() == same.select(ADDED).rows()
    assert told["classification"][0] != told["classification"][1]


def test_whole_numbers_and_decimals(rulebook: Rulebook) -> None:
    base = _base(QUESTIONS[0])
    whole = pl.DataFrame({"tpp": [1599, 1600, 4800, 21000], "die_area_mm2": [500] * 4})
    exact = pl.DataFrame({"tpp": [Decimal("1599.000"), Decimal(1600), Decimal("4800.000"), Decimal(21000)],
                          "die_area_mm2": [Decimal("500.00")] * 4})  # fmt: skip
    (one,), (other,) = check_frames([whole], base, rulebook), check_frames([exact], base, rulebook)
    assert one.select(ADDED).rows() == other.select(ADDED).rows()
    batch = Batch(rulebook, base)
    batch.answer(exact)
    assert batch.row_path == 0


def test_a_row_that_is_no_item_keeps_its_place(rulebook: Rulebook) -> None:
    odd = pl.DataFrame(
        {
            "name": ["fine", "units", "below", "kind", "place", "long" * 60, " "],
            "tpp": ["5000", "1,979", "-1", "5000", "5000", "5000", ""],
            "kind": [None, None, None, "toaster", None, None, ""],
            "made_in": [None, None, None, None, "XX", None, ""],
            "note": ["left", "as", "it", "is", "", "", None],
        }
    )
    (told,) = check_frames([odd], _base(QUESTIONS[0]), rulebook)
    assert told["verdict"].to_list()[1:6] == ["error"] * 5
    assert [bool(why) for why in told["error"]] == [False, True, True, True, True, True, False]
    assert told["note"].to_list() == odd["note"].to_list()
    assert told["verdict"][0] == "blocked"
    assert told["certainty"][6] == "conservative"
    with pytest.raises(BadRow, match="kind"):
        item_of(odd.row(3, named=True))


def test_without_a_verdict_the_outcome_stands_in_its_place(rulebook: Rulebook) -> None:
    frame = pl.DataFrame({"name": ["K1", "K2"], "tpp": ["5000", "x"]})
    (told,) = check_frames([frame], _base({"destination": "CN", "date": "2001-01-01"}), rulebook)
    assert told["verdict"].to_list() == ["date-not-covered", "error"]


def test_frames_in_frames_out(rulebook: Rulebook) -> None:
    base = _base(QUESTIONS[0])
    done: list[int] = []
    names: list[list[str]] = [["A", "B"], [], ["C"]]
    parts = [pl.DataFrame({"name": part}, schema={"name": pl.String}) for part in names]
    told = list(check_frames(iter(parts), base, rulebook, progress=done.append))
    assert [frame["name"].to_list() for frame in told] == names
    assert done == [2, 2, 3]
    assert all(frame.columns == ["name", *ADDED] for frame in told)


def test_cells_once_decided_are_not_asked_again(rulebook: Rulebook) -> None:
    batch = Batch(rulebook, _base(QUESTIONS[0]))
    (catalog,) = frames(500, matching_on(rulebook, _base(QUESTIONS[0]).date).ruleset.bounds)
    first = batch.answer(catalog)
    asked = batch.decided.matched
    assert 0 < asked < catalog.height
    assert batch.answer(catalog.reverse()).reverse().equals(first)
    assert batch.decided.matched == asked


def test_the_shared_part_is_checked_first(rulebook: Rulebook) -> None:
    with pytest.raises(InvalidQuestion, match="XX"):
        Batch(rulebook, _base({"destination": "XX", "date": "2026-02-15"}))
