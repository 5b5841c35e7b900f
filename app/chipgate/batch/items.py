"""One row as an item, exactly as a single question would state it: the row path, and the reference of the columns.

An empty cell states nothing, and neither does a float that is not a number (how tables mark what is missing).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from chipgate.errors import Problem
from chipgate.files.validation import problems_of
from chipgate.model.item import Format, ItemSpec, Transistor
from chipgate.model.terms import Kind

RATES = tuple(f"tops.{form.value}" for form in Format)
SPARSE = tuple(f"sparse_tops.{form.value}" for form in Format)
SINGLE = (
    "tpp", "die_area_mm2", "dram_bandwidth_gb_s", "link_bandwidth_gb_s", "host_bandwidth_gb_s", "hbm_bandwidth_gb_s",
    "hbm_area_mm2", "process_node_nm", "transistor_count_bn", "completion_year", "us_content_percent",
    "training_operations",
)  # fmt: skip
FIGURES = (*RATES, *SPARSE, *SINGLE)
"""The columns that hold figures."""
FLAGS = (
    "designed_or_marketed_for_datacenter", "contains_hbm", "packaged_by_fabricator", "us_origin", "direct_product",
)  # fmt: skip
"""The columns that hold yes or no."""
WORDS = (
    "manufacturer", "kind", "transistor", "base_classification", "designer", "designer_headquarters",
    "designer_ultimate_parent", "made_in", "packager", "packaged_in",
)  # fmt: skip
"""The columns that hold words of which few differ from row to row. The name is apart: it differs in every row."""
NAME = "name"
COLUMNS = (NAME, *WORDS, *FLAGS, *FIGURES)
"""Every column that states something about an item; others are left as they are."""

TRUTHS: Mapping[str, bool | None] = {"true": True, "yes": True, "false": False, "no": False, "unknown": None}
TRANSISTORS: Mapping[str, Transistor | None] = {
    **dict.fromkeys(("finfet", "gaafet", "gaa", "nonplanar", "non-planar"), Transistor.NON_PLANAR),
    "planar": Transistor.PLANAR, "unknown": None,
}  # fmt: skip
KINDS = tuple(kind.value for kind in Kind)


class BadRow(ValueError):
    """The row is no item; the text says why and what to do."""


def stated(cell: Any) -> Any:
    """What a cell states: None where it is empty."""
    if isinstance(cell, str):
        return cell.strip() or None
    return None if isinstance(cell, float) and math.isnan(cell) else cell


def item_of(row: Mapping[str, Any]) -> ItemSpec:
    """The item that a row states.

    Raises:
        BadRow: with every problem of the row.
    """
    raw: dict[str, Any] = {"tops": {}, "sparse_tops": {}}
    problems: list[str] = []
    for column in COLUMNS:
        cell = stated(row.get(column))
        if cell is None:
            continue
        field, _, form = column.partition(".")
        if form:
            raw[field][form] = cell
        elif column in FLAGS and isinstance(cell, str):
            raw[column] = _word(column, cell, TRUTHS, problems)
        elif column == "transistor" and isinstance(cell, str):
            raw[column] = _word(column, cell, TRANSISTORS, problems)
        elif column == "completion_year":
            raw[column] = _whole(cell)
        else:
            raw[column] = cell
    try:
        item = ItemSpec.model_validate(raw)
    except ValidationError as error:
        problems += [_said(one) for one in problems_of(error, raw, "", None, ())]
    if problems:
        raise BadRow("; ".join(problems))
    return item


def _said(problem: Problem) -> str:
    column = problem.pointer[1:].replace("/", ".")
    return f'column "{column}": {problem.message} {problem.hint}'.strip()


def _word(column: str, cell: str, words: Mapping[str, Any], problems: list[str]) -> Any:
    key = cell.casefold()
    if key not in words:
        problems.append(f'column "{column}": "{cell[:80]}" is not one of {", ".join(words)}.')
    return words.get(key)


def _whole(cell: Any) -> Any:
    """A year, which spreadsheets hold as 2027.0 and text files as "2027"."""
    if isinstance(cell, str) and cell.isdecimal():
        return int(cell)
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
