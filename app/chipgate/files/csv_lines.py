"""The records of a CSV or TSV file with the line each begins on, one by one, and what is wrong with a file as bytes.

No record is held longer than it takes to hand it out, and none may be longer than `MAX_RECORD`. What the cells mean
is `catalog`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from chipgate.errors import Problem

MAX_RECORD = 1024 * 1024
"""Bytes that one record may have, all its lines together."""

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
Record = tuple[int, list[str] | Problem]


class Refused(Exception):
    """A line that must not reach the parser."""

    def __init__(self, message: str, hint: str) -> None:
        self.message, self.hint = message, hint


class Lines:
    """The lines of a stream as text. An iterator and not a generator: it goes on after a line that it refused."""

    def __init__(self, stream: BinaryIO, what: str = "CSV") -> None:
        self.stream = stream
        self._save = f"Save the file as {what} in UTF-8."
        self.number = 0
        self.bytes_read = 0
        self.record_bytes = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.stream.readline(MAX_RECORD + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.bytes_read += len(line)
        self.record_bytes += len(line)
        if self.record_bytes > MAX_RECORD:
            while line and not line.endswith(b"\n"):  # The rest of the line is passed over, never kept.
                line = self.stream.readline(MAX_RECORD)
                self.bytes_read += len(line)
            raise Refused(f"longer than {MAX_RECORD:,} bytes.", "Is a quotation mark left open, or is this not CSV?")
        if self.number == 1:
            if line.startswith(_UTF16):
                raise Refused("the file is UTF-16.", self._save)
            line = line.removeprefix(_BOM)
        if b"\0" in line:
            raise Refused("a NUL character.", self._save)
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError as error:
            message = f"byte {error.start + 1} of the line is not UTF-8."
            raise Refused(message, self._save) from None


class Records:
    """Every record of a stream, or the problem in its place."""

    def __init__(self, stream: BinaryIO, path: str, delimiter: str = ",") -> None:
        self._lines = Lines(stream, "TSV" if delimiter == "\t" else "CSV")
        self._path = path
        self._delimiter = delimiter

    @property
    def bytes_read(self) -> int:
        """How far in the stream."""
        return self._lines.bytes_read

    def __iter__(self) -> Iterator[Record]:
        lines = self._lines
        reader = csv.reader(lines, strict=True, delimiter=self._delimiter)
        while True:
            first = lines.number + 1
            lines.record_bytes = 0
            try:
                cells = next(reader)
            except StopIteration:
                return
            except Refused as refused:
                yield first, Problem(self._path, lines.number, 1, refused.message, refused.hint)
                continue
            except csv.Error as error:
                message, hint = _words(str(error))
                yield first, Problem(self._path, first, 1, message, hint)
                continue
            if cells:
                yield first, cells


def _words(said: str) -> tuple[str, str]:
    """What the parser says, for the one who has to mend the file."""
    if "unexpected end of data" in said:
        return "a quotation mark is opened and never closed.", "Close it, or double it where it is part of the text."
    if "expected after" in said:
        return "text after a closing quotation mark.", "Double a quotation mark that is part of the text."
    if "field limit" in said:
        return "a cell is longer than any cell should be.", "Is a quotation mark left open?"
    if "new-line character" in said:
        return "a carriage return inside a cell.", "Save the file with line ends of LF or CRLF, or quote the cell."
    return f"not CSV: {said}.", "Save the file as CSV in UTF-8."
