"""An answer as one flat row, and a row that could not be read, for machines. What one cell cannot hold is left out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields

from chipgate.errors import Problem

from .plain_text import visible

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that some spreadsheet takes for a formula; the last four are the wide forms of the first."""


@dataclass(frozen=True, slots=True)
class Flat:
    """The columns, in order."""

    item: str
    destination: str
    date: str
    verdict: str
    certainty: str
    classification: str
    review_policy: str
    reasons: str
    missing: str
    error: str = ""


COLUMNS = tuple(field.name for field in fields(Flat))
ROWS_AT_ONCE = 65_536
"""Rows that are turned into text together."""


def guarded(cell: str) -> str:
    """A cell for a spreadsheet: one that it would take for a formula gets an apostrophe before it.

    >>> guarded("=1+1"), guarded("H20 (HGX)")
    ("'=1+1", 'H20 (HGX)')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def fitted(text: str, width: int) -> str:
    """A text for a column of that width: cut, or filled up.

    >>> fitted("H20 (HGX)", 4), fitted("H20", 4)
    ('H20…', 'H20 ')
    """
    shown = visible(text)
    return f"{shown[: width - 1]}…" if len(shown) > width else f"{shown:<{width}}"


def csv_line(cells: Sequence[str]) -> bytes:
    """One line of CSV, its cells `guarded`."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(map(guarded, cells))  # so that a lone CR is quoted too
    return out.getvalue().removesuffix("\r\n").encode() + b"\n"


def error_json(line: int, problems: Sequence[Problem]) -> bytes:
    """A catalog row that could not be read, in the place of its decision."""
    said = [
        {"path": one.path, "line": one.line, "column": one.column, "message": one.message, "hint": one.hint}
        for one in problems
    ]
    text = json.dumps({"error": {"line": line, "problems": said}}, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"
