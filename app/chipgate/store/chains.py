"""Chains: each writer has one to itself, the lowest that is free, and goes on where it ended.

In PostgreSQL an advisory lock holds it, taken on the connection that writes: who loses the connection has lost the
chain. In SQLite a lock on a file beside the database holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select, text

from chipgate.errors import LogUnavailable

from .database import Database, unusable
from .locks import let_go, try_lock
from .record import START
from .tables import records

CHAINS = 256
"""How many writers there can be at once."""
_WRITING = 0x63686370
"""The class of PostgreSQL's advisory locks on chains ("chcp")."""


class Head(NamedTuple):
    """The newest record of a chain. The first record has the number 1; before it there is `START`, with 0."""

    chain: int
    seq: int = 0
    digest: str = START


@dataclass(slots=True)
class Lease:
    """A chain that nobody else writes to until it is given back."""

    chain: int
    _file: int | None = None

    def give_back(self) -> None:
        """Let others have the chain. In PostgreSQL it goes with its connection."""
        if self._file is not None:
            file, self._file = self._file, None
            let_go(file)


def lease(connection: Connection, database: Database) -> Lease:
    """Have the lowest free chain. The connection must be the one that writes, and live as long as the lease.

    Raises:
        LogUnavailable: all are taken, or a lock cannot be made.
    """
    for chain in range(CHAINS):
        if database.is_sqlite:
            try:
                file = try_lock(f"{database.path}.chain-{chain}.lock", database.path)
            except OSError as error:
                raise unusable(database.engine, error) from error
            if file is not None:
                return Lease(chain, file)
        elif connection.execute(_TAKE, {"kind": _WRITING, "chain": chain}).scalar():
            return Lease(chain)
    raise LogUnavailable(f"{CHAINS} writers have the decision log {database.url} open already. Stop those not needed.")


_TAKE = text("SELECT pg_try_advisory_lock(:kind, :chain)")


def head(connection: Connection, chain: int) -> Head:
    """The newest record of one chain."""
    newest = select(records.c.seq, records.c.digest).where(records.c.chain == chain).order_by(records.c.seq.desc())
    found = connection.execute(newest.limit(1)).first()
    return Head(chain, found.seq, found.digest) if found else Head(chain)


# Each chain costs two look-ups in the primary key, however many records there are.
_HEADS = text("""
    WITH RECURSIVE chains(chain) AS (
        SELECT min(chain) FROM records
        UNION ALL
        SELECT (SELECT min(chain) FROM records WHERE chain > chains.chain) FROM chains WHERE chain IS NOT NULL
    )
    SELECT records.chain, records.seq, records.digest FROM chains
    JOIN records ON records.chain = chains.chain
        AND records.seq = (SELECT max(seq) FROM records WHERE chain = chains.chain)
    ORDER BY records.chain
""")


def heads(connection: Connection) -> tuple[Head, ...]:
    """The newest record of every chain that has one, in order of the chains."""
    return tuple(Head(*row) for row in connection.execute(_HEADS))
