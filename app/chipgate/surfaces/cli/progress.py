"""A progress bar on stderr where a person waits: only on a terminal, and only for what takes a while."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .terminal import is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds of work after which a person is shown how far it is."""


@contextmanager
def bar_when_slow(total: int, doing: str) -> Iterator[Callable[[], None]]:
    """What to call after each of `total` pieces of work; `doing` says what is being done."""
    if not is_terminal(sys.stderr):
        yield lambda: None
        return
    begun, count = time.monotonic(), 0
    bar: Progress | None = None

    def done() -> None:
        nonlocal bar, count
        count += 1
        if bar is None and time.monotonic() - begun > PATIENCE:
            from rich.console import Console
            from rich.progress import Progress

            bar = Progress(console=Console(stderr=True), transient=True)
            bar.start()
            bar.add_task(doing, total=total)
        if bar is not None:
            bar.update(bar.task_ids[0], completed=count)

    try:
        yield done
    finally:
        if bar is not None:
            bar.stop()
