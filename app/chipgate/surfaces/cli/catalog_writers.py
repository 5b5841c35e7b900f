"""One writer per format in which a catalog's answers are whole decisions: start, a row at a time, end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chipgate import Decision, Shipment
from chipgate.errors import Problem
from chipgate.model.decision_text import decision_json
from chipgate.surfaces.render.flat import error_json

from .options import OutputFormat
from .output import Output


class Writer(Protocol):
    """What a catalog's answers are handed to, in order."""

    def start(self) -> None:
        """Before the first row."""

    def decided(self, decision: Decision) -> None:
        """A row and its answer."""

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        """A row that could not be read."""

    def end(self) -> None:
        """After the last row."""


def writer_of(format: OutputFormat, sink: Output, base: Shipment) -> Writer:
    """The writer of a format that shows whole decisions; `base` is the question that each item is asked first."""
    match format:
        case OutputFormat.JSONL:
            return _Jsonl(sink)
        case OutputFormat.JSON:
            return _JsonArray(sink)
        case _:
            return _Table(sink, base)


class _Jsonl:
    """One complete decision per line."""

    def __init__(self, sink: Output) -> None:
        self._sink = sink

    def start(self) -> None:
        pass

    def decided(self, decision: Decision) -> None:
        self._sink.write(decision_json(decision))

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        self._sink.write(error_json(line, problems))

    def end(self) -> None:
        pass


class _JsonArray:
    """One array of the same objects, written as they come."""

    def __init__(self, sink: Output) -> None:
        self._sink = sink
        self._before = b"[\n"

    def start(self) -> None:
        pass

    def _add(self, text: bytes) -> None:
        self._sink.write(self._before + text.rstrip(b"\n"))
        self._before = b",\n"

    def decided(self, decision: Decision) -> None:
        self._add(decision_json(decision))

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        self._add(error_json(line, problems))

    def end(self) -> None:
        self._sink.write(b"[]\n" if self._before == b"[\n" else b"\n]\n")


class _Table:
    """A line per item for a person."""

    def __init__(self, sink: Output, base: Shipment) -> None:
        from chipgate.surfaces.render.catalog_lines import CatalogLines

        self._console, self._base = sink.console(), base
        self._lines = CatalogLines(self._console)
        self._where = base.destination

    def start(self) -> None:
        self._lines.header()

    def decided(self, decision: Decision) -> None:
        asked = decision.answer.asked
        self._where = f"{asked.destination_name} ({asked.destination})" if asked.destination_name else asked.destination
        self._lines.decided(decision)

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        self._lines.failed(line, problems)

    def end(self) -> None:
        from chipgate.surfaces.render.decision_card import NOT_ADVICE

        self._lines.summary(self._where, self._base.date.isoformat())
        self._lines.bearing()
        self._console.print(NOT_ADVICE)
