"""Appending to one chain: a connection, the chain leased on it, and groups of submissions, each in one transaction.

Whatever goes wrong, the connection is dropped and the chain given back; the next group connects anew and reads the head
from the database, so it does not matter whether the failed one was committed. Nothing here knows of threads.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from chipgate.errors import ChipgateError, LogUnavailable

from . import bundles
from .chains import Head, Lease, head, lease
from .checkpoints import Checkpoint, Checkpointer
from .database import Database, reaching, shown
from .idempotency import Claim, Key, answered_before, claim, key_of
from .inserts import insert_records
from .record import Entry, Record, chained
from .refused import refusal
from .texts import Compressor

_LIMITS = "SET statement_timeout = '10s'; SET lock_timeout = '5s'"
_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a record stands. `replayed`: it was there before, and answered the same request; nothing was written."""

    record_id: str
    chain: int
    seq: int
    digest: str
    replayed: bool = False


Settled = Sequence[Receipt] | ChipgateError
"""What became of a submission: a receipt for each of its entries (or one, replayed), or why it was not written."""


@dataclass(frozen=True, slots=True)
class Submission:
    """Entries that are written whole or not at all, and whom to tell."""

    entries: Sequence[Entry]
    done: Callable[[Settled], None]


class Appender:
    """One writer's connection and chain. For one thread."""

    def __init__(self, database: Database, checkpoints: Checkpointer | None) -> None:
        self._database = database
        self._checkpoints = checkpoints
        self._compressor = Compressor()
        self._connection: Connection | None = None
        self._closing = threading.Lock()
        self._lease: Lease | None = None
        self._head = Head(0)
        self._rules: dict[str, bytes] = {}
        self._kept: set[str] = set()

    @property
    def chain(self) -> int | None:
        """The chain that is leased."""
        return self._lease.chain if self._lease else None

    def bundle(self, rulebook: str, content: bytes) -> None:
        """Rules to keep before the first record that names them."""
        if rulebook not in self._kept and rulebook not in self._rules:
            self._rules[rulebook] = content

    def connect(self, at: str) -> Connection:
        """Have a connection and a chain, if there is none yet.

        Raises:
            LogUnavailable: there is none to be had.
        """
        if self._connection is not None:
            return self._connection
        try:
            with reaching(self._database.engine):
                self._connection = connection = self._database.engine.connect()
                connection.execution_options(chipgate_writes=True)
                with connection.begin():
                    if not self._database.is_sqlite:
                        connection.exec_driver_sql(_LIMITS)
                        connection.exec_driver_sql(_DURABLE)
                    self._lease = lease(connection, self._database)
                    self._head = head(connection, self._lease.chain)
                    if self._checkpoints:
                        self._checkpoints.begin(connection, at)
        except BaseException:
            self.drop()
            raise
        return connection

    def append(self, group: Sequence[Submission], at: str) -> list[Settled]:
        """Write submissions in one transaction, and say what became of each. It is durable when this returns.

        Raises:
            LogUnavailable: nothing was written, or it is not known whether it was. There is no connection now.
        """
        connection = self.connect(at)
        try:
            with reaching(self._database.engine), connection.begin():
                refused = [refusal(submission.entries) for submission in group]
                good = [submission for submission, why in zip(group, refused, strict=True) if why is None]
                fresh = self._keep_rules(connection, good, at)
                claims = _claims(connection, good)
                written: list[Record] = []
                settled = [
                    why or self._chain(submission, claims, written)
                    for submission, why in zip(group, refused, strict=True)
                ]
                if written:
                    insert_records(connection, written, self._compressor)
        except BaseException:
            self.drop()
            raise
        if written:
            self._head = Head(written[-1].chain, written[-1].seq, written[-1].digest)
        self._kept |= fresh
        for rulebook in fresh:
            self._rules.pop(rulebook, None)
        return settled

    def checkpoint(self, at: str) -> None:
        """Sign where all chains stand, store that, and then publish it.

        Raises:
            LogUnavailable: it was not stored. There is no connection now.
        """
        if self._checkpoints is None:
            return
        connection = self.connect(at)
        chain = self._lease.chain if self._lease else 0
        try:
            with reaching(self._database.engine), connection.begin():
                made: Checkpoint = self._checkpoints.write(connection, self._database.log_id, chain, at)
        except BaseException:
            self.drop()
            raise
        self._checkpoints.published(made)

    def probe(self, at: str) -> None:
        """Find out whether the log can be written.

        Raises:
            LogUnavailable: it cannot. There is no connection now.
        """
        connection = self.connect(at)
        try:
            with reaching(self._database.engine), connection.begin():
                if self._database.is_sqlite:
                    connection.exec_driver_sql("UPDATE log SET created_at = created_at")
                elif connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on":
                    raise LogUnavailable(f"The decision log {shown(self._database.engine.url)} can only be read now.")
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """Close the connection, whatever state it is in, and give the chain back."""
        connection, self._connection = self._connection, None
        held, self._lease = self._lease, None
        if connection is not None:
            with self._closing:
                for close in (connection.invalidate, connection.close):
                    with suppress(SQLAlchemyError, self._driver.Error):  # in the pool it would keep its chain
                        close()
        if held is not None:
            held.give_back()

    def cut(self) -> None:
        """From another thread: end the wait for a server that does not answer. Who waits gets an error."""
        with self._closing:
            connection = self._connection
            if connection is None or self._database.is_sqlite:
                return
            with suppress(SQLAlchemyError, self._driver.Error, OSError):
                driver: Any = connection.connection.dbapi_connection
                with socket.socket(fileno=os.dup(driver.fileno())) as line:
                    line.shutdown(socket.SHUT_RDWR)

    def is_at_fault(self, error: Exception) -> bool:
        """Whether an error came of what was to be written, so that something else may well be written."""
        of_content = (DataError, IntegrityError, self._driver.DataError, self._driver.IntegrityError)
        return not isinstance(error, ChipgateError) or isinstance(error.__cause__, of_content)

    @property
    def _driver(self) -> Any:
        return self._database.engine.dialect.dbapi

    def _keep_rules(self, connection: Connection, group: Sequence[Submission], at: str) -> set[str]:
        """Keep the rules that these are the first to name; which those are."""
        named = {entry.rulebook for submission in group for entry in submission.entries} - self._kept
        for rulebook in sorted(named):  # two writers that keep the same ones wait for each other in one order
            content = self._rules.get(rulebook)
            if content is not None:
                bundles.keep(connection, rulebook, content, at)
        return {rulebook for rulebook in named if rulebook in self._rules}

    def _chain(self, submission: Submission, claims: dict[Key, Claim], written: list[Record]) -> Settled:
        """Put the records of a submission after those to be written already, unless its request was answered before."""
        before = answered_before(submission.entries, claims)
        if isinstance(before, ChipgateError):
            return before
        if before is not None:
            there = next((record for record in written if record.record_id == before.record_id), None)
            place = there or before
            return [Receipt(place.record_id, place.chain, place.seq, place.digest, replayed=True)]
        receipts = []
        last = written[-1] if written else self._head
        chain, seq, previous = self._head.chain, last.seq, last.digest
        for entry in submission.entries:
            seq += 1
            record = chained(self._database.log_id, chain, seq, previous, entry)
            previous = record.digest
            written.append(record)
            receipts.append(Receipt(record.record_id, chain, seq, previous))
        return receipts


def _claims(connection: Connection, group: Sequence[Submission]) -> dict[Key, Claim]:
    wanted: dict[Key, Entry] = {}
    for submission in group:
        key = key_of(submission.entries[0]) if submission.entries else None
        if key is not None:
            wanted.setdefault(key, submission.entries[0])
    return claim(connection, wanted) if wanted else {}
