"""A synthetic catalog as large as one likes, from the shipped one: documented, seeded, the same on every machine.

Each row is a part number of one of the chips in `examples/catalog.csv`, drawn evenly. Its rates are scaled together by
a factor from 0.4 to 1.8 (a speed grade), its die area from 0.7 to 1.3, its bandwidths from 0.5 to 1.5, and rounded as
data sheets do. Then:

- 5 % of the figures are taken away: each of die area, DRAM bandwidth, link and host bandwidth, whether it is for
  datacenters, and all rates at once, in one row of twenty;
- 1 % of the rows are put exactly on a bound of the ruleset (of each measure in turn), and another 1 % just beside it,
  by a ten-thousandth of the unit.

Figures are floats, as Parquet files of catalogs have them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl

from chipgate.batch.items import FLAGS, NAME, SINGLE, WORDS
from chipgate.files.catalog import Catalog
from chipgate.model.item import ItemSpec

CATALOG = Path(__file__).parent.parent / "examples" / "catalog.csv"
ON_A_BOUND = 0.01
BESIDE = 0.01
MISSING = 0.05
ROWS_AT_ONCE = 100_000
_BANDWIDTHS = ("dram_bandwidth_gb_s", "link_bandwidth_gb_s", "host_bandwidth_gb_s")
_DROPPED = ("die_area_mm2", *_BANDWIDTHS, "designed_or_marketed_for_datacenter")
Bounds = Mapping[str, tuple[Fraction, ...]]


def frames(rows: int, bounds: Bounds, seed: int = 20_260_215) -> Iterator[pl.DataFrame]:
    """The catalog, in frames of `ROWS_AT_ONCE` rows; the column "near" says which rows were put at a bound."""
    sown = random.Random(seed)
    originals = [_row(item) for _, item in Catalog(CATALOG).rows() if isinstance(item, ItemSpec)]
    columns = {column for row in originals for column in row} | {"tops.fp16"}
    kinds = {column: _kind(column) for column in sorted(columns)}
    kinds["near"] = pl.Boolean()
    for start in range(0, rows, ROWS_AT_ONCE):
        made = [_part(sown, originals, bounds, number) for number in range(start, min(start + ROWS_AT_ONCE, rows))]
        yield pl.DataFrame({column: [row.get(column) for row in made] for column in kinds}, schema=kinds)


def _kind(column: str) -> pl.DataType:
    if column in FLAGS:
        return pl.Boolean()
    return pl.String() if column in (NAME, *WORDS) else pl.Float64()


def _row(item: ItemSpec) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in (NAME, *WORDS, *FLAGS, *SINGLE):
        stated = getattr(item, column)
        if stated is not None:
            found[column] = stated if column in FLAGS else str(stated) if column in (NAME, *WORDS) else float(stated)
    found |= {f"tops.{form.value}": float(rate) for form, rate in item.tops.items()}
    return found


def _part(sown: random.Random, originals: list[dict[str, Any]], bounds: Bounds, number: int) -> dict[str, Any]:
    row = dict(sown.choice(originals))
    row[NAME] = f"{row[NAME]} P{number:07d}"
    grade, area = sown.uniform(0.4, 1.8), sown.uniform(0.7, 1.3)
    for column, figure in row.items():
        if column.startswith("tops."):
            row[column] = round(figure * grade, 1)
        elif column == "die_area_mm2":
            row[column] = float(round(figure * area))
        elif column in _BANDWIDTHS:
            row[column] = round(figure * sown.uniform(0.5, 1.5), 1)
    lot = sown.random()
    row["near"] = lot < ON_A_BOUND + BESIDE
    if row["near"]:
        _put(sown, row, bounds, 0.0 if lot < ON_A_BOUND else sown.choice((-0.0001, 0.0001)))
        return row
    for column in _DROPPED:
        if sown.random() < MISSING:
            row.pop(column, None)
    if sown.random() < MISSING:
        for column in [column for column in row if column.startswith("tops.")]:
            del row[column]
    return row


def _put(sown: random.Random, row: dict[str, Any], bounds: Bounds, beside: float) -> None:
    """Put one measure of a row at a bound, or just beside it."""
    measure = sown.choice([name for name in bounds if name in _PLACED])
    bound = float(sown.choice(bounds[measure]))
    if measure in ("tpp", "performance_density"):
        for column in [column for column in row if column.startswith("tops.")]:
            del row[column]
        area = float(sown.randint(2, 40) * 25)
        tpp = bound if measure == "tpp" else bound * area
        row["tops.fp16"] = round((tpp + beside * 16) / 16, 6)
        row["die_area_mm2"] = area
    elif measure == "dram_bandwidth_gb_s":
        row[measure] = round(bound + beside, 6)
    else:
        row["host_bandwidth_gb_s"] = 63.0
        rest = bound - 63.0
        if measure == "total_bandwidth_gb_s":
            row["dram_bandwidth_gb_s"] = 1000.0
            rest -= 1000.0
        row["link_bandwidth_gb_s"] = round(rest + beside, 6)


_PLACED = frozenset(
    {"tpp", "performance_density", "dram_bandwidth_gb_s", "io_bandwidth_gb_s", "total_bandwidth_gb_s"}
)  # fmt: skip
