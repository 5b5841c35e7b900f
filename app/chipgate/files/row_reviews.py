"""Reviewed figures for the rows of a catalog: a row that names a part of the register takes the register's figures.

What the row itself states otherwise is remembered, so that it can be said: one of the two is wrong, or out of date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from chipgate.model.exact import exact_text
from chipgate.model.item import ItemSpec
from chipgate.model.register import ItemRegister


class RowReviews:
    """A register as of a day, asked row by row. `unknown` counts rows whose part number it does not have."""

    def __init__(self, register: ItemRegister, day: dt.date) -> None:
        self.day = day
        self._on = register.on(day)
        self._unknown: set[int] = set()
        self._last: tuple[int, list[str]] = (0, [])

    @property
    def unknown(self) -> int:
        """How many rows have a part number that the register does not have on that day."""
        return len(self._unknown)

    def item(self, line: int, part_number: str, stated: ItemSpec) -> ItemSpec:
        """The reviewed item of a row, or the item as the row states it where the register does not have the part."""
        entry = self._on.find(part_number)
        if entry is None:
            self._unknown.add(line)
            return stated
        self._last = (line, list(_differences(stated, entry.item)))
        return entry.item

    def differences(self, line: int) -> list[str]:
        """What the row read last states otherwise than the register, in words."""
        return self._last[1] if self._last[0] == line else []


def _differences(stated: ItemSpec, reviewed: ItemSpec) -> Iterator[str]:
    row, known = _flat(stated), _flat(reviewed)
    for key, value in row.items():
        if key not in known:
            yield f"{key} is {value} in the row, and not in the register"
        elif known[key] != value:
            yield f"{key} is {value} in the row, {known[key]} in the register"


def _flat(item: ItemSpec) -> dict[str, str]:
    """What an item states, by key, rates apart; equal figures have equal words."""
    found: dict[str, str] = {}
    for name, value in item.model_dump(exclude_none=True, exclude={"review"}).items():
        if isinstance(value, dict):
            found |= {f"{name}.{form.value}": _text(rate) for form, rate in value.items()}
        else:
            found[name] = _text(value)
    return found


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return exact_text(Fraction(value))
    return str(value).lower() if isinstance(value, bool) else str(value)
