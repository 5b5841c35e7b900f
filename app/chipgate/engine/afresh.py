"""A question decided afresh, in full: the answer under the law of its day, and the outlook from the days after."""

from __future__ import annotations

import datetime as dt

from chipgate.model import decision as d
from chipgate.model.decision import Answer, Asked, Certainty, Decision, Outcome
from chipgate.model.exact import exact_text
from chipgate.model.figures import Figures, TppBasis
from chipgate.model.provision import LicenseException, Policy
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .answers import transfer_of
from .conclude import STATES as POLICY_STATES, counts
from .judge import Case, matching_on, try_case
from .licenses import license_states
from .notices import notices
from .outcomes import (
    check_question,
    named_outcome,
    not_subject,
    not_subject_sentence,
    without_verdict_summary,
)
from .outlook import outlook
from .reasons import classification, near_misses, reasons
from .regions import joint_regions
from .ruleset import Ruleset
from .truth import Truth
from .unknowns import missing
from .what_if import what_would_change
from .words import ASSUMPTIONS, VERDICTS, value_text

_POLICIES = {state: policy for policy, state in POLICY_STATES.items()}


def decide_afresh(rulebook: Rulebook, shipment: Shipment, figures: Figures | None = None) -> Decision:
    """Say whether the shipment may go on its day, and why, from the beginning. `figures`: those of its item, where they
    have been read.

    Raises:
        InvalidQuestion: a place, a certification or an open question is not known to the rules.
        EngineDisagreement: the matcher and the explanation differ, so there is no answer.
    """
    covered = max(shipment.date, rulebook.pack.covered_from)
    ruleset = matching_on(rulebook, covered).ruleset
    check_question(rulebook, ruleset, shipment)
    found = named_outcome(rulebook, ruleset, shipment)
    if found is not None:
        return Decision(_without_verdict(*found, ruleset, shipment), d.Outlook(None, ()))
    case = try_case(rulebook, shipment, shipment.date, figures=figures)
    if not_subject(case):
        return Decision(_without_verdict(Outcome.NOT_SUBJECT, not_subject_sentence(case), ruleset, shipment),
                        d.Outlook(None, ()))  # fmt: skip
    return Decision(answer(case), outlook(rulebook, case))


def answer(case: Case) -> Answer:
    """The answer of a settled case."""
    view = case.matching.view(case.facts, case.truths)
    conclusion, why = case.conclusion, reasons(case, view)
    verdict = conclusion.worst
    certainty = Certainty.DEFINITE if conclusion.definite else Certainty.CONSERVATIVE
    asked = _asked(case.shipment, case.ruleset)
    where = asked.destination_name or asked.destination
    summary = f"{asked.item} to {where} on {asked.date}: {VERDICTS[verdict]}"
    summary += "." if conclusion.definite else ", the worst that the missing facts allow."
    return Answer(
        outcome=Outcome.DECIDED,
        verdict=verdict,
        certainty=certainty,
        summary=summary,
        asked=asked,
        measures=_measures(case),
        classification=classification(case, view, Truth.TRUE),
        possible_classification=classification(case, view, Truth.UNKNOWN),
        license=license_of(case),
        reasons=why,
        near_misses=near_misses(case, view),
        missing=missing(case),
        what_would_change=what_would_change(case),
        assumptions=tuple(d.Assumption(code.value, ASSUMPTIONS[code]) for code in case.facts.assumptions),
        notices=notices(case),
        joint_regions=joint_regions(case),
        ruleset=_ruleset(case.ruleset, case.shipment.date),
    )


def _without_verdict(outcome: Outcome, sentence: str, ruleset: Ruleset, shipment: Shipment) -> Answer:
    summary = without_verdict_summary(sentence)
    reference = None if outcome is Outcome.DATE_NOT_COVERED else _ruleset(ruleset, shipment.date)
    return Answer(outcome, None, None, summary, _asked(shipment, ruleset), ruleset=reference)


