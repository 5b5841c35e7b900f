"""How long a request may take: noted where it begins something, and looked at a few times a second.

That costs a request a microsecond, where a timer of its own costs ten; so one that is late may be so by a moment more.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any

LOOKS_APART = 0.25
"""Seconds."""


class Deadlines:
    """What runs, and until when it may."""

    def __init__(self) -> None:
        self._running: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()

    def within(self, seconds: float) -> _Within:
        """Bounds a block: it raises TimeoutError where the block takes longer. Blocks of one task do not nest."""
        return _Within(self._running, self._late, seconds)

    async def watch(self) -> None:
        """Interrupt what is late. Runs until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOKS_APART)
            now = loop.time()
            for task in [task for task, until in self._running.items() if until < now]:
                self._late.add(task)
                del self._running[task]
                task.cancel()


class _Within:
    __slots__ = ("_late", "_running", "_seconds", "_task")

    def __init__(self, running: dict[asyncio.Task[Any], float], late: set[asyncio.Task[Any]], seconds: float) -> None:
        self._running, self._late, self._seconds = running, late, seconds

    def __enter__(self) -> None:
        self._task = task = asyncio.current_task()
        assert task is not None
        self._running[task] = task.get_loop().time() + self._seconds

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        task = self._task
        assert task is not None
        self._running.pop(task, None)
        if task in self._late:
            self._late.discard(task)
            task.uncancel()
            if kind is asyncio.CancelledError:
                raise TimeoutError from None
