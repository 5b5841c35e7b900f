"""Which records may be erased: answers that were made, and ask about a day, before another day, and that no hold keeps.

The record of an order says nothing of items, destinations or days: its lines do, which are the rows after it of the
same request. It is kept as long as one of them is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, or_, select

from .database import Database
from .holds import Hold
from .reading import matches
from .record import ANSWERS, Kind
from .tables import HEADER, records
from .transactions import snapshot


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that is old enough and still has a text, and the ids of the holds that keep it."""

    chain: int
    seq: int
    holding: tuple[str, ...]


@dataclass(slots=True)
class _Order:
    """An order's record, and its lines as far as they were read."""

    row: Row[Any]
    old: bool
    holding: tuple[str, ...]
    last: int
    lines: list[Candidate] = field(default_factory=list)

    def has(self, row: Row[Any]) -> bool:
        """Whether a row is its next line."""
        place = (row.chain, row.seq, row.request_id)
        return row.kind == Kind.DECISION and place == (self.row.chain, self.last + 1, self.row.request_id)

    def settled(self) -> Iterator[Candidate]:
        """The order, where it may go, and its lines."""
        if self.old and self.row.has_text:
            yield Candidate(self.row.chain, self.row.seq, self.holding)
        yield from self.lines


def erasable(database: Database, before: str, holds: Sequence[Hold]) -> Iterator[Candidate]:
    """Each candidate, in the order of the chains."""
    order: _Order | None = None
    with snapshot(database) as connection:
        for row in connection.execute(_made(before)):
            holding = tuple(hold.hold_id for hold in holds if matches(hold.selection, row))
            old = row.date is None or row.date < before
            one = [Candidate(row.chain, row.seq, holding)] if old and row.has_text else []
            if order is not None and order.has(row):
                order.last, order.old = row.seq, order.old and old
                order.holding = tuple(dict.fromkeys((*order.holding, *holding)))
                order.lines += one
                continue
            if order is not None:
                yield from order.settled()
                order = None
            if row.kind == Kind.ORDER:
                order = _Order(row, old, holding, row.seq)
            else:
                yield from one
        if order is not None:
            yield from order.settled()


def _made(before: str) -> Any:
    """The headers of the answers that were made before a day, also of those that ask about a later one."""
    c = records.c
    has_text = or_(c.question.is_not(None), c.answer.is_not(None)).label("has_text")
    made = select(*HEADER, has_text).where(c.kind.in_(sorted(map(str, ANSWERS))), c.at < before)
    return made.order_by(c.chain, c.seq).execution_options(yield_per=1000)