def _asked(shipment: Shipment, ruleset: Ruleset) -> Asked:
    return Asked(
        item=shipment.item.name or "the item",
        destination=shipment.destination,
        destination_name=_place_name(shipment, ruleset),
        date=shipment.date.isoformat(),
        transfer=transfer_of(shipment).value,
        scope=shipment.scope.value,
        strict=shipment.strict,
        region=shipment.region,
    )


def _place_name(shipment: Shipment, ruleset: Ruleset) -> str | None:
    """ "China"; "Ukraine, Crimea" where a region is stated."""
    country = ruleset.destinations.names.get(shipment.destination)
    region = ruleset.destinations.regions.get(shipment.region or "")
    return f"{country}, {region.name}" if country and region else country


def _measures(case: Case) -> tuple[d.Measured, ...]:
    known = case.facts.figures
    found = []
    for measure in case.ruleset.measures:
        value = case.facts.values[measure.name]
        note = None
        if measure.name == "tpp" and known.tpp_basis is not TppBasis.UNKNOWN:
            note = known.tpp_basis.value + (f" ({known.tpp_format})" if known.tpp_format else "")
        elif value is None:
            note = "not-applicable"
        elif not value.known:
            note = "unknown"
        exact = exact_text(value.low) if value is not None and value.known else None
        against = case.ruleset.bounds[measure.name]
        found.append(d.Measured(measure.name, measure.title, exact, value_text(value, *against), measure.unit, note))
    return tuple(found)


def license_of(case: Case) -> d.License:
    """What is said of licenses: whether one is needed, how it is decided, what frees, and the acts asked for."""
    counted = [standing for standing in case.conclusion.standings if standing.counted]
    in_force, certified = case.ruleset.in_force.versions, case.certified
    policy = _POLICIES.get(counted[0].worst) if counted else None
    listed: dict[str, d.Condition] = {}
    for standing in counted:
        for dated, _ in standing.policies:
            version = in_force[dated.id].version
            if isinstance(version, Policy) and POLICY_STATES[version.policy] is standing.worst:
                for act in version.conditions:
                    id = f"{dated.id}#{act.id}"
                    listed[id] = d.Condition(id, act.text, id in certified)
    exceptions = []
    covered = {standing.target.name for standing in case.conclusion.standings}
    needed = {standing.target.name for standing in counted}
    for dated, sure in case.conclusion.exceptions:
        version = dated.version
        if not isinstance(version, LicenseException) or not covered & set(version.covers):
            continue
        counting = counts(dated, case.shipment.scope) and bool(needed & set(version.covers))
        ids = {f"{dated.id}#{act.id}": act.text for act in version.conditions}
        acts = [d.Condition(id, text, id in certified) for id, text in ids.items()]
        exceptions.append(
            d.ExceptionState(
                dated.id, version.exception, dated.name,
                Certainty.DEFINITE if sure is Truth.TRUE else Certainty.CONSERVATIVE,
                tuple(sorted(covered & set(version.covers))),
                tuple(act for act in acts if not act.stated_as_met), tuple(act for act in acts if act.stated_as_met),
                counting, version.terms_encoded,
            )
        )  # fmt: skip
    if policy is None and counted and counted[0].worst not in _POLICIES:
        policy = next((_POLICIES[s.worst] for s in counted if s.worst in _POLICIES), None)
    in_hand = license_states(case.shipment, case.facts.figures, case.conclusion)
    return d.License(bool(counted), policy, tuple(exceptions), tuple(listed.values()), in_hand)


def _ruleset(ruleset: Ruleset, day: dt.date) -> d.RulesetRef:
    pack = ruleset.in_force.pack
    coverage = d.CoverageStatement(pack.coverage.modelled, pack.coverage.partial, pack.coverage.not_modelled)
    packs = (*ruleset.in_force.packs, *ruleset.in_force.others.houses)
    return d.RulesetRef(ruleset.digest, day.isoformat(), pack.verified_through.isoformat(), coverage, packs)


