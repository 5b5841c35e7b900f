"""What a pack may say, beyond what its files' shapes allow: each governs its own provisions alone, and a house pack
can never make an answer freer.

A verdict is the strictest of all that applies, so a provision that is only added can only tighten. What remains is
to keep a pack from reaching into another's: what covers, replaces, yields to or shares the level of provisions must
name its own, and a company's home, from which the law concludes, is the law's to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from chipgate.errors import Problem
from chipgate.model.provision import Basis, Company, Destinations, Item
from chipgate.model.rulebook import MAIN_PACK, Dated, Rulebook

from .strict_yaml import Document

_OWN = {
    "covers": "Write a requirement of this pack, and cover that one.",
    "yields_to": "Leave it out: policies of another pack are not governed here.",
    "replaces": "Leave it out; a condition can name both: classified: [the one, the other].",
    "level_of": "Leave it out; a condition can name both: classified: [the one, the other].",
}
"""Keys that govern the provisions they name, and what to do where those are another pack's."""
Found = tuple[tuple[str | int, ...], str, str]
"""Where in the file, what is wrong, and what to do."""


def check_limits(rulebook: Rulebook, documents: Mapping[tuple[str, dt.date], Document]) -> Iterator[Problem]:
    """Everything by which a pack would reach beyond itself, with its place in the file."""
    for dated in rulebook:
        house = dated.pack in rulebook.houses
        document = documents[dated.id, dated.effective]
        for loc, message, hint in (*_governed(dated), *(_house(dated, rulebook) if house else _law(dated))):
            place = document.place(loc)
            yield Problem(document.path, place.line, place.column, message, hint)


def _governed(dated: Dated) -> Iterator[Found]:
    for key, hint in _OWN.items():
        for index, id in enumerate(getattr(dated.version, key, ())):
            if id.split("/")[0] != dated.pack:
                yield (key, index), f'"{id}" is of another pack; {key} names provisions of its own.', hint


def _law(dated: Dated) -> Iterator[Found]:
    if isinstance(dated.version, Destinations) and dated.pack != MAIN_PACK:
        yield (), f'how places are treated is said once, in "{MAIN_PACK}".', "Name a group of countries instead."
    if isinstance(dated.version, Item) and dated.version.classification.startswith("house:"):
        yield ("classification",), "only a house pack has such a classification.", "Name the paragraph of the list."
    if dated.version.citation.basis is Basis.HOUSE:
        yield ("citation", "basis"), "only a house pack rests on a house rule.", "Say what kind of law this is."


def _house(dated: Dated, rulebook: Rulebook) -> Iterator[Found]:
    version = dated.version
    if isinstance(version, Item) and not version.classification.startswith("house:"):
        hint = f'Give it a name of its own: "house:{dated.id.rsplit("/", 1)[1]}".'
        yield ("classification",), f"{version.classification} is the law's to define.", hint
    if isinstance(version, Company):
        for key in ("headquarters", "ultimate_parent"):
            if getattr(version, key, None) is not None:
                hint = "Leave it out, and state it in the question."
                yield (key,), "where a company is at home is not a house's to say.", hint
        yield from _names(dated, version, rulebook)


def _names(dated: Dated, company: Company, rulebook: Rulebook) -> Iterator[Found]:
    """Names that the law's companies trade under too: which of the two is meant would not be clear."""
    for other in rulebook:
        if other.pack in rulebook.houses or not isinstance(other.version, Company):
            continue
        known = [_words(name) for name in other.version.names]
        for index, name in enumerate(company.names):
            words = _words(name)
            if any(words[: len(one)] == one or one[: len(words)] == words for one in known):
                yield ("names", index), f'"{name}" is, or may be, {other.id}.', f"Refer to {other.id} itself."
                return


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in name.casefold()).split()
