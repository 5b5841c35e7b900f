"""Locks on files beside a SQLite log: given back when let go, and by the end of the process, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def try_lock(path: str) -> int | None:
    """Lock a file, which is made where it is missing, or say that another has it.

    Raises:
        OSError: the file cannot be made or opened.
    """
    file = _open(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    except BaseException:
        os.close(file)
        raise
    return file


def let_go(file: int) -> None:
    """Give a lock back. The file stays: to remove it would give two processes a lock of the same name."""
    with suppress(OSError):
        os.close(file)


@contextmanager
def locked(path: str) -> Iterator[None]:
    """Hold the lock on a file, waiting for it.

    Raises:
        OSError: the file cannot be made or opened.
    """
    file = _open(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        let_go(file)


def _open(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
