"""A synthetic catalog as large as one likes, from the shipped one: documented, seeded, the same on every machine.

    python bench/synthetic.py ROWS FILE.parquet

Each row is a part number of one of the chips in `examples/catalog.csv`, drawn evenly. Its rates are scaled together by
a factor from 0.4 to 1.8 (a speed grade), its die area from 0.7 to 1.3, its bandwidths from 0.5 to 1.5, and rounded as
data sheets do. What the shipped catalog does not state of a chip, its part numbers do not state either. Then:

- 5 % of the figures are taken away: each of die area, DRAM bandwidth, link and host bandwidth, whether it is for
  datacenters, and all rates at once, in one row of twenty;
- 1 % of the rows are put exactly on a bound of the ruleset (of each measure in turn), and another 1 % just beside it,
  by a ten-thousandth of the unit.

Figures are floats, as Parquet files of catalogs have them. A row is the same in a small catalog and in a large one.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.draws import Draws
from chipgate.batch.items import FLAGS, NAME, SINGLE, WORDS
from chipgate.files.catalog import Catalog
from chipgate.model.item import ItemSpec

CATALOG = Path(__file__).parent.parent / "examples" / "catalog.csv"
SEED = 20_260_215
ON_A_BOUND = 0.01
BESIDE = 0.01
MISSING = 0.05
ROWS_AT_ONCE = 100_000
_RATE = "tops."
_BANDWIDTHS = ("dram_bandwidth_gb_s", "link_bandwidth_gb_s", "host_bandwidth_gb_s")
_DROPPED = ("die_area_mm2", *_BANDWIDTHS, "designed_or_marketed_for_datacenter")
_PLACED = frozenset(
    {"tpp", "performance_density", "dram_bandwidth_gb_s", "io_bandwidth_gb_s", "total_bandwidth_gb_s"}
)  # fmt: skip
Bounds = Mapping[str, tuple[Fraction, ...]]


def frames(rows: int, bounds: Bounds, seed: int = SEED) -> Iterator[pl.DataFrame]:
    """The catalog, in frames of `ROWS_AT_ONCE` rows; the column "near" says which rows were put at a bound."""
    originals = _originals()
    for start in range(0, rows, ROWS_AT_ONCE):
        yield _frame(originals, start, min(start + ROWS_AT_ONCE, rows), bounds, seed)


def write_catalog(rows: int, path: Path, bounds: Bounds, seed: int = SEED) -> None:
    """The catalog as a Parquet file, one row group for each frame: memory does not grow with the rows."""
    import pyarrow.parquet as pq

    writer = None
    for frame in frames(rows, bounds, seed):
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _originals() -> pl.DataFrame:
    rows = [_row(item) for _, item in Catalog(CATALOG).rows() if isinstance(item, ItemSpec)]
    columns = {column: _kind(column) for column in sorted({column for row in rows for column in row} | {"tops.fp16"})}
    return pl.DataFrame({column: [row.get(column) for row in rows] for column in columns}, schema=columns)


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
    found |= {f"{_RATE}{form.value}": float(rate) for form, rate in item.tops.items()}
    return found


def _frame(originals: pl.DataFrame, start: int, end: int, bounds: Bounds, seed: int) -> pl.DataFrame:
    draws = Draws(seed, start, end)
    made = originals[draws.below("original", originals.height)]
    grade, area, lot = draws.between("grade", 0.4, 1.8), draws.between("area", 0.7, 1.3), draws.between("lot", 0, 1)
    rates = [column for column in made.columns if column.startswith(_RATE)]
    near = lot < ON_A_BOUND + BESIDE
    made = made.with_columns(
        pl.format("{} P{}", NAME, pl.int_range(start, end).cast(pl.String).str.zfill(7)).alias(NAME),
        *(_rounded(made[column] * grade, 10) for column in rates),
        _rounded(made["die_area_mm2"] * area, 1),
        *(_rounded(made[column] * draws.between(column, 0.5, 1.5), 10) for column in _BANDWIDTHS),
        near.alias("near"),
    )
    placed = [
        (place, _put(random.Random(f"{seed} {start + place}"), made.row(place, named=True), bounds, lot[place]))
        for place in near.arg_true()
    ]
    made = made.with_columns(
        *(_taken(made[column], draws.between(f"no {column}", 0, 1) < MISSING) for column in _DROPPED),
        *(_taken(made[column], draws.between("no rates", 0, 1) < MISSING) for column in rates),
    ).with_row_index("place")
    rest = made.filter(~pl.col("near"))
    on = pl.DataFrame([{"place": place, **row} for place, row in placed], schema=made.schema)
    return pl.concat([rest, on]).sort("place").drop("place")


def _rounded(figures: pl.Series, units: int) -> pl.Series:
    """To the nearest whole unit, as the float that a data sheet's decimal is read as."""
    near = (figures * units + 0.5).floor()
    return near / (near * 0 + units)  # a column: by one number Polars multiplies with its inverse, which rounds twice


def _taken(figures: pl.Series, away: pl.Series) -> pl.Series:
    return figures.set(away, None)


def _put(sown: random.Random, row: dict[str, Any], bounds: Bounds, lot: float) -> dict[str, Any]:
    """The row with one measure put at a bound, or just beside it."""
    beside = 0.0 if lot < ON_A_BOUND else sown.choice((-0.0001, 0.0001))
    measure = sown.choice([name for name in bounds if name in _PLACED])
    bound = float(sown.choice(bounds[measure]))
    if measure in ("tpp", "performance_density"):
        row |= {column: None for column in row if column.startswith(_RATE)}
        area = float(sown.randint(2, 40) * 25)
        tpp = bound if measure == "tpp" else bound * area
        row[f"{_RATE}fp16"] = round((tpp + beside * 16) / 16, 6)
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
    return row


def main() -> None:
    from bench.question import bounds

    rows, path = int(sys.argv[1].replace("_", "")), Path(sys.argv[2])
    write_catalog(rows, path, bounds())
    print(f"{path}: {rows:,} rows, {path.stat().st_size / 1e6:,.1f} MB")


if __name__ == "__main__":
    main()
