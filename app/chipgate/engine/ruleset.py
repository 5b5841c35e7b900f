"""A ruleset: what is in force on a day, made ready to be asked.

Targets (what can apply), the facts their leaves ask for, and the bounds of each measure. Matching is `engine.match`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from chipgate.errors import EngineError
from chipgate.model.condition import (
    Addressee,
    All,
    Classified,
    Condition,
    FlagIs,
    Leaf,
    Limit,
    Unsettled,
    leaves,
)
from chipgate.model.measures import MEASURES, Measure
from chipgate.model.provision import (
    Applying,
    Company,
    Destinations,
    Entry,
    Group,
    Item,
    Letter,
    OpenQuestion,
    PartyList,
)
from chipgate.model.rulebook import Dated, InForce

from .questions import FactKey as FactKey, key_of
from .truth import bounds

_ANSWERING = frozenset({"destinations", "companies", "lists"})
"""The kinds of provisions that are looked up to answer a question, beside the list that the question itself has."""
TEXT = "#text"
"""Suffix of the target that asks for a letter's terms alone, whoever the exporter is."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can apply to a shipment: a provision, or the terms of a letter alone."""

    name: str
    dated: Dated
    condition: Condition
    level: int


class Ruleset:
    """The rules of one interval between two boundary dates."""

    def __init__(self, in_force: InForce) -> None:
        self.in_force = in_force
        self.digest = in_force.digest
        self._groups = {
            dated.id: frozenset(dated.version.countries)
            for dated in in_force.of_kind("groups")
            if isinstance(dated.version, Group)
        }
        self.companies = {
            dated.id: frozenset(fold(name) for name in dated.version.names)
            for dated in in_force.of_kind("companies")
            if isinstance(dated.version, Company)
        }
        self.homes = {
            fold(name): (dated.version.headquarters, dated.version.ultimate_parent or dated.version.headquarters)
            for dated in in_force.of_kind("companies")
            if isinstance(dated.version, Company) and dated.version.headquarters
            for name in dated.version.names
        }
        self.lists: dict[str, tuple[Entry, ...]] = {
            dated.id: dated.version.entries
            for dated in in_force.of_kind("lists")
            if isinstance(dated.version, PartyList)
        }
        self.questions = {
            dated.id: dated.version
            for dated in in_force.of_kind("questions")
            if isinstance(dated.version, OpenQuestion)
        }
        self._levels_of = _same_level(in_force)
        self.destinations = _destinations(in_force)
        applying = [dated for dated in in_force.versions.values() if isinstance(dated.version, Applying)]
        self._levels = _levels(applying, self._levels_of)
        self.targets = {target.name: target for dated in applying for target in self._targets(dated)}
        self._keys: dict[Leaf, FactKey] = {}
        limits: dict[str, set[Fraction]] = {}
        for target in self.targets.values():
            for leaf in leaves(target.condition):
                if isinstance(leaf, Limit):
                    limits.setdefault(leaf.measure, set()).update(bound for _, bound in bounds(leaf))
                else:
                    self._keys[leaf] = key_of(leaf, self.expand, self._levels_of)
        self._at: dict[int, FactKey] = {}
        self._comparisons: dict[int, tuple[tuple[str, Fraction], ...]] = {}
        for target in self.targets.values():
            for leaf in leaves(target.condition):
                if isinstance(leaf, Limit):
                    self._comparisons[id(leaf)] = tuple(bounds(leaf))
                else:
                    self._at[id(leaf)] = self._keys[leaf]
        self.bounds: dict[str, tuple[Fraction, ...]] = {
            name: tuple(sorted(limits[name])) for name in MEASURES if name in limits
        }
        self.facts: tuple[FactKey, ...] = tuple(
            sorted(set(self._keys.values()), key=lambda key: (key.subject, key.values))
        )
        self.positions = {key: position for position, key in enumerate(self.facts)}

        self._leaves = {key: leaf for leaf, key in reversed(self._keys.items())}
        self.measures: tuple[Measure, ...] = tuple(MEASURES[name] for name in self.bounds)
        """The measures that some rule of this ruleset tests."""
        self.by_level = tuple(sorted(self.targets.values(), key=lambda target: target.level))
        self.classifications = tuple(key for key in self.facts if key.subject == "classified")
        self._answering = [dated for dated in in_force.versions.values() if dated.kind in _ANSWERING]
        self._alike: dict[str, dict[str, tuple[FactKey, ...]]] = {}
        self._referred: dict[str, frozenset[str]] = {}
        self.items = tuple(target for target in self.targets.values() if isinstance(target.dated.version, Item))
        """The paragraphs that an item may meet, in the order of the targets."""
        self.by_type: dict[type, list[Target]] = {}
        for target in self.targets.values():
            self.by_type.setdefault(type(target.dated.version), []).append(target)

    def asked_of_alike(self, other: Ruleset) -> bool:
        """Whether the lists of places, companies and parties that answers are looked up in are those of another."""
        return len(self._answering) == len(other._answering) and all(
            one is same for one, same in zip(self._answering, other._answering, strict=True)
        )

    def alike(self, other: Ruleset) -> dict[str, tuple[FactKey, ...]]:
        """The targets that are the same under another ruleset, with the questions that they ask."""
        if other.digest not in self._alike:
            self._alike[other.digest] = {
                name: keys
                for name, target in self.targets.items()
                if name in other.targets and other.targets[name].dated is target.dated
                and (keys := self._asked_by(target)) == other._asked_by(other.targets[name])
            }  # fmt: skip
        return self._alike[other.digest]

    def _asked_by(self, target: Target) -> tuple[FactKey, ...]:
        return tuple(self.key(leaf) for leaf in leaves(target.condition) if not isinstance(leaf, Limit))

    def referred_to(self, name: str) -> frozenset[str]:
        """The groups, lists and open questions that the condition of a target names."""
        if name not in self._referred:
            found = set()
            for leaf in leaves(self.targets[name].condition):
                for field in ("destination", "origin", "in_", "listed"):
                    found |= {id for id in getattr(leaf, field, ()) if "/" in id}
                if isinstance(leaf, Unsettled):
                    found.add(leaf.unsettled)
            self._referred[name] = frozenset(found)
        return self._referred[name]

    def key(self, leaf: Leaf) -> FactKey:
        """The question that a leaf asks. (Most leaves asked about are the targets' own, found by identity.)"""
        return self._at.get(id(leaf)) or self._keys[leaf]

    def comparisons(self, limit: Limit) -> tuple[tuple[str, Fraction], ...]:
        """The one or two comparisons of a limit, lower first."""
        return self._comparisons.get(id(limit)) or tuple(bounds(limit))

    def leaf(self, key: FactKey) -> Leaf:
        """A leaf that asks a question, to put it into words; a flag as one that asks for it."""
        leaf = self._leaves[key]
        return leaf.model_copy(update={"is_": True}) if isinstance(leaf, FlagIs) else leaf

    def expand(self, places: Iterable[str]) -> frozenset[str]:
        """Country codes of a list of codes and group ids."""
        found: set[str] = set()
        for place in places:
            found |= self._groups.get(place, frozenset({place}))
        return frozenset(found)

    def treatment(self, code: str) -> str:
        """The destination whose treatment a place has: Hong Kong is China, the Caymans are the United Kingdom."""
        return self.destinations.treated_as.get(code, code)

    def _targets(self, dated: Dated) -> list[Target]:
        version = dated.version
        assert isinstance(version, Applying)
        level = self._levels[dated.id]
        if not isinstance(version, Letter):
            return [Target(dated.id, dated, version.applies, level)]
        bound = All.model_construct(all=(Addressee(addressee=version.addressees), version.applies))
        return [Target(dated.id, dated, bound, level), Target(dated.id + TEXT, dated, version.applies, level)]


