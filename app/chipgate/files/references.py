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

_KIND_OF_KEY = {"classified": "items", "replaces": "items", "covers": "requirements", "addressees": "companies"}
_PLACE_KEYS = frozenset({"destination", "in", "countries"})


def check_references(rulebook: Rulebook, documents: Mapping[tuple[str, dt.date], Document]) -> Iterator[Problem]:
    """Every reference to an id or a country code that is not there, with its place in the file."""
    codes = {
        code
        for dated in rulebook
        if isinstance(dated.version, Destinations)
        for code in dated.version.names
    }  # fmt: skip
    for dated in rulebook:
        document = documents[dated.id, dated.effective]
        for loc, key, word in _words(document.value, (), None):
            problem = _check(rulebook, codes, dated, key, word)
            if problem:
                place = document.place(loc)
                yield Problem(document.path, place.line, place.column, *problem)


def _check(
    rulebook: Rulebook, codes: set[str], dated: Dated, key: str, word: str
) -> tuple[str, str] | None:
    if key in _PLACE_KEYS and "/" not in word:
        if word in codes:
            return None
        return f'"{word}" is not a country code.', "Use ISO 3166-1 alpha-2 in capitals, or the id of a group."
    kind = "groups" if key in _PLACE_KEYS else _KIND_OF_KEY[key]
    versions = rulebook.versions.get(word, ())
    if not versions or word.split("/")[1] != kind:
        known = [id for id in rulebook.versions if id.split("/")[1] == kind]
        hint = did_you_mean(word, known) or f"Known: {', '.join(known) or 'none'}."
        return f'"{word}" is not one of the {kind}.', hint
    if key != "covers" and versions[0].effective > dated.effective and not dated.version.repealed:
        return (
            f'"{word}" begins on {versions[0].effective}, after this file ({dated.effective}).',
            "Add the earlier version, or refer to it from its first day on.",
        )
    return None


def _words(value: Any, loc: tuple[str | int, ...], key: str | None) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Every word of the document that stands under a key which refers to something."""
    if isinstance(value, dict):
        for name, inner in value.items():
            below = name if name in _KIND_OF_KEY or name in _PLACE_KEYS else None
            yield from _words(inner, (*loc, name), below)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _words(inner, (*loc, index), key if not isinstance(inner, dict) else None)
    elif isinstance(value, str) and key:
        yield loc, key, value
