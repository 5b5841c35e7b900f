"""What `chipgate audit` tries on both sides: the items of a catalog, and the places that they go to."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from chipgate import ItemSpec, Rulebook
from chipgate.errors import InvalidCatalog, InvalidQuestion, Problem
from chipgate.files.catalog import MOST_PROBLEMS, Catalog
from chipgate.files.places import example_catalog
from chipgate.model.provision import Destinations

from .terminal import note


def items_of(catalog: Path | None) -> list[ItemSpec]:
    """The items of a catalog, or of the one that comes with chipgate.

    Raises:
        InvalidCatalog: with the problems of every row.
    """
    read = Catalog(catalog if catalog is not None else example_catalog())
    items: list[ItemSpec] = []
    problems: list[Problem] = []
    for _, found in read.rows():
        if isinstance(found, ItemSpec):
            items.append(found)
        elif len(problems) <= MOST_PROBLEMS:
            problems += found
    if problems:
        raise InvalidCatalog(problems[:MOST_PROBLEMS])
    if not items:
        note(f"{read.shown} has a header and no rows: no item can flip.")
    return items


def places_of(words: list[str], rulebook: Rulebook) -> list[str]:
    """The country codes of `--to`, each once."""
    codes = list(dict.fromkeys(code.strip().upper() for word in words for code in word.split(",") if code.strip()))
    names: dict[str, str] = {}
    for dated in rulebook:
        if isinstance(dated.version, Destinations):
            names |= dated.version.names
    problems = []
    for code in codes:
        if code not in names:
            close = get_close_matches(code, names, n=3, cutoff=0.5)
            hint = f"Did you mean {', '.join(f'{near} ({names[near]})' for near in close)}?" if close else ""
            problems.append(Problem("--to", message=f'"{code}" is not a country code of ISO 3166-1.', hint=hint))
    if problems or not codes:
        raise InvalidQuestion(problems or [Problem("--to", message="no country code given.", hint="Write --to CN.")])
    return codes
