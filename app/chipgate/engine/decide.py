"""Decide: say whether a shipment may go, from what was worked out for others like it where that holds for it too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chipgate.model.decision import Decision
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .afresh import decide_afresh as decide_afresh
from .remembered import memory_of


def decide(rulebook: Rulebook, shipment: Shipment) -> Decision:
    """Say whether the shipment may go on its day, and why.

    The strictest requirement that applies sets the verdict, and every one that applies is listed, so that a reader
    sees what remains when one is lifted. A fact that is not stated counts as the worst it may be and is named; an
    assumption with a usual value is listed. The answer is a function of the question and of the rules in force that
    day; only the outlook looks further.

    Raises:
        InvalidQuestion: a place, a certification or an open question is not known to the rules.
        EngineDisagreement: the matcher and the explanation differ, so there is no answer.
    """
    return memory_of(rulebook).decide(shipment)


def decide_many(rulebook: Rulebook, shipments: Iterable[Shipment]) -> Iterator[Decision]:
    """Decide one shipment after another, in order."""
    for shipment in shipments:
        yield decide(rulebook, shipment)
