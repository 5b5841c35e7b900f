"""Working ahead: what an iterator gives, made in a thread of its own while the caller uses what came before.

Reading, deciding and writing then overlap, as most of each runs outside Python's own lock.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable
from typing import TypeVar

T = TypeVar("T")
_END = object()
DEPTH = 1
"""Pieces that may wait, beside the one in hand and the one being made."""


def ahead(items: Iterable[T]) -> Generator[T, None, None]:
    """The same items in order; what making one raises is raised here. Left early, the thread ends with its item."""
    waiting: queue.Queue[object] = queue.Queue(DEPTH)
    stopped = threading.Event()

    def give(item: object) -> bool:
        while not stopped.is_set():
            try:
                waiting.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def make() -> None:
        try:
            for item in items:
                if not give((item,)):
                    return
        except BaseException as error:
            give(error)
        else:
            give(_END)

    thread = threading.Thread(target=make, name="chipgate-ahead", daemon=True)
    thread.start()
    try:
        while (item := waiting.get()) is not _END:
            if isinstance(item, BaseException):
                raise item
            assert isinstance(item, tuple)
            yield item[0]
    finally:
        stopped.set()
        thread.join()
