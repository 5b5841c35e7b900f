"""Who makes a fact so: the parties, or the candidates of screening, that a clause speaks of, by role and name."""

from __future__ import annotations

from collections.abc import Iterator

from chipgate.model.shipment import Party, Shipment
from chipgate.model.terms import PartyFact

from .party_answers import in_roles, party_answer
from .ruleset import FactKey, Ruleset
from .truth import Truth


def whose(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> str:
    """The parties that a question is answered yes for: "end user Example Ltd (CN)". Empty where none was stated."""
    subject, _, part = key.subject.partition(":")
    if not shipment.parties:
        return ""
    if subject == "party":
        return "; ".join(_parties(part, key, shipment, ruleset))
    if subject == "screened":
        return "; ".join(_candidates(key, shipment))
    return ""


def _parties(part: str, key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Iterator[str]:
    fact, _, roles = part.partition(":")
    for party in in_roles(shipment, roles):
        if party_answer(PartyFact(fact), party, key, shipment, ruleset)[0] is Truth.TRUE:
            yield _named(party, PartyFact(fact), shipment)


def _named(party: Party, fact: PartyFact, shipment: Shipment) -> str:
    location = party.location or shipment.destination
    headquarters = party.headquarters or location
    parent = party.ultimate_parent or headquarters
    place = {
        PartyFact.LOCATION: location, PartyFact.HEADQUARTERS: headquarters, PartyFact.ULTIMATE_PARENT: parent,
        PartyFact.MAJORITY_OWNER: party.majority_owner or parent,
    }.get(fact, headquarters if headquarters == parent else f"{headquarters}, parent {parent}")  # fmt: skip
    return f"{role_and_name(party)} ({place})"


def role_and_name(party: Party) -> str:
    """"end user Example Ltd"."""
    role = party.role.value.replace("-", " ")
    return f"{role} {party.name}" if party.name else role


def _candidates(key: FactKey, shipment: Shipment) -> Iterator[str]:
    for party in shipment.parties:
        for one in party.candidates or ():
            if one.list in key.values and one.reviewed is not False:
                notice = f", {one.federal_register_notice}" if one.federal_register_notice else ""
                seen = "reviewed" if one.reviewed else "not reviewed"
                known = f"{one.list.value}, score {one.score}, {seen}{notice}"
                yield f'{role_and_name(party)} is like "{one.listed_name}" ({known})'
