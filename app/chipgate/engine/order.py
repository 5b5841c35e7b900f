"""An order: its lines decided one after another, each drawing from licenses in hand before the next is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from chipgate.model.decision import Decision
from chipgate.model.exact import exact_text
from chipgate.model.figures import figures
from chipgate.model.license import LicenseInHand
from chipgate.model.pack import Verdict
from chipgate.model.shipment import Shipment

from .license_terms import tpp_of

Drawn = tuple[int | None, Fraction | None]
"""Pieces, and their TPP in all; None where a line did not say."""
NOTHING: Drawn = (0, Fraction(0))


def decide_lines(
    shipments: Iterable[Shipment], decide: Callable[[Shipment], Decision]
) -> Iterator[tuple[Shipment, Decision]]:
    """Each line with its decision, and with what the lines before it drew from the licenses it carries.

    A line that is allowed under a license in hand draws its quantity from it; what it draws is not known where it
    states no quantity, and so is what is left for the lines after it.
    """
    drawn: dict[str, Drawn] = {}
    for shipment in shipments:
        if shipment.licenses and drawn:
            licenses = tuple(_after(held, drawn.get(held.license.number, NOTHING)) for held in shipment.licenses)
            shipment = shipment.model_copy(update={"licenses": licenses})
        decision = decide(shipment)
        yield shipment, decision
        license = decision.answer.license
        if shipment.licenses and license is not None and decision.answer.verdict is Verdict.ALLOWED:
            for state in license.licenses_in_hand:
                if state.frees:
                    drawn[state.number] = _plus(drawn.get(state.number, NOTHING), shipment)


def order_verdict(lines: Iterable[Verdict | None]) -> Verdict | None:
    """The strictest verdict of the lines. Where a line has none, the order has none either, unless one is blocked."""
    found = set(lines)
    strictest = max((verdict for verdict in found if verdict), key=lambda verdict: verdict.strictness, default=None)
    return strictest if None not in found or strictest is Verdict.BLOCKED else None


def _after(held: LicenseInHand, drawn: Drawn) -> LicenseInHand:
    """A license in hand after the lines before. What is not known stays unknown."""
    units, tpp = drawn
    before = held.drawn_tpp
    left = {
        "drawn_units": None if units is None or held.drawn_units is None else held.drawn_units + units,
        "drawn_tpp": None if tpp is None or before is None else Decimal(exact_text(Fraction(before) + tpp)),
    }
    return held.model_copy(update=left)


def _plus(drawn: Drawn, shipment: Shipment) -> Drawn:
    units, tpp = drawn
    each = tpp_of(figures(shipment.item, strict=shipment.strict))
    if shipment.quantity is None:
        return None, None
    total = None if tpp is None or each is None else tpp + shipment.quantity * each
    return None if units is None else units + shipment.quantity, total
