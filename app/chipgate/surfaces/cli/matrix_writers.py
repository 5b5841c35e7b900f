"""The writers of a matrix: the decisions of one item are gathered, then written together."""

from __future__ import annotations

from collections.abc import Sequence

from chipgate import Decision, Shipment
from chipgate.errors import Problem
from chipgate.surfaces.render import matrix as m
from chipgate.surfaces.render.decision_card import NOT_ADVICE

from .output import Output


class _Matrix:
    def __init__(self, sink: Output, bases: Sequence[Shipment]) -> None:
        self._sink = sink
        self._questions = [(base.region or base.destination, base.date.isoformat()) for base in bases]
        self._held: list[Decision] = []

    def decided(self, decision: Decision) -> None:
        self._held.append(decision)
        if len(self._held) == len(self._questions):
            self.item(self._held)
            self._held = []

    def item(self, decisions: Sequence[Decision]) -> None:
        raise NotImplementedError


class MatrixTable(_Matrix):
    """Lines for a person."""

    def start(self) -> None:
        self._console = self._sink.console()
        self._lines = m.MatrixLines(self._console, self._questions)
        self._lines.header()

    def item(self, decisions: Sequence[Decision]) -> None:
        self._lines.item(decisions)

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        self._lines.failed(line, problems[0].message)

    def end(self) -> None:
        self._lines.summary()
        self._console.print(NOT_ADVICE)


class MatrixMarkdown(_Matrix):
    """One table in Markdown."""

    def start(self) -> None:
        self._sink.write(m.matrix_head(self._questions).encode())

    def item(self, decisions: Sequence[Decision]) -> None:
        self._sink.write(m.matrix_row(decisions).encode())

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        self._sink.write(m.matrix_error(line, problems[0].message, len(self._questions)).encode())

    def end(self) -> None:
        self._sink.write(f"{m.matrix_legend()}\n{NOT_ADVICE}\n".encode())
