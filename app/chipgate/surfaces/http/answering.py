"""From a question to an answer that is on record: decided off the event loop where it takes time, and sent only after
its record is durable."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from chipgate import Shipment, __version__
from chipgate.engine.remembered import memory_of
from chipgate.errors import ChipgateError, LogUnavailable
from chipgate.files.question_json import question_json
from chipgate.model.decision_text import Head
from chipgate.store.record import Entry, Kind, new_id
from chipgate.surfaces.clock import stamped
from chipgate.surfaces.screened import screened
from chipgate.surfaces.settings import LogMode

from .callers import Caller

if TYPE_CHECKING:
    from chipgate.store.writer import Receipt, Writer

    from .reload import InForce

T = TypeVar("T")
Settled = Sequence["Receipt"] | ChipgateError


@dataclass(frozen=True, slots=True)
class Asking:
    """What a record says of a request, whatever it asks."""

    caller: Caller
    request_id: str
    idempotency_key: str | None = None
    body_digest: str | None = None


class Decider:
    """Decides. What is remembered is filled in at once, on the event loop; the rest waits for a thread of its own, so
    that the loop goes on."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "chipgate-decide")
        self._audits = ThreadPoolExecutor(1, "chipgate-audit")

    async def decide(self, rules: InForce, shipment: Shipment) -> tuple[bytes, Head]:
        """The decision as JSON, with its head, by these rules, whatever is loaded meanwhile."""
        known = memory_of(rules.rulebook).known_text(shipment)
        if known is not None:
            return known
        return await self.apart(partial(memory_of(rules.rulebook).text, shipment))

    async def apart(self, work: Callable[[], T]) -> T:
        """Do something long in the thread that decides."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def audit(self, work: Callable[[], T]) -> T:
        """Audit, one after another: one that nobody waits for any longer still keeps the next from beginning."""
        return await asyncio.get_running_loop().run_in_executor(self._audits, work)

    def close(self) -> None:
        """Finish what is being decided, and take nothing more. An audit, which is not on record, is not waited for."""
        self._audits.shutdown(wait=False, cancel_futures=True)
        self._thread.shutdown(wait=True, cancel_futures=True)


def question_of(rules: InForce, shipment: Shipment) -> Shipment:
    """A question with its parties screened: as it is decided, and logged."""
    return screened(shipment, rules.screener)


def entry(
    asking: Asking, rules: InForce, shipment: Shipment, answer: bytes, head: Head,
    order: str | None = None, line: str | None = None,
) -> Entry:  # fmt: skip
    """What is logged of a decision."""
    now = dt.datetime.now(dt.UTC)
    return Entry(
        record_id=new_id(int(now.timestamp() * 1000)), kind=Kind.DECISION, at=stamped(now), caller=asking.caller.id,
        request_id=asking.request_id, engine=__version__, rulebook=rules.rulebook.digest,
        question=question_json(shipment), answer=answer, ruleset=head.ruleset, outcome=head.outcome,
        verdict=head.verdict, certainty=head.certainty, item=shipment.item.name, destination=head.destination,
        date=head.date, order=order, line=line,
        idempotency_key=asking.idempotency_key, body_digest=asking.body_digest,
    )  # fmt: skip


class Recorder:
    """The way into the decision log, from the event loop."""

    def __init__(self, writer: Writer | None, mode: LogMode) -> None:
        self.writer = writer
        self.mode = mode
        self._gathered: list[tuple[Sequence[Entry], Callable[[Settled], None]]] = []

    async def record(self, rules: InForce, entries: Sequence[Entry]) -> Sequence[Receipt]:
        """Log answers, all or none; they may be sent once this returns. Without a log, nothing comes back.

        Raises:
            LogUnavailable: they are not on record, and must not be sent.
            InvalidQuestion: the idempotency key was used for another question.
        """
        if self.writer is None:
            return ()
        self.writer.bundle(rules.rulebook.digest, rules.bundle)
        if self.mode is LogMode.UNSAFE_ASYNC and all(one.idempotency_key is None for one in entries):
            self._gather(entries, _nobody_waits)
            return ()
        future: asyncio.Future[Sequence[Receipt]] = asyncio.get_running_loop().create_future()
        self._gather(entries, partial(_settle, future))
        return await future

    def _gather(self, entries: Sequence[Entry], done: Callable[[Settled], None]) -> None:
        """Hand over once what all requests of one turn of the loop have to log, so that the log's thread wakes once,
        and does not break in on them."""
        if not self._gathered:
            asyncio.get_running_loop().call_soon(self._hand_over)
        self._gathered.append((entries, done))

    def _hand_over(self) -> None:
        assert self.writer is not None
        gathered, self._gathered = self._gathered, []
        for entries, done in gathered:
            try:
                self.writer.submit(entries, done)
            except LogUnavailable as error:
                done(error)


def delivery(loop: asyncio.AbstractEventLoop) -> Callable[[list[tuple[Callable[[Settled], None], Settled]]], None]:
    """How the log's thread tells the event loop what it wrote: once for all that one commit settled."""

    def deliver(settled: list[tuple[Callable[[Settled], None], Settled]]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle_all, settled)

    return deliver


def _settle_all(settled: list[tuple[Callable[[Settled], None], Settled]]) -> None:
    for done, result in settled:
        done(result)


def _settle(future: asyncio.Future[Sequence[Receipt]], result: Settled) -> None:
    if future.done():  # who asked has gone; the record stays
        return
    if isinstance(result, ChipgateError):
        future.set_exception(result)
    else:
        future.set_result(result)


def _nobody_waits(_result: Settled) -> None:
    pass
