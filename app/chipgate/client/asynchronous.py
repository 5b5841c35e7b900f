"""The client for programs that run an event loop. What each call means stands in `synchronous`."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2

from . import calls
from .answers import (
    Answered,
    BatchLine,
    Lines,
    OrderAnswered,
    Ready,
    Record,
    RecordBrief,
    Ruleset,
    TimelineAnswered,
    batch_line,
)
from .calls import Call, Question
from .patience import Patience
from .refusals import ServiceError, Unavailable, error_of
from .synchronous import AT_ONCE, unreachable

T = TypeVar("T")


class AsyncClient:
    """As `Client`, on an event loop; close it, or use `async with`."""

    def __init__(
        self, base_url: str = "http://127.0.0.1:8000", key: str | None = None, *, timeout: float = 30.0,
        retries: int = 4, transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:  # fmt: skip
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx2.AsyncClient(base_url=base_url, headers=headers, timeout=timeout, transport=transport)
        self._patience = Patience(retries)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        """Close what connections are open."""
        await self._http.aclose()

    async def decide(self, question: Question, *, idempotency_key: str | None = None) -> Answered:
        """As `Client.decide`."""
        return await self._ask(calls.decide(question, idempotency_key))

    async def decide_many(self, questions: Iterable[Question], *, at_once: int = AT_ONCE) -> AsyncIterator[BatchLine]:
        """As `Client.decide_many`."""
        waiting, number = iter(questions), 0
        while some := list(islice(waiting, at_once)):
            async for line in self._batch(some, number):
                number = line.number
                yield line

    async def order(self, order: Mapping[str, Any], *, idempotency_key: str | None = None) -> OrderAnswered:
        """As `Client.order`."""
        return await self._ask(calls.order(order, idempotency_key))

    async def timeline(
        self, question: Question, first: dt.date | None = None, last: dt.date | None = None, *,
        idempotency_key: str | None = None,
    ) -> TimelineAnswered:  # fmt: skip
        """As `Client.timeline`."""
        return await self._ask(calls.timeline(question, first, last, idempotency_key))

    async def record(self, record_id: str) -> Record:
        """As `Client.record`."""
        return await self._ask(calls.record(record_id))

    async def records(self, **filters: str | dt.date | int | None) -> AsyncIterator[RecordBrief]:
        """As `Client.records`."""
        cursor = None
        while True:
            page = await self._ask(calls.records(filters, cursor))
            for one in page.records:
                yield one
            cursor = page.next
            if cursor is None:
                return

    async def ruleset(self, day: dt.date) -> Ruleset:
        """As `Client.ruleset`."""
        return await self._ask(calls.ruleset(day))

    async def items(self, name: str | None = None) -> AsyncIterator[Mapping[str, Any]]:
        """As `Client.items`."""
        after = None
        while True:
            page = await self._ask(calls.items(name, after))
            for one in page.items:
                yield one
            after = page.next
            if after is None:
                return

    async def ready(self) -> Ready:
        """As `Client.ready`."""
        return await self._ask(calls.ready())

    async def _ask(self, call: Call[T]) -> T:
        attempt = 0
        while True:
            request = self._http.build_request(
                call.method, call.path, content=call.body, headers=call.headers, params=call.parameters
            )
            try:
                answer = await self._http.send(request)
            except httpx2.TransportError as error:
                wait = self._patience.after_error(attempt, error, repeatable=call.repeatable)
                if wait is None:
                    raise unreachable(error, attempt) from error
            else:
                if answer.status_code in call.answers:
                    return call.read(answer.content, answer.headers)
                now = dt.datetime.now(dt.UTC)
                wait = self._patience.after_answer(attempt, answer.status_code, answer.headers, now)
                if wait is None:
                    raise error_of(answer.status_code, answer.content)
            await asyncio.sleep(wait)
            attempt += 1

    async def _batch(self, questions: list[Question], before: int) -> AsyncIterator[BatchLine]:
        call = calls.batch(b"".join(calls.encoded(one) + b"\n" for one in questions))
        attempt, number = 0, before
        while True:
            try:
                async with self._http.stream(call.method, call.path, content=call.body, headers=call.headers) as answer:
                    if answer.status_code in call.answers:
                        lines = Lines()
                        async for chunk in answer.aiter_bytes():
                            for text in lines.whole(chunk):
                                yield batch_line(number + 1, text)
                                number += 1
                        if number < before + len(questions):
                            raise Unavailable("the answer broke off.", number)
                        return
                    status, body, headers = answer.status_code, await answer.aread(), answer.headers
                wait = self._patience.after_answer(attempt, status, headers, dt.datetime.now(dt.UTC))
                if wait is None:
                    raise error_of(status, body)
            except httpx2.TransportError as error:
                wait = self._patience.after_error(attempt, error, repeatable=False)
                if wait is None:
                    raise unreachable(error, attempt, number) from error
            except ServiceError as error:
                if isinstance(error, Unavailable):
                    error.answered = number
                raise
            await asyncio.sleep(wait)
            attempt += 1
