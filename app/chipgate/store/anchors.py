"""The second place for signed heads: a file that is appended to, or standard output, one JSON line per checkpoint.

Whoever can write the database can take away its newest rows, checkpoints included; not what has left for another
place. A file serves best on another machine's disk, or where it can only be appended to (`chattr +a`).
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .checkpoints import FORM, Checkpoint, heads_in
from .file_owner import opened_for_owner
from .record import sha256

MOST_WAITING = 1000
"""Checkpoints kept for another try. Of more, the oldest go: a later one vouches for all that they did."""
_MARK = FORM.encode()


def line_of(checkpoint: Checkpoint) -> bytes:
    """A checkpoint as a line: what is signed, and the signature."""
    content = {"checkpoint": checkpoint.content(), "signature": checkpoint.signature}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def checkpoint_in(content: Any) -> Checkpoint:
    """The checkpoint of a line, or of evidence.

    Raises:
        ValueError: it is none.
    """
    try:
        said, signature = content["checkpoint"], content["signature"]
        chain, number, texts = said["chain"], said["number"], [said[name] for name in ("log", "at", "previous", "key")]
        if type(chain) is not int or type(number) is not int or said["form"] != FORM:
            raise ValueError("no checkpoint of this form")
        if not (0 <= chain < 1 << 31 and 0 < number < 1 << 63):
            raise ValueError("no number that a checkpoint can have")
        if not all(type(each) is str for each in (*texts, signature)):
            raise ValueError("not the text it should be")
        log_id, at, previous, key = texts
        bare = Checkpoint(log_id, chain, number, at, heads_in(said["heads"]), previous, key)
        digest = sha256(bare.statement())
    except (TypeError, KeyError, UnicodeError):
        raise ValueError("no checkpoint") from None
    return Checkpoint(log_id, chain, number, at, bare.heads, previous, key, digest, signature)


class Anchor:
    """Where signed heads also go. A failure is told to `report`, and what failed goes with the next checkpoint."""

    def __init__(self, place: str, report: Callable[[str], None]) -> None:
        self.place = place
        self._report = report
        self._waiting: deque[bytes] = deque(maxlen=MOST_WAITING)

    @property
    def waiting(self) -> int:
        """How many checkpoints have not reached the second place yet."""
        return len(self._waiting)

    def publish(self, checkpoint: Checkpoint) -> None:
        """Append a checkpoint, and those that failed before it. Nothing is ever raised."""
        self._waiting.append(line_of(checkpoint))
        try:
            while self._waiting:
                self._put(self._waiting[0])
                self._waiting.popleft()
        except (OSError, ValueError) as error:  # ValueError: standard output was closed
            why = getattr(error, "strerror", None) or str(error)
            self._report(
                f"a signed checkpoint could not be written to {self.place}: {why}; it goes with the next "
                f"({len(self._waiting)} waiting). Until then the newest records have no second witness."
            )

    def _put(self, line: bytes) -> None:
        if self.place == "-":
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
            return
        _append(Path(self.place), line)


def _append(path: Path, line: bytes) -> None:
    """Append a line, on the disk when this returns; a part of it is taken back. Processes wait for each other."""
    try:
        flags = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC
        file = opened_for_owner(str(path), flags, 0o640, str(path.parent))
    except PermissionError:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = os.lseek(file, 0, os.SEEK_END)
        line = line if _ends_whole(file, end) else b"\n" + line
        try:
            if os.write(file, line) != len(line):
                raise OSError(None, "only a part could be written")
            os.fsync(file)
        except OSError:
            with suppress(OSError):  # a file that can only be appended to; the next line begins anew
                os.ftruncate(file, end)
            raise
    finally:
        os.close(file)


def _ends_whole(file: int, end: int) -> bool:
    """Whether the last line is a whole one: a machine that stopped may have left a part."""
    try:
        return end == 0 or os.pread(file, 1, end - 1) == b"\n"
    except OSError:  # not open for reading
        return True


@dataclass(frozen=True, slots=True)
class Anchored:
    """A line of an anchor file: a checkpoint, or None where it should be one and is not. `torn`: it has no end."""

    path: Path
    number: int
    checkpoint: Checkpoint | None
    torn: bool = False


def anchored(path: Path, size: int) -> Iterator[Anchored]:
    """The checkpoints in the first `size` bytes of an anchor file, one by one. Lines of other kinds are passed over,
    so that what a log collector kept of standard output serves as it is.

    Raises:
        OSError: the file cannot be read.
    """
    left = size
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if left <= 0:
                return
            line, left = line[:left], left - len(line)
            if _MARK not in line:
                continue
            try:
                yield Anchored(path, number, checkpoint_in(json.loads(line)))
            except (ValueError, RecursionError):
                whole = line.rstrip(b"\r\n\0 ").endswith(b"}")  # a machine that stopped leaves half a line, or zeros
                yield Anchored(path, number, None, torn=not whole)
