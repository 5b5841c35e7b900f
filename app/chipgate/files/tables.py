"""One way to read a table, whatever it is written in: a header, then records of texts, each with its number.

Columns, mapping and validation (`columns`, `catalog`) see texts only, so that they are the same for every format. A
number of a binary format is the shortest decimal that means the same number. Every reader is handed a `Source`, reads
it in pieces, and holds one piece.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from chipgate.errors import InvalidCatalog, Problem

from .csv_lines import Record, Records
from .sources import Source, TableFormat, Unreadable

if TYPE_CHECKING:
    import pyarrow as pa

_DELIMITERS = {TableFormat.CSV: ",", TableFormat.TSV: "\t"}


class Reader(Protocol):
    """How one format is read. The first record is the header; its number is 0 where the format has none."""

    bytes_read: int
    """How far in the file, of `Table.size`."""
    unit: str
    """What separates cells ("comma"), or "" where nothing does."""

    def records(self) -> Iterator[Record]:
        """The header, then every record or the problem in its place.

        Raises:
            Unreadable: the rest of the file cannot be read.
        """


class Table:
    """A file as header and records. Each call of `records` reads it anew.

    Raises:
        InvalidCatalog: the file cannot be opened, or is not what it says it is.
    """

    def __init__(self, source: Source) -> None:
        self.shown = source.shown
        try:
            self.format, self.size = source.start()
            self._reader = _reader(source, self.format)
        except Unreadable as error:
            raise InvalidCatalog([Problem(self.shown, message=error.message, hint=error.hint)]) from None
        except (OSError, EOFError, zlib.error) as error:
            raise InvalidCatalog([_broken(error, self.shown, 0)]) from None

    @property
    def bytes_read(self) -> int:
        """How far in the file."""
        return self._reader.bytes_read

    @property
    def unit(self) -> str:
        """What separates cells, or "" where nothing does."""
        return self._reader.unit

    def records(self) -> Iterator[Record]:
        """The header, then every record below it with its line (or row) number, or the problem in its place.

        Raises:
            InvalidCatalog: the rest of the file cannot be read. What was read so far is not the whole catalog.
        """
        with self._named() as after:
            for after[0], cells in self._reader.records():
                yield after[0], cells

    @property
    def in_columns(self) -> bool:
        """Whether the format has columns with types of their own, so that `arrow` reads it."""
        return self.format in (TableFormat.PARQUET, TableFormat.ARROW)

    def arrow(self, columns: Collection[str], sizes: Iterator[int]) -> Iterator[pa.Table]:
        """These columns of a file that has types of its own, in tables of these sizes (the last is smaller).

        Raises:
            InvalidCatalog: the rest of the file cannot be read. What was read so far is not the whole catalog.
        """
        from .arrow_tables import ArrowTable

        assert isinstance(self._reader, ArrowTable)
        with self._named():
            yield from self._reader.tables(columns, sizes)

    @contextmanager
    def _named(self) -> Iterator[list[int]]:
        """What readers raise, with the file's name and the last line read, which the user of the context keeps."""
        after = [0]
        try:
            yield after
        except Unreadable as error:
            last = after[0]
            raise InvalidCatalog([Problem(self.shown, last, int(last > 0), error.message, error.hint)]) from None
        except (OSError, EOFError, zlib.error) as error:
            raise InvalidCatalog([_broken(error, self.shown, after[0])]) from None


def _broken(error: Exception, shown: str, last: int) -> Problem:
    """What a library says of a file that ends too early or is damaged."""
    if isinstance(error, OSError) and error.strerror:
        return Problem(shown, message=f"{error.strerror}.")
    after = f" The last line read is {last}." if last else ""
    return Problem(shown, last, int(last > 0), f"the compressed file is damaged, or not whole.{after}",
                   "Copy it anew. Nothing of it was used.")  # fmt: skip


def _reader(source: Source, format: TableFormat) -> Reader:
    match format:
        case TableFormat.CSV | TableFormat.TSV:
            return _Delimited(source, _DELIMITERS[format])
        case TableFormat.JSONL:
            from .json_lines import JsonLines

            return JsonLines(source)
        case TableFormat.XLSX:
            from .sheets import Sheet

            return Sheet(source)
        case TableFormat.PARQUET | TableFormat.ARROW:
            from .arrow_tables import ArrowTable

            return ArrowTable(source, format)


class _Delimited:
    """CSV and TSV. A CSV file whose header has more semicolons than commas is separated by semicolons."""

    def __init__(self, source: Source, delimiter: str) -> None:
        self._source, self._delimiter = source, delimiter
        if delimiter == ",":
            with source.open() as stream:
                header = stream.readline(1 << 16)
            if header.count(b";") > header.count(b","):
                self._delimiter = ";"
        self.unit = {",": "comma", ";": "semicolon", "\t": "tab"}[self._delimiter]
        self.bytes_read = 0

    def records(self) -> Iterator[Record]:
        with self._source.open() as stream:
            records = Records(stream, self._source.shown, self._delimiter)
            for record in records:
                self.bytes_read = records.bytes_read
                yield record
