"""Licenses in hand for a person at a terminal: which applies and what is left of it, or each term that fails."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from chipgate.model.decision import Answer

from .paragraphs import Hanging
from .plain_text import visible


def license_lines(answer: Answer) -> Iterator[RenderableType]:
    """Each license in one line, then the terms that fail, or the conditions that go with it."""
    for one in answer.license.licenses_in_hand if answer.license else ():
        sign, colour = ("✓", "green") if one.frees else ("·", "") if one.valid else ("✗", "red")
        yield Hanging(Text(f"{sign} ", colour).append(visible(f"{one.sentence} {one.title}."), "default"))
        for term in one.failed_terms:
            mark = "? " if term.unknown else "✗ "
            yield Hanging(Text(mark, "red").append(visible(term.sentence), "default"), 4)
        if one.frees:
            for condition in one.conditions:
                yield Hanging(Text("· ", "dim").append(visible(condition), "default"), 4)
