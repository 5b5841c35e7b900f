"""Where a command's product goes: stdout, or a file that is whole or not there at all."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from .terminal import console, is_terminal

if TYPE_CHECKING:
    from rich.console import Console


class Output:
    """Bytes for machines, or a console for people, over the same stream."""

    def __init__(self, binary: BinaryIO, file: Path | None) -> None:
        self._binary = binary
        self._file = file
        self._text: io.TextIOWrapper | None = None

    def write(self, text: bytes) -> None:
        """Write bytes as they are."""
        self._binary.write(text)

    def opened(self) -> BinaryIO:
        """The stream as a library may want it that writes a file of its own form: it counts, and does not close."""
        return cast(BinaryIO, _Counted(self._binary))

    def console(self) -> Console:
        """A console on the stream. A character that the terminal cannot write shows as "?"; it is no reason to fail."""
        if self._file is None:
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(errors="replace")
            return console(sys.stdout)
        self._text = io.TextIOWrapper(self._binary, encoding="utf-8", write_through=True)
        return console(self._text)

    @property
    def is_terminal(self) -> bool:
        """Whether a person sees each line as it is written."""
        return self._file is None and is_terminal(sys.stdout)

    def detach(self) -> None:
        """Let go of the stream, which closes it not."""
        if self._text is not None:
            self._text.flush()
            self._text.detach()


@contextmanager
def output(file: Path | None) -> Iterator[Output]:
    """Open stdout, or a file: written under a temporary name beside it, and renamed once it is complete."""
    if file is None:
        sys.stdout.flush()
        yield Output(sys.stdout.buffer, None)
        sys.stdout.buffer.flush()
        return
    target = file.resolve()
    if target.exists() and not target.is_file():  # A device or a pipe: nothing to keep whole, and never to be replaced.
        with target.open("wb") as stream:
            yield from _use(stream, file)
        return
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "No such folder", str(target.parent))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as stream:
            yield from _use(stream, file)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _use(stream: BinaryIO, file: Path) -> Iterator[Output]:
    opened = Output(stream, file)
    yield opened
    opened.detach()


class _Counted(io.RawIOBase):
    """A stream that knows how far it has written, also into a pipe, and stays open when its writer closes it."""

    def __init__(self, binary: BinaryIO) -> None:
        self._binary = binary
        self._done = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._done

    def write(self, data: Any) -> int:
        self._done += self._binary.write(data)
        return len(data)
