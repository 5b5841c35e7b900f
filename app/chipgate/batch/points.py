"""Where each row lies in the plane of TPP and performance density: floats, for drawing. Nothing is decided by them."""

from __future__ import annotations

import polars as pl

from .exact import SCALE
from .items import TRANSISTORS
from .quantities import TPP_OF_RATES, read_figures

_PLANAR = [word for word, kind in TRANSISTORS.items() if kind is not None and kind.value == "planar"]


def points(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns "@tpp" and "@performance_density" (TPP per mm²); null where it is not known, or does not apply."""
    read = read_figures(frame)
    columns = read.columns
    stated = pl.col("=tpp") * 2 if "=tpp" in columns else pl.lit(None, pl.Int64)
    tpp = pl.coalesce(stated, pl.col(TPP_OF_RATES)) / (2 * SCALE)
    area = pl.col("=die_area_mm2") / SCALE if "=die_area_mm2" in columns else pl.lit(None, pl.Float64)
    planar = (frame["transistor"].cast(pl.String).str.strip_chars().str.to_lowercase().is_in(_PLANAR).fill_null(False)
              if "transistor" in frame.columns else pl.repeat(False, frame.height, eager=True))  # fmt: skip
    dense = pl.when(~pl.lit(planar) & (area > 0)).then(tpp / area)
    return read.select(tpp.alias("@tpp"), dense.alias("@performance_density"))
