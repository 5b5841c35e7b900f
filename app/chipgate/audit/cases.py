"""Trying cases: each is put to the engine, and what came out is held against what its author expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from chipgate.engine import truth
from chipgate.engine.answers import answer_to, company_is
from chipgate.engine.decide import decide
from chipgate.engine.judge import matching_on, try_case
from chipgate.engine.reasons import clauses
from chipgate.engine.ruleset import FactKey
from chipgate.engine.truth import Truth
from chipgate.model.case import AnswerCase, Expected, ProvisionCase
from chipgate.model.decision import Answer
from chipgate.model.item import ItemSpec
from chipgate.model.provision import Company, Destinations, Group, OpenQuestion, PartyList
from chipgate.model.rulebook import Dated, Rulebook
from chipgate.model.terms import Who

_OUTCOMES = {Truth.TRUE: Expected.MET, Truth.FALSE: Expected.NOT_MET, Truth.UNKNOWN: Expected.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Tried:
    """A case and what came of it; no `complaints` means that it came out as expected."""

    name: str
    case: ProvisionCase | AnswerCase
    complaints: tuple[str, ...]


def try_provision_cases(rulebook: Rulebook, cases: dict[str, list[ProvisionCase]]) -> Iterator[Tried]:
    """Try the cases beside the provisions."""
    for id, listed in cases.items():
        for case in listed:
            yield Tried(f"{id}::{case.case}", case, tuple(_provision(rulebook, id, case)))


def _provision(rulebook: Rulebook, id: str, case: ProvisionCase) -> Iterator[str]:
    dated = rulebook.version_on(id, case.date)
    if dated is None:
        if case.expect is not Expected.NOT_IN_FORCE:
            yield f"not in force on {case.date}, expected {case.expect}"
        return
    came, bound = _outcome(rulebook, dated, case)
    if came is not case.expect:
        yield f"{came}, expected {case.expect}"
    for word in case.because:
        if word not in bound:
            yield f'"{word}" does not bind; bound: {", ".join(sorted(bound)) or "nothing"}'


def _outcome(rulebook: Rulebook, dated: Dated, case: ProvisionCase) -> tuple[Expected, set[str]]:
    ruleset = matching_on(rulebook, case.date).ruleset
    version = dated.version
    if isinstance(version, Group):
        inside = ruleset.treatment(case.to) in version.countries
        return (Expected.MET if inside else Expected.NOT_MET), set()
    if isinstance(version, Destinations):
        resolved = case.to in version.names and case.to not in version.unresolved
        return (Expected.MET if resolved else Expected.NOT_MET), set()
    if isinstance(version, Company):
        return _OUTCOMES[company_is(case.exporter, ruleset.companies[dated.id])], set()
    if isinstance(version, OpenQuestion):
        return _OUTCOMES[truth.of(case.readings.get(dated.id))], set()
    if isinstance(version, PartyList):
        key = FactKey(f"listed:{Who.ANY.value}", (dated.id,))
        return _OUTCOMES[answer_to(key, case.shipment(ItemSpec()), frozenset(), ruleset)[0]], set()
    settled = try_case(rulebook, case.shipment(case.item), case.date)
    view = settled.matching.view(settled.facts, settled.truths)
    binding = clauses(ruleset.targets[dated.id], settled, view)
    words = {word for clause in binding for word in (clause.measure, clause.paragraph) if word}
    return _OUTCOMES[settled.truths[dated.id]], words


def try_answer_cases(
    rulebook: Rulebook, cases: Iterable[AnswerCase], item_named: Callable[[str], ItemSpec]
) -> Iterator[Tried]:
    """Try the cases of whole answers; `item_named` finds an item of the catalog."""
    for case in cases:
        answer = decide(rulebook, case.shipment(item_of(case, item_named))).answer
        yield Tried(f"{case.to} {case.date} {case.case}", case, tuple(_answer(case, answer)))


def item_of(case: AnswerCase, item_named: Callable[[str], ItemSpec]) -> ItemSpec:
    """The item that a case of a whole answer asks about, less the figures that it leaves out."""
    item = item_named(case.item) if isinstance(case.item, str) else case.item
    return item.model_copy(update=dict.fromkeys(case.without))


def _answer(case: AnswerCase, answer: Answer) -> Iterator[str]:
    expect = case.expect
    paragraphs = tuple(one.paragraph for one in answer.classification)
    license = answer.license
    came = {
        "outcome": answer.outcome, "verdict": answer.verdict, "certainty": answer.certainty,
        "policy": license.review_policy if license else None, "classification": paragraphs,
    }  # fmt: skip
    for key, value in came.items():
        wanted = getattr(expect, key)
        if wanted is not None and wanted != value:
            yield f"{key}: {value}, expected {wanted}"
    exceptions = license.exceptions if license else ()
    outstanding = {act.id for exception in exceptions for act in exception.conditions_outstanding}
    outstanding |= {act.id for act in (license.conditions if license else ()) if not act.stated_as_met}
    lists: dict[str, set[str]] = {
        "reasons": {reason.provision for reason in answer.reasons if reason.counted},
        "not_counted": {reason.provision for reason in answer.reasons if not reason.counted},
        "clauses": {clause.shown for reason in answer.reasons for clause in reason.clauses},
        "near_misses": {clause.shown for miss in answer.near_misses for clause in miss.clauses},
        "notices": {f"{notice.provision or notice.code}@{notice.version}" for notice in answer.notices},
        "exceptions": {exception.exception for exception in exceptions},
        "conditions_outstanding": outstanding,
        "regions": {region.shown for missing in answer.missing for region in missing.regions},
        "changes": {change.shown for change in answer.what_would_change},
        "assumptions": {assumption.code for assumption in answer.assumptions},
    }
    for key, found in lists.items():
        for word in getattr(expect, key):
            if word not in found:
                yield f"{key}: {word!r} is not among {sorted(found)}"
    confidence = {reason.provision: reason.citation.confidence for reason in answer.reasons if reason.citation}
    for provision, wanted in expect.confidence.items():
        if confidence.get(provision) != wanted:
            yield f"confidence of {provision}: {confidence.get(provision)}, expected {wanted}"
