"""The two streams of a command: words to the person on stderr, and a console that knows when not to colour."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from chipgate.surfaces.render.plain_text import visible

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""Columns where the output is no terminal."""
WIDEST = 120
"""Lines of text longer than this are hard to read, however wide the terminal."""


def complain(message: str) -> None:
    """Say what is wrong, on stderr."""
    print(visible(message) if "\n" not in message else "\n".join(map(visible, message.split("\n"))), file=sys.stderr)


def note(message: str) -> None:
    """Say what was understood or passed over, on stderr."""
    complain(f"note: {message}")


def is_terminal(stream: TextIO) -> bool:
    """Whether a person is looking at the stream."""
    return hasattr(stream, "isatty") and stream.isatty()


def console(stream: TextIO) -> Console:
    """A console on a stream. Rich leaves colour out where the stream is no terminal, and where NO_COLOR is set."""
    from rich.console import Console

    width = None if is_terminal(stream) or os.environ.get("COLUMNS", "").isdigit() else WIDTH
    found = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
    if found.width > WIDEST:
        found.width = WIDEST
    return found
