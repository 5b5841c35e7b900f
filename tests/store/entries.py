"""Entries to write, and what a log must be like after whatever was done to it."""

from __future__ import annotations

import datetime as dt
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence

from chipgate.errors import ChipgateError
from chipgate.store.database import Database
from chipgate.store.reading import Selection, each
from chipgate.store.record import START, Entry, Kind, Record, digest_of, new_id, sha256
from chipgate.store.writer import Receipt, Settled, Writer

AT = "2026-11-25T22:49:12.123456Z"


def entry(
    text: str = "may it go?", *, at: str = AT, key: str | None = None, body: str | None = None, line: str | None = None,
    record_id: str | None = None, rulebook: str = "aa" * 32,
) -> Entry:  # fmt: skip
    """An answer to be logged."""
    return Entry(
        record_id=record_id or new_id(1_795_000_000_000), kind=Kind.DECISION, at=at, caller="local", request_id="r-1",
        engine="0.1.0", rulebook=rulebook, question=text.encode(), answer=f"the answer to {text}\n".encode() * 50,
        verdict="allowed", item="H20", destination="CN", date="2026-11-25", line=line, idempotency_key=key,
        body_digest=None if body is None else sha256(body.encode()),
    )  # fmt: skip


def clock() -> dt.datetime:
    """Always the same moment."""
    return dt.datetime.fromisoformat(AT)


class Waiting:
    """Someone who waits for what they submitted."""

    def __init__(self) -> None:
        self._there = threading.Event()
        self._settled: Settled = ()

    def __call__(self, settled: Settled) -> None:
        self._settled = settled
        self._there.set()

    @property
    def settled(self) -> Settled:
        """What became of it."""
        assert self._there.wait(60), "nothing was heard of a submission"
        return self._settled

    @property
    def receipts(self) -> Sequence[Receipt]:
        """The receipts, where it was written."""
        settled = self.settled
        assert not isinstance(settled, ChipgateError), settled
        return settled

    @property
    def error(self) -> ChipgateError:
        """The error, where it was not."""
        settled = self.settled
        assert isinstance(settled, ChipgateError), settled
        return settled


def submit(writer: Writer, *entries: Entry) -> Waiting:
    """Submit entries as one."""
    waiting = Waiting()
    writer.submit(entries, waiting)
    return waiting


def written(writer: Writer, *entries: Entry) -> Sequence[Receipt]:
    """Write entries, and wait for it."""
    return submit(writer, *entries).receipts


class Held:
    """A writer's thread held up in telling what it wrote, so that what is submitted meanwhile is one group."""

    def __init__(self, writer: Writer) -> None:
        self._go, there = threading.Event(), threading.Event()
        writer.submit([entry("held")], self._hold(there))
        assert there.wait(60)

    def _hold(self, there: threading.Event) -> Callable[[Settled], None]:
        def done(_: Settled) -> None:
            there.set()
            assert self._go.wait(60)

        return done

    def let_go(self) -> None:
        """Have it go on."""
        self._go.set()


def whole(database: Database) -> dict[int, list[Record]]:
    """The records of every chain, which follow each other without a gap and are what their digests say."""
    chains: dict[int, list[Record]] = defaultdict(list)
    for record in each(database, Selection()):
        before = chains[record.chain][-1] if chains[record.chain] else None
        assert record.seq == (before.seq if before else 0) + 1
        assert record.previous == (before.digest if before else START)
        assert record.digest == digest_of(database.log_id, record)
        assert record.question_digest == sha256(record.question or b"")
        assert record.answer_digest == sha256(record.answer or b"")
        chains[record.chain].append(record)
    return dict(chains)