@lru_cache(maxsize=8_192)
def fold(name: str) -> str:
    """A company or model name for comparison: case, punctuation and spacing do not matter."""
    return " ".join(words_of(name))


def words_of(name: str) -> list[str]:
    """The words of a name for comparison."""
    if name.isascii():
        return name.encode().translate(_WORDS).decode().split()
    return "".join(c if c.isalnum() else " " for c in name.casefold()).split()


_WORDS = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(128)).ljust(256)


def _destinations(in_force: InForce) -> Destinations:
    for dated in in_force.of_kind("destinations"):
        if isinstance(dated.version, Destinations):
            return dated.version
    raise EngineError("the rules in force name no destinations: add <pack>/destinations/places")


def _same_level(in_force: InForce) -> dict[str, tuple[str, ...]]:
    """For each paragraph, the others that put an item at its level."""
    found: dict[str, tuple[str, ...]] = {}
    for dated in in_force.of_kind("items"):
        assert isinstance(dated.version, Item)
        for id in dated.version.level_of:
            found[id] = (*found.get(id, ()), dated.id)
    return found


def _levels(applying: list[Dated], same: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """How many classifications must be settled before a provision can be asked about."""
    needs: dict[str, set[str]] = {}
    for dated in applying:
        assert isinstance(dated.version, Applying)
        asked = (leaf.classified for leaf in leaves(dated.version.applies) if isinstance(leaf, Classified))
        needs[dated.id] = {one for ids in asked for id in ids for one in (id, *same.get(id, ()))}
    levels: dict[str, int] = {}

    def level(id: str, trail: tuple[str, ...]) -> int:
        if id in trail:
            raise EngineError(f"classifications that need each other: {' → '.join((*trail, id))}")
        if id not in levels:
            levels[id] = max((level(need, (*trail, id)) + 1 for need in needs.get(id, ())), default=0)
        return levels[id]

    for dated in applying:
        level(dated.id, ())
    return levels
