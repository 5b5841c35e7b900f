"""A ruleset: what is in force on a day, made ready to be asked.

Targets (what can apply), the facts their leaves ask for, and the bounds of each measure. Matching is `engine.match`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from chipgate.errors import EngineError
from chipgate.model.condition import (
    Addressee,
    All,
    Classified,
    Condition,
    DestinationIn,
    EveryPartyIn,
    FlagIs,
    KindIs,
    Leaf,
    Limit,
    Named,
    PartyIn,
    TransferIs,
    leaves,
)
from chipgate.model.measures import MEASURES, Measure
from chipgate.model.provision import Applying, Company, Destinations, Group, Letter
from chipgate.model.rulebook import Dated, InForce

from .truth import bounds

TEXT = "#text"
"""Suffix of the target that asks for a letter's terms alone, whoever the exporter is."""


@dataclass(frozen=True, slots=True)
class FactKey:
    """A yes-or-no question that leaves ask: two leaves with one key share the answer.

    `subject` says what is asked about ("flag", "destination", …), `values` the list it is compared with.
    """

    subject: str
    values: tuple[str, ...]


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
        self.destinations = _destinations(in_force)
        applying = [dated for dated in in_force.versions.values() if isinstance(dated.version, Applying)]
        self._levels = _levels(applying)
        self.targets = {target.name: target for dated in applying for target in self._targets(dated)}
        self._keys: dict[Leaf, FactKey] = {}
        limits: dict[str, set[Fraction]] = {}
        for target in self.targets.values():
            for leaf in leaves(target.condition):
                if isinstance(leaf, Limit):
                    limits.setdefault(leaf.measure, set()).update(bound for _, bound in bounds(leaf))
                else:
                    self._keys[leaf] = self._key(leaf)
        self.bounds: dict[str, tuple[Fraction, ...]] = {
            name: tuple(sorted(limits[name])) for name in MEASURES if name in limits
        }
        self.facts: tuple[FactKey, ...] = tuple(
            sorted(set(self._keys.values()), key=lambda key: (key.subject, key.values))
        )

    @property
    def measures(self) -> list[Measure]:
        """The measures that some rule of this ruleset tests."""
        return [MEASURES[name] for name in self.bounds]

    def key(self, leaf: Leaf) -> FactKey:
        """The question that a leaf asks."""
        return self._keys[leaf]

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

    def _key(self, leaf: Leaf) -> FactKey:
        match leaf:
            case FlagIs():
                return FactKey("flag", (leaf.flag.value,))
            case DestinationIn():
                return FactKey("destination", tuple(sorted(self.expand(leaf.destination))))
            case PartyIn():
                return FactKey(f"party:{leaf.party.value}", tuple(sorted(self.expand(leaf.in_))))
            case EveryPartyIn():
                return FactKey(f"every_party:{leaf.every_party.value}", tuple(sorted(self.expand(leaf.in_))))
            case KindIs():
                return FactKey("kind", tuple(sorted(leaf.kind)))
            case Classified():
                return FactKey("classified", tuple(sorted(leaf.classified)))
            case TransferIs():
                return FactKey("transfer", tuple(sorted(leaf.transfer)))
            case Named():
                return FactKey("named", tuple(sorted(leaf.named)))
            case Addressee():
                return FactKey("addressee", tuple(sorted(leaf.addressee)))
            case _:
                raise EngineError(f"a leaf of a kind nobody answers: {type(leaf).__name__}")


def fold(name: str) -> str:
    """A company or model name for comparison: case, punctuation and spacing do not matter."""
    return " ".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def _destinations(in_force: InForce) -> Destinations:
    for dated in in_force.of_kind("destinations"):
        if isinstance(dated.version, Destinations):
            return dated.version
    raise EngineError("the rules in force name no destinations: add <pack>/destinations/places")


def _levels(applying: list[Dated]) -> dict[str, int]:
    """How many classifications must be settled before a provision can be asked about."""
    needs: dict[str, set[str]] = {}
    for dated in applying:
        assert isinstance(dated.version, Applying)
        asked = (leaf.classified for leaf in leaves(dated.version.applies) if isinstance(leaf, Classified))
        needs[dated.id] = {id for ids in asked for id in ids}
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
