"""Where the bytes of a catalog are: a file, plain or compressed, and which format they are in.

A format is said, or known by the file's ending, or by its first bytes; where two of these differ, that is a mistake
and not a guess. What the bytes say is `tables`.
"""

from __future__ import annotations

import gzip
import io
import shutil
import tempfile
import weakref
from enum import StrEnum
from pathlib import Path
from typing import IO, BinaryIO, cast


class TableFormat(StrEnum):
    """What a catalog may be written in."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    ARROW = "arrow"
    XLSX = "xlsx"


ENDINGS = {
    ".csv": TableFormat.CSV, ".tsv": TableFormat.TSV, ".tab": TableFormat.TSV,
    ".jsonl": TableFormat.JSONL, ".ndjson": TableFormat.JSONL,
    ".parquet": TableFormat.PARQUET, ".pq": TableFormat.PARQUET,
    ".arrow": TableFormat.ARROW, ".arrows": TableFormat.ARROW, ".feather": TableFormat.ARROW, ".ipc": TableFormat.ARROW,
    ".xlsx": TableFormat.XLSX, ".xlsm": TableFormat.XLSX,
}  # fmt: skip
COMPRESSED = {".gz": "gzip", ".zst": "zstd", ".zstd": "zstd"}
_PACKED = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))
_BINARY = ((b"PAR1", TableFormat.PARQUET), (b"ARROW1", TableFormat.ARROW), (b"PK\x03\x04", TableFormat.XLSX),
           (b"\xff\xff\xff\xff", TableFormat.ARROW))  # fmt: skip
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old .xls file, or a workbook with a password", "Save it as .xlsx without a password."),
    (b"FEA1", "a Feather file of version 1", "Write it as Arrow IPC (Feather version 2)."),
    (b"PARE", "an encrypted Parquet file", "Write it without encryption."),
)
_NAMES = {TableFormat.PARQUET: "Parquet", TableFormat.ARROW: "Arrow IPC", TableFormat.XLSX: "an .xlsx workbook"}


class Unreadable(Exception):
    """The file as a whole cannot be read: what is wrong, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def format_by_name(path: Path) -> TableFormat | None:
    """The format that a file's name says, under a compression or not.

    >>> format_by_name(Path("parts.csv.gz")), format_by_name(Path("h20.yaml"))
    (<TableFormat.CSV: 'csv'>, None)
    """
    if path.suffix.lower() in COMPRESSED:
        path = path.with_suffix("")
    return ENDINGS.get(path.suffix.lower())


class Source:
    """A file that a catalog is read from, as often as needed.

    `shown` names it in messages, `format` overrides what its name says, `sheet` is the sheet of a workbook.
    """

    def __init__(
        self, path: Path, shown: str | None = None, format: TableFormat | None = None, sheet: str | None = None
    ) -> None:
        self.path, self.sheet = path, sheet
        self.shown = shown or str(path)
        self._said = format
        self._unpacked: IO[bytes] | None = None

    def start(self) -> tuple[TableFormat, int]:
        """Look at the first bytes: the format, and the size of the file as it lies there.

        Raises:
            Unreadable: the bytes are not what the name or the asker says, or nobody says what they are.
            OSError: the file cannot be opened.
        """
        size = self.path.stat().st_size
        named = format_by_name(self.path)
        with self.open() as stream:
            first = stream.read(8)
        for magic, what, hint in _FOREIGN:
            if first.startswith(magic):
                raise Unreadable(f"{what}.", hint)
        found = next((format for magic, format in _BINARY if first.startswith(magic)), None)
        wanted = self._said or named
        if wanted is None:
            if found is None:
                formats = ", ".join(TableFormat)
                raise Unreadable("its name does not say what it is.", f"Say it with --input-format: {formats}.")
            return found, size
        if first and found is not wanted and (found or wanted in _NAMES):
            if found is not None:
                raise Unreadable(f"not {wanted}: its first bytes are those of {_NAMES[found]}.",
                                 f"Name it so, or say --input-format {found}.")  # fmt: skip
            raise Unreadable(f"not {_NAMES[wanted]}: the first bytes are others.", "Is it whole, and named rightly?")
        return wanted, size

    def open(self) -> BinaryIO:
        """The bytes from the start, decompressed."""
        with self.path.open("rb") as stream:
            first = stream.read(4)
        packed = next((kind for magic, kind in _PACKED if first.startswith(magic)), None)
        named = COMPRESSED.get(self.path.suffix.lower())
        if named is not None and packed != named:
            raise Unreadable(f"its name says {named}, its first bytes do not.", "Is it whole, and named rightly?")
        if packed == "gzip":
            return cast(BinaryIO, gzip.open(self.path, "rb"))
        if packed == "zstd":
            import pyarrow as pa

            return cast(BinaryIO, io.BufferedReader(pa.input_stream(str(self.path), compression="zstd"), 1 << 16))
        return self.path.open("rb")

    def seekable(self) -> BinaryIO:
        """The bytes where a reader jumps about in them: the file itself, or a temporary copy, decompressed once."""
        with self.open() as stream:
            if isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO):
                return self.path.open("rb")
            if self._unpacked is None:
                copy = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the source)
                shutil.copyfileobj(stream, copy, 1 << 20)
                self._unpacked = copy
                weakref.finalize(self, copy.close)
        self._unpacked.seek(0)
        return cast(BinaryIO, io.BufferedReader(_Borrowed(self._unpacked)))


class _Borrowed(io.RawIOBase):
    """A reader of the temporary copy that may be closed without closing the copy."""

    def __init__(self, copy: IO[bytes]) -> None:
        self._copy = copy

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._copy.seek(offset, whence)

    def tell(self) -> int:
        return self._copy.tell()

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._copy.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
