"""Requests that their callers have named: the second of a name is answered by the record of the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from chipgate.errors import ChipgateError, InvalidQuestion, Problem

from .database import Database, reaching
from .record import Entry, sha256
from .tables import idempotency, records

Key = tuple[str, str]
"""A caller, and what they have named their request."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Which record answers a key, and the digest of the request it answered; its place, unless it is being written."""

    record_id: str
    body_digest: str
    chain: int = 0
    seq: int = 0
    digest: str = ""


def key_of(entry: Entry) -> Key | None:
    """The name of the request that an entry answers."""
    return None if entry.idempotency_key is None else (entry.caller, entry.idempotency_key)


def body_digest(entry: Entry) -> str:
    """The digest of the request that an entry answers; where none is given, the question's."""
    return entry.body_digest or sha256(entry.question)


def claim(connection: Connection, wanted: Mapping[Key, Entry]) -> dict[Key, Claim]:
    """Take each key for its entry, unless it was taken before; say what it belongs to now.

    Of two writers, one waits here until the other has committed. Keys are taken in one order, so that no two wait for
    each other.
    """
    rows = [
        {"caller": key[0], "key": key[1], "at": entry.at, "question_digest": body_digest(entry),
         "record_id": entry.record_id}
        for key, entry in sorted(wanted.items())
    ]  # fmt: skip
    connection.execute(insert(connection, idempotency).on_conflict_do_nothing(), rows)
    named = (
        select(idempotency, records.c.chain, records.c.seq, records.c.digest)
        .outerjoin(records, records.c.record_id == idempotency.c.record_id)
        .where(tuple_(idempotency.c.caller, idempotency.c.key).in_(list(wanted)))
    )
    return {
        (row.caller, row.key): Claim(row.record_id, row.question_digest, row.chain or 0, row.seq or 0, row.digest or "")
        for row in connection.execute(named)
    }


def answered_before(entries: Sequence[Entry], claims: Mapping[Key, Claim]) -> Claim | ChipgateError | None:
    """Which record answered the request of a submission; an error where its name was used for another request;
    nothing where the submission is to be written."""
    key = key_of(entries[0]) if entries else None
    if key is None:
        return None
    found = claims[key]
    if found.body_digest != body_digest(entries[0]):
        message = "this idempotency key was used for another request before."
        hint = "Send the request that it was used for, or a new key."
        return InvalidQuestion([Problem("Idempotency-Key", message=message, hint=hint)])
    if found.seq == 0 and found.record_id == entries[0].record_id:
        return None
    return found


def find(database: Database, caller: str, key: str) -> tuple[str, str] | None:
    """The record that answers a key, and the digest of the request it answered.

    Raises:
        LogUnavailable: the log cannot be read.
    """
    named = select(idempotency.c.record_id, idempotency.c.question_digest)
    named = named.where(idempotency.c.caller == caller, idempotency.c.key == key)
    with reaching(database.engine), database.engine.connect() as connection:
        found = connection.execute(named).first()
    return (found.record_id, found.question_digest) if found else None


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that can leave out rows that are there."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
