"""Locks on files beside a SQLite log: given back when let go, and by the end of the process, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from .file_owner import opened_for_owner


def try_lock(path: str, beside: str) -> int | None:
    """Lock a file, which is made where it is missing, or say that another has it. It belongs to whom the file `beside`
    belongs.

    Raises:
        OSError: the file cannot be made or opened.
    """
    file = _open(path, beside)
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
def locked(path: str, beside: str) -> Iterator[None]:
    """Hold the lock on a file, waiting for it; else as `try_lock`.

    Raises:
        OSError: the file cannot be made or opened.
    """
    file = _open(path, beside)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        let_go(file)


def _open(path: str, beside: str) -> int:
    return opened_for_owner(path, os.O_RDWR | os.O_CLOEXEC, 0o600, beside)
