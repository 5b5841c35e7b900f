"""One writer per output format of a catalog: start, a row at a time, end. The rows themselves are `render`'s."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Protocol

from chipgate import Decision, Shipment
from chipgate.errors import Problem
from chipgate.surfaces.render import flat as f
from chipgate.surfaces.render.json_text import decision_json

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


def writer_of(format: OutputFormat, sink: Output, bases: Sequence[Shipment], stack: ExitStack) -> Writer:
    """The writer of a format; `stack` clears away what it leaves where it is not ended. `bases` are the questions
    that each item is asked, in order."""
    match format:
        case OutputFormat.JSONL:
            return _Jsonl(sink)
        case OutputFormat.JSON:
            return _JsonArray(sink)
        case OutputFormat.CSV:
            return _Csv(sink, bases)
        case OutputFormat.PARQUET:
            from .parquet_writer import ParquetWriter

            return ParquetWriter(sink, bases, stack)
        case OutputFormat.XLSX:
            from .workbook_writer import WorkbookWriter

            return WorkbookWriter(sink, bases, stack)
        case OutputFormat.MARKDOWN | OutputFormat.TABLE if len(bases) > 1:
            from .matrix_writers import MatrixMarkdown, MatrixTable

            return (MatrixTable if format is OutputFormat.TABLE else MatrixMarkdown)(sink, bases)
        case OutputFormat.MARKDOWN:
            return _Markdown(sink, bases)
        case _:
            return _Table(sink, bases[0])


class _Jsonl:
    """One complete decision per line."""

    def __init__(self, sink: Output) -> None:
        self._sink = sink

    def start(self) -> None:
        pass

    def decided(self, decision: Decision) -> None:
        self._sink.write(decision_json(decision))

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        self._sink.write(f.error_json(line, problems))

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
        self._add(f.error_json(line, problems))

    def end(self) -> None:
        self._sink.write(b"[]\n" if self._before == b"[\n" else b"\n]\n")


class _Flat:
    """Rows of the same columns."""

    def __init__(self, sink: Output, bases: Sequence[Shipment]) -> None:
        self._sink, self._bases = sink, bases

    def row(self, row: f.Flat) -> bytes:
        raise NotImplementedError

    def decided(self, decision: Decision) -> None:
        self._sink.write(self.row(f.flat(decision)))

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        for base in self._bases:
            self._sink.write(self.row(f.flat_error(problems, base.destination, base.date.isoformat())))

    def end(self) -> None:
        pass


class _Csv(_Flat):
    def start(self) -> None:
        self._sink.write(f.csv_line(f.COLUMNS))

    def row(self, row: f.Flat) -> bytes:
        return f.csv_row(row)


class _Markdown(_Flat):
    def start(self) -> None:
        from chipgate.surfaces.render.markdown_text import table_head

        self._sink.write(table_head().encode())

    def row(self, row: f.Flat) -> bytes:
        from chipgate.surfaces.render.markdown_text import table_row

        return table_row(row).encode()

    def end(self) -> None:
        from chipgate.surfaces.render.decision_card import NOT_ADVICE

        self._sink.write(f"\n{NOT_ADVICE}\n".encode())


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
