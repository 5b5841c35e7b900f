"""Long work in a thread, followed from the event loop: how far it is, line by line, and then what came of it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from chipgate.errors import ChipgateError

from ..problems import document
from .streamed import line

OFTEN = 0.1
"""Seconds between two lines of progress."""


class Stopped(Exception):
    """Nobody waits for the work any longer."""


class Apart:
    """Work that begins at once in a thread. It is handed what tells how much of how much is done, and which ends it
    there where it is to stop; `ended` is called on the event loop once it is over, however it ends."""

    def __init__(self, work: Callable[[Callable[[int, int], None]], dict[str, Any]], ended: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._told: asyncio.Queue[tuple[int, int] | None] = asyncio.Queue()
        self._stop = threading.Event()
        self._last = 0.0
        self._work = self._loop.run_in_executor(None, work, self._progress)
        self._work.add_done_callback(self._over)
        self._ended = ended

    def stop(self) -> None:
        """Have it end at its next step."""
        self._stop.set()

    async def lines(self) -> AsyncIterator[bytes]:
        """Lines of progress, and the last one: done, or the problem."""
        yield line("progress", done=0, of=None)
        while (told := await self._told.get()) is not None:
            yield line("progress", done=told[0], of=told[1])
        try:
            yield line("done", **self._work.result())
        except ChipgateError as error:
            yield line("problem", **document(error))

    def _progress(self, done: int, of: int) -> None:
        if self._stop.is_set():
            raise Stopped
        if (now := time.monotonic()) - self._last >= OFTEN or done == of:
            self._last = now
            self._loop.call_soon_threadsafe(self._told.put_nowait, (done, of))

    def _over(self, work: asyncio.Future[dict[str, Any]]) -> None:
        self._told.put_nowait(None)
        self._ended()
        if not work.cancelled():
            work.exception()  # looked at, though nobody may wait for it
