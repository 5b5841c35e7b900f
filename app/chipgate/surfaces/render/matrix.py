"""Several destinations and days: for each item, the sign of its verdict in each, as lines for a person or Markdown.

Where the columns do not fit, a line per verdict names the destinations that have it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from chipgate.model.pack import Verdict

from .flat import Flat
from .looks import ERROR, LOOKS, look_of
from .markdown_text import escaped
from .paragraphs import print_cut
from .plain_text import visible

NO_VERDICT_SIGN = "–"
LEGEND = (*((look.sign, look.word) for look in LOOKS.values()), (NO_VERDICT_SIGN, "no verdict"),
          ("?", "conservative"))  # fmt: skip
_NAME = 30


def heads_of(questions: Sequence[tuple[str, str]]) -> list[str]:
    """What stands over each column: destination, day, or both where both differ.

    >>> heads_of([("CN", "2025-04-08"), ("CN", "2025-04-09")])
    ['2025-04-08', '2025-04-09']
    """
    places, days = {place for place, _ in questions}, {day for _, day in questions}
    if len(days) == 1:
        return [place for place, _ in questions]
    return [day if len(places) == 1 else f"{place} {day}" for place, day in questions]


def _verdict(row: Flat) -> Verdict | None:
    return Verdict(row.verdict) if row.verdict in set(Verdict) else None


def sign(row: Flat) -> str:
    """The sign of an answer, with "?" where it is conservative."""
    verdict = _verdict(row)
    if verdict is None:
        return NO_VERDICT_SIGN
    return look_of(verdict).sign + ("?" if row.certainty == "conservative" else "")


class MatrixLines:
    """A line (or a block of lines) per item, on a console."""

    def __init__(self, console: Console, questions: Sequence[tuple[str, str]]) -> None:
        self._console, self._questions = console, questions
        self._heads = heads_of(questions)
        self._two_lines = len({place for place, _ in questions}) > 1 < len({day for _, day in questions})
        self._widths = [11 if self._two_lines else max(len(head), 2) + 2 for head in self._heads]
        self._fits = _NAME + sum(self._widths) <= console.width
        self._counts: Counter[str] = Counter()
        self._items = 0

    def header(self) -> None:
        """What the columns are, where there are columns."""
        places, days = {place for place, _ in self._questions}, {day for _, day in self._questions}
        same = ([f"to {next(iter(places))}"] if len(places) == 1 else []) + (
            [f"on {next(iter(days))}"] if len(days) == 1 else [])  # fmt: skip
        if same:
            self._console.print(Text(" ".join(same), "bold"))
        if not self._fits:
            return
        heads = self._heads
        if self._two_lines:
            heads = [day for _, day in self._questions]
            above = (place if place != before else "" for place, before in zip(
                (place for place, _ in self._questions), (None, *(place for place, _ in self._questions)), strict=False
            ))  # fmt: skip
            print_cut(self._console, Text(" " * _NAME + "".join(f"{place:<11}" for place in above), "bold"))
        line = "".join(f"{head:<{width}}" for head, width in zip(heads, self._widths, strict=True))
        print_cut(self._console, Text(f"{'ITEM':<{_NAME}}{line}", "bold"))

    def item(self, rows: Sequence[Flat]) -> None:
        """One item, its answers in the order of the questions."""
        self._items += 1
        name = Text(visible(rows[0].item))
        name.truncate(_NAME - 1, overflow="ellipsis", pad=True)
        self._counts.update(sign(one).rstrip("?") for one in rows)
        if self._fits:
            line = Text(f"{name.plain} ")
            for one, width in zip(rows, self._widths, strict=True):
                line.append(f"{sign(one):<{width}}", _colour(one))
            print_cut(self._console, line)
            return
        self._console.print(Text(name.plain.rstrip(), "bold"))
        groups: dict[Verdict | None, list[str]] = {}
        for one, head in zip(rows, self._heads, strict=True):
            mark = "?" if sign(one).endswith("?") else ""
            groups.setdefault(_verdict(one), []).append(head + mark)
        for verdict in (Verdict.BLOCKED, Verdict.LICENSE_REQUIRED, Verdict.ALLOWED, None):
            if found := groups.get(verdict):
                look = look_of(verdict)
                shown = NO_VERDICT_SIGN if verdict is None else look.sign
                self._console.print(Text(f"  {shown} {len(found):>3} {look.word}: {', '.join(found)}", look.colour))

    def failed(self, row: Flat) -> None:
        """One row that could not be read."""
        self._items += 1
        print_cut(self._console, Text(f"{f'({row.item})':<{_NAME}}{ERROR.word}: {visible(row.error)}", ERROR.colour))

    def summary(self) -> None:
        """How many of each, and what the signs mean."""
        total = f"{self._items:,} item{'' if self._items == 1 else 's'} × {len(self._questions)}: "
        parts = [f"{mark} {self._counts[mark]:,} {word}" for mark, word in LEGEND if self._counts[mark]]
        self._console.print(Text(f"\n{total}{' · '.join(parts)}", "bold"))
        self._console.print('Marked "?": a missing fact matters, and the worst it may be was taken.')


def _colour(row: Flat) -> str:
    return look_of(_verdict(row)).colour


def matrix_head(questions: Sequence[tuple[str, str]]) -> str:
    """The first two lines of the matrix in Markdown."""
    heads = ["item", *heads_of(questions)]
    return f"| {' | '.join(heads)} |\n|---|{':-:|' * (len(heads) - 1)}\n"


def matrix_row(rows: Sequence[Flat]) -> str:
    """One item in Markdown."""
    cells = [escaped(rows[0].item), *map(sign, rows)]
    return f"| {' | '.join(cells)} |\n"


def matrix_error(row: Flat, columns: int) -> str:
    """One row that could not be read, in Markdown."""
    return f"| {' | '.join([escaped(f'{row.item}: {row.error}'), *['not read'] * columns])} |\n"


def matrix_legend() -> str:
    """What the signs mean, in Markdown."""
    return "\n" + ", ".join(f"{mark} {word}" for mark, word in LEGEND) + "\n"
