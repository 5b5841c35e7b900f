"""A catalog's answers as a new sheet of the analyst's own workbook."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from chipgate import Decision, Shipment
from chipgate.errors import Problem
from chipgate.files.workbook_parts import NewSheet, appended_sheet
from chipgate.surfaces.render.flat import Flat, flat, flat_error
from chipgate.surfaces.render.looks import FILLS, OTHER_FILL

from .output import Output
from .workbook_writer import HEADS, WIDTHS, cells_of


class AppendedWriter:
    """One row per item, destination and date."""

    def __init__(self, sink: Output, bases: Sequence[Shipment], workbook: Path, name: str, stack: ExitStack) -> None:
        self._bases = bases
        self._sheet: NewSheet = stack.enter_context(
            appended_sheet(workbook, name, sink.opened(), {**FILLS, "other": OTHER_FILL}, WIDTHS)
        )

    def start(self) -> None:
        self._sheet.row(HEADS, ["head"] * len(HEADS))

    def decided(self, decision: Decision) -> None:
        self._add(flat(decision))

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        for base in self._bases:
            self._add(flat_error(problems, base.destination, base.date.isoformat()))

    def end(self) -> None:
        pass

    def _add(self, row: Flat) -> None:
        look = row.verdict if row.verdict in FILLS else "other"
        self._sheet.row(cells_of(row), [look if head in ("", "verdict") else "" for head in HEADS])
