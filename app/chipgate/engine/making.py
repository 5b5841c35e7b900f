"""How frozen values are made, many times over: by a function written for each structure and the places that are filled.

A frozen value forbids setting its fields, and a call of its constructor costs more than the rest of filling in. So one
of the same layout that is not frozen is filled, and then turned into it. Values within a value are made with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

Made = dict[int, Any]
"""What was made so far, by the number of the step that made it."""
Make = Callable[[Made, Sequence[Any], Callable[[Made], Any]], Any]
"""Makes a value from what was made before, from its parts that stand, and from what gets the others."""

STANDS, FILLED = "stands", "filled"
"""A part that stands as it is, and one that is made before."""
Structure = Any
"""What a value is made of: `STANDS`; `FILLED`; the number of texts that a form takes in, the form itself standing; or a
kind of value, which may be a tuple, with the structure of each of its parts."""


@lru_cache(maxsize=4_096)
def maker(structure: Structure) -> Make:
    """How to make a value of this structure. Its parts that stand come in one row, forms among them, and so do those
    that are filled.

    >>> from operator import itemgetter
    >>> make = maker((tuple, (STANDS, (tuple, (FILLED,)), 2)))
    >>> make({7: "b", 8: "x", 9: "y"}, ["a", "%s and %s"], itemgetter(7, 8, 9))
    ('a', ('b',), 'x and y')
    """
    source = _Source()
    source.value(structure, "whole")
    lines = ["def make(made, standing, get):", *source.begun]
    if source.standing:
        lines.append(f"{''.join(f'{target}, ' for target in source.standing)}= standing")
    lines += [f"{', '.join(source.filled)} = get(made)", *source.ended, "return whole"]
    exec("\n    ".join(lines), source.scope)  # of our names and fields alone, as dataclasses write their methods
    make: Make = source.scope["make"]
    return make


class _Source:
    """The lines of a function that makes a value, as they are written."""

    def __init__(self) -> None:
        self.scope: dict[str, Any] = {"new": object.__new__}
        self.begun: list[str] = []
        self.standing: list[str] = []
        self.filled: list[str] = []
        self.ended: list[str] = []
        self._names = 0

    def value(self, structure: Structure, target: str) -> None:
        """Write what puts a value of this structure where it belongs."""
        if structure == STANDS:
            self.standing.append(target)
        elif structure == FILLED:
            self.filled.append(target)
        elif isinstance(structure, int):
            form, taken = self._name("form"), [self._name("text") for _ in range(structure)]
            self.standing.append(form)
            self.filled += taken
            self.ended.append(f"{target} = {form} % ({''.join(f'{text}, ' for text in taken)})")
        elif structure[0] is tuple:
            parts = [self._name("part") for _ in structure[1]]
            for inner, part in zip(structure[1], parts, strict=True):
                self.value(inner, part)
            self.ended.append(f"{target} = ({''.join(f'{part}, ' for part in parts)})")
        else:
            self._frozen(structure[0], structure[1], target)

    def _frozen(self, kind: type, parts: Sequence[Structure], target: str) -> None:
        one, frozen, thawed = self._name("one"), self._name("frozen"), self._name("thawed")
        self.scope |= {frozen: kind, thawed: _thawed(kind)}
        self.begun.append(f"{one} = new({thawed})")
        for inner, field in zip(parts, fields(kind), strict=True):
            self.value(inner, f"{one}.{field.name}")
        self.ended += [f"{one}.__class__ = {frozen}", f"{target} = {one}"]

    def _name(self, of: str) -> str:
        self._names += 1
        return f"{of}_{self._names}"


@lru_cache(maxsize=64)
def _thawed(kind: type) -> type:
    """A kind of value of the same layout that is not frozen."""
    return type(f"_{kind.__name__}", (), {"__slots__": tuple(field.name for field in fields(kind))})
