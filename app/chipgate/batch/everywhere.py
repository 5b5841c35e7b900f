"""One question asked of every place: places alike in all that the rules ask of the rest of a question share an answer.

What a decision says of a verdict depends on the truths of conditions alone, so for one item it is settled once for all
places that give the same answers to every question that is not about the item.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chipgate.engine.judge import matching_on
from chipgate.engine.outcomes import (
    check_question,
    named_outcome,
    not_subject,
    not_subject_sentence,
    without_verdict_summary,
)
from chipgate.engine.outlook import gist
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .cells import Told, settle, without_verdict
from .live import fixed_answers


@dataclass(frozen=True, slots=True)
class ToldOf:
    """What the flat columns say of one place, and in a sentence why."""

    told: Told
    sentence: str


def everywhere(rulebook: Rulebook, asked: Shipment, places: Iterable[str]) -> dict[str, ToldOf]:
    """The answer to a question for each of some destinations in place of its own, without the facts that are missing.

    Raises:
        InvalidQuestion: the question names what the rules do not know.
        EngineDisagreement: the matcher and the explanation differ, so there is no answer.
    """
    ruleset = matching_on(rulebook, max(asked.date, rulebook.pack.covered_from)).ruleset
    check_question(rulebook, ruleset, asked)
    settled: dict[tuple[bytes, str | None], ToldOf] = {}
    found = {}
    for place in places:
        shipment = asked.model_copy(update={"destination": place, "region": None})
        instead = named_outcome(rulebook, ruleset, shipment)
        if instead is not None:
            found[place] = ToldOf(without_verdict(instead[0]), without_verdict_summary(instead[1]))
            continue
        # A license in hand is for places by name.
        alike = bytes(fixed_answers(ruleset, shipment).values()), place if asked.licenses else None
        if alike not in settled:
            settled[alike] = _asked(rulebook, shipment)
        found[place] = settled[alike]
    return found


def _asked(rulebook: Rulebook, shipment: Shipment) -> ToldOf:
    answer = settle(rulebook, shipment)
    if not_subject(answer.case):
        return ToldOf(answer.told, without_verdict_summary(not_subject_sentence(answer.case)))
    why = gist(answer.case)
    return ToldOf(answer.told, f"{why[:1].upper()}{why[1:]}.")
