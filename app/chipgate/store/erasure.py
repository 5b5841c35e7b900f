"""Retention: erase the texts of old records and keep their headers and digests, so that the chain still verifies.

Export records are kept for five years (15 CFR 762.6). An erasure is first written into the log, range by range; only
then are texts deleted. What a legal hold selects, and every record of an act on the log itself, stays.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection, delete, select, text, update

from chipgate.errors import InvalidQuestion, LogUnavailable, Problem

from .acts import Actor, act
from .database import Database, reaching
from .erasable import erasable
from .erased import KEEP_YEARS, Range, latest_day
from .holds import listed
from .record import Kind
from .tables import holds as holds_table, idempotency, records
from .transactions import change
from .writer import Writer

_RANGES_IN_A_RECORD = 10_000
_ROWS_AT_ONCE = 2_000


@dataclass(slots=True)
class Plan:
    """What an erasure before a day would do: the ranges, how many records they hold, and how many each hold keeps."""

    before: str
    ranges: list[Range] = field(default_factory=list)
    count: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    held: int = 0
    known: frozenset[str] = frozenset()
    """The holds that there were, those that were released too."""

    @property
    def pieces(self) -> int:
        """In how many transactions it would be done."""
        return sum(1 for _ in _steps(self.ranges))


def plan(database: Database, before: dt.date, at: str, keep_years: int = KEEP_YEARS) -> Plan:
    """What may be erased of the records that are older than a day, by the holds that stand. Nothing is changed.

    A record is older if it was made before that day and asks about an earlier day (`erasable`). Records that were
    erased before are not counted, and no range covers them.

    Raises:
        InvalidQuestion: the day is not `keep_years` years past.
    """
    _check(before, at, keep_years)
    holds = listed(database)
    found = Plan(before.isoformat(), known=frozenset(hold.hold_id for hold in holds))
    for one in erasable(database, found.before, [hold for hold in holds if hold.released_at is None]):
        if one.holding:
            found.held += 1
            found.kept.update(one.holding)
            continue
        chain, seq = one.chain, one.seq
        found.count += 1
        if found.ranges and found.ranges[-1][0] == chain and found.ranges[-1][2] == seq - 1:
            found.ranges[-1] = (chain, found.ranges[-1][1], seq)
        else:
            found.ranges.append((chain, seq, seq))
    return found


def erase(
    database: Database, writer: Writer, found: Plan, actor: Actor, at: str,
    progress: Callable[[], None] = lambda: None,
) -> int:  # fmt: skip
    """Erase what was planned, and the idempotency keys of that time. How many records lost their texts.

    Raises:
        LogUnavailable: the log cannot be written, or a hold was placed meanwhile. What was erased until then is in the
            log; plan again for the rest. `progress` is called after each of the plan's pieces.
    """
    erased = 0
    for ranges in _batched(found.ranges, _RANGES_IN_A_RECORD):
        count = sum(last - first + 1 for _, first, last in ranges)
        what = {"erased": [list(one) for one in ranges], "before": found.before, "kept": sorted(found.kept)}
        act(writer, Kind.ERASURE, what, {"records": count}, actor, at)
        for chain, first, last in _steps(ranges):
            with change(database) as connection:
                _prepare(connection, database)
                connection.execute(
                    update(records)
                    .where(records.c.chain == chain, records.c.seq.between(first, last))
                    .values(question=None, answer=None)
                )
                _refuse_new_holds(connection, found)
            erased += last - first + 1
            progress()
    with change(database) as connection:
        connection.execute(delete(idempotency).where(idempotency.c.at < found.before))
    _wipe(database)
    return erased


def _check(before: dt.date, at: str, keep_years: int) -> None:
    latest = latest_day(at, keep_years)
    if before > latest:
        message = f"records of {before} are not {keep_years} year{'' if keep_years == 1 else 's'} old."
        hint = f"Export records are kept for five years (15 CFR 762.6): name {latest} or an earlier day."
        raise InvalidQuestion([Problem("--before", message=message, hint=hint)])


def _prepare(connection: Connection, database: Database) -> None:
    """What is deleted is overwritten too; and no hold can be placed until this is settled."""
    if database.is_sqlite:
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    else:
        connection.execute(text("LOCK TABLE holds IN SHARE MODE"))


def _refuse_new_holds(connection: Connection, found: Plan) -> None:
    """Nothing is erased under a hold that was placed since the plan."""
    known = sorted(found.known)
    new = select(holds_table.c.hold_id).where(holds_table.c.released_at.is_(None), holds_table.c.hold_id.not_in(known))
    row = connection.execute(new.limit(1)).one_or_none()
    if row is not None:
        raise LogUnavailable(f"hold {row.hold_id} was placed meanwhile. Ask again: the rest was not erased.")


def _steps(ranges: list[Range]) -> Iterator[Range]:
    """The same ranges in pieces of some thousand rows, so that answers can be written in between."""
    for chain, first, last in ranges:
        for start in range(first, last + 1, _ROWS_AT_ONCE):
            yield chain, start, min(start + _ROWS_AT_ONCE - 1, last)


def _batched(ranges: list[Range], size: int) -> Iterator[list[Range]]:
    rest = iter(ranges)
    while batch := list(islice(rest, size)):
        yield batch


def _wipe(database: Database) -> None:
    """Let go of what SQLite keeps of deleted texts in its write-ahead log, as far as nobody reads there."""
    if database.is_sqlite:
        with reaching(database.engine), closing(database.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
