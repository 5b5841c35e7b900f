"""What a license in hand comes to for one shipment: the terms that fail, each in a sentence, and what is left of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from chipgate.model.exact import exact_text, shown
from chipgate.model.license import LicenseInHand


class LicenseTerm(StrEnum):
    """A term of a license, stable and enumerated."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    LICENSEE = "licensee"
    ITEM = "item"
    LIMIT = "limit"
    CONSIGNEE = "consignee"
    END_USER = "end-user"
    INTERMEDIARY = "intermediary"
    LOCATION = "location"
    DESTINATION = "destination"
    TRANSFER = "transfer"
    CAP = "cap"
    COVERS = "covers"


@dataclass(frozen=True, slots=True)
class FailedTerm:
    """A term that does not hold for the shipment. `unknown`: because a fact is not stated."""

    code: LicenseTerm
    sentence: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class LicenseState:
    """A license before one shipment.

    `valid`: every term holds. `frees`: the requirements that this shipment is freed of under it; empty where it is not
    needed. `remaining_…`: what is left of the cap, after this shipment where it goes under the license; None where
    there is no cap on it or nobody said how much was drawn.
    """

    number: str
    title: str
    valid: bool
    frees: tuple[str, ...]
    failed_terms: tuple[FailedTerm, ...]
    remaining_units: str | None
    remaining_tpp: str | None
    valid_until: str
    conditions: tuple[str, ...]
    sentence: str


def over_cap(held: LicenseInHand, units: int | None, tpp: Fraction | None) -> list[FailedTerm]:
    """How a draw fails the cap, if it does. `tpp` is that of one piece, None where unknown.

    >>> from chipgate.model.license import Cap, License, LicenseInHand
    >>> held = LicenseInHand.model_construct(license=License.model_construct(number="D1", cap=Cap(units=100)),
    ...                                      drawn_units=97, drawn_tpp=None)
    >>> over_cap(held, 3, None)
    []
    >>> over_cap(held, 5, None)[0].sentence
    'License D1 has a cap of 100 units: 5 units asked, 3 of 100 left.'
    """
    cap, number = held.license.cap, held.license.number
    found = []
    limits = (("units", cap.units, held.drawn_units, Fraction(1)), ("TPP", cap.tpp, held.drawn_tpp, tpp))
    for unit, most, drawn, each in limits:
        if most is None:
            continue
        head = f"License {number} has a cap of {shown(Fraction(most))} {unit}"
        if units is None:
            said, unknown = "the quantity of this shipment is not stated.", True
        elif each is None:
            said, unknown = "the TPP of the item is unknown.", True
        elif drawn is None:
            said, unknown = "what was drawn from it so far is not stated.", True
        else:
            asked, left = units * each, max(Fraction(most) - Fraction(drawn), Fraction(0))
            if asked <= left:
                continue
            word = "unit" if unit == "units" and asked == 1 else unit
            amounts = f"{shown(asked, left)} {word} asked, {shown(left, asked)} of {shown(Fraction(most))} left."
            said, unknown = amounts, False
        found.append(FailedTerm(LicenseTerm.CAP, f"{head}: {said}", unknown))
    return found


def remaining(held: LicenseInHand, units: int, tpp: Fraction | None) -> tuple[str | None, str | None]:
    """What is left of the cap in units and in TPP once `units` more pieces of `tpp` each are drawn, exactly."""
    cap = held.license.cap
    left_units = left_tpp = None
    if cap.units is not None and held.drawn_units is not None:
        left_units = exact_text(Fraction(max(cap.units - held.drawn_units - units, 0)))
    if cap.tpp is not None and held.drawn_tpp is not None and (tpp is not None or not units):
        drawn = Fraction(held.drawn_tpp) + (units * tpp if tpp is not None else 0)
        left_tpp = exact_text(max(Fraction(cap.tpp) - drawn, Fraction(0)))
    return left_units, left_tpp
