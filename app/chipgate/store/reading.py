"""Reading the log: one record, a page of the newest, or all that are selected, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, select

from chipgate.errors import LogDamaged

from .chains import heads
from .database import Database, reaching
from .record import Record
from .tables import HEADER, records
from .texts import decompressed

_AT_ONCE = 256
"""Records read at once where all are read: what is held in memory."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records: those that have all that is given. `since` is in, `until` is out; both are times like `at`."""

    since: str | None = None
    until: str | None = None
    caller: str | None = None
    verdict: str | None = None
    outcome: str | None = None
    certainty: str | None = None
    item: str | None = None
    destination: str | None = None
    date: str | None = None
    order: str | None = None
    kind: str | None = None
    ruleset: str | None = None


def condition(selection: Selection) -> ColumnElement[bool]:
    """A selection as a condition on the table of records."""
    parts: list[ColumnElement[bool]] = [
        records.c[field.name] == str(wanted)
        for field in fields(selection)
        if field.name not in ("since", "until") and (wanted := getattr(selection, field.name)) is not None
    ]
    if selection.since is not None:
        parts.append(records.c.at >= selection.since)
    if selection.until is not None:
        parts.append(records.c.at < selection.until)
    return and_(True, *parts)


def matches(selection: Selection, record: Record | Row[Any]) -> bool:
    """Whether a record, or a row that has its fields, is selected."""
    if selection.since is not None and record.at < selection.since:
        return False
    if selection.until is not None and record.at >= selection.until:
        return False
    return all(
        wanted is None or getattr(record, field.name) == wanted
        for field in fields(selection)
        if field.name not in ("since", "until")
        for wanted in (getattr(selection, field.name),)
    )


def get(log: Connection | Database, record_id: str, *, texts: bool = True) -> Record | None:
    """One record, with its texts unless they are not wanted, or nothing.

    Raises:
        LogUnavailable: the log cannot be read.
        LogDamaged: a text of it cannot be decompressed.
    """
    with _connected(log) as connection:
        columns = tuple(records.columns) if texts else HEADER
        row = connection.execute(select(*columns).where(records.c.record_id == record_id)).first()
    if row is None:
        return None
    return _whole(row) if texts else Record(*row)


def get_genuine(log: Connection | Database, record_id: str) -> Record | None:
    """The same, its texts held against their digests: for whoever passes them on.

    Raises:
        LogUnavailable: the log cannot be read.
        LogDamaged: a text of it is not what was written.
    """
    found = get(log, record_id)
    for name in found.changed_texts() if found is not None else ():
        raise LogDamaged(f"the {name} of record {record_id} is not what was written. Run `chipgate log verify`.")
    return found


def page(
    database: Database, selection: Selection, after: str | None, limit: int
) -> tuple[list[Record], str | None]:  # fmt: skip
    """The newest records by their ids, without texts: those older than `after`, and where the next page begins, if
    there is one.

    Raises:
        LogUnavailable: the log cannot be read.
    """
    wanted = select(*HEADER).where(condition(selection)).order_by(records.c.record_id.desc()).limit(limit + 1)
    if after is not None:
        wanted = wanted.where(records.c.record_id < after)
    with reaching(database.engine), database.engine.connect() as connection:
        found = [Record(*row) for row in connection.execute(wanted)]
    return found[:limit], found[limit - 1].record_id if len(found) > limit else None


def each(database: Database, selection: Selection, *, texts: bool = True) -> Iterator[Record]:
    """Every record selected, chain by chain and in order, up to the newest when this began. Some are held at a time,
    and no transaction is open between them.

    Raises:
        LogUnavailable: the log cannot be read.
        LogDamaged: a text cannot be decompressed.
    """
    columns = tuple(records.columns) if texts else HEADER
    with reaching(database.engine), database.engine.connect() as connection:
        ends = heads(connection)
    for end in ends:
        seq = 0
        wanted = select(*columns).where(records.c.chain == end.chain, records.c.seq <= end.seq, condition(selection))
        while True:
            with reaching(database.engine), database.engine.connect() as connection:
                further = wanted.where(records.c.seq > seq).order_by(records.c.seq).limit(_AT_ONCE)
                rows = connection.execute(further).all()
            for row in rows:
                yield _whole(row) if texts else Record(*row)
            if len(rows) < _AT_ONCE:
                break
            seq = rows[-1].seq


def with_texts(database: Database, headers: Iterable[Record]) -> Iterator[Record]:
    """The records of these headers with their texts, in the same order; one that is gone is left out.

    Raises:
        LogUnavailable: the log cannot be read.
        LogDamaged: a text cannot be decompressed.
    """
    remaining = iter(headers)
    while ids := [record.record_id for record in islice(remaining, _AT_ONCE)]:
        with reaching(database.engine), database.engine.connect() as connection:
            rows = connection.execute(select(records).where(records.c.record_id.in_(ids))).all()
        found = {row.record_id: row for row in rows}
        yield from (_whole(found[record_id]) for record_id in ids if record_id in found)


@contextmanager
def _connected(log: Connection | Database) -> Iterator[Connection]:
    if isinstance(log, Connection):
        with reaching(log.engine):
            yield log
    else:
        with reaching(log.engine), log.engine.connect() as connection:
            yield connection


def _whole(row: Row[Any]) -> Record:
    values: list[Any] = list(row)
    values[-2:] = _text(row, "question", row.question), _text(row, "answer", row.answer)
    return Record(*values)


def _text(row: Row[Any], name: str, frame: bytes | None) -> bytes | None:
    return None if frame is None else decompressed(frame, f"the {name} of record {row.record_id}")
