"""What an analyst would write in Polars for this one question: the verdict alone, for China on 2026-02-15.

    python bench/polars_verdict.py CATALOG.parquet VERDICTS.parquet

It knows the columns of the synthetic catalog, this destination and this day, and nothing else: no dates, no citations,
no reasons, no classification, no certainty. A missing figure is null, and null through `&`, `|` and `~` is "may be";
what may be counts as the worst, at the end, once.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

BITS = {
    "fp64": 64, "fp32": 32, "tf32": 19, "bf16": 16, "fp16": 16, "fp8": 8, "int8": 8, "fp4": 4, "int4": 4,
}  # fmt: skip
# 3A090.a and .b, Supp. No. 1 to 15 CFR part 774
A1_TPP = 4800
A2_TPP, A2_DENSITY = 1600, 5.92
B1_TPP, B1_DENSITY = 2400, 1.6
B2_TPP, B2_DENSITY = 1600, 3.2
# 15 CFR 742.6(b)(10)(iii)(A)(1): at or above either, a presumption of denial
DENIED_TPP, DENIED_DRAM = 21000, 6500
# The letters of April 2025 and of August 2022
LETTER_DRAM, LETTER_IO, LETTER_TOTAL = 1400, 1100, 1700
A100_TPP, A100_IO = 4992, 600
NVIDIA_NAMES = r"(?i-u)\b(H20|A100X?|H100)\b"
AMD_NAMES = r"(?i-u)\b(MI250X?|MI308X?)\b"
HUAWEI_NAMES = r"(?i-u)\b(910[BCD]|Ascend 910B[234])\b"
# Whose circuits General Prohibition 10 does not presume to be made in violation: designers at home elsewhere
DESIGNERS_ELSEWHERE = (
    "AMD", "AWS", "Apple", "Cerebras", "Google", "Graphcore", "Groq", "Intel", "Meta", "Microsoft", "NVIDIA",
    "Qualcomm", "SambaNova", "Tesla",
)  # fmt: skip


def verdicts(catalog: pl.LazyFrame) -> pl.LazyFrame:
    """Name and verdict of every row, in order."""
    rates = [pl.col(f"tops.{form}") * bits for form, bits in BITS.items()]
    dram, link, host = (pl.col(f"{part}_bandwidth_gb_s") for part in ("dram", "link", "host"))
    # Rounded, since in floats 111.8 × 16 / 559 falls short of 3.2, and so may a sum: one row in 100,000 goes wrong.
    io = (link + host).round(6)
    return (
        catalog.with_columns(tpp=pl.max_horizontal(rates), io=io, total=(dram + io).round(6))
        .with_columns(density=(pl.col("tpp") / pl.col("die_area_mm2")).round(9))
        .select("name", verdict=_verdict())
    )


def _verdict() -> pl.Expr:
    tpp, dram, io = pl.col("tpp"), pl.col("dram_bandwidth_gb_s"), pl.col("io")
    # The upper ends of .b only tell it from .a, and the verdict is the same.
    level = (
        (tpp >= A1_TPP)
        | ((tpp >= A2_TPP) & _dense(A2_DENSITY))
        | ((tpp >= B1_TPP) & _dense(B1_DENSITY))
        | ((tpp >= B2_TPP) & _dense(B2_DENSITY))
    )
    controlled = level & (pl.col("designed_or_marketed_for_datacenter") | (tpp >= A1_TPP))
    denied = (tpp >= DENIED_TPP) | (dram >= DENIED_DRAM)
    presumed_chinese = ~pl.col("manufacturer").is_in(DESIGNERS_ELSEWHERE).fill_null(False)
    ascend = _of("Huawei") & pl.col("name").str.contains(HUAWEI_NAMES)
    wide = (dram >= LETTER_DRAM) | (io >= LETTER_IO) | (pl.col("total") >= LETTER_TOTAL)
    like_a100 = (tpp >= A100_TPP) & (io >= A100_IO)
    informed = (
        (_of("NVIDIA") & (wide | like_a100 | pl.col("name").str.contains(NVIDIA_NAMES)))
        | (_of("Intel") & wide)
        | (_of("AMD") & pl.col("name").str.contains(AMD_NAMES))
    )
    blocked = (controlled & (denied | presumed_chinese)) | ascend
    return (
        pl.when(blocked.fill_null(True)).then(pl.lit("blocked"))
        .when((controlled | informed).fill_null(True)).then(pl.lit("license-required"))
        .otherwise(pl.lit("allowed"))
    )  # fmt: skip


def _dense(bound: float) -> pl.Expr:
    """Whether the performance density reaches a bound. A planar die has none."""
    return (pl.col("density") >= bound) & pl.col("transistor").ne_missing("planar")


def _of(company: str) -> pl.Expr:
    return pl.col("manufacturer") == company


def main() -> None:
    source, target = map(Path, sys.argv[1:3])
    verdicts(pl.scan_parquet(source)).sink_parquet(target)


if __name__ == "__main__":
    main()
