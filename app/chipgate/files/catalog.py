"""A product catalog, read row by row: each row an item as its data sheet states it, or the row's problems.

The file is streamed and never held. Which column states what is `columns`; what it is written in is `tables`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chipgate.errors import InvalidCatalog, Problem
from chipgate.model.exact import NotAFigure
from chipgate.model.item import ItemSpec, Transistor

from .columns import MEMORY_TYPE, PART_NUMBER, Column, assign
from .row_reviews import RowReviews
from .sources import Source
from .tables import Table
from .validation import problems_of
from .written_numbers import Written

MOST_PROBLEMS = 1000
"""Problems that one run reports; a file with more is not a catalog with mistakes but something else."""
Row = tuple[int, ItemSpec | list[Problem]]

_YES_OR_NO = frozenset(name for name, field in ItemSpec.model_fields.items() if "bool" in str(field.annotation))
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False, "unknown": None, "": None}
_TRANSISTORS = {
    "finfet": Transistor.NON_PLANAR, "gaafet": Transistor.NON_PLANAR, "gaa": Transistor.NON_PLANAR,
    "non-planar": Transistor.NON_PLANAR, "nonplanar": Transistor.NON_PLANAR, "planar": Transistor.PLANAR,
    "unknown": None, "": None,
}  # fmt: skip
_EMPTY = "Leave the cell empty where the figure is unknown."


class Catalog:
    """A catalog whose header has been read. Each call of `rows` reads the file anew.

    With `reviews`, a row whose part number the item register has is the reviewed item.

    Raises:
        InvalidCatalog: the file cannot be read, or its header says nothing that can be relied on.
    """

    table: Table
    """The file as a header and records."""
    columns: tuple[Column, ...]
    by_field: Mapping[str, Column]
    width: int
    """How many columns the header has."""

    def __init__(
        self, path: Path | Source, mapping: Mapping[str, str | Written] | None = None, reviews: RowReviews | None = None
    ) -> None:
        self._reviews = reviews
        self.table = Table(path if isinstance(path, Source) else Source(path))
        self.shown, self.size = self.table.shown, self.table.size
        line, cells = next(self.table.records(), (0, None))
        if cells is None:
            first = 1 if self.table.unit else 0
            message, hint = "the file is empty.", "A catalog begins with a header."
            raise InvalidCatalog([Problem(self.shown, first, first, message, hint)])
        if isinstance(cells, Problem):
            raise InvalidCatalog([cells])
        self.columns, problems = assign(cells, mapping or {}, self.shown, line)
        if problems:
            raise InvalidCatalog(problems)
        self.width = len(cells)
        self.by_field = {column.field: column for column in self.columns if column.field is not None}

    @property
    def bytes_read(self) -> int:
        """How far in the file, of `size`."""
        return self.table.bytes_read

    @property
    def ignored(self) -> tuple[Column, ...]:
        """The columns that state nothing about an item."""
        return tuple(column for column in self.columns if column.field is None)

    def rows(self) -> Iterator[Row]:
        """Every row below the header with its line: the item, or everything that is wrong with the row."""
        for place, (line, cells) in enumerate(self.table.records()):
            if place:
                yield line, [cells] if isinstance(cells, Problem) else self.read(line, cells)

    def check(self) -> int:
        """Read every row once and say how many there are.

        Raises:
            InvalidCatalog: with the problems of every row, up to `MOST_PROBLEMS`.
        """
        problems: list[Problem] = []
        count = 0
        for _, found in self.rows():
            count += 1
            if isinstance(found, list):
                problems += found
                if len(problems) > MOST_PROBLEMS:
                    raise InvalidCatalog(problems[:MOST_PROBLEMS])
        if problems:
            raise InvalidCatalog(problems)
        return count

    def read(self, line: int, cells: Sequence[str]) -> ItemSpec | list[Problem]:
        """The item of one row, given its cells in the order of the header, or everything that is wrong with it."""
        if len(cells) != self.width:
            message = f"{len(cells)} cells, but the header has {self.width}."
            unit = self.table.unit
            hint = f"Quote a cell that contains a {unit}." if len(cells) > self.width else f"Add the missing {unit}s."
            hint = hint if unit else "Every column needs a name in the header."
            return [Problem(self.shown, line, min(len(cells), self.width + 1), message, hint)]
        problems: list[Problem] = []
        stated = {field: cells[column.number - 1].strip() for field, column in self.by_field.items()}
        if not stated["name"]:
            problems.append(self._problem(line, "name", "no name.", "Every row names its item; remove an empty row."))
        for field, column in self.by_field.items():
            if column.written is not None and stated[field]:
                try:
                    stated[field] = column.written.plain(stated[field])
                except NotAFigure as error:
                    problems.append(self._problem(line, field, f"{error}.", _EMPTY))
                    stated[field] = ""
        raw: dict[str, Any] = {"tops": {}, "sparse_tops": {}}
        part_number = stated.pop(PART_NUMBER, "")
        no_dram = stated.pop(MEMORY_TYPE, "").casefold().startswith("sram")
        for field, text in stated.items():
            kind, _, form = field.partition(".")
            if form:
                if text:
                    raw[kind][form] = text
            elif field in _YES_OR_NO:
                raw[field] = self._word(line, field, text, _TRUTHS, problems)
            elif field == "completion_year" and text.isdecimal():
                raw[field] = int(text)
            elif field == "transistor":
                raw[field] = self._word(line, field, text, _TRANSISTORS, problems)
            elif text and not (no_dram and field == "dram_bandwidth_gb_s" and self.by_field[field].any_memory):
                raw[field] = text
        try:
            item = ItemSpec.model_validate(raw)
        except ValidationError as error:
            for found in problems_of(error, raw, self.shown, None, ()):
                field = found.pointer[1:].replace("/", ".")
                hint = found.hint or (_EMPTY if field not in {"name", "manufacturer", "kind"} else "")
                problems.append(self._problem(line, field, found.message, hint))
            return problems
        if problems or self._reviews is None or not part_number:
            return problems or item
        return self._reviews.item(line, part_number, item)

    def _word(self, line: int, field: str, text: str, words: Mapping[str, Any], problems: list[Problem]) -> Any:
        key = text.casefold()
        if key not in words:
            options = ", ".join(word for word in words if word)
            problems.append(self._problem(line, field, f'"{text[:80]}" is not one of {options}.', _EMPTY))
        return words.get(key)

    def _problem(self, line: int, field: str, message: str, hint: str) -> Problem:
        column = self.by_field[field]
        return Problem(self.shown, line, column.number, f'column "{column.header}": {message}', hint)
