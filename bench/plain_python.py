"""The verdict alone as one plain-Python function over dict rows: local variables, thresholds in place, early exits.

The same rules as `bench.polars_verdict`, for China on 2026-02-15. It is as fast as Python gets without columns; what it
leaves out (classification, certainty, reasons) `bench.compiled_python` has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bench.polars_verdict import (
    A1_TPP,
    A100_IO,
    A100_TPP,
    AMD_NAMES,
    B1_DENSITY,
    B1_TPP,
    B2_DENSITY,
    B2_TPP,
    BITS,
    DENIED_DRAM,
    DENIED_TPP,
    DESIGNERS_ELSEWHERE,
    HUAWEI_NAMES,
    LETTER_DRAM,
    LETTER_IO,
    LETTER_TOTAL,
    NVIDIA_NAMES,
)

_RATES = tuple((f"tops.{form}", bits) for form, bits in BITS.items())
ELSEWHERE = frozenset(DESIGNERS_ELSEWHERE)


def _finder(pattern: str) -> Any:
    return re.compile(pattern.replace("(?i-u)", "(?ia)")).search


nvidia_names, amd_names, huawei_names = map(_finder, (NVIDIA_NAMES, AMD_NAMES, HUAWEI_NAMES))


def figures(row: Mapping[str, Any]) -> tuple[float | None, float | None, float | None, float | None, float | None]:
    """TPP, performance density, DRAM, I/O and total bandwidth of a row; None where a figure is missing."""
    found = [rate * bits for column, bits in _RATES if (rate := row[column]) is not None]
    tpp = max(found) if found else None
    area = row["die_area_mm2"]
    density = None if tpp is None or area is None else round(tpp / area, 9)
    dram, link, host = row["dram_bandwidth_gb_s"], row["link_bandwidth_gb_s"], row["host_bandwidth_gb_s"]
    io = None if link is None or host is None else round(link + host, 6)
    return tpp, density, dram, io, None if dram is None or io is None else round(dram + io, 6)


def verdict(row: Mapping[str, Any]) -> str:
    """The verdict of one row; what is missing counts as the worst it may be."""
    tpp, density, dram, io, total = figures(row)
    company = row["manufacturer"]
    if company == "Huawei" and huawei_names(row["name"]):
        return "blocked"
    if tpp is None or tpp >= A1_TPP:
        controlled = True
    elif tpp < B2_TPP or row["designed_or_marketed_for_datacenter"] is False or row["transistor"] == "planar":
        controlled = False
    elif density is None:
        controlled = True
    else:
        controlled = density >= B2_DENSITY or (tpp >= B1_TPP and density >= B1_DENSITY)
    if controlled:
        if tpp is None or tpp >= DENIED_TPP or dram is None or dram >= DENIED_DRAM or company not in ELSEWHERE:
            return "blocked"
        return "license-required"
    if company == "NVIDIA":
        informed = _wide(dram, io, total) or _like_a100(tpp, io) or nvidia_names(row["name"])
    elif company == "Intel":
        informed = _wide(dram, io, total)
    else:
        informed = company == "AMD" and amd_names(row["name"])
    return "license-required" if informed else "allowed"


def _wide(dram: float | None, io: float | None, total: float | None) -> bool:
    return (
        dram is None or io is None or total is None
        or dram >= LETTER_DRAM or io >= LETTER_IO or total >= LETTER_TOTAL
    )  # fmt: skip


def _like_a100(tpp: float | None, io: float | None) -> bool:
    return (tpp is None or tpp >= A100_TPP) and (io is None or io >= A100_IO)
