"""The writer of a decision log: a thread that writes what others submit, in groups, and tells them when it is durable.

What comes while one group is being committed is the next group, so nothing waits for a group to fill up. The thread
survives whatever goes wrong with the database: that group is told, and the next one is tried.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import monotonic

from chipgate.errors import ChipgateError, LogUnavailable

from .appending import Appender, Receipt, Settled, Submission
from .checkpoints import Checkpointer
from .database import Database
from .idempotency import find
from .record import Entry

__all__ = ["Deliver", "Done", "Receipt", "Settled", "Writer"]

Done = Callable[[Settled], None]
Deliver = Callable[[list[tuple[Done, Settled]]], None]
_LOOKS_EVERY = 1.0
"""Seconds between two looks, with nothing to write, at whether a checkpoint is due and whether the log is back."""


class Writer:
    """Writes entries to one chain of a log. Its methods may be called from any thread."""

    def __init__(
        self, database: Database, clock: Callable[[], dt.datetime], *, checkpoints: Checkpointer | None = None,
        most_waiting: int = 4096, most_at_once: int = 256, deliver: Deliver | None = None, most_seconds: float = 15.0,
        report: Callable[[str], None] = lambda message: None,
    ) -> None:  # fmt: skip
        """`report` is told, by the writer's thread, when a checkpoint cannot be made: once for each reason in a row."""
        self._database = database
        self._clock = clock
        self._checkpoints = checkpoints
        self._most_waiting = most_waiting
        self._most_at_once = most_at_once
        self._deliver = deliver or _call_each
        self._most_seconds = most_seconds
        self._report = report
        self._reported = ""
        self._appender = Appender(database, checkpoints)
        self._queue: SimpleQueue[Submission | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._waiting = 0
        self._closed = True
        self._thread = threading.Thread(target=self._run, name="chipgate-log", daemon=True)
        self._started = threading.Event()
        self._until: float | None = None
        self._since: float | None = None
        self.unsigned = 0
        """Records written since the last checkpoint of this writer."""
        self._working = True
        self.written = 0
        """Records written by this writer."""
        self.last_error: Exception | None = None
        """What went wrong last; it stays when all is well again."""

    @property
    def waiting(self) -> int:
        """Entries submitted and not settled yet."""
        return self._waiting

    @property
    def chain(self) -> int | None:
        """The chain it writes to, while it has one."""
        return self._appender.chain

    @property
    def healthy(self) -> bool:
        """Whether what is submitted now can be expected to be written."""
        return self._working and self._thread.is_alive() and not self._closed and not self._stuck()

    def start(self) -> None:
        """Begin. It returns once a chain is leased, or could not be: then it is tried again, and `healthy` is false."""
        self._closed = False
        self._thread.start()
        self._started.wait()

    def stop(self, seconds: float) -> None:
        """Take nothing more, write what waits, make a last checkpoint, and give the chain back; all within a time.
        What could not be written by then is told so."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._until = monotonic() + seconds
            self._queue.put(None)
        self._thread.join(seconds)
        if self._thread.is_alive():
            self._appender.cut()
            self._thread.join(_LOOKS_EVERY)

    def bundle(self, rulebook: str, content: bytes) -> None:
        """Have rules kept with the first record that names them by this digest."""
        self._appender.bundle(rulebook, content)

    def find(self, caller: str, key: str) -> tuple[str, str] | None:
        """The record that answered the request a caller has named so, and the digest of that request.

        Raises:
            LogUnavailable: the log cannot be read.
        """
        return find(self._database, caller, key)

    def submit(self, entries: Sequence[Entry], done: Done) -> None:
        """Have entries written, whole or not at all and in order. `done` is called by the writer's thread once they are
        durable, or are not going to be; only the first may have an idempotency key.

        Raises:
            LogUnavailable: too many wait already, or the writer was stopped. `done` will not be called.
        """
        if self._stuck():
            self._appender.cut()
            raise LogUnavailable("The decision log does not respond: nothing was answered. Ask again in a moment.")
        with self._lock:
            if self._closed:
                raise LogUnavailable("The decision log is closed: nothing was answered. Ask again in a moment.")
            if self._waiting and self._waiting + len(entries) > self._most_waiting:
                message = f"{self._waiting:,} answers wait to be logged: nothing was answered. Ask again in a moment."
                raise LogUnavailable(message)
            self._waiting += len(entries)
            self._queue.put(Submission(entries, done))

    def _stuck(self) -> bool:
        """Whether a server holds the thread up for longer than it can have a reason to."""
        since = self._since
        return since is not None and monotonic() - since > self._most_seconds

    def _run(self) -> None:
        self._tend(idle=True)
        self._started.set()
        open_ = True
        while open_:
            group, open_ = self._next_group()
            self._since = monotonic()
            if group:
                self._write(group)
            self._tend(idle=not group)
            self._since = None
        self._finish()

    def _next_group(self) -> tuple[list[Submission], bool]:
        """All that waits, up to the most at once; and whether there may be more."""
        group: list[Submission] = []
        entries = 0
        try:
            found = self._queue.get(timeout=_LOOKS_EVERY)
            while found is not None:
                group.append(found)
                entries += len(found.entries)
                if entries >= self._most_at_once:
                    return group, True
                found = self._queue.get_nowait()
        except Empty:
            return group, True
        return group, False

    def _write(self, group: list[Submission]) -> None:
        if self._until is not None and monotonic() >= self._until:
            late = LogUnavailable("The decision log was closed before this was written: nothing was answered.")
            self._settle(group, [late] * len(group))
            return
        settled: list[Settled] = []
        try:
            settled += self._appender.append(group, self._now())
            self._working = True
        except Exception as error:
            self.last_error = error
            at_fault = self._appender.is_at_fault(error)
            if at_fault and len(group) > 1:
                for submission in group:  # the others need not fail with it
                    self._write([submission])
                return
            self._working = at_fault
            settled = [_told(error)] * len(group)
        self._settle(group, settled)

    def _settle(self, group: list[Submission], settled: list[Settled]) -> None:
        written = sum(
            not receipt.replayed for one in settled if not isinstance(one, ChipgateError) for receipt in one
        )  # fmt: skip
        self.written += written
        self.unsigned += written
        with self._lock:
            self._waiting -= sum(len(submission.entries) for submission in group)
        try:
            self._deliver([(submission.done, one) for submission, one in zip(group, settled, strict=True)])
        except Exception as error:  # who was to be told is gone
            self.last_error = error

    def _tend(self, *, idle: bool) -> None:
        """See that there is a chain when nothing else is to be done, and make the checkpoint that is due."""
        try:
            if idle and not (self._working and self.chain is not None):
                self._appender.probe(self._now())
                self._working = True
        except Exception as error:
            self.last_error = error
            self._working = False
        if self._working and self._checkpoints and self._checkpoints.due(self.unsigned, self._clock()):
            self._sign()

    def _sign(self) -> None:
        """Make a checkpoint. What it would have covered is not lost where that fails: the next one covers it."""
        try:
            self._appender.checkpoint(self._now())
            self.unsigned, self._reported = 0, ""
        except Exception as error:
            self.last_error = error
            why = error.message if isinstance(error, ChipgateError) else f"{type(error).__name__}: {error}"
            if why == self._reported:
                return
            self._reported = why
            with suppress(Exception):  # who was to be told is gone; answers are written all the same
                self._report(
                    f"no checkpoint could be signed: {why} It is tried again. Until then the {self.unsigned:,} newest "
                    "records of this writer could be changed unseen."
                )

    def _finish(self) -> None:
        if self.unsigned:
            self._sign()
        self._appender.drop()

    def _now(self) -> str:
        now = self._clock().astimezone(dt.UTC)
        return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond:06d}Z"


def _call_each(settled: list[tuple[Done, Settled]]) -> None:
    """Tell everyone, also when someone before them could not be told."""
    failed: Exception | None = None
    for done, result in settled:
        try:
            done(result)
        except Exception as error:
            failed = error
    if failed is not None:
        raise failed


def _told(error: Exception) -> ChipgateError:
    if isinstance(error, LogUnavailable):
        return LogUnavailable(f"{error.message} Nothing was answered: ask again in a moment.")
    if isinstance(error, ChipgateError):
        return error
    return LogUnavailable(f"The decision log could not be written ({type(error).__name__}): nothing was answered.")
