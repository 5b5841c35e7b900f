"""The checkpoints of a log, and those in its anchors: numbers without a gap, each following the one before it, each
signed by a trusted key, and none that was anchored missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, select, tuple_

from .anchors import Anchored
from .checkpoints import Checkpoint, checkpoint_of
from .findings import Collected, Finding, What, counted
from .record import START, sha256
from .signed_heads import SignedHeads
from .signing import signed_by
from .tables import checkpoints

_PAGE = 200


class Signatures:
    """Checks signatures, and counts those of keys that are not trusted: one finding for each key. `elders` says which
    key followed which."""

    def __init__(self, trusted: Mapping[str, str], elders: Mapping[str, str | None], found: Collected) -> None:
        self._trusted = trusted
        self._elders = elders
        self._found = found
        self._late: set[str] = set()
        self._untrusted: dict[str, tuple[int, str]] = {}

    def good(self, one: Checkpoint, where: str, what: What) -> bool:
        """Whether a trusted key signed what the checkpoint says."""
        public_key = self._trusted.get(one.key_id)
        if public_key is None:
            count, first = self._untrusted.get(one.key_id, (0, where))
            self._untrusted[one.key_id] = count + 1, first
            return False
        if not signed_by(public_key, one.signature, one.statement()):
            message = f"{where} was not signed by key {one.key_id}, as it says: it was changed or forged."
            self._found.add(Finding(what, message))
            return False
        return True

    def in_turn(self, before: str, key_id: str, where: str) -> None:
        """Remark, once, that a key signs after the one that followed it: it may be in other hands."""
        if self._elders.get(before) == key_id and key_id not in self._late:
            self._late.add(key_id)
            self._found.remarks.append(
                f"{where} is signed by key {key_id} after key {before} had followed it: a worker still uses the old "
                "key, or somebody else does."
            )

    def tell(self) -> None:
        """Take down the keys that are not trusted."""
        for key_id, (count, first) in sorted(self._untrusted.items(), key=str):
            message = (
                f"key {key_id} signed {counted(count, 'checkpoint')}, first {first}, and no trusted key vouches for "
                "it: give its public key with --key if it is yours; else they are forged."
            )
            self._found.add(Finding(What.KEY, message))


def walk_checkpoints(
    connection: Connection, log_id: str, signatures: Signatures, heads: SignedHeads, found: Collected
) -> int:
    """Check all checkpoints of the log, chain by chain; how many there are."""
    before: tuple[int, int, str] | None = None
    key_before = ""
    count = 0
    for row in _rows(connection):
        count += 1
        name = _name(row.chain, row.number)
        if not isinstance(row.chain, int) or not isinstance(row.number, int) or row.number < 1:
            found.add(Finding(What.CHECKPOINT, f"{name} was put in, or changed: none has such a number."))
            continue
        chain, number, digest = before if before and before[0] == row.chain else (row.chain, 0, START)
        if row.number != number + 1:
            gone = counted(row.number - number - 1, "checkpoint")
            found.add(Finding(What.CHECKPOINT, f"{gone} missing before {name}."))
        elif row.previous != digest:
            message = f"{name} does not follow the one before it: one of the two was changed or forged."
            found.add(Finding(What.CHECKPOINT, message))
        before = chain, row.number, row.digest
        try:
            one = checkpoint_of(log_id, row)
            fits = sha256(one.statement()) == one.digest
        except (TypeError, ValueError, RecursionError):
            found.add(Finding(What.CHECKPOINT, f"{name} was changed: it is none any more."))
            continue
        if not fits:
            found.add(Finding(What.CHECKPOINT, f"{name} was changed: its digest is not that of what it says."))
        elif signatures.good(one, name, What.CHECKPOINT):
            if number:
                signatures.in_turn(key_before, one.key_id, name)
            heads.take(one, name)
            key_before = one.key_id
    return count


def walk_anchors(
    connection: Connection, log_id: str, lines: Iterator[Anchored], signatures: Signatures, heads: SignedHeads,
    found: Collected,
) -> int:  # fmt: skip
    """Check that all anchored checkpoints of this log are still in it; how many there are."""
    missing: dict[int, list[tuple[int, str]]] = {}
    count = others = 0
    while some := list(islice(lines, _PAGE)):
        for line in some:
            if line.checkpoint is None:
                _unread(line, found)
        ours = [(line, one) for line in some if (one := line.checkpoint) is not None and one.log_id == log_id]
        others += sum(line.checkpoint is not None for line in some) - len(ours)
        count += len(ours)
        there = _digests(connection, [(one.chain, one.number) for _, one in ours])
        for line, one in ours:
            where = f"{_name(one.chain, one.number)} ({line.path}, line {line.number})"
            if not signatures.good(one, where, What.ANCHOR):
                continue
            heads.take(one, where)
            if (digest := there.get((one.chain, one.number))) is None:
                missing.setdefault(one.chain, []).append((one.number, where))
            elif digest != one.digest:
                found.add(Finding(What.ANCHOR, f"{where} is another one in the log: it was replaced there."))
    for chain, gone in sorted(missing.items()):
        first, last = min(gone), max(gone)
        message = f"{counted(len(gone), 'anchored checkpoint')} of chain {chain} missing in the log: {first[1]}"
        found.add(Finding(What.ANCHOR, f"{message}{f' to {last[1]}' if last != first else ''}."))
    if others and not count:
        found.add(Finding(What.ANCHOR, f"the anchors are of another log: none is of {log_id}."))
    elif others:
        found.remarks.append(f"{counted(others, 'anchored checkpoint')} of other logs passed over.")
    return count


def _unread(line: Anchored, found: Collected) -> None:
    where = f"{line.path}, line {line.number}"
    if line.torn:
        found.remarks.append(f"{where} has no end: writing it was cut short.")
    else:
        found.add(Finding(What.ANCHOR, f"{where} is a checkpoint no more: it was changed."))


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    """In order, some at a time. No page begins after the row before: a changed number need not be one."""
    query = select(checkpoints).order_by(checkpoints.c.chain, checkpoints.c.number)
    yield from connection.execute(query.execution_options(yield_per=_PAGE))


def _digests(connection: Connection, places: list[tuple[int, int]]) -> dict[tuple[int, int], str]:
    c = checkpoints.c
    if not places:
        return {}
    query = select(c.chain, c.number, c.digest).where(tuple_(c.chain, c.number).in_(places))
    return {(row.chain, row.number): row.digest for row in connection.execute(query)}


def _name(chain: Any, number: Any) -> str:
    return f"checkpoint {number} of chain {chain}"
