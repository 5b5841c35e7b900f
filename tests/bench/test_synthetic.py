"""The synthetic catalog is what its documentation says, row by row the same however many there are."""

from __future__ import annotations

import zlib
from fractions import Fraction
from itertools import islice
from typing import Any

import polars as pl
import pytest

from bench import synthetic
from bench.draws import Draws
from bench.question import bounds
from bench.synthetic import frames
from chipgate.batch.items import item_of
from chipgate.model.figures import figures
from chipgate.model.measures import MEASURES


def test_draws_are_numbers_of_the_splitmix64_sequence() -> None:
    """Written down once by hand in plain whole numbers, to hold the columns to."""

    def mix(state: int) -> int:
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB % 2**64
        return state ^ (state >> 31)

    start = mix((5 + 0x9E3779B97F4A7C15) % 2**64) + mix((zlib.crc32(b"area") + 0x9E3779B97F4A7C15) % 2**64)
    asked = [mix((row * 0x9E3779B97F4A7C15 + start) % 2**64) for row in range(3, 8)]
    assert Draws(5, 3, 8).below("area", 1_000).to_list() == [number % 1_000 for number in asked]
    assert all(2 <= draw < 3 for draw in Draws(5, 0, 1_000).between("lot", 2, 3))


def test_a_row_is_the_same_in_a_small_catalog_and_in_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    large = pl.concat(frames(700, bounds()))
    monkeypatch.setattr(synthetic, "ROWS_AT_ONCE", 90)
    assert pl.concat(islice(frames(250, bounds()), 3)).equals(large.head(250))


def test_another_seed_is_another_catalog() -> None:
    one, other = (pl.concat(frames(50, bounds(), seed=seed)) for seed in (1, 2))
    assert not one.equals(other)


def test_shares_are_as_documented() -> None:
    rows = 40_000
    catalog = pl.concat(frames(rows, bounds()))
    assert catalog["near"].sum() / rows == pytest.approx(0.02, abs=0.003)
    # Every chip of the shipped catalog states its DRAM bandwidth but three, which 5 % of the others then do not.
    assert catalog["dram_bandwidth_gb_s"].null_count() / rows == pytest.approx(3 / 99 + 0.05 * 96 / 99, abs=0.01)
    rates = catalog.select(pl.all_horizontal(pl.col("^tops\\..*$").is_null()).sum()).item()
    assert 0.04 < rates / rows < 0.10


def test_half_of_the_rows_at_a_bound_are_exactly_on_it() -> None:
    found = bounds()
    near = pl.concat(frames(20_000, found)).filter("near")
    on = sum(_on_a_bound(row, found) for row in near.drop("near").iter_rows(named=True))
    assert on / near.height == pytest.approx(0.5, abs=0.1)


def _on_a_bound(row: dict[str, Any], found: dict[str, tuple[Fraction, ...]]) -> bool:
    read = figures(item_of(row))
    values = {name: read.measure(MEASURES[name]) for name in found}
    return any(value is not None and value.known and value.low in found[name] for name, value in values.items())
