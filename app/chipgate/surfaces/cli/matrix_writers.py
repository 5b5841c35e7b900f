"""The writers of a matrix: the answers about one item are gathered, then written together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chipgate import Shipment
from chipgate.surfaces.render import matrix as m
from chipgate.surfaces.render.decision_card import NOT_ADVICE
from chipgate.surfaces.render.flat import Flat

from .output import Output
from .table_rows import flat_rows

if TYPE_CHECKING:
    import pyarrow as pa


class _Matrix:
    def __init__(self, sink: Output, bases: Sequence[Shipment]) -> None:
        self._sink = sink
        self._questions = [(base.region or base.destination, base.date.isoformat()) for base in bases]

    def add(self, table: pa.Table) -> None:
        held: list[Flat] = []
        for row in flat_rows(table):
            held.append(row)
            if len(held) == len(self._questions):
                error = next((one for one in held if one.verdict == "error"), None)
                self.item(held) if error is None else self.failed(error)
                held = []

    def item(self, rows: Sequence[Flat]) -> None:
        raise NotImplementedError

    def failed(self, row: Flat) -> None:
        raise NotImplementedError


class MatrixTable(_Matrix):
    """Lines for a person."""

    def start(self) -> None:
        self._console = self._sink.console()
        self._lines = m.MatrixLines(self._console, self._questions)
        self._lines.header()

    def item(self, rows: Sequence[Flat]) -> None:
        self._lines.item(rows)

    def failed(self, row: Flat) -> None:
        self._lines.failed(row)

    def end(self) -> None:
        self._lines.summary()
        self._console.print(NOT_ADVICE)


class MatrixMarkdown(_Matrix):
    """One table in Markdown."""

    def start(self) -> None:
        self._sink.write(m.matrix_head(self._questions).encode())

    def item(self, rows: Sequence[Flat]) -> None:
        self._sink.write(m.matrix_row(rows).encode())

    def failed(self, row: Flat) -> None:
        self._sink.write(m.matrix_error(row, len(self._questions)).encode())

    def end(self) -> None:
        self._sink.write(f"{m.matrix_legend()}\n{NOT_ADVICE}\n".encode())
