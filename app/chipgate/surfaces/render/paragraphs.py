"""Text laid out for a console of some width: hanging paragraphs, columns, and lines cut and not wrapped."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from rich.console import Console, ConsoleOptions
from rich.text import Text

NARROWEST = 20


class Hanging:
    """A paragraph whose first `hang` characters stand before it, and whose later lines begin below its text.

    Rich has no hanging indent, and pads what it indents; this leaves no space at the end of a line.
    """

    def __init__(self, text: Text, indent: int = 2, hang: int = 2) -> None:
        self._text, self._indent, self._hang = text, indent, hang

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        width = max(NARROWEST, options.max_width - self._indent - self._hang)
        head, body = self._text[: self._hang], self._text[self._hang :]
        for number, line in enumerate(body.wrap(console, width)):
            line.rstrip()
            before = head if number == 0 else Text(" " * self._hang)
            yield Text(" " * self._indent).append_text(before).append_text(line)


def columns(console: Console, cells: list[list[Text]], widths: list[int]) -> Iterator[Text]:
    """Cells side by side, each a list of paragraphs wrapped to its width; the last column takes what is left."""
    room = [*widths, max(NARROWEST, console.width - sum(widths))]
    wrapped = [
        [line for paragraph in cell for line in paragraph.wrap(console, width - 1)]
        for cell, width in zip(cells, room, strict=True)
    ]
    for parts in zip_longest(*wrapped):
        line = Text()
        for place, part in enumerate(parts):
            line.pad_right(sum(room[:place]) - line.cell_len)
            line.append_text(part or Text())
        line.rstrip()
        yield line


def print_cut(console: Console, line: Text) -> None:
    """One line, cut at the edge of a terminal rather than wrapped."""
    line.rstrip()
    console.print(line, no_wrap=True, overflow="ellipsis", crop=True)
