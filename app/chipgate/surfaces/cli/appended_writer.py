"""A catalog's answers as a new sheet of the analyst's own workbook."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from chipgate.files.workbook_parts import NewSheet, appended_sheet
from chipgate.surfaces.render.looks import FILLS, OTHER_FILL

from .output import Output
from .table_rows import rows_of
from .workbook_writer import WIDTHS, cells_of

if TYPE_CHECKING:
    import pyarrow as pa


class AppendedWriter:
    """One row per item, destination and date."""

    def __init__(self, sink: Output, columns: Sequence[str], workbook: Path, name: str, stack: ExitStack) -> None:
        self._heads = ("", *columns)
        widths = [WIDTHS.get(head, 20) for head in self._heads]
        self._sheet: NewSheet = stack.enter_context(
            appended_sheet(workbook, name, sink.opened(), {**FILLS, "other": OTHER_FILL}, widths)
        )

    def start(self) -> None:
        self._sheet.row(self._heads, ["head"] * len(self._heads))

    def add(self, table: pa.Table) -> None:
        for row in rows_of(table):
            look = row["verdict"] if row["verdict"] in FILLS else "other"
            self._sheet.row(cells_of(row), [look if head in ("", "verdict") else "" for head in self._heads])

    def end(self) -> None:
        pass
