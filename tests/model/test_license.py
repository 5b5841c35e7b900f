"""What a license must say to be one, and how its cap counts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from chipgate.model.license import Cap, LicenseInHand
from chipgate.model.license_state import LicenseTerm, over_cap, remaining
from tests.licenses import in_hand, license_with


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cap": {}}, "unlimited: true"),
        ({"cap": {"units": 5, "unlimited": True}}, "unlimited: true"),
        ({"cap": {"units": 0}}, "greater than or equal to 1"),
        ({"cap": {"units": "5"}}, "valid integer"),
        ({"items": [{}]}, "would license every item"),
        ({"items": []}, "at least 1 item"),
        ({"items": [{"at_most": {"watts": 700}}]}, "tpp"),
        ({"covers": ["us/prohibitions/part-746"]}, "pattern"),
        ({"covers": []}, "at least 1 item"),
        ({"valid_from": "2026-02-16"}, "before it begins"),
        ({"valid_until": 1_800_000_000}, "YYYY-MM-DD"),
        ({"valid_until": "2026-02-15T00:00:00"}, "YYYY-MM-DD"),
        ({"destinations": ["sa"]}, "pattern"),
        ({"end_users": []}, "at least 1 item"),
        ({"number": "D 1"}, "pattern"),
    ],
)
def test_a_license_that_leaves_a_term_open_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        license_with(**changes)


def test_the_cap_counts_what_was_drawn_and_the_last_unit_fits() -> None:
    assert over_cap(in_hand(drawn_units=97), 3, None) == []
    (failed,) = over_cap(in_hand(drawn_units=97), 4, None)
    assert (failed.code, failed.unknown) == (LicenseTerm.CAP, False)
    assert remaining(in_hand(drawn_units=97), 3, None) == ("0", None)


def test_a_cap_on_total_tpp_is_exact() -> None:
    held = in_hand(license_with(cap={"tpp": "9600"}), drawn_tpp=0)
    third = Fraction("3199.9999999999999")
    assert over_cap(held, 3, third) == []
    assert remaining(held, 3, third) == (None, "0.0000000000003")
    (failed,) = over_cap(held, 3, Fraction("3200.0000000000001"))
    assert "9,600.0000000000003 TPP asked, 9,600 of 9,600 left" in failed.sentence


def test_both_caps_are_told_when_both_are_reached() -> None:
    held = in_hand(license_with(cap={"units": 2, "tpp": 10}))
    assert [term.sentence.split(":")[1].split()[1] for term in over_cap(held, 3, Fraction(5))] == ["units", "TPP"]


@pytest.mark.parametrize(
    ("held", "units", "tpp"),
    [
        (in_hand(), None, Fraction(1)),
        (in_hand(drawn_units=None), 1, Fraction(1)),
        (in_hand(license_with(cap={"tpp": 10})), 1, None),
        (in_hand(license_with(cap={"tpp": 10}), drawn_tpp=None), 1, Fraction(1)),
    ],
)
def test_what_is_not_known_does_not_fit(held: LicenseInHand, units: int | None, tpp: Fraction | None) -> None:
    assert [term.unknown for term in over_cap(held, units, tpp)] == [True]


def test_no_cap_asks_for_nothing() -> None:
    held = in_hand(license_with(cap=Cap(unlimited=True)), drawn_units=None, drawn_tpp=None)
    assert over_cap(held, None, None) == []
    assert remaining(held, 0, None) == (None, None)
