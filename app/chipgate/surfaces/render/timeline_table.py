"""The days on which an answer changes, and what changed it, on one screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from .changes import Change
from .looks import look_of
from .paragraphs import columns
from .plain_text import visible

_WIDTHS = [12, 27]
_MOST = 2


def print_timeline(console: Console, heading: str, changes: Sequence[Change], today: dt.date) -> None:
    """One row per day, oldest first; days after today are marked as coming."""
    console.print(Text(f"{visible(heading)}\n", "bold"))
    heads = [[Text("FROM", "bold")], [Text("ANSWER", "bold")], [Text("CHANGED BY", "bold")]]
    for line in columns(console, heads, _WIDTHS):
        console.print(line)
    state, room = "", console.width - sum(_WIDTHS)
    for change in changes:
        for line in columns(console, [_day(change.day, today), _answer(change, state), _causes(change, room)], _WIDTHS):
            console.print(line)
        state = change.state
    flips = sum(change.before is not None and change.before is not change.after for change in changes)
    turns = len(changes) - 1
    console.print(f"\n{turns} change{'' if turns == 1 else 's'}; the verdict changes {_times(flips)}.")


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _day(day: dt.date, today: dt.date) -> list[Text]:
    return [Text(day.isoformat()), *([Text("coming", "bold cyan")] if day > today else [])]


def _answer(change: Change, state: str) -> list[Text]:
    """The answer; with the one before it where the verdict changes, and the legal state where that changes."""
    after, flips = look_of(change.after), change.before is not change.after
    lines = []
    if change.before is not None and flips:
        before = look_of(change.before)
        lines.append(Text(f"{before.sign} {before.word} →", "dim"))
    lines.append(Text(f"{after.sign} {after.word}", f"bold {after.colour}" if flips else "dim"))
    if change.state != state:
        lines.append(Text(f"  {change.state or 'no requirement'}", "dim"))
    return lines


def _causes(change: Change, room: int) -> list[Text]:
    """What changed it: title and id, on one line where they fit. Many that leave the verdict as it was: ids alone."""
    refs = [f"{one.provision}@{one.version}{' ends' if one.ends else ''}" for one in change.causes]
    if change.before is change.after and len(refs) > _MOST:
        return [Text(", ".join(refs), "dim")]
    lines = [Text(visible(one), "bold") for one in change.licenses]
    for cause, ref in zip(change.causes, refs, strict=True):
        title = Text(visible(cause.title)).append(" · no legal effect" if cause.silent else "", "dim")
        after = Text(f"  {ref}", "dim")
        lines += [title.append_text(after)] if len(title) + len(after) < room else [title, after]
    return lines
