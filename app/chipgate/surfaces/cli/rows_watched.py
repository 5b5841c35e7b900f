"""How far a long run is: a bar with rate and time left where a person waits, plain lines where nobody does, and lines
of JSON where a program does."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .options import Progress
from .terminal import complain, is_terminal

EVERY = 10.0
"""Seconds between two plain lines; a run that takes less prints none."""
OFTEN = 0.1
"""Seconds between two lines of JSON."""
Advance = Callable[[int, float], None]
"""Told how many rows are done, and which part of the whole that is."""


@contextmanager
def rows_watched(progress: Progress, *, seen: bool) -> Iterator[Advance]:
    """How to say how far it is. `seen`: the rows themselves go by on the terminal, so that nothing need be said."""
    if progress is Progress.JSON:
        yield _json_lines()
    elif seen:
        yield lambda rows, part: None
    elif is_terminal(sys.stderr):
        with _bar() as advance:
            yield advance
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    parts = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
             TextColumn("{task.fields[rate]}"), TimeRemainingColumn())  # fmt: skip
    begun = time.monotonic()
    with Progress(*parts, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("deciding", total=1.0, rate="")

        def advance(rows: int, part: float) -> None:
            rate = rows / max(time.monotonic() - begun, 1e-3)
            progress.update(task, completed=part, rate=f"{rows:,} rows, {rate:,.0f} a second")

        yield advance


def tell_counts(progress: Progress, rows: int, counts: Counter[str]) -> None:
    """Tell a program how many rows there were, and how many answers of each kind."""
    if progress is Progress.JSON:
        complain(json.dumps({"done": {"rows": rows, "counts": dict(sorted(counts.items()))}}))


def _json_lines() -> Advance:
    last = float("-inf")

    def advance(rows: int, part: float) -> None:
        nonlocal last
        if (now := time.monotonic()) - last >= OFTEN:
            last = now
            complain(json.dumps({"progress": {"rows": rows, "part": round(part, 4)}}))

    return advance


def _lines() -> Advance:
    begun = last = time.monotonic()

    def advance(rows: int, part: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < EVERY:
            return
        last = now
        rate = rows / (now - begun)
        left = _span((now - begun) * (1 - part) / part) if part else "unknown"
        complain(f"chipgate: {rows:,} rows ({part:.0%}), {rate:,.0f} a second, {left} left")

    return advance


def _span(seconds: float) -> str:
    """A stretch of time in words.

    >>> _span(42), _span(200), _span(9000)
    ('42 s', '3 min', '2 h 30 min')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
