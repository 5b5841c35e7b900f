"""Lines of an order draw from licenses in hand one after another; what is not known stays unknown."""

from __future__ import annotations

from functools import partial

import pytest

from chipgate import Rulebook, Shipment, Verdict, decide
from chipgate.engine.order import decide_lines, order_verdict
from tests.licenses import in_hand, license_with, shipment_under

A, L, B = Verdict.ALLOWED, Verdict.LICENSE_REQUIRED, Verdict.BLOCKED


def _verdicts(rulebook: Rulebook, *lines: Shipment) -> list[Verdict | None]:
    return [decision.answer.verdict for _, decision in decide_lines(lines, partial(decide, rulebook))]


@pytest.mark.parametrize(
    ("quantities", "allowed"),
    [
        ((40, 40, 20), [True, True, True]),  # exactly the cap of 100
        ((40, 40, 21), [True, True, False]),
        ((40, 61, 60), [True, False, True]),  # what is not allowed draws nothing
        ((100, 1), [True, False]),
        ((99, 1, 1), [True, True, False]),
    ],
)
def test_lines_share_the_cap(rulebook: Rulebook, quantities: tuple[int, ...], allowed: list[bool]) -> None:
    found = _verdicts(rulebook, *(shipment_under(quantity=quantity) for quantity in quantities))
    assert [verdict is A for verdict in found] == allowed


def test_total_tpp_is_shared_too(rulebook: Rulebook) -> None:
    held = in_hand(license_with(cap={"tpp": 3200 * 10}))
    found = _verdicts(rulebook, *(shipment_under(held, quantity=quantity) for quantity in (4, 6, 1)))
    assert [verdict is A for verdict in found] == [True, True, False]


def test_what_was_drawn_before_counts(rulebook: Rulebook) -> None:
    held = in_hand(drawn_units=95)
    assert [one is A for one in _verdicts(rulebook, shipment_under(held), shipment_under(held))] == [True, False]


def test_a_line_without_quantity_leaves_nothing_known(rulebook: Rulebook) -> None:
    unlimited = in_hand(license_with(cap={"unlimited": True}))
    first = shipment_under(unlimited, quantity=None)
    capped = shipment_under(in_hand(), quantity=1)
    lines = list(decide_lines([first, capped, capped], partial(decide, rulebook)))
    assert lines[0][1].answer.verdict is A
    assert [shipment.licenses[0].drawn_units for shipment, _ in lines[1:]] == [None, None]
    assert all(decision.answer.verdict is not A for _, decision in lines[1:])


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ([A, A], A), ([A, L], L), ([A, L, B], B), ([A], A), ([A, None], None), ([L, None], None), ([None], None),
        ([B, None], B),
    ],
)  # fmt: skip
def test_an_order_has_the_strictest_verdict_or_none(lines: list[Verdict | None], verdict: Verdict | None) -> None:
    assert order_verdict(lines) is verdict
