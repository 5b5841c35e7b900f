"""The rules that answers were worked out from, kept once for each digest of a rulebook, and not looked into."""

from __future__ import annotations

from sqlalchemy import Connection, select

from .database import Database, reaching
from .idempotency import insert
from .tables import bundles
from .texts import compressed, decompressed

_LEVEL = 6


def keep(connection: Connection, rulebook: str, content: bytes, at: str) -> None:
    """Keep rules, if they are not kept yet."""
    if connection.execute(select(bundles.c.at).where(bundles.c.rulebook == rulebook)).first() is None:
        row = {"rulebook": rulebook, "at": at, "content": compressed(content, _LEVEL)}
        connection.execute(insert(connection, bundles).on_conflict_do_nothing(), row)


def read(database: Database, rulebook: str) -> bytes | None:
    """The rules of that digest, as they were given, or nothing.

    Raises:
        LogUnavailable: the log cannot be read.
        LogDamaged: what is kept cannot be decompressed.
    """
    with reaching(database.engine), database.engine.connect() as connection:
        found = connection.execute(select(bundles.c.content).where(bundles.c.rulebook == rulebook)).scalar()
    return None if found is None else decompressed(found, f"the rules {rulebook}")
