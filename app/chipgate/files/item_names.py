"""Finding an item by the name that a person types: in an item register first, then in the shipped catalog."""

from __future__ import annotations

import datetime as dt
from difflib import get_close_matches

from chipgate.errors import InvalidCatalog, UnknownItem
from chipgate.model.item import ItemSpec
from chipgate.model.register import ItemRegister, fold

from .catalog import Catalog

MOST_GUESSES = 5


def items_by_name(catalog: Catalog) -> dict[str, ItemSpec]:
    """Every item of a catalog by its name.

    Raises:
        InvalidCatalog: with the problems of every row.
    """
    catalog.check()
    return {item.name or "": item for _, item in catalog.rows() if isinstance(item, ItemSpec)}


def find_item(
    catalog: Catalog, name: str, register: ItemRegister | None = None, day: dt.date = dt.date.max
) -> ItemSpec:
    """The item of that name, whatever its case and punctuation, with or without the maker's name before it.

    A register is asked first, for its figures as of the day; what it does not know is looked up in the catalog.

    Raises:
        UnknownItem: no item has that name, with the names that come close; or the register has it, but not yet.
    """
    reviewed = find_reviewed(register, name, day) if register is not None else None
    return reviewed or _in_catalog(catalog, name, register, day)


def find_reviewed(register: ItemRegister, name: str, day: dt.date) -> ItemSpec | None:
    """The reviewed item with that part number or alias on a day; None where the register never has it.

    Raises:
        UnknownItem: the register has it, but only from a later day on. Other figures are not taken in its place.
    """
    entry = register.on(day).find(name)
    if entry is not None:
        return entry.item
    first = register.first_day_of(name)
    if first is None:
        return None
    if first <= day:
        raise UnknownItem(f'"{name}" is no longer a name of the item register on {day}. Ask by the part number.')
    raise UnknownItem(
        f'"{name}" is in the item register from {first} on, and the question is of {day}. Ask for a later day, or '
        "state the figures yourself: chipgate check --help."
    )


def _in_catalog(catalog: Catalog, name: str, register: ItemRegister | None, day: dt.date) -> ItemSpec:
    wanted = fold(name)
    known: dict[str, str] = {}
    if register is not None:
        known = {key: shown for entry in register.on(day).entries for key, shown in entry.keys.items()}
    for _, item in catalog.rows():
        if isinstance(item, list):
            raise InvalidCatalog(item)
        if wanted and wanted in {fold(item.name or ""), fold(f"{item.manufacturer or ''} {item.name}")}:
            return item
        known.setdefault(fold(item.name or ""), item.name or "")
    guesses = ", ".join(f'"{shown}"' for shown in _close(wanted, known))
    hint = f" Did you mean {guesses}?" if guesses else ""
    where = "the catalog that comes with chipgate"
    raise UnknownItem(
        f'"{name}" is neither a file nor an item of {where if register is None else f"the item register or {where}"}.'
        f"{hint} To state the figures yourself: chipgate check --help."
    )


def _close(wanted: str, known: dict[str, str]) -> list[str]:
    """Known names that begin with, contain or resemble what was typed, each once."""
    close = [key for key in known if wanted and wanted in key]
    close.sort(key=lambda key: (not key.startswith(wanted), len(key)))
    close += [key for key in get_close_matches(wanted, known, n=3, cutoff=0.6) if key not in close]
    return list(dict.fromkeys(known[key] for key in close))[:MOST_GUESSES]
