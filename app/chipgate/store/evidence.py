"""Evidence: one record in one file, with all that it takes to see offline that it was in the log when it was signed.

That is the record, the headers of the rows after it up to the next row that a checkpoint names, that checkpoint, and
the public keys. Headers say what the digests are made of; texts of other records are not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, func, select

from chipgate.errors import LogDamaged, NoSuchRecord

from . import bundles, key_chain
from .anchors import line_of
from .checkpoints import Checkpoint, checkpoint_of
from .database import Database
from .evidence_check import FORM, evidence_in
from .record import CHAINED, Record
from .tables import checkpoints, records
from .texts import decompressed
from .transactions import snapshot

_ABOUT = (
    "Evidence of one record of a chipgate decision log. Check it with: chipgate log verify --evidence FILE "
    "--key PUB.pem; or by hand, as docs/log-integrity.md says."
)


def evidence(database: Database, record_id: str, *, with_rules: bool = False) -> bytes:
    """The evidence of a record: JSON, UTF-8. With `with_rules`, the rules are in it that the answer was worked out
    from, so that it can be worked out again.

    Raises:
        NoSuchRecord: there is no such record, or no checkpoint covers it yet.
        LogDamaged: the record, or what stands between it and the checkpoint, is not what was written.
        LogUnavailable: the log cannot be read.
    """
    with snapshot(database) as connection:
        row = connection.execute(select(records).where(records.c.record_id == record_id)).one_or_none()
        if row is None:
            raise NoSuchRecord(f"The decision log has no record {record_id}. `chipgate log list` shows what it has.")
        record = Record(*row)
        signed = _covering(connection, database.log_id, record)
        content: dict[str, Any] = {
            "form": FORM, "about": _ABOUT, "log": database.log_id,
            "record": {name: getattr(record, name) for name in (*CHAINED, "digest")},
            "question": _text(record.question, f"the question of {record_id}"),
            "answer": _text(record.answer, f"the answer of {record_id}"),
            "following": list(_following(connection, record, signed)),
            **json.loads(line_of(signed)),
            "keys": [asdict(key) for key in key_chain.known(connection) if key.is_itself],
        }  # fmt: skip
    if with_rules:
        content["rules"] = _rules(database, record.rulebook)
    made = _written(content)
    wrong = evidence_in(made).wrong
    if wrong:
        raise LogDamaged(f"Record {record_id} cannot be vouched for: {wrong[0]} `chipgate log verify` says more.")
    return made


def _text(frame: bytes | None, what: str) -> str | None:
    try:
        return None if frame is None else decompressed(frame, what).decode("utf-8")
    except UnicodeDecodeError:
        raise LogDamaged(f"{what} is no text. Run `chipgate log verify`.") from None


def _following(connection: Connection, record: Record, signed: Checkpoint) -> Iterator[list[Any]]:
    """The headers of the rows after a record, up to the one that the checkpoint names."""
    last = dict((chain, seq) for chain, seq, _ in signed.heads)[record.chain]
    c = records.c
    query = select(*(c[name] for name in CHAINED)).where(c.chain == record.chain, c.seq > record.seq, c.seq <= last)
    for row in connection.execute(query.order_by(c.seq)):
        yield list(row)


def _covering(connection: Connection, log_id: str, record: Record) -> Checkpoint:
    """The checkpoint, of any chain, that names the nearest row of the record's chain from the record on."""
    best: tuple[int, Checkpoint] | None = None
    c = checkpoints.c
    for chain, last in connection.execute(select(c.chain, func.max(c.number)).group_by(c.chain)).all():
        low, high = 1, last  # heads only ever move on
        while low < high:
            middle = (low + high) // 2
            row = _from_number(connection, chain, middle)
            low, high = (low, middle) if _reach(log_id, row, record) is not None else (row.number + 1, high)
        row = _from_number(connection, chain, min(low, last))
        reach = _reach(log_id, row, record)
        if reach is not None and (best is None or reach < best[0]):
            best = reach, checkpoint_of(log_id, row)
    if best is None:
        raise NoSuchRecord(
            f"Record {record.record_id} is in the log, and no checkpoint covers it yet: there is no evidence of it so "
            "far. The service signs every minute, and when it stops (CHIPGATE_CHECKPOINT_SECONDS)."
        )
    return best[1]


def _from_number(connection: Connection, chain: int, number: int) -> Row[Any]:
    c = checkpoints.c
    query = select(checkpoints).where(c.chain == chain, c.number >= number).order_by(c.number).limit(1)
    return connection.execute(query).one()


def _reach(log_id: str, row: Row[Any], record: Record) -> int | None:
    """The row of the record's chain that a checkpoint names, if that is the record or a later one."""
    try:
        heads = checkpoint_of(log_id, row).heads
    except ValueError:
        name = f"checkpoint {row.number} of chain {row.chain}"
        raise LogDamaged(f"The decision log's {name} was changed. Run `chipgate log verify`.") from None
    return next((seq for chain, seq, _ in heads if chain == record.chain and seq >= record.seq), None)


def _rules(database: Database, rulebook: str) -> str:
    content = bundles.read(database, rulebook)
    if content is None:
        raise LogDamaged(f"The rules {rulebook} are not in the decision log. Run `chipgate log verify`.")
    return content.decode("utf-8")


def _written(content: dict[str, Any]) -> bytes:
    """One field on a line, and each following row on its own: to be read by people too."""
    lines = []
    for name, value in content.items():
        if name in ("following", "keys") and value:
            rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value)
            lines.append(f'"{name}": [\n  {rows}\n]')
        else:
            lines.append(f'"{name}": {json.dumps(value, ensure_ascii=False)}')
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8")
