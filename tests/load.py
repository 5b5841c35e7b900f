"""Load on a service: threads that ask different questions over kept connections, and take down every answer."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from bench.load import write_questions

PATIENCE = 120.0
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one question; of the body the SHA-256, as the log keeps it."""

    status: int
    kind: str
    record_id: str | None
    ruleset: str | None
    digest: str


class Load:
    """Threads that ask, spread over services, from entering to leaving. A connection that breaks is made anew; between
    two questions a thread rests for so many seconds."""

    def __init__(self, urls: Sequence[str], bodies: Sequence[bytes], threads: int = 8, rest: float = 0.0) -> None:
        self.answers: list[Answer] = []
        self.broken = 0
        """Questions that nobody knows the fate of: the connection broke, or could not be made."""
        self._bodies = bodies
        self._rest = rest
        self._next = count()
        self._ended = threading.Event()
        self._failed: list[Exception] = []
        places = [urlsplit(url).netloc for url in urls]
        self._threads = [
            threading.Thread(target=self._ask_to_the_end, args=(places[number % len(places)],), daemon=True)
            for number in range(threads)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(PATIENCE)
        if self._failed:
            raise self._failed[0]

    @property
    def recorded(self) -> dict[str, str]:
        """The digest of every answer that was given, by the id of its record."""
        given = [one for one in self.answers if one.status == 200]
        found = {one.record_id: one.digest for one in given if one.record_id}
        assert len(found) == len(given), "an answer came without a record, or two with the same one"
        return found

    def statuses(self) -> set[int]:
        """The statuses of all answers."""
        return {one.status for one in self.answers}

    def wait_for_more(self, number: int, status: int = 200) -> None:
        """Wait for so many more answers of a status."""

        def there() -> int:
            return sum(one.status == status for one in self.answers)

        wanted = there() + number
        until(lambda: there() >= wanted or bool(self._failed))

    def _ask_to_the_end(self, place: str) -> None:
        connection = http.client.HTTPConnection(place, timeout=PATIENCE)
        try:
            while not self._ended.is_set():
                body = self._bodies[next(self._next) % len(self._bodies)]
                try:
                    found = _asked(connection, body)
                except (OSError, http.client.HTTPException):
                    connection.close()
                    self.broken += 1
                    self._ended.wait(0.05)
                    continue
                self.answers.append(found)
                if rest := self._rest or 0.02 * (found.status == 503):
                    self._ended.wait(rest)
        except Exception as error:
            self._failed.append(error)
        finally:
            connection.close()


def _asked(connection: http.client.HTTPConnection, body: bytes) -> Answer:
    connection.request("POST", "/v1/decisions", body, JSON)
    answer = connection.getresponse()
    told = answer.read()
    return Answer(
        answer.status, answer.getheader("Content-Type", ""), answer.getheader("Chipgate-Record-Id"),
        answer.getheader("Chipgate-Ruleset-Digest"), sha256(told).hexdigest(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one request."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def ask(
    url: str, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = MappingProxyType({})
) -> Reply:  # fmt: skip
    """One request over a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    try:
        return ask_over(connection, method, path, body, headers)
    finally:
        connection.close()


def ask_over(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Reply:  # fmt: skip
    """One request over a connection that is kept."""
    connection.request(method, path, body, {**(JSON if body is not None else {}), **headers})
    answer = connection.getresponse()
    return Reply(answer.status, answer.headers, answer.read())


def questions(folder: Path, number: int, grades: int = 64) -> list[bytes]:
    """Different questions, as a seller asks them: so many speed grades of chips, each under many names. (To decide one
    that is like none before takes its time, and these are about something else.)"""
    bodies = write_questions(folder / "questions.jsonl", grades).read_bytes().splitlines()
    return [re.sub(rb"( P\d{5})", rb"\1-%d" % (one // grades), bodies[one % grades], count=1) for one in range(number)]


def until(happened: Callable[[], bool]) -> None:
    """Wait for what comes by itself."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
