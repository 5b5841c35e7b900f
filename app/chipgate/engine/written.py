"""The JSON of a decision with places for digits: what `Template.fill` makes, as text, without making it first.

It is got from the template itself: filled in with marks instead of digits, written as JSON, and taken apart at the
marks. The pieces between them are shared by all decisions that have them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json

from chipgate.model.decision_text import head_of, marked_json

from .plan import FORMAT, Workshop
from .template import ITEM, Template
from .traced import MARK

_LONG = "reasons|ruleset|assumptions|what_would_change|missing|coverage"
_CUT = re.compile(rf'(?<=\}},)(?=\{{"code")|(?<=,)(?="(?:{_LONG})":)')
"""Where texts are cut so that decisions share pieces: between entries of lists, and before long fields."""
_Piece = bytes | int
"""Text that stands, or the number of the step that writes it."""
_Form = tuple[tuple[bytes, ...], tuple[tuple[int, int], ...]]


class Written:
    """The pieces of a decision's JSON, in order."""

    __slots__ = ("_choices", "_digits", "_template", "head")

    def __init__(self, template: Template, mark: str, workshop: Workshop) -> None:
        self._template = template
        sign = f"{MARK}{mark}:"
        found = re.compile(rf'\["{sign}c(\d+){MARK}"\]|{sign}(-?\d+){MARK}')
        whole, things = template.marked(lambda number: f"{sign}{number}{MARK}", ITEM)
        self.head = head_of(whole)
        self._digits = _parted((*_pieces(marked_json(whole), found, workshop), b"\n"))
        self._choices = {
            number: tuple(_parted(_pieces(marked_json(thing), found, workshop)) for thing in some)
            for number, some in things.items()
        }

    def fill(self, figures: Sequence[int], name: str | None, tpp_format: str | None) -> bytes:
        """The decision's JSON for an item of this name, as `Template.fill` and `decision_json` give it."""
        item = name or "the item"
        made: dict[int, Any] = {FORMAT: tpp_format, ITEM: to_json(item)[1:-1]}
        for number, chosen in self._template.digits(made, figures):
            texts = self._choices[number]
            made[number] = b"[" + b",".join([_joined(texts[place], made) for place in chosen]) + b"]"
        return _joined(self._digits, made)


def _pieces(text: str, marks: re.Pattern[str], workshop: Workshop) -> tuple[_Piece, ...]:
    found: list[_Piece] = []
    start = 0
    for mark in marks.finditer(text):
        found += (workshop.shared(piece.encode()) for piece in _CUT.split(text[start : mark.start()]) if piece)
        found.append(int(mark[1] or mark[2]))
        start = mark.end()
    found += (workshop.shared(piece.encode()) for piece in _CUT.split(text[start:]) if piece)
    return tuple(found)


def _parted(pieces: Sequence[_Piece]) -> _Form:
    """The pieces with nothing in the holes, and the place and step of each hole."""
    holes = tuple((at, piece) for at, piece in enumerate(pieces) if isinstance(piece, int))
    return tuple(b"" if isinstance(piece, int) else piece for piece in pieces), holes


def _joined(form: _Form, made: dict[int, Any]) -> bytes:
    pieces, holes = form
    found = [*pieces]
    for at, step in holes:
        written = made[step]
        found[at] = written.encode() if written.__class__ is str else written
    return b"".join(found)
