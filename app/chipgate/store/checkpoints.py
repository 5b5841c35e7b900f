"""Signed statements of where every chain stood. Whoever can write the database but has no key cannot rewrite what they
cover.

Each writer's chain has a row of checkpoints of its own, numbered from 1 and linked by digest; each names the newest
record of all chains, so that a chain that ended, or is gone, is still vouched for by the others.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Row, insert, text

from .chains import Head, heads
from .key_chain import make_known
from .record import START, sha256
from .signing import Signer, canonical
from .tables import checkpoints

FORM = "chipgate-checkpoint-1"
_SIGNED = text("""
    WITH RECURSIVE chains(chain) AS (
        SELECT min(chain) FROM checkpoints
        UNION ALL
        SELECT (SELECT min(chain) FROM checkpoints WHERE chain > chains.chain) FROM chains WHERE chain IS NOT NULL
    )
    SELECT checkpoints.heads FROM chains
    JOIN checkpoints ON checkpoints.chain = chains.chain
        AND checkpoints.number = (SELECT max(number) FROM checkpoints WHERE chain = chains.chain)
""")
_LAST = text("SELECT number, digest FROM checkpoints WHERE chain = :chain ORDER BY number DESC LIMIT 1")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement. `previous` is the digest of the one before it of the same chain, `signature` base64."""

    log_id: str
    chain: int
    number: int
    at: str
    heads: tuple[Head, ...]
    previous: str
    key_id: str
    digest: str = ""
    signature: str = ""

    def content(self) -> dict[str, Any]:
        """What is signed, as data."""
        return {
            "form": FORM, "log": self.log_id, "chain": self.chain, "number": self.number, "at": self.at,
            "heads": [list(head) for head in self.heads], "previous": self.previous, "key": self.key_id,
        }  # fmt: skip

    def statement(self) -> bytes:
        """What is signed, as bytes; the digest is their SHA-256."""
        return canonical(self.content())


def checkpoint_of(log_id: str, row: Row[Any]) -> Checkpoint:
    """The checkpoint of a row of the table.

    Raises:
        ValueError: its heads are not what a checkpoint has.
    """
    return Checkpoint(
        log_id, row.chain, row.number, row.at, heads_in(json.loads(row.heads)), row.previous, row.key_id, row.digest,
        row.signature,
    )  # fmt: skip


def heads_in(content: Any) -> tuple[Head, ...]:
    """Heads out of JSON.

    Raises:
        ValueError: they are none.
    """
    try:
        found = tuple(Head(chain, seq, digest) for chain, seq, digest in content)
    except TypeError:
        raise ValueError("no list of heads") from None
    if not all(type(chain) is int and type(seq) is int and type(digest) is str for chain, seq, digest in found):
        raise ValueError("no heads")
    return found


class Publishes(Protocol):
    """A second place for signed heads (`anchors.Anchor`). It never raises: what fails is told, and tried again."""

    def publish(self, checkpoint: Checkpoint) -> None: ...


class Checkpointer:
    """Makes the checkpoints of one writer, in its thread and in its transactions.

    One is due after `every_records` records, and `every_seconds` after the last one where there are any since.
    """

    def __init__(self, signer: Signer, anchor: Publishes | None, *, every_records: int, every_seconds: float) -> None:
        self._signer = signer
        self._anchor = anchor
        self._every_records = every_records
        self._every_seconds = every_seconds
        self._last: dt.datetime | None = None
        self._behind = False

    def begin(self, connection: Connection, at: str) -> None:
        """Have the database name the public key, and its endorsement; to be called once for each connection, inside a
        transaction that the caller commits.

        Raises:
            InvalidSettings: the endorsement beside the private key is damaged.
        """
        make_known(connection, self._signer, at)
        self._last = self._last or _time(at)
        # A writer that was killed leaves records that no checkpoint covers; its chain may rest for long.
        self._behind = _furthest(heads(connection)) != _furthest(
            head for row in connection.execute(_SIGNED) for head in _heads_or_none(row.heads)
        )

    def due(self, written: int, now: dt.datetime) -> bool:
        """Whether a checkpoint is to be made, where this many records were written since the last one."""
        if self._behind or written >= self._every_records:
            return True
        # A clock that was set back by more than the interval counts as one that went on.
        return written > 0 and (self._last is None or abs((now - self._last).total_seconds()) >= self._every_seconds)

    def write(self, connection: Connection, log_id: str, chain: int, at: str) -> Checkpoint:
        """Sign where all chains stand as this transaction sees them, and store it as the next of a writer's chain."""
        last = connection.execute(_LAST, {"chain": chain}).first()
        number, previous = (last.number + 1, last.digest) if last else (1, START)
        key_id = self._signer.key_id
        bare = Checkpoint(log_id, chain, number, at, heads(connection), previous, key_id)
        made = signed(self._signer, bare)
        connection.execute(
            insert(checkpoints).values(
                chain=chain, number=number, at=at, heads=json.dumps(bare.content()["heads"], separators=(",", ":")),
                previous=previous, key_id=key_id, digest=made.digest, signature=made.signature,
            )
        )  # fmt: skip
        return made

    def published(self, checkpoint: Checkpoint) -> None:
        """After the commit: hand the checkpoint to the second place."""
        self._last, self._behind = _time(checkpoint.at), False
        if self._anchor is not None:
            self._anchor.publish(checkpoint)


def signed(signer: Signer, bare: Checkpoint) -> Checkpoint:
    """A checkpoint with its digest and signature."""
    statement = bare.statement()
    return Checkpoint(
        bare.log_id, bare.chain, bare.number, bare.at, bare.heads, bare.previous, bare.key_id,
        sha256(statement), signer.sign(statement),
    )  # fmt: skip


def _furthest(heads: Iterable[Head]) -> dict[int, int]:
    found: dict[int, int] = {}
    for chain, seq, _ in heads:
        found[chain] = max(seq, found.get(chain, seq))
    return found


def _heads_or_none(written: str) -> tuple[Head, ...]:
    try:
        return heads_in(json.loads(written))
    except (ValueError, TypeError, RecursionError):  # damaged; for `verify` to tell, never a reason not to go on
        return ()


def _time(at: str) -> dt.datetime:
    return dt.datetime.fromisoformat(at)
