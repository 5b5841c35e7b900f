"""How frozen values are made, many times over: by a function written for each kind and the places that are filled.

A frozen value forbids setting its fields, and a call of its constructor costs more than the rest of filling in. So one
of the same layout that is not frozen is filled, and then turned into it.
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


@lru_cache(maxsize=4_096)
def maker(kind: type, length: int, filled: tuple[int, ...]) -> Make:
    """How to make a tuple, or a value with that many fields, of which those at some places are made before.

    >>> from operator import itemgetter
    >>> maker(tuple, 3, (1,))({7: "b"}, ["a", "c"], itemgetter(7))
    ('a', 'b', 'c')
    """
    standing = [place for place in range(length) if place not in filled]
    parts = [f"part_{place}" for place in range(length)]
    if kind is not tuple:
        parts = [f"one.{field.name}" for field in fields(kind)]
    lines = ["def make(made, standing, get):"]
    if kind is not tuple:
        lines.append("    one = new(thawed)")
    if standing:
        lines.append(f"    {''.join(f'{parts[place]}, ' for place in standing)}= standing")
    lines.append(f"    {', '.join(parts[place] for place in filled)} = get(made)")
    lines += [f"    return ({''.join(f'{part}, ' for part in parts)})"] if kind is tuple else _FREEZE
    scope: dict[str, Any] = {"new": object.__new__, "kind": kind, "thawed": kind is not tuple and _thawed(kind)}
    exec("\n".join(lines), scope)  # of names of fields alone, as dataclasses write their own methods
    made: Make = scope["make"]
    return made


_FREEZE = ["    one.__class__ = kind", "    return one"]


@lru_cache(maxsize=64)
def _thawed(kind: type) -> type:
    """A kind of value of the same layout that is not frozen."""
    return type(f"_{kind.__name__}", (), {"__slots__": tuple(field.name for field in fields(kind))})
