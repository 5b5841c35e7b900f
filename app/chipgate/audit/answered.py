"""What the engine answers on one side of a comparison: the outcome without verdict, or the verdict, and all it says."""

from __future__ import annotations

from typing import Any

from chipgate.engine.afresh import license_of
from chipgate.engine.judge import Case, matching_on, try_case
from chipgate.engine.notices import notices
from chipgate.engine.outcomes import named_outcome, not_subject
from chipgate.engine.reasons import classification, near_misses, reasons
from chipgate.engine.truth import Truth
from chipgate.engine.words import value_text
from chipgate.model.decision import Outcome
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


def told(rulebook: Rulebook, shipment: Shipment, *, matched: bool = False) -> dict[str, Any]:
    """The parts of an answer from which the others follow, by their names: where none of these differs, no part does.
    `matched`: by the matcher too."""
    found = outcome(rulebook, shipment)
    if found in _WITHOUT_VERDICT:
        return {"outcome": found}
    case = try_case(rulebook, shipment, shipment.date, explained=not matched)
    view = case.matching.view(case.facts, case.truths)
    conclusion = case.conclusion
    return {
        "verdict": conclusion.worst, "certainty": conclusion.definite, "license": license_of(case),
        "reasons": reasons(case, view), "near_misses": near_misses(case, view), "notices": notices(case),
        "classification": classification(case, view, Truth.TRUE),
        "possible_classification": classification(case, view, Truth.UNKNOWN), "assumptions": case.facts.assumptions,
        "measures": [(one.name, value_text(case.facts.values[one.name], *case.ruleset.bounds[one.name]))
                     for one in case.ruleset.measures],
    }  # fmt: skip


_WITHOUT_VERDICT = frozenset(one.value for one in Outcome)
