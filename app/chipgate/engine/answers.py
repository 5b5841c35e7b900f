"""How each question that a rule asks is answered from what a shipment states.

An answer is three-valued, and says whether it rests on an assumption (`taken`). Which questions a ruleset asks is
`ruleset`; gathering the answers is `facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from chipgate.errors import EngineError
from chipgate.model.item import Transistor
from chipgate.model.provision import Entry
from chipgate.model.screening import Strength
from chipgate.model.shipment import Party, Shipment
from chipgate.model.terms import ExporterRole, Flag, Kind, PartyFact, Provenance, Role, Transfer, Who

from . import truth
from .ruleset import FactKey, Ruleset, fold
from .truth import Truth

UNITED_STATES = "US"
ANY_ENTRY = "any"
NO_ENTRY = (None, "EAR99", "none")
Answered = tuple[Truth, bool]
_UNKNOWN: Answered = (Truth.UNKNOWN, False)


def parties(shipment: Shipment) -> tuple[Party, ...]:
    """Who takes part: those stated, or one party at the destination."""
    return shipment.parties or (Party(),)


def answer_to(key: FactKey, shipment: Shipment, acts: frozenset[str], ruleset: Ruleset) -> Answered:
    """The answer to one question, and whether it rests on an assumption. `acts` are those stated as done."""
    subject, _, part = key.subject.partition(":")
    if subject == "certified":
        return truth.of(key.values[0] in acts), False
    if subject == "unsettled":
        return truth.of(shipment.readings.get(key.values[0])), False
    if subject in ("party", "every_party"):
        return _of_parties(subject, part, key, shipment, ruleset)
    if subject == "provenance":
        return _provenance(Provenance(part), key, shipment, ruleset)
    if subject == "listed":
        return _listed(part, key, shipment, ruleset)
    return _PLAIN[subject](key, shipment, ruleset)


def _usually(stated: object | None, is_one: bool, strict: bool) -> Answered:
    """A fact with a usual value: unstated, it is assumed, save where nothing is."""
    if stated is None:
        return _UNKNOWN if strict else (truth.of(is_one), True)
    return truth.of(is_one), False


def _flag(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    item, flag = shipment.item, Flag(key.values[0])
    if flag is Flag.NON_PLANAR:
        return _usually(item.transistor, item.transistor is not Transistor.PLANAR, shipment.strict)
    if flag is Flag.US_ORIGIN:
        return _usually(item.us_origin, item.us_origin is not False, shipment.strict)
    stated = getattr(item, flag.value)
    return truth.of(stated), False


def _destination(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    return truth.of(ruleset.treatment(shipment.destination) in key.values), False


def _region(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    stated = shipment.region
    if stated in key.values:
        return Truth.TRUE, False
    if not any(code.startswith(f"{shipment.destination}-") for code in key.values):
        return Truth.FALSE, False
    if stated is None:
        return _usually(None, False, shipment.strict)
    known = ruleset.destinations.regions.get(stated)
    return (Truth.UNKNOWN if known and set(known.overlaps) & set(key.values) else Truth.FALSE), False


def _origin(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    place = shipment.origin or UNITED_STATES
    return _usually(shipment.origin, ruleset.treatment(place) in key.values, shipment.strict)


def _kind(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    item = shipment.item
    if item.kind is None and Kind.IC not in key.values and set(key.values) <= _NOT_PROCESSING and _processes(shipment):
        return Truth.FALSE, False
    return _usually(item.kind, (item.kind or Kind.IC) in key.values, shipment.strict)


_NOT_PROCESSING = frozenset({Kind.HBM, Kind.MODEL_WEIGHTS})


def _processes(shipment: Shipment) -> bool:
    """Whether a processing rate is stated, which a stack of memory and a set of weights have not."""
    item = shipment.item
    return bool(item.tops or item.sparse_tops or item.tpp is not None)


def _base_classification(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    stated = shipment.item.base_classification
    entry = stated if stated not in NO_ENTRY else None
    found = entry is not None and any(one == ANY_ENTRY or f"{entry}.".startswith(f"{one}.") for one in key.values)
    return _usually(stated, found, shipment.strict)


def transfer_of(shipment: Shipment) -> Transfer:
    """How the item moves: as stated, else as its origin has it, else an export from the United States."""
    if shipment.transfer is not None or shipment.origin in (None, UNITED_STATES):
        return shipment.transfer or Transfer.EXPORT
    return Transfer.IN_COUNTRY if shipment.origin == shipment.destination else Transfer.REEXPORT


def _transfer(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    return _usually(shipment.transfer or shipment.origin, transfer_of(shipment) in key.values, shipment.strict)


def _named(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    if shipment.item.name is None:
        return _UNKNOWN
    words = fold(shipment.item.name).split()
    return truth.of(any(_contains(words, fold(model).split()) for model in key.values)), False


def _contains(words: list[str], model: list[str]) -> bool:
    return any(words[start : start + len(model)] == model for start in range(len(words) - len(model) + 1))


def _knowledge(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    stated = shipment.knowledge
    return _usually(stated, bool(set(stated or ()) & set(key.values)), shipment.strict)


def _exporter_role(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    role = shipment.exporter_role
    return _usually(role, (role or ExporterRole.OTHER) in key.values, shipment.strict)


def _addressee(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    """Was the exporter informed? Not known when only the manufacturer was: the supplier may have passed it on."""
    names = {name for company in key.values for name in ruleset.companies.get(company, frozenset())}
    exporter = company_is(shipment.exporter, names)
    manufacturer = company_is(shipment.item.manufacturer, names)
    if exporter is Truth.TRUE:
        return Truth.TRUE, False
    if shipment.exporter is None:
        return _UNKNOWN if shipment.strict else (manufacturer, True)
    return (Truth.FALSE if manufacturer is Truth.FALSE else Truth.UNKNOWN), False


def company_is(name: str | None, names: Collection[str]) -> Truth:
    """Whether a name is that of a company, given the names it trades under (folded).

    What follows the company's name ("NVIDIA GmbH") does not matter: a letter is not escaped by a subsidiary's name.
    """
    if name is None:
        return Truth.UNKNOWN
    words = fold(name).split()
    return truth.of(any(words[: len(known.split())] == known.split() for known in names))


def _screened(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    """Is a party on these lists? A candidate that nobody reviewed leaves it open, as a score never settles it."""
    found = [one for party in parties(shipment) for one in party.candidates or () if one.list in key.values]
    if any(one.reviewed for one in found):
        return Truth.TRUE, False
    if any(one.reviewed is None and one.strength is not Strength.WEAK for one in found):
        return _UNKNOWN
    if any(party.candidates is None for party in parties(shipment)):
        return _usually(None, False, shipment.strict)
    return Truth.FALSE, False


def _of_parties(subject: str, part: str, key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
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


def _provenance(fact: Provenance, key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    """Where the item comes from. A designer that the rules do not know, and of which nothing is said, is unknown."""
    item = shipment.item
    if fact is Provenance.PACKAGED_IN:
        return place_in(item.packaged_in, key, ruleset), False
    if fact is Provenance.MADE_IN:
        if item.made_in is None:
            return _usually(None, False, shipment.strict)
        return place_in(item.made_in, key, ruleset), False
    home, above = ruleset.homes.get(fold(item.designer or item.manufacturer or ""), (None, None))
    headquarters = item.designer_headquarters or home
    parent = item.designer_ultimate_parent or (above if headquarters == home else None)
    taken = parent is None and headquarters is not None and not shipment.strict
    parent = headquarters if taken else parent
    answers = {
        Provenance.DESIGNER_HEADQUARTERS: [place_in(headquarters, key, ruleset)],
        Provenance.DESIGNER_ULTIMATE_PARENT: [place_in(parent, key, ruleset)],
    }
    both = [one for listed in answers.values() for one in listed]
    return truth.disjunction(answers.get(fact, both)), taken


def _listed(part: str, key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    who, _, roles = part.partition(":")
    entries = [entry for id in key.values for entry in ruleset.lists.get(id, ())]
    item = shipment.item
    if who in (Who.DESIGNER, Who.PACKAGER):
        name = item.packager if who == Who.PACKAGER else item.designer or item.manufacturer
        return _usually(name, any(_names(entry, name) for entry in entries), shipment.strict)
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
        yield (Truth.TRUE, False) if found else _usually(party.name, False, shipment.strict)


def _names(entry: Entry, name: str | None) -> bool:
    """Whether a name is exactly the entry's, or one of its aliases; case and punctuation aside. Nothing near counts."""
    return name is not None and fold(name) in {fold(known) for known in (entry.name, *entry.aliases)}


_PLAIN: dict[str, Callable[[FactKey, Shipment, Ruleset], Answered]] = {
    "flag": _flag, "destination": _destination, "region": _region, "origin": _origin, "kind": _kind,
    "base_classification": _base_classification, "transfer": _transfer, "named": _named, "knowledge": _knowledge,
    "exporter_role": _exporter_role, "addressee": _addressee, "screened": _screened,
}  # fmt: skip
SUBJECTS = frozenset({*_PLAIN, "certified", "unsettled", "party", "every_party", "provenance", "listed"})
"""Every subject that somebody answers."""


def check_subject(key: FactKey) -> None:
    """Refuse a question that nobody answers, before anything is asked.

    Raises:
        EngineError: a leaf of a kind that was added to the model and not here.
    """
    if key.subject.partition(":")[0] not in SUBJECTS:
        raise EngineError(f"nobody answers questions about {key.subject!r}")
