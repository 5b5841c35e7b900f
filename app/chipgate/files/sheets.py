"""A sheet of an .xlsx workbook as a table, row by row.

A number is the shortest decimal that reads back as the number saved. What a reader would otherwise pass over in
silence is refused: merged cells (all but the first would be empty), a formula without a saved result, a percentage
where a plain number is expected, several sheets of which none is named.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice, zip_longest
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from chipgate.errors import Problem

from .csv_lines import Record
from .sources import Source, Unreadable

_CHUNK = 512
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]{1,40})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, TypeError, ParseError, EOFError, InvalidFileException, zlib.error)
_SHOWN = 5


class Sheet:
    """The reader of workbooks."""

    unit = ""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.bytes_read = 0
        self._size = source.path.stat().st_size

    def records(self) -> Iterator[Record]:
        """The first row that is not empty, then every other, each with its row number. See `Reader`."""
        last = 0
        try:
            with self._source.seekable() as stream:
                for record in self._records(stream):
                    last = record[0]
                    yield record
        except _BROKEN as error:
            after = f" (after row {last})" if last else ""
            said = str(error).split("\n")[0].rstrip(".")[:200]
            raise Unreadable(f"not a whole .xlsx workbook{after}: {said}.",
                             "Open it in a spreadsheet program and save it anew.") from None  # fmt: skip

    def _records(self, stream: BinaryIO) -> Iterator[Record]:
        values = _opened(stream, data_only=True)
        sheet = self._chosen(values)
        merged, formulas = _marks(stream, str(getattr(sheet, "_worksheet_path", "")))
        if merged:
            more = f" and {len(merged) - _SHOWN} more" if len(merged) > _SHOWN else ""
            raise Unreadable(f"merged cells on sheet {sheet.title}: {', '.join(merged[:_SHOWN])}{more}.",
                             "Only the first cell of each has its value. Unmerge them, and fill in every row.")
        rows = _rows(sheet)
        said = _rows(_opened(stream, data_only=False)[sheet.title]) if formulas else None
        total, width = max(int(sheet.max_row or 0), 1), 0
        for number, row, formula in _together(rows, said):
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            self.bytes_read = min(self._size, self._size * number // total)
            empty = [was.coordinate for cell, was in zip(row, formula, strict=False)
                     if cell.value is None and was.data_type == "f"]  # fmt: skip
            if empty:
                yield number, Problem(self._source.shown, number, 1,
                                      f"cell {empty[0]} has a formula without a saved result.",
                                      "Open the workbook in a spreadsheet program and save it.")  # fmt: skip
            elif cells:
                width = width or len(cells)
                yield number, cells + [""] * (width - len(cells))

    def _chosen(self, book: Any) -> Any:
        """The sheet that was named, or the only one with something in it."""
        names = [sheet.title for sheet in book.worksheets]
        if (wanted := self._source.sheet) is not None:
            if wanted not in names:
                raise Unreadable(f'there is no sheet "{wanted}".', f"Sheets: {', '.join(names)}.")
            return book[wanted]
        full = [sheet for sheet in book.worksheets if _has_something(sheet)]
        if len(full) > 1:
            found = ", ".join(sheet.title for sheet in full)
            raise Unreadable(f"several sheets: {found}.", f'Say which: --input-sheet "{full[0].title}".')
        if not full:
            raise Unreadable("every sheet is empty.", "A catalog begins with a header.")
        return full[0]


def _opened(stream: BinaryIO, data_only: bool) -> Any:
    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of charts, validations and styles that it does not read; nor do we.
        book = openpyxl.load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # What a writer says of them is often wrong, and rows would be cut off.
    return book


def _has_something(sheet: Any) -> bool:
    return any(cell.value is not None for row in _rows(sheet) for cell in row)


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    rows = iter(sheet.iter_rows())
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            chunk = list(islice(rows, _CHUNK))
        if not chunk:
            return
        yield from chunk


def _together(
    rows: Iterable[Sequence[Any]], formulas: Iterable[Sequence[Any]] | None
) -> Iterator[tuple[int, Sequence[Any], Sequence[Any]]]:
    """Each row with its number, and with what stands in it as formulas where there are any."""
    for number, (row, formula) in enumerate(zip_longest(rows, formulas or (), fillvalue=()), start=1):
        yield number, row, formula


def _marks(stream: BinaryIO, member: str) -> tuple[list[str], bool]:
    """Ranges of merged cells, and whether there are formulas, by a look through the sheet's text."""
    merged: dict[str, None] = {}
    formulas = False
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive, archive.open(member.lstrip("/")) as part:
        kept = b""
        while chunk := part.read(1 << 20):
            text = kept + chunk
            merged.update(dict.fromkeys(found.decode() for found in _MERGED.findall(text)))
            formulas = formulas or _FORMULA.search(text) is not None
            kept = text[-200:]
    return list(merged), formulas


def _text(cell: Any) -> str:
    """A cell as it would be typed; a percentage with its sign, so that it is not taken for a fraction."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            return f"{(Decimal(repr(value)) * 100).normalize():f} %"
        return str(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
    return str(value.isoformat() if hasattr(value, "isoformat") else value)
