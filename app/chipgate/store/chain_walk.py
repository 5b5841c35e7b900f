"""One chain, walked from its first row to its last: numbers without a gap, each row following the one before it, each
with the digest of what it says, each with its texts. The walk keeps two rows at a time and a bounded list of suspects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from chipgate.errors import LogDamaged, LogOutdated

from .erased import ErasedRows, Erasure
from .findings import MOST, Collected, Finding, What, counted
from .record import ANSWERS, FIRST, START, Record, sha256
from .suspects import Suspect, fits
from .tables import records
from .texts import decompressed

PAGE = 200


@dataclass(slots=True)
class Walked:
    """What is learned on the way, over all chains."""

    log_id: str
    found: Collected
    records: int = 0
    erased: int = 0
    kept: int = 0
    """Rows that an erasure on record covers, and whose texts are still there."""
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    """First and last row of each chain."""
    unvouched: Counter[Erasure] = field(default_factory=Counter)
    """How many rows without texts rest on an erasure that nobody vouches for."""
    suspects: list[Suspect] = field(default_factory=list)
    rulebooks: dict[str, Counter[str]] = field(default_factory=dict)
    """How many answers were given by each rulebook, by each release of the engine."""

    def suspected(self, chain: int, seq: int) -> bool:
        """Whether a row is wrong by itself, so that nothing more need be said of it."""
        return any(one.record.chain == chain and one.record.seq <= seq <= one.until for one in self.suspects)


def walk(
    connection: Connection, chain: int, walked: Walked, erased: ErasedRows, progress: Callable[[int], None]
) -> None:  # fmt: skip
    """Walk one chain; what is wrong with a row by itself is left to `suspects.diagnosed`."""
    before: Record | None = None
    good = True  # whether the row before fits its digest
    suspect: Suspect | None = None  # the row before, where something is wrong with it
    backwards = 0
    for page in _pages(connection, chain):
        for stored in page:
            number: object = stored.seq  # SQLite keeps whatever it is given
            if not isinstance(number, int) or number < FIRST:
                message = f"its number is {number!r}, which no row has: it was put in."
                walked.found.add(Finding(What.REPLACED, message, chain, record_id=str(stored.record_id)))
                continue
            one = _looked_at(walked.log_id, stored, before)
            _erased(stored, erased, walked)
            _gap(one.record, before, walked.found)
            follows = before.digest if before else START
            if before and one.record.seq == before.seq + 1:
                if suspect is not None:
                    suspect.next_follows = str(one.record.previous)
                backwards += str(one.record.at) < str(before.at)
            if one.fits and good and one.record.previous != follows:
                _unlinked(one.record, before, walked.found)
            good, suspect = one.fits, _suspected(one, suspect, walked)
            walked.records += 1
            if one.record.kind in ANSWERS:
                walked.rulebooks.setdefault(one.record.rulebook, Counter())[one.record.engine] += 1
            first, _ = walked.spans.get(chain, (one.record.seq, 0))
            walked.spans[chain] = first, one.record.seq
            before = replace(stored, question=None, answer=None)
        progress(len(page))
    if backwards:
        times = "once" if backwards == 1 else f"{backwards:,} times"
        walked.found.remarks.append(f"chain {chain}: the clock went backwards {times} between neighboring rows.")


def _pages(connection: Connection, chain: int) -> Iterator[list[Record]]:
    """A chain in the order of its rows, texts still compressed."""
    query = select(records).where(records.c.chain == chain).order_by(records.c.seq).limit(PAGE)
    further = query  # whatever its number is, the first row is read
    while page := [Record(*row) for row in connection.execute(further)]:
        yield page
        if not isinstance(page[-1].seq, int | float):
            return  # such rows sort last
        further = query.where(records.c.seq > page[-1].seq)


def _looked_at(log_id: str, stored: Record, before: Record | None) -> Suspect:
    texts: dict[str, bytes | None] = {}
    unreadable = None
    for name in ("question", "answer"):
        try:
            frame = getattr(stored, name)
            texts[name] = None if frame is None else decompressed(frame, name)
        except (LogDamaged, LogOutdated):  # a flipped byte may name another dictionary
            texts[name], unreadable = None, f"{name} is not what was written: it cannot even be decompressed."
    record = replace(stored, question=texts["question"], answer=texts["answer"])
    question, answer = (None if text is None else sha256(text) for text in texts.values())
    return Suspect(record, before, fits(log_id, stored), question, answer, unreadable, until=record.seq)


def _erased(stored: Record, erased: ErasedRows, walked: Walked) -> None:
    gone = [name for name in ("question", "answer") if getattr(stored, name) is None]
    erasure = erased.naming(stored.chain, stored.seq)
    if not gone:
        walked.kept += erasure is not None
        return
    why = "no erasure on record covers it"
    if erasure is not None:
        refused = erasure.refuses(stored)
        why = f"erasure {erasure.record_id} cannot have taken it: {refused}"
        if not refused:
            walked.erased += 1
            if not erased.excuses(erasure):
                walked.unvouched[erasure] += 1
            return
    verb = "is" if len(gone) == 1 else "are"
    message = f"its {' and '.join(gone)} {verb} gone, and {why}."
    walked.found.add(Finding(What.ERASED, message, stored.chain, stored.seq, record_id=str(stored.record_id)))


def _gap(record: Record, before: Record | None, found: Collected) -> None:
    expected = before.seq + 1 if before else FIRST
    if record.seq == expected:
        return
    missing = counted(record.seq - expected, "row")
    where = f"between {before.record_id} and {record.record_id}" if before else f"before {record.record_id}"
    message = f"{missing} missing {where}."
    found.add(Finding(What.MISSING, message, record.chain, expected, record.seq - 1))


def _unlinked(record: Record, before: Record | None, found: Collected) -> None:
    """A row that is good by itself and follows another than the one before it."""
    if before is None:
        if record.seq == FIRST:
            message = "it is the first, and says that it follows another: the chain was cut and renumbered."
            found.add(Finding(What.REPLACED, message, record.chain, record.seq, record_id=str(record.record_id)))
        return
    if record.seq != before.seq + 1:
        return  # a gap, told as such
    message = (
        f"the row after it ({record.record_id}) follows another: this one was rewritten or put in its place, "
        "or all after it were."
    )
    found.add(Finding(What.REPLACED, message, before.chain, before.seq, record_id=str(before.record_id)))


def _suspected(one: Suspect, last: Suspect | None, walked: Walked) -> Suspect | None:
    """The row as a suspect, or as one more of a run that was renumbered; None where it is good."""
    if one.fits and one.question_fits and one.answer_fits and one.unreadable is None:
        return None
    if not one.fits and one.question_fits and one.answer_fits:
        tries = (last.moved, 1, -1) if last is not None and last.moved else (1, -1)
        record = one.record
        one.moved = next((by for by in tries if fits(walked.log_id, replace(record, seq=record.seq + by))), 0)
        if one.moved and last is not None and last.moved == one.moved and last.until == record.seq - 1:
            last.until, last.next_follows = record.seq, None
            return last
    if len(walked.suspects) < MOST:
        walked.suspects.append(one)
    else:
        walked.found.more += 1
    return one
