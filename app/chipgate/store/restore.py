"""Restore: fill an empty database from a backup, whole or not at all, and say whether the chains in it are whole."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import zstandard
from sqlalchemy import Connection, LargeBinary, Table, delete, func, insert, select

from chipgate.errors import InvalidQuestion, LogDamaged, LogUnavailable, Problem

from .backup import FORM, Backup
from .chains import lease
from .database import Database
from .record import START, Record, digest_of, sha256
from .tables import log, metadata, records
from .texts import decompressed
from .transactions import change

_ROWS_AT_ONCE = 500
Row = list[Any]


def restore(database: Database, stream: BinaryIO, name: str) -> tuple[Backup, str | None]:
    """Fill an empty log from a backup: it is then the log that was backed up, of the same id.

    A chain that was broken when it was backed up is restored as it was, to be looked into: the second thing returned
    names the first record that does not follow from the one before it.

    Raises:
        InvalidQuestion: the file is no backup, was cut off or changed, or has tables that this release does not know.
        LogUnavailable: the database is not empty, a service has it open, or it cannot be written.
    """
    lines = _Lines(stream, name)
    with change(database) as connection, _alone(connection, database):
        _refuse_filled(connection, database)
        connection.execute(delete(log))
        title = lines.object("form")
        if title["form"] != FORM:
            raise lines.wrong(f"it is of the form {title['form']!r}, and this release reads {FORM!r}.")
        chains = _Chains(str(title.get("log")))
        counts = _Loading(connection, lines, chains).load()
    return Backup(chains.log_id, str(title.get("at")), str(title.get("engine")), counts), chains.broken


@contextmanager
def _alone(connection: Connection, database: Database) -> Iterator[None]:
    """Have the first chain, which is the first that a service takes: what it wrote would be of a log that is gone."""
    connection.detach()  # the lease ends with the connection
    held = lease(connection, database)
    try:
        if held.chain != 0:
            raise LogUnavailable(f"a service has {database.url} open. Stop it, and restore then.")
        yield
    finally:
        held.give_back()


def _refuse_filled(connection: Connection, database: Database) -> None:
    for table in metadata.tables.values():
        if table is not log and connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise LogUnavailable(
                f"{database.url} already has rows in its table {table.name}. Restore into an empty database: name a "
                "new one with --database."
            )


class _Chains:
    """Whether each record follows from the one before it in its chain, and says what its digest says."""

    def __init__(self, log_id: str) -> None:
        self.log_id = log_id
        self.broken: str | None = None
        self._heads: dict[int, tuple[int, str]] = {}

    def add(self, row: Row) -> None:
        record = Record(*row)
        seq, previous = self._heads.get(record.chain, (0, START))
        self._heads[record.chain] = record.seq, record.digest
        if self.broken is None and not (
            record.seq == seq + 1
            and record.previous == previous
            and record.digest == digest_of(self.log_id, record)
            and all(
                text is None or _sha256_of(text) == digest
                for text, digest in (
                    (record.question, record.question_digest), (record.answer, record.answer_digest),
                )
            )
        ):  # fmt: skip
            self.broken = f"{record.record_id} (chain {record.chain}, seq {record.seq})"


class _Loading:
    """The tables of a backup, filled one after another."""

    def __init__(self, connection: Connection, lines: _Lines, chains: _Chains) -> None:
        self._connection = connection
        self._lines = lines
        self._chains = chains
        self._counts: dict[str, int] = {}
        self._table: Table | None = None
        self._waiting: list[Row] = []

    def load(self) -> dict[str, int]:
        """Fill them, and check the end of the file. How many rows each table has."""
        for content in self._lines:
            if isinstance(content, list):
                self._add(content)
                continue
            self._flush()
            if "rows" in content:
                if content["rows"] != self._counts:
                    raise self._lines.wrong("rows are missing.")
                self._lines.end()
                return self._counts
            self._begin(content)
        raise self._lines.wrong("it was cut off.")

    def _begin(self, content: dict[str, Any]) -> None:
        name = str(content.get("table"))
        self._table = metadata.tables.get(name)
        if self._table is None or content.get("columns") != self._table.c.keys():
            raise self._lines.wrong(f"this release does not know its table {name}, or not with these columns.")
        self._counts[name] = 0

    def _add(self, row: Row) -> None:
        table = self._table
        if table is None or len(row) != len(table.c):
            raise self._lines.wrong("a row does not fit its table.")
        for index, column in enumerate(table.c):
            if isinstance(column.type, LargeBinary) and row[index] is not None:
                try:
                    row[index] = base64.b64decode(row[index], validate=True)
                except (ValueError, TypeError):
                    raise self._lines.wrong("a row does not fit its table.") from None
        if table is records:
            self._chains.add(row)
        self._waiting.append(row)
        self._counts[table.name] += 1
        if len(self._waiting) == _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if self._table is not None and self._waiting:
            names = self._table.c.keys()
            self._connection.execute(
                insert(self._table), [dict(zip(names, row, strict=True)) for row in self._waiting]
            )
            self._waiting.clear()


class _Lines:
    """The lines of a backup, counted and digested as they are read."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._name = name
        self._digest = hashlib.sha256()
        self._number = 0
        self._raw = io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(stream), 1 << 20)

    def __iter__(self) -> Iterator[Any]:
        while (line := self._line()) is not None:
            content = self._parsed(line)
            if not isinstance(content, list | dict):
                raise self.wrong("a line is neither a row nor a table.")
            yield content

    def object(self, key: str) -> dict[str, Any]:
        """The next line, which is an object with that key."""
        line = self._line()
        content = self._parsed(line) if line is not None else None
        if not isinstance(content, dict) or key not in content:
            raise self.wrong("it is no backup of a decision log, or was cut off.")
        return content

    def end(self) -> None:
        """The last line: what every line before it must come to."""
        expected = self._digest.hexdigest()
        if self.object("sha256")["sha256"] != expected or self._line() is not None:
            raise self.wrong("it was changed.")

    def wrong(self, why: str) -> InvalidQuestion:
        """The error that says so."""
        hint = "Take another copy; nothing was restored."
        place = (self._number, 1) if self._number else (0, 0)
        return InvalidQuestion([Problem(self._name, *place, f"this backup cannot be used: {why}", hint)])

    def _line(self) -> bytes | None:
        try:
            line = self._raw.readline()
        except zstandard.ZstdError:
            raise self.wrong("it was cut off or changed, or is not compressed with Zstandard.") from None
        if not line:
            return None
        self._number += 1
        if not line.endswith(b"\n"):
            raise self.wrong("it was cut off.")
        self._digest.update(line)
        return line

    def _parsed(self, line: bytes) -> Any:
        try:
            return json.loads(line)
        except ValueError:
            raise self.wrong("a line is no JSON.") from None


def _sha256_of(frame: bytes) -> str | None:
    try:
        return sha256(decompressed(frame, "a text"))
    except LogDamaged:
        return None
