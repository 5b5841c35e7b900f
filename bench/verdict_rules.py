"""The verdict alone as conjunctions, for engines that take rules as data: the rules of `bench.polars_verdict`.

Such engines know nothing of missing figures, names of models or number formats. So each row is made ready for them,
outside of what is timed: a figure is the most it may be, and a name is the list that it is on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench import polars_verdict as law
from bench.plain_python import ELSEWHERE, amd_names, figures, huawei_names, nvidia_names

MOST = 10**9
"""What a missing figure counts as."""
FIGURES = ("tpp", "density", "dram", "io", "total")
"""Fields that hold numbers; a rule holds one of them against a lower bound. Every other field is compared."""
Rule = Mapping[str, float | str | bool]
Facts = dict[str, float | str | bool]

CONTROLLED: tuple[Rule, ...] = (
    {"tpp": law.A1_TPP},
    {"tpp": law.A2_TPP, "density": law.A2_DENSITY, "datacenter": True},
    {"tpp": law.B1_TPP, "density": law.B1_DENSITY, "datacenter": True},
    {"tpp": law.B2_TPP, "density": law.B2_DENSITY, "datacenter": True},
)
_DENIED: tuple[Rule, ...] = ({"tpp": law.DENIED_TPP}, {"dram": law.DENIED_DRAM}, {"elsewhere": False})
_WIDE: tuple[Rule, ...] = ({"dram": law.LETTER_DRAM}, {"io": law.LETTER_IO}, {"total": law.LETTER_TOTAL})


def _both(one: Rule, other: Rule) -> Rule:
    return {**one, **other, "tpp": max(float(one["tpp"]), float(other.get("tpp", 0)))}


RULES: tuple[tuple[str, Rule], ...] = (
    *(("blocked", _both(level, denied)) for level in CONTROLLED for denied in _DENIED),
    ("blocked", {"company": "Huawei", "listed": "ascend"}),
    *(("license-required", level) for level in CONTROLLED),
    *(("license-required", {"company": company, **wide}) for company in ("NVIDIA", "Intel") for wide in _WIDE),
    ("license-required", {"company": "NVIDIA", "tpp": law.A100_TPP, "io": law.A100_IO}),
    ("license-required", {"company": "NVIDIA", "listed": "nvidia"}),
    ("license-required", {"company": "AMD", "listed": "amd"}),
)
"""Verdict and conditions, strictest first; where none holds, "allowed"."""


def facts(row: Mapping[str, Any]) -> Facts:
    """A row of the catalog as these rules ask for it."""
    found = dict(zip(FIGURES, (MOST if one is None else one for one in figures(row)), strict=True))
    if row["transistor"] == "planar":
        found["density"] = -1
    name = row["name"]
    lists = (("nvidia", nvidia_names), ("amd", amd_names), ("ascend", huawei_names))
    return {
        **found,
        "datacenter": row["designed_or_marketed_for_datacenter"] is not False,
        "company": row["manufacturer"],
        "elsewhere": row["manufacturer"] in ELSEWHERE,
        "listed": next((list_ for list_, find in lists if find(name)), ""),
    }
