"""One writer per format in which a catalog's answers are rows of the same columns: start, tables of rows, end."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

from rich.text import Text

from chipgate import Rulebook, Shipment
from chipgate.surfaces.render import flat as f
from chipgate.surfaces.render.decision_card import NOT_ADVICE
from chipgate.surfaces.render.paragraphs import print_cut

from .options import OutputFormat
from .output import Output
from .table_rows import flat_rows, rows_of

if TYPE_CHECKING:
    import pyarrow as pa


class FlatWriter(Protocol):
    """What tables of answers are handed to, in order."""

    def start(self) -> None:
        """Before the first table."""

    def add(self, table: pa.Table) -> None:
        """Some rows, in the columns that were asked for."""

    def end(self) -> None:
        """After the last table."""


def flat_writer_of(
    format: OutputFormat, sink: Output, bases: Sequence[Shipment], columns: Sequence[str], rulebook: Rulebook,
    stack: ExitStack,
) -> FlatWriter:  # fmt: skip
    """The writer of a format; `stack` clears away what it leaves where it is not ended. `bases` are the questions
    that each item is asked, in order."""
    match format:
        case OutputFormat.CSV:
            return CsvWriter(sink, columns)
        case OutputFormat.PARQUET:
            from .parquet_writer import ParquetWriter

            return ParquetWriter(sink, columns, stack)
        case OutputFormat.XLSX:
            from .workbook_writer import WorkbookWriter

            return WorkbookWriter(sink, columns, stack)
        case OutputFormat.HTML:
            from .report_writer import ReportWriter

            return ReportWriter(sink, bases, rulebook, stack)
        case OutputFormat.TABLE if "why" in columns:
            return ChangesWriter(sink)
        case OutputFormat.MARKDOWN if len(bases) == 1:
            return MarkdownWriter(sink)
        case _:
            from .matrix_writers import MatrixMarkdown, MatrixTable

            return (MatrixTable if format is OutputFormat.TABLE else MatrixMarkdown)(sink, bases)


class CsvWriter:
    """One line per row."""

    def __init__(self, sink: Output, columns: Sequence[str]) -> None:
        self._sink, self._columns = sink, columns

    def start(self) -> None:
        self._sink.write(f.csv_line(self._columns))

    def add(self, table: pa.Table) -> None:
        from chipgate.batch.csv_text import csv_text

        for piece in table.to_batches(max_chunksize=f.ROWS_AT_ONCE):
            self._sink.write(csv_text(table.from_batches([piece])))

    def end(self) -> None:
        pass


class MarkdownWriter:
    """One table in Markdown."""

    def __init__(self, sink: Output) -> None:
        self._sink = sink

    def start(self) -> None:
        from chipgate.surfaces.render.markdown_text import table_head

        self._sink.write(table_head().encode())

    def add(self, table: pa.Table) -> None:
        from chipgate.surfaces.render.markdown_text import table_row

        self._sink.write("".join(map(table_row, flat_rows(table))).encode())

    def end(self) -> None:
        self._sink.write(f"\n{NOT_ADVICE}\n".encode())


class ChangesWriter:
    """What changed since an earlier result, for a person: a line per row."""

    def __init__(self, sink: Output) -> None:
        self._sink, self._console = sink, sink.console()

    def start(self) -> None:
        line = f"{'ITEM':<26} {'TO':<4}{'WAS':<17}{'IS':<17}{'BY':<16}WHAT CHANGED"
        print_cut(self._console, Text(line, "bold"))

    def add(self, table: pa.Table) -> None:
        for row in rows_of(table):
            what = row["changed"].replace(";", ", ")
            line = f"{f.fitted(row['item'], 26)} {row['destination']:<4}{row['was'] or '–':<17}{row['verdict']:<17}"
            print_cut(self._console, Text(f"{line}{row['why']:<16}{what}"))

    def end(self) -> None:
        self._console.print(NOT_ADVICE)
