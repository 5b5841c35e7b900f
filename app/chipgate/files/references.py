"""Whether every id and code that a rule file names exists, on the day it names it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from chipgate.errors import Problem
from chipgate.model.provision import Destinations
from chipgate.model.rulebook import Dated, Rulebook

from .strict_yaml import Document
from .validation import did_you_mean

_KIND_OF_KEY = {
    "classified": "items", "replaces": "items", "level_of": "items", "covers": "requirements", "yields_to": "policies",
    "addressees": "companies", "listed": "lists", "unsettled": "questions",
}  # fmt: skip
_PLACE_KEYS = frozenset(
    {"destination", "origin", "in", "countries", "headquarters", "ultimate_parent", "government_of"}
)
_REGION_KEYS = frozenset({"region", "overlaps"})
_ACT_KEY = "certified"
_KEYS = frozenset({*_KIND_OF_KEY, *_PLACE_KEYS, *_REGION_KEYS, _ACT_KEY})

Wrong = tuple[str, str]
"""What is wrong with a word, and what to do."""


def check_references(rulebook: Rulebook, documents: Mapping[tuple[str, dt.date], Document]) -> Iterator[Problem]:
    """Every reference to an id or a code that is not there, with its place in the file."""
    places = [dated.version for dated in rulebook if isinstance(dated.version, Destinations)]
    codes = {code for version in places for code in version.names}
    regions = {code for version in places for code in version.regions}
    for dated in rulebook:
        document = documents[dated.id, dated.effective]
        for loc, key, word in _words(document.value, (), None):
            if key in _REGION_KEYS:
                wrong = _code(word, regions, "a region of these rules", f"Known: {', '.join(sorted(regions))}.")
            elif key in _PLACE_KEYS and "/" not in word:
                hint = "Use ISO 3166-1 alpha-2 in capitals, or the id of a group."
                wrong = _code(word, codes, "a country code", hint)
            elif key == _ACT_KEY:
                wrong = _act(rulebook, word)
            else:
                kind = "groups" if key in _PLACE_KEYS else _KIND_OF_KEY[key]
                wrong = _id(rulebook, dated, kind, word, at_once=key not in {"covers", "yields_to"})
            wrong = wrong or _reach(rulebook, dated, word)
            if wrong:
                place = document.place(loc)
                yield Problem(document.path, place.line, place.column, *wrong)


def _code(word: str, known: set[str], what: str, hint: str) -> Wrong | None:
    return None if word in known else (f'"{word}" is not {what}.', did_you_mean(word, sorted(known)) or hint)


def _act(rulebook: Rulebook, word: str) -> Wrong | None:
    """Whether some version of the provision has the act; which one governs is the question's date's to say."""
    id, _, act = word.partition("#")
    known = {
        f"{dated.id}#{one.id}" for dated in rulebook for one in getattr(dated.version, "conditions", ())
    }  # fmt: skip
    if word in known:
        return None
    own = sorted(one for one in known if one.startswith(f"{id}#"))
    hint = did_you_mean(word, own or sorted(known)) or (f"It has: {', '.join(own)}." if own else "It has none.")
    return f'"{act}" is not an act that {id} asks for.', hint


def _id(rulebook: Rulebook, dated: Dated, kind: str, word: str, at_once: bool) -> Wrong | None:
    versions = rulebook.versions.get(word, ())
    if not versions or word.split("/")[1] != kind:
        known = [id for id in rulebook.versions if id.split("/")[1] == kind]
        hint = did_you_mean(word, known) or f"Known: {', '.join(known) or 'none'}."
        return f'"{word}" is not one of the {kind}.', hint
    if at_once and versions[0].effective > dated.effective and not dated.version.repealed:
        return (
            f'"{word}" begins on {versions[0].effective}, after this file ({dated.effective}).',
            "Add the earlier version, or refer to it from its first day on.",
        )
    return None


def _reach(rulebook: Rulebook, dated: Dated, word: str) -> Wrong | None:
    """The law must not rest on a house pack, which others do not have."""
    if "/" not in word or word.split("/")[0] not in rulebook.houses or dated.pack in rulebook.houses:
        return None
    return f'"{word}" is of a house pack.', "Write what the law names into its own pack."


def _words(value: Any, loc: tuple[str | int, ...], key: str | None) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Every word of the document that stands under a key which refers to something."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _words(inner, (*loc, name), name if name in _KEYS else None)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _words(inner, (*loc, index), key if not isinstance(inner, dict) else None)
    elif isinstance(value, str) and key:
        yield loc, key, value
