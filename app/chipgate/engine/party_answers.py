"""Answers about who takes part: where the parties are at home, and on which lists of the rules they stand.

Answers about the item and the transfer are `answers`.
"""

from __future__ import annotations

from collections.abc import Iterator

from chipgate.model.provision import Entry
from chipgate.model.shipment import Party, Shipment
from chipgate.model.terms import PartyFact, Role, Who

from . import truth
from .ruleset import FactKey, Ruleset, fold
from .truth import Truth

Answered = tuple[Truth, bool]
"""An answer, and whether it rests on an assumption."""


def parties(shipment: Shipment) -> tuple[Party, ...]:
    """Who takes part: those stated, or one party at the destination."""
    return shipment.parties or (Party(),)


def usually(stated: object | None, is_one: bool, strict: bool) -> Answered:
    """A fact with a usual value: unstated, it is assumed, save where nothing is."""
    if stated is None:
        return (Truth.UNKNOWN, False) if strict else (truth.of(is_one), True)
    return truth.of(is_one), False


def of_parties(subject: str, part: str, key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    """A place of some party, or of every one."""
    fact, _, roles = part.partition(":")
    answers = [party_answer(PartyFact(fact), party, key, shipment, ruleset) for party in in_roles(shipment, roles)]
    join = truth.disjunction if subject == "party" else truth.conjunction
    return join(answer for answer, _ in answers), any(taken for _, taken in answers)


def in_roles(shipment: Shipment, roles: str) -> tuple[Party, ...]:
    """The parties of the roles ("end-user+purchaser"), or all of them where none has one or none is asked for."""
    people = parties(shipment)
    wanted = {Role(role) for role in roles.split("+")} if roles else set(Role)
    return tuple(party for party in people if party.role in wanted) or people


def party_answer(
    fact: PartyFact, party: Party, key: FactKey, shipment: Shipment, ruleset: Ruleset
) -> Answered:
    """Whether one party's place is in the list of a question."""
    strict = shipment.strict
    location = party.location or (None if strict else shipment.destination)
    headquarters = party.headquarters or (None if strict else location)
    parent = party.ultimate_parent or (None if strict else headquarters)
    owner = party.majority_owner or (None if strict else parent)
    match fact:
        case PartyFact.LOCATION:
            return place_in(location, key, ruleset), party.location is None
        case PartyFact.HEADQUARTERS:
            return place_in(headquarters, key, ruleset), party.headquarters is None
        case PartyFact.ULTIMATE_PARENT:
            return place_in(parent, key, ruleset), party.ultimate_parent is None
        case PartyFact.MAJORITY_OWNER:
            return place_in(owner, key, ruleset), party.majority_owner is None
        case PartyFact.HEADQUARTERS_OR_ULTIMATE_PARENT:
            both = (place_in(headquarters, key, ruleset), place_in(parent, key, ruleset))
            return truth.disjunction(both), party.headquarters is None or party.ultimate_parent is None


def place_in(code: str | None, key: FactKey, ruleset: Ruleset) -> Truth:
    """Whether a place is in the list of a question; unknown where the place is."""
    if code is None or code in ruleset.destinations.unresolved or code not in ruleset.destinations.names:
        return Truth.UNKNOWN
    return truth.of(ruleset.treatment(code) in key.values)


def listed(part: str, key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    """Whether parties, the designer or the packager stand on lists of the rules, by name."""
    who, _, roles = part.partition(":")
    entries = [entry for id in key.values for entry in ruleset.lists.get(id, ())]
    item = shipment.item
    if who in (Who.DESIGNER, Who.PACKAGER):
        name = item.packager if who == Who.PACKAGER else item.designer or item.manufacturer
        return usually(name, any(_names(entry, name) for entry in entries), shipment.strict)
    answers = list(_parties_listed(entries, in_roles(shipment, roles), shipment))
    join = truth.conjunction if who == Who.EVERY else truth.disjunction
    return join(answer for answer, _ in answers), any(taken for _, taken in answers)


def _parties_listed(entries: list[Entry], people: tuple[Party, ...], shipment: Shipment) -> Iterator[Answered]:
    for party in people:
        home = party.location or shipment.destination
        found = any(
            _names(entry, party.name)
            or (entry.subsidiaries and _names(entry, party.ultimate_parent_name))
            or (entry.government_of == home and party.government_agency is True)
            for entry in entries
        )
        yield (Truth.TRUE, False) if found else usually(party.name, False, shipment.strict)


def _names(entry: Entry, name: str | None) -> bool:
    """Whether a name is exactly the entry's, or one of its aliases; case and punctuation aside. Nothing near counts."""
    return name is not None and fold(name) in {fold(known) for known in (entry.name, *entry.aliases)}
