"""A catalog's answers as a workbook: a summary sheet, and the rows with their verdicts in colour.

Written row by row, nothing held but the counts. A sheet that is full goes on in a second one.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import astuple
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from chipgate import Decision, Shipment
from chipgate.errors import Problem
from chipgate.surfaces.render.flat import COLUMNS, Flat, flat, flat_error, guarded
from chipgate.surfaces.render.looks import FILLS, OTHER_FILL, sign_of
from chipgate.surfaces.render.plain_text import visible
from chipgate.surfaces.render.tally import Tally

from .output import Output

MOST_ROWS = 1_048_575
"""Rows below the header that a sheet can have."""
HEADS = ("", *COLUMNS)
WIDTHS = (4, 34, 12, 12, 18, 14, 16, 26, 40, 30, 40)
_BOLD = Font(bold=True)


def cells_of(row: Flat) -> tuple[str, ...]:
    """The sign and the texts of a row, safe for a spreadsheet."""
    return (sign_of(row.verdict), *(guarded(visible(text)) for text in astuple(row)))


class WorkbookWriter:
    """One row per item, destination and date."""

    def __init__(self, sink: Output, bases: Sequence[Shipment], stack: ExitStack, most: int = MOST_ROWS) -> None:
        self._sink, self._bases, self._most = sink, bases, most
        self._tally = Tally()
        self._sheets = self._rows = 0
        self._sheet: Any = None
        stack.callback(self._clear)

    def start(self) -> None:
        self._saved = False
        self._book = openpyxl.Workbook(write_only=True)
        self._summary = self._book.create_sheet("Summary")
        self._summary.column_dimensions["A"].width = 40
        for column in "BCDEFGHI":
            self._summary.column_dimensions[column].width = 18
        self._fills = {word: PatternFill("solid", fgColor=colour) for word, colour in FILLS.items()}
        self._other = PatternFill("solid", fgColor=OTHER_FILL)
        self._next_sheet()

    def decided(self, decision: Decision) -> None:
        self._add(flat(decision))

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        for base in self._bases:
            self._add(flat_error(problems, base.destination, base.date.isoformat()))

    def end(self) -> None:
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADS))}{self._rows + 1}"
        for number, row in enumerate(self._tally.rows()):
            bold = not number or (len(row) == 2 and row[1] == "rows")
            self._summary.append(list(_cells(self._summary, row, bold)))
        with zipfile.ZipFile(self._sink.opened(), "w", zipfile.ZIP_DEFLATED) as archive:
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
            self._sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADS))}{self._rows + 1}"
        self._sheets += 1
        self._rows = 0
        self._sheet = self._book.create_sheet("Answers" if self._sheets == 1 else f"Answers {self._sheets}")
        self._sheet.freeze_panes = "C2"
        for number, width in enumerate(WIDTHS, start=1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        self._sheet.append(list(_cells(self._sheet, HEADS, True)))

    def _add(self, row: Flat) -> None:
        if self._rows == self._most:
            self._next_sheet()
        self._rows += 1
        self._tally.add(row)
        cells = list(_cells(self._sheet, cells_of(row), False))
        for cell in (cells[0], cells[HEADS.index("verdict")]):
            cell.fill = self._fills.get(row.verdict, self._other)
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
