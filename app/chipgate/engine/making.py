"""How frozen values are made, many times over: by a function written for each kind and the places that are filled.

A frozen value forbids setting its fields, and a call of its constructor costs more than the rest of filling in. So one
of the same layout that is not frozen is filled, and then turned into it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

Make = Callable[[dict[int, Any], Sequence[Any], Sequence[int]], Any]
"""Makes a value from what was made before, by number; from its parts that stand; and from the numbers of the others."""


@lru_cache(maxsize=4_096)
def maker(kind: type, length: int, filled: tuple[int, ...]) -> Make:
    """How to make a tuple, or a value with that many fields, of which those at some places are made before.

    >>> maker(tuple, 3, (1,))({7: "b"}, ["a", "c"], [7])
    ('a', 'b', 'c')
    """
    standing = [place for place in range(length) if place not in filled]
    parts = [f"made[source_{place}]" if place in filled else f"part_{place}" for place in range(length)]
    lines = ["def make(made, standing, sources):"]
    if standing:
        lines.append(f"    {''.join(f'part_{place}, ' for place in standing)}= standing")
    if filled:
        lines.append(f"    {''.join(f'source_{place}, ' for place in filled)}= sources")
    if kind is tuple:
        lines.append(f"    return ({''.join(f'{part}, ' for part in parts)})")
    else:
        named = zip(fields(kind), parts, strict=True)
        set_each = (f"    one.{field.name} = {part}" for field, part in named)
        lines += ["    one = new(thawed)", *set_each, "    one.__class__ = kind", "    return one"]
    scope: dict[str, Any] = {"new": object.__new__, "kind": kind, "thawed": kind is not tuple and _thawed(kind)}
    exec("\n".join(lines), scope)  # of names of fields alone, as dataclasses write their own methods
    made: Make = scope["make"]
    return made


@lru_cache(maxsize=64)
def _thawed(kind: type) -> type:
    """A kind of value of the same layout that is not frozen."""
    return type(f"_{kind.__name__}", (), {"__slots__": tuple(field.name for field in fields(kind))})
