"""What a missing fact is called: the title of a quantity, the question that is open, or what its leaf says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from chipgate.engine.judge import matching_on
from chipgate.engine.sentences import fact_sentence
from chipgate.model.measures import TITLES, UNITS, Quantity
from chipgate.model.provision import OpenQuestion
from chipgate.model.rulebook import Rulebook

_ONE_FACT = {"addressee": "whether the exporter is a company that was informed", "named": "the name of the item"}
"""Facts that many leaves ask for, each in its own words."""


class FactWords:
    """The words for facts, as the rules of some days ask for them."""

    def __init__(self, rulebook: Rulebook, days: Iterable[dt.date]) -> None:
        self._rulebook = rulebook
        self._said: dict[str, dict[str, None]] = {}
        for day in sorted(set(days)):
            ruleset = matching_on(rulebook, max(day, rulebook.pack.covered_from)).ruleset
            for key in ruleset.facts:
                fact = key.values[0] if key.subject == "flag" else key.subject
                self._said.setdefault(fact, {})[fact_sentence(ruleset.leaf(key), False)] = None

    def title(self, fact: str) -> str:
        """A fact in words; its own code where the rules of these days have none."""
        if fact in TITLES:
            quantity = Quantity(fact)
            return f"{TITLES[quantity]}, {UNITS[quantity]}" if UNITS[quantity] else TITLES[quantity]
        if fact in _ONE_FACT:
            return _ONE_FACT[fact]
        for dated in reversed(self._rulebook.versions.get(fact, ())):
            if isinstance(dated.version, OpenQuestion):
                return dated.version.asks
        said = list(self._said.get(fact, ()))
        return f"whether {said[0]}" + (", and the like" if len(said) > 1 else "") if said else fact
