"""A catalog's answers as a workbook: a summary sheet, and the rows with their verdicts in colour.

Written row by row, nothing held but the counts. A sheet that is full goes on in a second one.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from chipgate.files.still_archive import StillArchive
from chipgate.surfaces.render.flat import guarded
from chipgate.surfaces.render.looks import FILLS, OTHER_FILL, sign_of
from chipgate.surfaces.render.plain_text import visible
from chipgate.surfaces.render.tally import Tally

from .output import Output
from .table_rows import ANSWERS, flat_rows, rows_of

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 1_048_575
"""Rows below the header that a sheet can have."""
WIDTHS = {"": 4, "item": 34, "destination": 12, "date": 12, "verdict": 18, "certainty": 14, "classification": 16,
          "review_policy": 26, "reasons": 40, "missing": 30, "error": 40, "ruleset": 18, "figures": 22,
          "was": 18, "why": 24}  # fmt: skip
_BOLD = Font(bold=True)
_STILL = dt.datetime(2000, 1, 1)
"""The time written into a workbook: the same answers give the same bytes."""


def cells_of(row: Mapping[str, str]) -> tuple[str, ...]:
    """The sign and the texts of a row, safe for a spreadsheet."""
    return (sign_of(row["verdict"]), *(guarded(visible(text)) for text in row.values()))


class WorkbookWriter:
    """One row per item, destination and date."""

    def __init__(self, sink: Output, columns: Sequence[str], stack: ExitStack, most: int = MOST_ROWS) -> None:
        self._sink, self._most = sink, most
        self._heads = ("", *columns)
        self._tally = Tally()
        self._sheets = self._rows = 0
        self._sheet: Any = None
        stack.callback(self._clear)

    def start(self) -> None:
        self._saved = False
        self._book = openpyxl.Workbook(write_only=True)
        self._book.properties.created = self._book.properties.modified = _STILL
        self._summary = self._book.create_sheet("Summary")
        self._summary.column_dimensions["A"].width = 40
        for column in "BCDEFGHI":
            self._summary.column_dimensions[column].width = 18
        self._fills = {word: PatternFill("solid", fgColor=colour) for word, colour in FILLS.items()}
        self._other = PatternFill("solid", fgColor=OTHER_FILL)
        self._next_sheet()

    def add(self, table: pa.Table) -> None:
        for row in flat_rows(table):
            self._tally.add(row)
        for cells in rows_of(table):
            self._add(cells)

    def end(self) -> None:
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._heads))}{self._rows + 1}"
        for number, row in enumerate(self._tally.rows()):
            bold = not number or (len(row) == 2 and row[1] == "rows")
            self._summary.append(list(_cells(self._summary, row, bold)))
        with StillArchive(self._sink.opened(), "w", zipfile.ZIP_DEFLATED) as archive:
            ExcelWriter(self._book, archive).save()
        self._saved = True

    def _clear(self) -> None:
        """Remove the sheets' temporary files where the workbook was not saved."""
        for sheet in () if self._saved or self._sheet is None else self._book.worksheets:
            writer = getattr(sheet, "_writer", None)
            sheet.close()
            if writer is not None:
                writer.cleanup()

    def _next_sheet(self) -> None:
        if self._sheets:
            self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._heads))}{self._rows + 1}"
        self._sheets += 1
        self._rows = 0
        self._sheet = self._book.create_sheet(ANSWERS if self._sheets == 1 else f"{ANSWERS} {self._sheets}")
        self._sheet.freeze_panes = "C2"
        for number, head in enumerate(self._heads, start=1):
            self._sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(head, 20)
        self._sheet.append(list(_cells(self._sheet, self._heads, True)))

    def _add(self, row: Mapping[str, str]) -> None:
        if self._rows == self._most:
            self._next_sheet()
        self._rows += 1
        cells = list(_cells(self._sheet, cells_of(row), False))
        for cell in (cells[0], cells[self._heads.index("verdict")]):
            cell.fill = self._fills.get(row["verdict"], self._other)
        self._sheet.append(cells)


def _cells(sheet: Any, row: Sequence[str | int], bold: bool) -> Iterator[Any]:
    """Cells whose texts are texts, whatever they begin with."""
    for value in row:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"
        if bold:
            cell.font = _BOLD
        yield cell
