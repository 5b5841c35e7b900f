"""The quantities of every row in columns, as `model.figures` works them out for one item.

Each quantity is three columns: the lowest it may be (a whole number), whether it is open above, and whether it does
not apply. The best rate is kept 64 times as large, since a TPP alone bounds it from below by a 64th.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from chipgate.model.figures import LONGEST_OPERANDS
from chipgate.model.item import Format
from chipgate.model.measures import Quantity
from chipgate.model.terms import Kind

from .exact import SCALE, odd, scaled
from .items import FIGURES, RATES, SPARSE

KIND, PLANAR = "@kind", "@planar"
"""Columns that `texts` gives: what the kind of the item leaves out, and whether its dies are planar."""
ODD, PROCESSES = "@odd", "@processes"
KIND_CODES: Mapping[Kind | None, int] = {Kind.HBM: 1, Kind.MODEL_WEIGHTS: 2}
"""The kinds that leave quantities out; every other is 0."""
UNITS: Mapping[Quantity, int] = {
    **dict.fromkeys(Quantity, SCALE), Quantity.TPP: 2 * SCALE, Quantity.BEST_TOPS: 2 * SCALE * LONGEST_OPERANDS,
    Quantity.COMPLETION_YEAR: SCALE,
}  # fmt: skip
"""How many of a column's whole numbers make one unit of the quantity. Rates and TPP count by halves, as sparse ones
are halved."""
TPP_OF_RATES, _BEST = "=rates", "=best"


def read_figures(frame: pl.DataFrame) -> pl.DataFrame:
    """Every stated figure in millionths (columns "=tpp", …), and two marks: rows with an odd figure, and rows that
    state a rate or a TPP."""
    schema = frame.schema
    present = [name for name in FIGURES if name in schema]
    read = frame.with_columns(scaled(name, schema[name]).alias(f"={name}") for name in present)
    marks = [odd(name, schema[name], f"={name}") for name in present]
    marks += [mark for name in present for mark in _refused(name, schema[name])]
    rates = [name for name in (*RATES, *SPARSE) if name in schema]
    stated = [pl.col(f"={name}").is_not_null() for name in (*rates, "tpp") if name in schema]
    kept = [f"={name}" for name in present if name not in rates]
    return read.with_columns(
        pl.max_horizontal(pl.lit(None, pl.Int64), *_rates(rates, bits=True)).alias(TPP_OF_RATES),
        pl.max_horizontal(pl.lit(None, pl.Int64), *_rates(rates, bits=False)).alias(_BEST),
        pl.any_horizontal(pl.lit(False), *marks).fill_null(False).alias(ODD),
        pl.any_horizontal(pl.lit(False), *stated).alias(PROCESSES),
    ).select(*kept, TPP_OF_RATES, _BEST, ODD, PROCESSES)


def _refused(name: str, dtype: pl.DataType) -> Iterator[pl.Expr]:
    """What `ItemSpec` refuses beside what is no figure; the row path says why."""
    found = pl.col(f"={name}")
    if name in ("die_area_mm2", "hbm_area_mm2"):
        yield found == 0
    elif name == "us_content_percent":
        yield found > 100 * SCALE
    elif name == "completion_year":
        yield (found % SCALE != 0) | (found < 2020 * SCALE) | (found > 2100 * SCALE)
        if dtype == pl.String:
            yield ~pl.col(name).str.contains(r"^\s*[0-9]*\s*$")
        elif not (dtype.is_integer() or dtype == pl.Float64):
            yield pl.col(name).is_not_null()


def _rates(present: list[str], *, bits: bool) -> Iterator[pl.Expr]:
    """The rate of each number format in halves of millionths, times its bits; a dense rate stands before a sparse."""
    for form in Format:
        dense, sparse = f"tops.{form.value}", f"sparse_tops.{form.value}"
        ways = [pl.col(f"={dense}") * 2] if dense in present else []
        ways += [pl.col(f"={sparse}")] if sparse in present else []
        if ways:
            yield pl.coalesce(ways) * (form.bits if bits else LONGEST_OPERANDS)


def low(quantity: Quantity) -> pl.Expr:
    """The lowest the quantity may be, in its units."""
    return pl.col(f"{quantity.value}.low")


def is_open(quantity: Quantity) -> pl.Expr:
    """Whether it may be more."""
    return pl.col(f"{quantity.value}.open")


def left_out(quantity: Quantity) -> pl.Expr:
    """Whether it does not apply to the item."""
    return pl.col(f"{quantity.value}.none")


def quantities(read: pl.DataFrame, wanted: frozenset[Quantity], *, strict: bool) -> pl.DataFrame:
    """The three columns of every wanted quantity, from what `read_figures` and `texts` found."""
    columns = frozenset(read.columns)
    first = read.with_columns(
        expression for one in wanted for expression in _low_and_open(one, columns, strict=strict)
    )
    return first.with_columns(
        (is_open(one) & (low(one) == 0) & _excluded(one)).alias(f"{one.value}.none")
        if one is not Quantity.DIE_AREA
        else ((is_open(one) & _excluded(one)) | pl.col(PLANAR)).alias(f"{one.value}.none")
        for one in wanted
    )


def _low_and_open(quantity: Quantity, columns: frozenset[str], *, strict: bool) -> Iterator[pl.Expr]:
    rates, best = pl.col(TPP_OF_RATES), pl.col(_BEST)
    above = pl.lit(True) if strict else rates.is_null()
    if quantity in (Quantity.TPP, Quantity.BEST_TOPS):
        stated = pl.col("=tpp") * 2 if "=tpp" in columns else pl.lit(None, pl.Int64)
        tpp = pl.coalesce(stated, rates, pl.lit(0, pl.Int64))
        if quantity is Quantity.TPP:
            found, more = tpp, stated.is_null() & above
        else:
            found, more = pl.coalesce(best, tpp), above
    else:
        cell = pl.col(f"={quantity.value}") if f"={quantity.value}" in columns else pl.lit(None, pl.Int64)
        found, more = cell.fill_null(0), cell.is_null()
    yield found.alias(f"{quantity.value}.low")
    yield more.alias(f"{quantity.value}.open")


def _excluded(quantity: Quantity) -> pl.Expr:
    """Whether the kind of the item leaves the quantity out where it is not stated."""
    kind = pl.col(KIND)
    match quantity:
        case Quantity.US_CONTENT:
            return pl.lit(False)
        case Quantity.TRAINING_OPERATIONS:
            return kind != KIND_CODES[Kind.MODEL_WEIGHTS]
        case Quantity.HBM_BANDWIDTH | Quantity.HBM_AREA:
            return kind == KIND_CODES[Kind.MODEL_WEIGHTS]
        case _:
            return kind != 0
