"""The question that the catalogs are asked: one destination, one day, nothing else stated."""

from __future__ import annotations

from fractions import Fraction

from chipgate import Shipment, load_rulebook
from chipgate.engine.judge import matching_on

TO, DAY = "CN", "2026-02-15"


def question() -> Shipment:
    """An export from the United States to China on that day, without an item."""
    return Shipment.model_validate({"item": {}, "destination": TO, "date": DAY})


def bounds() -> dict[str, tuple[Fraction, ...]]:
    """The bounds of every measure that the rules of that day test."""
    return dict(matching_on(load_rulebook(), question().date).ruleset.bounds)
