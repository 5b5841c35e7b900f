"""How each question that a rule asks is answered from what a shipment states.

An answer is three-valued, and says whether it rests on an assumption (`taken`). Which questions a ruleset asks is
`ruleset`; gathering the answers is `facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from chipgate.model.item import Transistor
from chipgate.model.screening import Strength
from chipgate.model.shipment import Shipment
from chipgate.model.terms import ExporterRole, Flag, Kind, Provenance, Transfer

from . import truth
from .party_answers import Answered, listed, of_parties, parties, place_in, usually
from .ruleset import FactKey, Ruleset, fold
from .truth import Truth

UNITED_STATES = "US"
ANY_ENTRY = "any"
NO_ENTRY = (None, "EAR99", "none")
_UNKNOWN: Answered = (Truth.UNKNOWN, False)


def answer_to(key: FactKey, shipment: Shipment, acts: frozenset[str], ruleset: Ruleset) -> Answered:
    """The answer to one question, and whether it rests on an assumption. `acts` are those stated as done."""
    subject, _, part = key.subject.partition(":")
    if subject == "certified":
        return truth.of(key.values[0] in acts), False
    if subject == "unsettled":
        return truth.of(shipment.readings.get(key.values[0])), False
    if subject in ("party", "every_party"):
        return of_parties(subject, part, key, shipment, ruleset)
    if subject == "provenance":
        return _provenance(Provenance(part), key, shipment, ruleset)
    if subject == "listed":
        return listed(part, key, shipment, ruleset)
    return _PLAIN[subject](key, shipment, ruleset)


def _flag(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    item, flag = shipment.item, Flag(key.values[0])
    if flag is Flag.NON_PLANAR:
        return usually(item.transistor, item.transistor is not Transistor.PLANAR, shipment.strict)
    if flag is Flag.US_ORIGIN:
        return usually(item.us_origin, item.us_origin is not False, shipment.strict)
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
        return usually(None, False, shipment.strict)
    known = ruleset.destinations.regions.get(stated)
    return (Truth.UNKNOWN if known and set(known.overlaps) & set(key.values) else Truth.FALSE), False


def _origin(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    place = shipment.origin or UNITED_STATES
    return usually(shipment.origin, ruleset.treatment(place) in key.values, shipment.strict)


def _kind(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    item = shipment.item
    if item.kind is None and Kind.IC not in key.values and set(key.values) <= _NOT_PROCESSING and _processes(shipment):
        return Truth.FALSE, False
    return usually(item.kind, (item.kind or Kind.IC) in key.values, shipment.strict)


_NOT_PROCESSING = frozenset({Kind.HBM, Kind.MODEL_WEIGHTS})


def _processes(shipment: Shipment) -> bool:
    """Whether a processing rate is stated, which a stack of memory and a set of weights have not."""
    item = shipment.item
    return bool(item.tops or item.sparse_tops or item.tpp is not None)


def _base_classification(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    stated = shipment.item.base_classification
    entry = stated if stated not in NO_ENTRY else None
    found = entry is not None and any(one == ANY_ENTRY or f"{entry}.".startswith(f"{one}.") for one in key.values)
    return usually(stated, found, shipment.strict)


def transfer_of(shipment: Shipment) -> Transfer:
    """How the item moves: as stated, else as its origin has it, else an export from the United States."""
    if shipment.transfer is not None or shipment.origin in (None, UNITED_STATES):
        return shipment.transfer or Transfer.EXPORT
    return Transfer.IN_COUNTRY if shipment.origin == shipment.destination else Transfer.REEXPORT


def _transfer(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    return usually(shipment.transfer or shipment.origin, transfer_of(shipment) in key.values, shipment.strict)


def _named(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    if shipment.item.name is None:
        return _UNKNOWN
    words = fold(shipment.item.name).split()
    return truth.of(any(_contains(words, fold(model).split()) for model in key.values)), False


def _contains(words: list[str], model: list[str]) -> bool:
    return any(words[start : start + len(model)] == model for start in range(len(words) - len(model) + 1))


def _knowledge(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    stated = shipment.knowledge
    return usually(stated, bool(set(stated or ()) & set(key.values)), shipment.strict)


def _exporter_role(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    role = shipment.exporter_role
    return usually(role, (role or ExporterRole.OTHER) in key.values, shipment.strict)


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
        return usually(None, False, shipment.strict)
    return Truth.FALSE, False


def _provenance(fact: Provenance, key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Answered:
    """Where the item comes from. A designer that the rules do not know, and of which nothing is said, is unknown."""
    item = shipment.item
    if fact is Provenance.PACKAGED_IN:
        return place_in(item.packaged_in, key, ruleset), False
    if fact is Provenance.MADE_IN:
        if item.made_in is None:
            return usually(None, False, shipment.strict)
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


_PLAIN: dict[str, Callable[[FactKey, Shipment, Ruleset], Answered]] = {
    "flag": _flag, "destination": _destination, "region": _region, "origin": _origin, "kind": _kind,
    "base_classification": _base_classification, "transfer": _transfer, "named": _named, "knowledge": _knowledge,
    "exporter_role": _exporter_role, "addressee": _addressee, "screened": _screened,
}  # fmt: skip
