"""Which rows may be without their texts: those that an erasure on record names, and that it may take.

Whoever can write the database can write an erasure as well. So each is remarked, none takes what an erasure never does,
and one that no signed head covers excuses nothing in a log that is signed.
"""

from __future__ import annotations

import datetime as dt
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, select

from chipgate.errors import LogDamaged, LogOutdated

from .findings import counted
from .record import ANSWERS, FIRST, Kind, Record, sha256
from .tables import records
from .texts import decompressed

KEEP_YEARS = 5
"""15 CFR 762.6: five years, from the latest of the events that it names. The log knows when it was asked, and about
which day; both must be older."""
_MOST_REMARKED = 20

Range = tuple[int, int, int]
"""A chain, and the first and last seq of an unbroken run of its records."""


def latest_day(at: str, keep_years: int) -> dt.date:
    """The latest day that records may be erased before, at a time, if they are kept for so many years."""
    today = dt.date.fromisoformat(at[:10])
    try:
        return today.replace(year=today.year - keep_years)
    except ValueError:  # February 29
        return today.replace(year=today.year - keep_years, day=28)


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure on record. It took what was made, and asked about a day, before `before`: `count` records, it says;
    `signed` is whether a signed head covers it."""

    chain: int
    seq: int
    record_id: str
    at: str
    caller: str
    before: dt.date
    count: int
    signed: bool

    def refuses(self, record: Record) -> str:
        """Why it could not take a record that it names; "" where it could."""
        if record.kind not in ANSWERS:
            return f"{record.kind} records are never erased"
        before = self.before.isoformat()
        for day in (record.at, record.date):
            if day is not None and str(day) >= before:
                return f"it takes what is before {before}, and this is of {day}"
        return ""

    def __str__(self) -> str:
        taken = f"{counted(self.count, 'record')} before {self.before}"
        signed = "" if self.signed else "; no signed head covers it"
        return f"erasure {self.record_id} at {self.at} by {self.caller}: {taken}{self._young}{signed}."

    @property
    def remarkable(self) -> bool:
        """Whether it is to be looked at before the others."""
        return not self.signed or bool(self._young)

    @property
    def _young(self) -> str:
        try:
            young = self.before > latest_day(self.at, KEEP_YEARS)
        except ValueError:
            young = True
        return f", which were not {KEEP_YEARS} years old" if young else ""


class ErasedRows:
    """The rows that the erasures of a log name. One whose question is not what was written covers nothing.

    `covered` is how far signed heads cover each chain.
    """

    def __init__(self, connection: Connection, covered: Mapping[int, int]) -> None:
        self.all: list[Erasure] = []
        self._nothing_signed = not covered
        named: dict[int, list[tuple[int, int, int]]] = {}
        c = records.c
        query = select(c.chain, c.seq, c.record_id, c.at, c.caller, c.question, c.question_digest)
        for row in connection.execute(query.where(c.kind == str(Kind.ERASURE)).order_by(c.chain, c.seq)):
            said = _said(row)
            if said is None:
                continue
            before, ranges = said
            count = sum(last - first + 1 for _, first, last in ranges)
            signed = covered.get(row.chain, 0) >= row.seq
            for chain, first, last in ranges:
                named.setdefault(chain, []).append((first, last, len(self.all)))
            self.all.append(
                Erasure(row.chain, row.seq, str(row.record_id), str(row.at), str(row.caller), before, count, signed)
            )
        self._named = {chain: self._runs(sorted(found)) for chain, found in named.items()}

    def naming(self, chain: int, seq: int) -> Erasure | None:
        """The erasure that names this row; of several, the one that excuses most."""
        runs = self._named.get(chain, [])
        at = bisect_right(runs, seq, key=lambda run: run[0]) - 1
        return self.all[runs[at][2]] if at >= 0 and seq <= runs[at][1] else None

    def excuses(self, erasure: Erasure) -> bool:
        """Whether an erasure is vouched for, as far as anything is in this log."""
        return erasure.signed or self._nothing_signed

    def remarks(self) -> Iterator[str]:
        """What is to be known of the erasures, those first that may not be what they say."""
        ordered = sorted(self.all, key=lambda one: not one.remarkable)
        yield from map(str, ordered[:_MOST_REMARKED])
        if len(ordered) > _MOST_REMARKED:
            yield f"and {counted(len(ordered) - _MOST_REMARKED, 'more erasure')}."

    def _runs(self, named: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """The ranges of a chain without those that others cover: first and last row, and which erasure."""
        edges = sorted({first for first, _, _ in named} | {last + 1 for _, last, _ in named})
        found: list[tuple[int, int, int]] = []
        open_: list[tuple[bool, int, int, int]] = []
        following = iter([*named, (edges[-1] + 1, 0, 0)])
        one = next(following)
        for start, end in pairwise(edges):
            while one[0] <= start:
                erasure = self.all[one[2]]
                heappush(open_, (not erasure.signed, -erasure.before.toordinal(), one[2], one[1]))
                one = next(following)
            while open_ and open_[0][3] < start:
                heappop(open_)
            if not open_:
                continue
            if found and found[-1][1] == start - 1 and found[-1][2] == open_[0][2]:
                found[-1] = found[-1][0], end - 1, found[-1][2]
            else:
                found.append((start, end - 1, open_[0][2]))
        return found


def _said(row: Any) -> tuple[dt.date, list[Range]] | None:
    """Before which day, and the ranges that an erasure names, where that is what was written."""
    try:
        question = decompressed(row.question, "an erasure")
        if sha256(question) != row.question_digest or not isinstance(row.chain, int) or row.seq < FIRST:
            return None
        said = json.loads(question)
        ranges = [(chain, first, last) for chain, first, last in said["erased"] if first <= last]
        if not all(type(number) is int for one in ranges for number in one):
            return None
        return dt.date.fromisoformat(said["before"]), ranges
    except (LogDamaged, LogOutdated, ValueError, TypeError, KeyError, RecursionError):
        return None  # the walk tells what is wrong with it
