"""What the engine answers on one side of a comparison: the outcome without verdict, or the verdict, and all it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chipgate.engine.afresh import answer
from chipgate.engine.judge import Case, matching_on, try_case
from chipgate.engine.notices import notices
from chipgate.engine.outcomes import named_outcome, not_subject
from chipgate.engine.reasons import classification, near_misses, reasons
from chipgate.engine.truth import Truth
from chipgate.model.decision import Answer, Outcome
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment


def judged(rulebook: Rulebook, shipment: Shipment) -> Case:
    """A shipment under the law of its day, by the explanation alone."""
    return try_case(rulebook, shipment, shipment.date, explained=True)


def outcome(rulebook: Rulebook, shipment: Shipment, *, matched: bool = False) -> str:
    """The verdict, or the outcome without one, by its code. `matched`: by the matcher too, as every answer is."""
    if shipment.date < rulebook.pack.covered_from:
        return Outcome.DATE_NOT_COVERED.value
    plain = named_outcome(rulebook, matching_on(rulebook, shipment.date).ruleset, shipment)
    if plain is not None:
        return plain[0].value
    case = try_case(rulebook, shipment, shipment.date, explained=not matched)
    return Outcome.NOT_SUBJECT.value if not_subject(case) else case.conclusion.worst.value


def said(rulebook: Rulebook, shipment: Shipment) -> Answer | str:
    """All that is answered, save the digest of the rules and how far they were checked; or the outcome's code."""
    found = outcome(rulebook, shipment)
    if found in _WITHOUT_VERDICT:
        return found
    return replace(answer(try_case(rulebook, shipment, shipment.date)), ruleset=None)


def told(rulebook: Rulebook, shipment: Shipment) -> tuple[Any, ...]:
    """The parts of an answer that the others follow from: where these differ, the answers do."""
    found = outcome(rulebook, shipment)
    if found in _WITHOUT_VERDICT:
        return (found,)
    case = judged(rulebook, shipment)
    view = case.matching.view(case.facts, case.truths)
    conclusion = case.conclusion
    exceptions = tuple((dated.id, dated.name, sure, getattr(dated.version, "conditions", ()))
                       for dated, sure in conclusion.exceptions) if conclusion.standings else ()  # fmt: skip
    return (
        conclusion.worst, conclusion.best, exceptions, reasons(case, view), near_misses(case, view), notices(case),
        *(classification(case, view, truth) for truth in (Truth.TRUE, Truth.UNKNOWN)),
    )  # fmt: skip


_WITHOUT_VERDICT = frozenset(one.value for one in Outcome)
