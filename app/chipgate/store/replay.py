"""Replay: work each logged answer out again, and say where it is not the same in every byte.

How an answer is worked out, and from which rules, is handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from chipgate.errors import ChipgateError, LogDamaged

from .answer_parts import Part, difference, gist_of
from .database import Database
from .reading import with_texts
from .record import ANSWERS, Kind, Record

Recompute = Callable[[bytes], bytes]
"""From the question as it was logged to the bytes of the answer. Raises a ChipgateError where there is none."""
Rules = Callable[[Record], Mapping[str, Recompute]]
"""How to answer each kind of record by the rules that go with it. Raises a ChipgateError where they are not there."""
MOST_LISTED = 1000
_AT_A_TIME = 128


@dataclass(frozen=True, slots=True)
class Replayed:
    """A record and what became of it: the same, another answer (`part` says how grave), or none (`problem`)."""

    record: Record
    part: Part | None = None
    verdict: str | None = None
    problem: str | None = None
    passed_over: str | None = None

    @property
    def same(self) -> bool:
        """Whether every byte is as it was."""
        return self.part is None and self.problem is None and self.passed_over is None


@dataclass(slots=True)
class Tally:
    """Counts over a replay, and the first records that are not the same. A group is by part, rules and engine."""

    same: int = 0
    groups: Counter[tuple[Part, str, str]] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    listed: list[Replayed] = field(default_factory=list)

    def add(self, one: Replayed) -> None:
        """Count one record."""
        if one.same:
            self.same += 1
            return
        if one.part is not None:
            self.groups[one.part, one.record.rulebook, one.record.engine] += 1
        elif one.problem is not None:
            self.problems[one.problem] += 1
        elif one.passed_over is not None:
            self.passed_over[one.passed_over] += 1
            return
        if len(self.listed) < MOST_LISTED:
            self.listed.append(one)

    def drifted(self, *, other_rules: bool = False) -> int:
        """How many answers are not the same. By other rules, an answer that only names them is the same."""
        parts = sum(count for (part, *_), count in self.groups.items() if not (other_rules and part is Part.RULESET))
        return parts + self.problems.total()


def replay(database: Database, headers: Iterable[Record], rules: Rules) -> Iterator[Replayed]:
    """Work each record out again, in turn. What is no answer, or was erased, is passed over.

    Raises:
        LogUnavailable: the log cannot be read.
    """
    for record, problem in texts_of(database, headers):
        yield Replayed(record, problem=problem) if problem is not None else _replayed(record, rules)


def texts_of(database: Database, headers: Iterable[Record]) -> Iterator[tuple[Record, str | None]]:
    """The records of these headers with their texts, and what is wrong with them, so that the rest is still read."""
    remaining = iter(headers)
    while batch := list(islice(remaining, _AT_A_TIME)):
        try:
            yield from map(_held_against_digests, list(with_texts(database, batch)))
        except LogDamaged:
            for header in batch:
                try:
                    yield from map(_held_against_digests, list(with_texts(database, [header])))
                except LogDamaged as error:
                    yield header, error.message


def _held_against_digests(record: Record) -> tuple[Record, str | None]:
    changed = record.changed_texts()
    return record, f"the {changed[0]} that is stored is not the one that was logged" if changed else None


def _replayed(record: Record, rules: Rules) -> Replayed:
    if record.kind == Kind.CATALOG:
        return Replayed(record, passed_over="catalog records have digests of files, and not the files")
    if record.kind not in ANSWERS:
        return Replayed(record, passed_over=f"{record.kind} records are no answers")
    if record.question is None or record.answer is None:
        return Replayed(record, passed_over="its texts were erased")
    try:
        recompute = rules(record).get(record.kind)
        if recompute is None:
            return Replayed(record, passed_over=f"{record.kind} records are not replayed")
        answer = recompute(record.question)
        part = difference(record.answer, answer)
        return Replayed(record, part, gist_of(answer).verdict if part else None)
    except ChipgateError as error:
        return Replayed(record, problem=error.message.splitlines()[0])
