"""Verify a whole log: every record, every checkpoint, every anchored head, as they are at one moment.

Memory does not grow with the number of records. What can be found, and what cannot, says docs/log-integrity.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, select

from . import key_chain
from .anchors import anchored
from .chain_walk import Walked, walk
from .chains import heads
from .checkpoint_walk import Signatures, walk_anchors, walk_checkpoints
from .database import Database
from .erased import ErasedRows
from .findings import Collected, Finding, Findings, Tail, What, counted
from .kept_rules import Reader, changed, missing
from .signed_heads import SignedHeads
from .suspects import diagnosed
from .tables import records
from .transactions import snapshot

_IDS = 20
_MOST = (1 << 63) - 1


def verify(
    database: Database, trusted: Sequence[str], anchors: Sequence[Path],
    progress: Callable[[int, int], None] = lambda done, of: None, reader: Reader | None = None,
) -> Findings:  # fmt: skip
    """What is wrong with a log. `trusted` are public keys (base64), `anchors` the files that signed heads went to.

    Without keys, the one that the log itself named first is trusted, and a remark says so. `progress` is told how many
    records were looked at, and about how many there are. `reader` reads the rules that the log keeps; without it, they
    are only decompressed.

    Raises:
        LogUnavailable: the database cannot be read.
        LogDamaged: its file is damaged so that not even rows can be read.
        OSError: an anchor file cannot be read.
    """
    # As long as they are now: what comes after may speak of records that come after the snapshot.
    sizes = {path: path.stat().st_size for path in anchors}
    found = Collected()
    walked = Walked(database.log_id, found)
    with snapshot(database) as connection, _any_text(connection):
        rows = key_chain.known(connection)
        keys = _keys(rows, trusted, found)
        of_signatures = Collected()  # looked at first, for what rows may rest on, and told after the rows
        of_signatures.add_all(_no_keys(rows))
        signatures = Signatures(keys, {row.key_id: row.endorsed_by for row in rows}, of_signatures)
        first, second = SignedHeads(connection, walked), SignedHeads(connection, walked)
        checkpoints = walk_checkpoints(connection, database.log_id, signatures, first, of_signatures)
        lines = (line for path, size in sizes.items() for line in anchored(path, size))
        count = walk_anchors(connection, database.log_id, lines, signatures, second, of_signatures) if anchors else 0
        signatures.tell()
        erased = ErasedRows(connection, _furthest(first.covered, second.covered))
        _walk_all(connection, walked, erased, progress)
        found.add_all(diagnosed(database.log_id, walked.suspects))
        found.add_all(_unvouched(walked))
        found.add_all(missing(connection, walked.rulebooks))
        _look_into_rules(connection, walked, reader)
        found.take(of_signatures)
        told = first.findings()
        found.add_all(told)
        found.add_all(_unsaid(second.findings(), told))
        tails = tuple(_tails(connection, walked, (second if anchors else first).covered))
    found.remarks += erased.remarks()
    _remark(walked, found, checkpoints, bool(anchors))
    return Findings(
        database.log_id, walked.records, len(walked.spans), checkpoints, count, walked.erased, tuple(sorted(keys)),
        tuple(sorted(found.wrong, key=_place)), found.more, tuple(found.remarks), tails,
    )  # fmt: skip


def _place(one: Finding) -> tuple[bool, str, int]:
    """What is about rows first, in their order."""
    return one.chain is None, f"{one.chain!s:>5}", one.seq or 0


def _furthest(*covered: Mapping[int, int]) -> dict[int, int]:
    chains = {chain for one in covered for chain in one}
    return {chain: max(one.get(chain, 0) for one in covered) for chain in chains}


def _walk_all(
    connection: Connection, walked: Walked, erased: ErasedRows, progress: Callable[[int, int], None]
) -> None:  # fmt: skip
    ends = heads(connection)
    total = sum(int(seq) for _, seq, _ in ends if str(seq).isdecimal())
    done = 0

    def passed(count: int) -> None:
        nonlocal done
        done += count
        progress(done, max(total, done))

    for chain, _, _ in ends:
        if isinstance(chain, int):
            walk(connection, chain, walked, erased, passed)
        else:
            message = f"there are rows of chain {chain!r}, which is none: they were put in, or moved there."
            walked.found.add(Finding(What.REPLACED, message))


def _unvouched(walked: Walked) -> Iterator[Finding]:
    for erasure, count in walked.unvouched.items():
        message = (
            f"by this erasure of {erasure.caller}, {counted(count, 'row')} may be without texts, and no signed head "
            "covers it: it may have been put in. If it was made just now, verify again after the next checkpoint."
        )
        yield Finding(What.ERASED, message, erasure.chain, erasure.seq, record_id=erasure.record_id)


def _look_into_rules(connection: Connection, walked: Walked, reader: Reader | None) -> None:
    for one in changed(connection, walked.rulebooks, reader):
        if isinstance(one, Finding):
            walked.found.add(one)
        else:
            walked.found.remarks.append(one)


def _keys(rows: Sequence[key_chain.Key], given: Sequence[str], found: Collected) -> dict[str, str]:
    if given:
        return key_chain.trusted(given, rows)
    first = key_chain.first_of(rows)
    if first is None:
        return {}
    found.remarks.append(
        "no key was given: signatures were held against the key that the log itself names, which whoever can write the "
        "database could replace. Give the public key with --key."
    )
    return key_chain.trusted([first], rows)


def _no_keys(rows: Sequence[key_chain.Key]) -> Iterator[Finding]:
    for row in rows:
        if not row.is_itself:
            message = f"key {row.key_id} in the database is none, or not the one of that id: it was changed or forged."
            yield Finding(What.KEY, message)


def _unsaid(findings: Sequence[Finding], told: Sequence[Finding]) -> Iterator[Finding]:
    """Of what anchors tell, only what checkpoints in the log did not tell already."""
    before = {(one.what, one.chain): one.until or 0 for one in told}
    for one in findings:
        known = before.get((one.what, one.chain))
        if known is None or (one.what is What.MISSING and (one.until or 0) > known):
            yield one


def _tails(connection: Connection, walked: Walked, covered: dict[int, int]) -> Iterator[Tail]:
    c = records.c
    for chain in sorted(walked.spans):
        after = covered.get(chain, 0)
        newer = (c.chain == chain, c.seq > after, c.seq <= _MOST)  # beyond, SQLite sorts what is no number
        count = connection.execute(select(func.count()).where(*newer)).scalar() or 0
        if count:
            rows = connection.execute(select(c.seq, c.record_id).where(*newer).order_by(c.seq).limit(_IDS)).all()
            yield Tail(chain, rows[0].seq, count, tuple(str(row.record_id) for row in rows))


def _remark(walked: Walked, found: Collected, checkpoints: int, with_anchors: bool) -> None:
    if walked.kept:
        found.remarks.append(
            f"texts are still there in {counted(walked.kept, 'row')} that an erasure on record covers: it was cut "
            "short, or an older copy was restored."
        )
    if walked.records and not checkpoints:
        found.remarks.append("nothing is signed: who can write the database can rewrite all of it unseen.")
    if not with_anchors:
        found.remarks.append(
            "no anchor was given: if the newest rows were deleted together with their checkpoints, that cannot be "
            "seen. Name the file that signed heads went to with --anchor."
        )


@contextmanager
def _any_text(connection: Connection) -> Iterator[None]:
    """Have SQLite read a text whose bytes are no UTF-8 as well: its row is to be told, and the others read."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str
