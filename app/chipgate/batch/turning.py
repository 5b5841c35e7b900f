"""What beside the ranks decides which missing figures matter: in what order the bounds on them come.

A bound on a measure of several quantities is a bound on the missing one, and where it lies depends on the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl

from chipgate.model.measures import MEASURES, Form, Quantity
from chipgate.model.terms import Kind

from .exact import SCALE
from .quantities import KIND, KIND_CODES, UNITS, is_open, low
from .ranks import Code, rank, steps


def undetermined(parts: frozenset[Quantity]) -> pl.Expr:
    """Whether a figure is missing on which no bound can be worked out, since another one of the same measure is too."""
    dram, link, host = Quantity.DRAM_BANDWIDTH, Quantity.LINK_BANDWIDTH, Quantity.HOST_BANDWIDTH
    tests = []
    if {link, host} <= parts:
        tests.append(is_open(link) & is_open(host))
        if dram in parts:
            tests.append(is_open(dram) & (is_open(link) | is_open(host)))
    if Quantity.DIE_AREA in parts:
        tests.append(is_open(Quantity.DIE_AREA) & (is_open(Quantity.TPP) | (low(Quantity.TPP) == 0)))
    if Quantity.HBM_AREA in parts:
        tests.append(pl.col(KIND) == KIND_CODES[Kind.HBM])
    return pl.any_horizontal(pl.lit(False), *tests)


def turning_codes(
    full: Mapping[str, Sequence[Fraction]], live: Mapping[str, Sequence[Fraction]], asked: frozenset[str]
) -> list[Code]:
    """What beside the ranks tells apart two rows in which the same figures are missing.

    A bound on a measure of several quantities is a bound on the missing one, and in what order these bounds come
    depends on the figures that are stated. These codes fix that order: with TPP missing, bound a on it lies below
    density b exactly where the area exceeds a/b; with the DRAM bandwidth missing, bound a lies below the total t where
    the links exceed t - a; and so on. Where two are missing, points between two bounds are tried as well.

    `full` are the bounds of the ruleset, `live` those that the batch leaves open, `asked` the measures in question.
    """
    parts = {part for name in asked for part in MEASURES[name].parts}
    found: list[Code] = []
    tpp, area = Quantity.TPP, Quantity.DIE_AREA
    dense = live.get("performance_density", ())
    if "performance_density" in asked:
        ratios = {a / b for a in live.get("tpp", ()) for b in dense if b}
        found.append(_when(is_open(tpp) & ~is_open(area), rank(low(area), steps(sorted(ratios), SCALE)), len(ratios)))
    for name in ("performance_density", "memory_bandwidth_density"):
        if name in asked:
            over, under = MEASURES[name].parts
            found.append(((is_open(under) & (low(over) > 0)).cast(pl.Int64), 2))
    for name in full:
        measure = MEASURES[name]
        if measure.form is not Form.QUOTIENT and parts & set(measure.parts):
            lowest = pl.sum_horizontal(map(low, measure.parts))
            most = rank(lowest, steps([max(full[name])], UNITS[measure.parts[0]]))
            found.append(_when(pl.any_horizontal(map(is_open, measure.parts)), most, 2))
    return found + (_bandwidth_codes(full, live) if "total_bandwidth_gb_s" in asked else [])


def _bandwidth_codes(full: Mapping[str, Sequence[Fraction]], live: Mapping[str, Sequence[Fraction]]) -> list[Code]:
    """The same for DRAM bandwidth, link and host."""
    dram, link, host = Quantity.DRAM_BANDWIDTH, Quantity.LINK_BANDWIDTH, Quantity.HOST_BANDWIDTH
    together = live.get("total_bandwidth_gb_s", ())
    memory, sides = full.get("dram_bandwidth_gb_s", ()), full.get("io_bandwidth_gb_s", ())
    one_side = is_open(link) ^ is_open(host)
    points = {*memory, *((a + b) / 2 for a, b in zip((Fraction(0), *memory), memory, strict=False)),
              *(2 * a + 1 for a in memory)}  # fmt: skip
    marks = {
        "links": {t - a for t in together for a in live.get("dram_bandwidth_gb_s", ())} | set(together),
        "memory": {t - a for t in together for a in live.get("io_bandwidth_gb_s", ())} | set(together),
        "side": {t - p for t in together for p in points}
        | {2 * t - a for t in together for a in sides} | {2 * a + 1 - t for t in together for a in sides}
        | set(sides) | set(together),
    }  # fmt: skip
    low_side = low(link) + low(host)
    tests = {
        "links": (is_open(dram) & ~is_open(link) & ~is_open(host), low_side),
        "memory": (~is_open(dram) & one_side, low(dram)),
        "side": (is_open(dram) & one_side, low_side),
    }
    found = []
    for name, (asked, figure) in tests.items():
        cuts = sorted(mark for mark in marks[name] if mark > 0)
        found.append(_when(asked, rank(figure, steps(cuts, SCALE)), len(cuts)))
    return found


def _when(asked: pl.Expr, ranked: pl.Expr, cuts: int) -> Code:
    return pl.when(asked).then(1 + ranked).otherwise(0).cast(pl.Int64), 2 * cuts + 2
