"""The client for programs that wait."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping
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

T = TypeVar("T")
AT_ONCE = 1_000


class Client:
    """Asks the service at an address, as the holder of a key. May be shared by threads; close it, or use `with`.

    `timeout` is how long to wait for each answer, in seconds; `retries` how often to ask again where that is safe.
    """

    def __init__(
        self, base_url: str = "http://127.0.0.1:8000", key: str | None = None, *, timeout: float = 30.0,
        retries: int = 4, transport: httpx2.BaseTransport | None = None,
    ) -> None:  # fmt: skip
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx2.Client(base_url=base_url, headers=headers, timeout=timeout, transport=transport)
        self._patience = Patience(retries)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close what connections are open."""
        self._http.close()

    def decide(self, question: Question, *, idempotency_key: str | None = None) -> Answered:
        """May this item go there, on that day? With a key of one's own, also a program that was started anew gets the
        answer of its first time.

        Raises:
            QuestionRefused: with every problem of the question.
            ServiceError: there is no answer; its class says whose turn it is.
        """
        return self._ask(calls.decide(question, idempotency_key))

    def decide_many(self, questions: Iterable[Question], *, at_once: int = AT_ONCE) -> Iterator[BatchLine]:
        """Answer many questions, in order, as they are decided. A refused question is a line like the others.

        Raises:
            Unavailable: the answer broke off. `answered` says after how many; the rest may be asked again, but what was
                on its way then may be on record twice.
        """
        waiting, number = iter(questions), 0
        while some := list(islice(waiting, at_once)):
            for line in self._batch(some, number):
                number = line.number
                yield line

    def order(self, order: Mapping[str, Any], *, idempotency_key: str | None = None) -> OrderAnswered:
        """One answer for an order, and one for each of its lines.

        Raises:
            QuestionRefused: with every problem of every line.
        """
        return self._ask(calls.order(order, idempotency_key))

    def timeline(
        self, question: Question, first: dt.date | None = None, last: dt.date | None = None, *,
        idempotency_key: str | None = None,
    ) -> TimelineAnswered:  # fmt: skip
        """Every day on which the answer to a question changes.

        Raises:
            QuestionRefused: with every problem, or because there is no verdict on any day.
        """
        return self._ask(calls.timeline(question, first, last, idempotency_key))

    def record(self, record_id: str) -> Record:
        """One record of the decision log.

        Raises:
            NotFound: there is none of that id.
        """
        return self._ask(calls.record(record_id))

    def records(self, **filters: str | dt.date | int | None) -> Iterator[RecordBrief]:
        """Records, the newest first: since, until, caller, verdict, outcome, certainty, item, destination, date, order,
        kind, ruleset; `limit` is the size of a page."""
        cursor = None
        while True:
            page = self._ask(calls.records(filters, cursor))
            yield from page.records
            cursor = page.next
            if cursor is None:
                return

    def ruleset(self, day: dt.date) -> Ruleset:
        """The rules of a day.

        Raises:
            NotFound: the rules do not cover it.
        """
        return self._ask(calls.ruleset(day))

    def items(self, name: str | None = None) -> Iterator[Mapping[str, Any]]:
        """The items of the shipped catalog, each as it may be sent back in a question."""
        after = None
        while True:
            page = self._ask(calls.items(name, after))
            yield from page.items
            after = page.next
            if after is None:
                return

    def ready(self) -> Ready:
        """Whether the service answers, and from which rules."""
        return self._ask(calls.ready())

    def _ask(self, call: Call[T]) -> T:
        attempt = 0
        while True:
            try:
                answer = self._http.send(self._request(call))
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
            time.sleep(wait)
            attempt += 1

    def _batch(self, questions: list[Question], before: int) -> Iterator[BatchLine]:
        call = calls.batch(b"".join(calls.encoded(one) + b"\n" for one in questions))
        attempt, number = 0, before
        while True:
            try:
                with self._http.stream(call.method, call.path, content=call.body, headers=call.headers) as answer:
                    if answer.status_code in call.answers:
                        lines = Lines()
                        for chunk in answer.iter_bytes():
                            for text in lines.whole(chunk):
                                yield batch_line(number + 1, text)
                                number += 1
                        if number < before + len(questions):
                            raise Unavailable("the answer broke off.", number)
                        return
                    status, body, headers = answer.status_code, answer.read(), answer.headers
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
            time.sleep(wait)
            attempt += 1

    def _request(self, call: Call[Any]) -> httpx2.Request:
        return self._http.build_request(
            call.method, call.path, content=call.body, headers=call.headers, params=call.parameters
        )


def unreachable(error: httpx2.TransportError, attempt: int, answered: int = 0) -> Unavailable:
    """The error where no answer came."""
    tried = f" (tried {attempt + 1} times)" if attempt else ""
    return Unavailable(f"no answer from {error.request.url}: {str(error) or type(error).__name__}{tried}.", answered)
