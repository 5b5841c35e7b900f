"""What a shipment states, as answers to the questions that a ruleset's leaves ask.

An unstated fact with a usual value is assumed and marked; every other unstated fact is unknown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from chipgate.errors import EngineError
from chipgate.model.condition import Flag, Kind, PartyFact, Transfer
from chipgate.model.figures import Figures, Value, figures
from chipgate.model.item import ItemSpec
from chipgate.model.measures import Quantity
from chipgate.model.shipment import Party, Shipment

from . import truth
from .ruleset import FactKey, Ruleset, fold
from .truth import Truth


class Assumed(StrEnum):
    """The usual values that are assumed where nothing is stated (stable codes)."""

    SUBJECT_TO_EAR = "subject-to-the-ear"
    EXPORT = "export-from-the-united-states"
    DATE = "date-is-today"
    EXPORTER = "exporter-is-the-manufacturer"
    HEADQUARTERS = "headquartered-where-located"
    END_USE = "no-part-744-end-use"
    FORMATS = "unstated-formats-do-not-set-tpp"
    SPARSITY = "sparse-rates-halved"
    NON_PLANAR = "die-area-is-non-planar-logic"
    KIND = "integrated-circuit"


@dataclass(frozen=True, slots=True)
class Facts:
    """The answers. `truths` lacks the classifications, which matching settles level by level.

    `assumed` are the questions whose answer rests on an assumption; `missing` those nobody answered.
    """

    figures: Figures
    values: dict[str, Value]
    truths: dict[FactKey, Truth]
    assumed: frozenset[FactKey]
    assumptions: tuple[Assumed, ...]

    def with_quantity(self, quantity: Quantity, value: Value, ruleset: Ruleset) -> Facts:
        """The same shipment with one quantity of the item set."""
        changed = self.figures.replace(quantity, value)
        values = {
            measure.name: changed.measure(measure) if quantity in measure.parts else self.values[measure.name]
            for measure in ruleset.measures
        }
        return replace(self, figures=changed, values=values)

    def with_truth(self, key: FactKey, answer: Truth) -> Facts:
        """The same shipment with one question answered otherwise."""
        return replace(self, truths={**self.truths, key: answer})


def facts_of(shipment: Shipment, ruleset: Ruleset) -> Facts:
    """Answer every question of the ruleset from what the shipment states."""
    item = shipment.item
    known = figures(item, strict=shipment.strict)
    values = {measure.name: known.measure(measure) for measure in ruleset.measures}
    truths: dict[FactKey, Truth] = {}
    assumed: set[FactKey] = set()
    people = parties(shipment)
    for key in ruleset.facts:
        if key.subject == "classified":
            continue
        answer, taken = _answer(key, shipment, people, ruleset)
        truths[key] = answer
        if taken:
            assumed.add(key)
    return Facts(known, values, truths, frozenset(assumed), tuple(_assumptions(shipment)))


def parties(shipment: Shipment) -> tuple[Party, ...]:
    """Who takes part: those stated, or one party at the destination."""
    return shipment.parties or (Party(),)


def _answer(key: FactKey, shipment: Shipment, people: tuple[Party, ...], ruleset: Ruleset) -> tuple[Truth, bool]:
    """The answer, and whether it rests on an assumption."""
    item, strict = shipment.item, shipment.strict
    subject, _, part = key.subject.partition(":")
    match subject:
        case "flag":
            if key.values == (Flag.DATACENTER.value,):
                return truth.of(item.designed_or_marketed_for_datacenter), False
        case "destination":
            return truth.of(ruleset.treatment(shipment.destination) in key.values), False
        case "kind":
            if item.kind is None and key.values == (Kind.HBM.value,) and _processes(item):
                return Truth.FALSE, False
            if item.kind is None:
                return (Truth.UNKNOWN, False) if strict else (truth.of(Kind.IC.value in key.values), True)
            return truth.of(item.kind.value in key.values), False
        case "transfer":
            if shipment.transfer is None:
                return (Truth.UNKNOWN, False) if strict else (truth.of(Transfer.EXPORT.value in key.values), True)
            return truth.of(shipment.transfer.value in key.values), False
        case "named":
            if item.name is None:
                return Truth.UNKNOWN, False
            words = fold(item.name).split()
            return truth.of(any(_contains(words, fold(model).split()) for model in key.values)), False
        case "addressee":
            return _addressee(key, shipment, ruleset)
        case "party" | "every_party":
            answers = [_party(PartyFact(part), party, key, shipment, ruleset) for party in people]
            join = truth.disjunction if subject == "party" else truth.conjunction
            return join(answer for answer, _ in answers), any(taken for _, taken in answers)
    raise EngineError(f"nobody answers questions about {key.subject!r}")


def _processes(item: ItemSpec) -> bool:
    """Whether a processing rate is stated, which a stack of memory has not."""
    return bool(item.tops or item.sparse_tops or item.tpp is not None)


def _party(
    fact: PartyFact, party: Party, key: FactKey, shipment: Shipment, ruleset: Ruleset
) -> tuple[Truth, bool]:
    guess = None if shipment.strict else shipment.destination
    location = party.location or guess
    headquarters = party.headquarters or (None if shipment.strict else location)
    parent = party.ultimate_parent or (None if shipment.strict else headquarters)
    match fact:
        case PartyFact.LOCATION:
            return _place(location, key, ruleset), party.location is None
        case PartyFact.HEADQUARTERS:
            return _place(headquarters, key, ruleset), party.headquarters is None
        case PartyFact.ULTIMATE_PARENT:
            return _place(parent, key, ruleset), party.ultimate_parent is None
        case PartyFact.HEADQUARTERS_OR_ULTIMATE_PARENT:
            either = truth.disjunction((_place(headquarters, key, ruleset), _place(parent, key, ruleset)))
            return either, party.headquarters is None or party.ultimate_parent is None


def _place(code: str | None, key: FactKey, ruleset: Ruleset) -> Truth:
    if code is None or code in ruleset.destinations.unresolved or code not in ruleset.destinations.names:
        return Truth.UNKNOWN
    return truth.of(ruleset.treatment(code) in key.values)


def _addressee(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> tuple[Truth, bool]:
    """Was the exporter informed? Not known when only the manufacturer was: the supplier may have passed it on."""
    names = {name for company in key.values for name in ruleset.companies.get(company, frozenset())}
    exporter = company_is(shipment.exporter, names)
    manufacturer = company_is(shipment.item.manufacturer, names)
    if exporter is Truth.TRUE:
        return Truth.TRUE, False
    if shipment.exporter is None:
        return (Truth.UNKNOWN, False) if shipment.strict else (manufacturer, True)
    return (Truth.FALSE if manufacturer is Truth.FALSE else Truth.UNKNOWN), False


def company_is(name: str | None, names: Collection[str]) -> Truth:
    """Whether a name is that of a company, given the names it trades under (folded).

    What follows the company's name ("NVIDIA GmbH") does not matter: a letter is not escaped by a subsidiary's name.
    """
    if name is None:
        return Truth.UNKNOWN
    words = fold(name).split()
    return truth.of(any(words[: len(known.split())] == known.split() for known in names))


def _contains(words: list[str], model: list[str]) -> bool:
    return any(words[start : start + len(model)] == model for start in range(len(words) - len(model) + 1))


def _assumptions(shipment: Shipment) -> list[Assumed]:
    item = shipment.item
    found = [] if shipment.strict else [Assumed.END_USE]
    if shipment.subject_to_the_ear is None and not shipment.strict:
        found.insert(0, Assumed.SUBJECT_TO_EAR)
    if shipment.date_assumed:
        found.append(Assumed.DATE)
    if item.sparse_tops:
        found.append(Assumed.SPARSITY)
    if shipment.strict:
        return found
    if shipment.transfer is None:
        found.append(Assumed.EXPORT)
    if shipment.exporter is None:
        found.append(Assumed.EXPORTER)
    if any(party.headquarters is None or party.ultimate_parent is None for party in parties(shipment)):
        found.append(Assumed.HEADQUARTERS)
    if item.tpp is None and item.tops:
        found.append(Assumed.FORMATS)
    if item.die_area_mm2 is not None and item.transistor is None:
        found.append(Assumed.NON_PLANAR)
    if item.kind is None:
        found.append(Assumed.KIND)
    return found
