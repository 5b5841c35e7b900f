"""Which logged answers a correction of the rules changes: each question is answered by the old and by the new rules.

How an answer is worked out is handed in, and on which days the two sets of rules can differ at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from chipgate.errors import ChipgateError, LogDamaged

from .answer_parts import Gist, Part, difference, gist_of
from .database import Database
from .reading import Selection, each
from .record import Kind, Record
from .replay import Recompute, texts_of

_GRAVE = {Part.VERDICT, Part.CERTAINTY, Part.REASONS}


@dataclass(frozen=True, slots=True)
class Affected:
    """A logged answer that the correction changes. `logged` is what was said then; it may be neither of the two."""

    record: Record
    logged: Gist
    old: Gist
    new: Gist
    part: Part


@dataclass(slots=True)
class Looked:
    """What was looked at: questions asked about, those that cannot differ, those answered twice, and those that the
    rules refuse or whose text was erased, with the first of each."""

    seen: int = 0
    skipped: int = 0
    decided: int = 0
    erased: int = 0
    failed: int = 0
    first_failure: str = ""


def affected(
    database: Database, selection: Selection, concerned: Callable[[str], bool], old: Recompute, new: Recompute,
    looked: Looked, progress: Callable[[], None] = lambda: None,
) -> Iterator[Affected]:  # fmt: skip
    """The decisions whose verdict, certainty or reasons differ between two sets of rules, chain by chain, in order.

    `concerned` says of a day whether the rules in force then differ; other records are passed over by their headers
    alone. `looked` is counted along.
    """
    for record, problem in texts_of(database, _concerned(database, selection, concerned, looked, progress)):
        if problem is None and (record.question is None or record.answer is None):
            looked.erased += 1
            continue
        try:
            found = _compared(record, problem, old, new)
        except ChipgateError as error:
            looked.failed += 1
            looked.first_failure = looked.first_failure or f"{record.record_id}: {error.message.splitlines()[0]}"
            continue
        looked.decided += 1
        if found is not None:
            yield found


def _concerned(
    database: Database, selection: Selection, concerned: Callable[[str], bool], looked: Looked,
    progress: Callable[[], None],
) -> Iterator[Record]:  # fmt: skip
    """The headers of the decisions that can differ."""
    for record in each(database, replace(selection, kind=Kind.DECISION), texts=False):
        looked.seen += 1
        progress()
        if record.date is not None and not concerned(record.date):
            looked.skipped += 1
        else:
            yield record


def _compared(record: Record, problem: str | None, old: Recompute, new: Recompute) -> Affected | None:
    if problem is not None or record.question is None or record.answer is None:
        raise LogDamaged(problem or "its texts are gone.")
    before, after = old(record.question), new(record.question)
    part = difference(before, after)
    if part not in _GRAVE:
        return None
    return Affected(record, gist_of(record.answer), gist_of(before), gist_of(after), part)
