"""What a shipment states, as answers to the questions that a ruleset's leaves ask, and what is assumed beside it.

An unstated fact with a usual value is assumed and marked; every other unstated fact is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from chipgate.model.figures import Figures, Value, figures
from chipgate.model.measures import Quantity
from chipgate.model.shipment import Shipment

from .answers import answer_to
from .party_answers import parties
from .ruleset import FactKey, Ruleset
from .truth import Truth


class Assumed(StrEnum):
    """The usual values that are assumed where nothing is stated (stable codes)."""

    SUBJECT_TO_EAR = "subject-to-the-ear"
    END_USE = "no-part-744-end-use"
    DATE = "date-is-today"
    SPARSITY = "sparse-rates-halved"
    EXPORT = "export-from-the-united-states"
    EXPORTER = "exporter-is-the-manufacturer"
    EXPORTER_ROLE = "exporter-is-no-fabricator-or-osat"
    HEADQUARTERS = "headquartered-where-located"
    LISTS = "parties-on-no-list"
    REGION = "outside-the-regions-named"
    FORMATS = "unstated-formats-do-not-set-tpp"
    NON_PLANAR = "die-area-is-non-planar-logic"
    KIND = "integrated-circuit"
    ECCN = "no-other-entry-describes-it"
    MADE = "not-made-in-macau-or-d5"
    UNREVIEWED = "figures-not-reviewed"


_BY_SUBJECT = {
    "exporter_role": Assumed.EXPORTER_ROLE, "region": Assumed.REGION, "base_classification": Assumed.ECCN,
    "provenance:made_in": Assumed.MADE, "listed": Assumed.LISTS,
}  # fmt: skip
"""What is assumed where an answer to a question about this subject rests on an assumption."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The answers. `truths` lacks the classifications, which matching settles level by level.

    `assumed` are the questions whose answer rests on an assumption; `acts` those stated as done.
    """

    figures: Figures
    values: dict[str, Value]
    truths: dict[FactKey, Truth]
    assumed: frozenset[FactKey]
    assumptions: tuple[Assumed, ...]
    acts: frozenset[str]
    shipment: Shipment

    def with_quantity(self, quantity: Quantity, value: Value, ruleset: Ruleset) -> Facts:
        """The same shipment with one quantity of the item set."""
        changed = self.figures.replace(quantity, value)
        values = dict(self.values)
        for measure in ruleset.measures:
            if quantity in measure.parts:
                values[measure.name] = changed.measure(measure)
        return replace(self, figures=changed, values=values)

    def with_truth(self, key: FactKey, answer: Truth) -> Facts:
        """The same shipment with one question answered otherwise."""
        return replace(self, truths={**self.truths, key: answer})


def facts_of(
    shipment: Shipment,
    ruleset: Ruleset,
    known: Figures | None = None,
    measured: Mapping[str, Value] = MappingProxyType({}),
    answered: Facts | None = None,
) -> Facts:
    """Answer every question of the ruleset from what the shipment states. `known`: its figures, where they have been
    read; `measured`: what they make of some measures; `answered`: facts of the same shipment under rules that look
    answers up in the same lists."""
    known = known or figures(shipment.item, strict=shipment.strict)
    values = {
        measure.name: measured[measure.name] if measure.name in measured else known.measure(measure)
        for measure in ruleset.measures
    }
    acts = acts_of(shipment, ruleset)
    truths: dict[FactKey, Truth] = {}
    assumed: set[FactKey] = set()
    for key in ruleset.facts:
        if key.subject == "classified":
            continue
        if answered is not None and key in answered.truths:
            truths[key], taken = answered.truths[key], key in answered.assumed
        else:
            truths[key], taken = answer_to(key, shipment, acts, ruleset)
        if taken:
            assumed.add(key)
    assumptions = (*_assumptions(shipment), *_asked(assumed))
    return Facts(known, values, truths, frozenset(assumed), tuple(dict.fromkeys(assumptions)), acts, shipment)


def acts_of(shipment: Shipment, ruleset: Ruleset) -> frozenset[str]:
    """The acts stated as done; naming a provision states all of its acts."""
    if not shipment.certifications:
        return frozenset()
    found = set(shipment.certifications)
    for dated in ruleset.in_force.versions.values():
        if dated.id in found:
            found |= {f"{dated.id}#{act.id}" for act in getattr(dated.version, "conditions", ())}
    return frozenset(found)


def _asked(assumed: set[FactKey]) -> Iterator[Assumed]:
    """The assumptions that only a rule in force makes: nobody is told of lists where no rule asks for one."""
    subjects = {key.subject for key in assumed} | {key.subject.partition(":")[0] for key in assumed}
    yield from (code for subject, code in _BY_SUBJECT.items() if subject in subjects)


def _assumptions(shipment: Shipment) -> Iterator[Assumed]:
    item = shipment.item
    if shipment.date_assumed:
        yield Assumed.DATE
    if item.sparse_tops:
        yield Assumed.SPARSITY
    if item.review is None:
        yield Assumed.UNREVIEWED
    if shipment.strict:
        return
    if shipment.subject_to_the_ear is None and item.us_origin is None:
        yield Assumed.SUBJECT_TO_EAR
    if shipment.knowledge is None or any(party.candidates is None for party in parties(shipment)):
        yield Assumed.END_USE
    if shipment.transfer is None and shipment.origin is None:
        yield Assumed.EXPORT
    if shipment.exporter is None:
        yield Assumed.EXPORTER
    if any(party.headquarters is None or party.ultimate_parent is None for party in parties(shipment)):
        yield Assumed.HEADQUARTERS
    if item.tpp is None and item.tops:
        yield Assumed.FORMATS
    if item.die_area_mm2 is not None and item.transistor is None:
        yield Assumed.NON_PLANAR
    if item.kind is None:
        yield Assumed.KIND
