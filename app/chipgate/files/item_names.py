"""Finding an item of a catalog by the name that a person types."""

from __future__ import annotations

from difflib import get_close_matches

from chipgate.errors import InvalidCatalog, UnknownItem
from chipgate.model.item import ItemSpec

from .catalog import Catalog

MOST_GUESSES = 5


def items_by_name(catalog: Catalog) -> dict[str, ItemSpec]:
    """Every item of a catalog by its name.

    Raises:
        InvalidCatalog: with the problems of every row.
    """
    catalog.check()
    return {item.name or "": item for _, item in catalog.rows() if isinstance(item, ItemSpec)}


def find_item(catalog: Catalog, name: str) -> ItemSpec:
    """The item of that name, whatever its case and punctuation, with or without the maker's name before it.

    Raises:
        UnknownItem: no item has that name, with the names that come close.
    """
    wanted = fold(name)
    known: dict[str, ItemSpec] = {}
    for _, item in catalog.rows():
        if isinstance(item, list):
            raise InvalidCatalog(item)
        if wanted and wanted in {fold(item.name or ""), fold(f"{item.manufacturer or ''} {item.name}")}:
            return item
        known.setdefault(fold(item.name or ""), item)
    close = [key for key in known if wanted and wanted in key]
    close.sort(key=lambda key: (not key.startswith(wanted), len(key)))
    close += [key for key in get_close_matches(wanted, known, n=3, cutoff=0.6) if key not in close]
    guesses = ", ".join(f'"{known[key].name}"' for key in close[:MOST_GUESSES])
    hint = f" Did you mean {guesses}?" if guesses else ""
    raise UnknownItem(
        f'"{name}" is neither a file nor an item of the catalog that comes with chipgate.{hint} '
        "To state the figures yourself: chipgate check --help."
    )


def fold(name: str) -> str:
    """A name without case, spaces and punctuation.

    >>> fold("H20 (HGX)") == fold("h20-hgx")
    True
    """
    return "".join(character for character in name.casefold() if character.isalnum())
