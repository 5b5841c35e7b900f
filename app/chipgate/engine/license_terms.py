"""The terms of a license before a shipment: each that does not hold, in a sentence of its own.

Only what the question states can satisfy a term: an assumption never does, and what is not stated fails as unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction
from unicodedata import normalize

from chipgate.model.exact import shown
from chipgate.model.figures import Figures
from chipgate.model.item import ItemSpec
from chipgate.model.license import License, LicensedItem, LicenseInHand
from chipgate.model.license_state import FailedTerm, LicenseTerm, over_cap
from chipgate.model.measures import MEASURES, Quantity
from chipgate.model.shipment import Party, Shipment
from chipgate.model.terms import Role

from .truth import Truth, compare
from .words import SHORT, value_text

_ROLES = {
    Role.ULTIMATE_CONSIGNEE: ("consignee", LicenseTerm.CONSIGNEE),
    Role.END_USER: ("end user", LicenseTerm.END_USER),
    Role.PURCHASER: ("purchaser", LicenseTerm.INTERMEDIARY),
    Role.INTERMEDIATE_CONSIGNEE: ("intermediate consignee", LicenseTerm.INTERMEDIARY),
}
_MUST_TAKE_PART = (Role.ULTIMATE_CONSIGNEE, Role.END_USER)


def failed_terms(held: LicenseInHand, shipment: Shipment, figures: Figures) -> tuple[FailedTerm, ...]:
    """Every term of a license that does not hold for a shipment; what it covers aside."""
    license = held.license
    return (
        *_validity(license, shipment.date),
        *_licensee(license, shipment.exporter),
        *_items(license, shipment.item, figures),
        *_parties(license, shipment.parties),
        *_place(license, shipment),
        *over_cap(held, shipment.quantity, tpp_of(figures)),
    )


def tpp_of(figures: Figures) -> Fraction | None:
    """The TPP of one piece; None where it is unknown or does not apply."""
    value = figures.quantities[Quantity.TPP]
    return value.low if value is not None and value.known else None


def _validity(license: License, day: dt.date) -> Iterator[FailedTerm]:
    if day > license.valid_until:
        ago = (day - license.valid_until).days
        when = "the day before" if ago == 1 else f"{ago} days before"
        sentence = f"License {license.number} expired on {license.valid_until}, {when}."
        yield FailedTerm(LicenseTerm.EXPIRED, sentence)
    if day < license.valid_from:
        ahead = (license.valid_from - day).days
        when = "the day after" if ahead == 1 else f"{ahead} days later"
        sentence = f"License {license.number} is valid from {license.valid_from} on, {when}."
        yield FailedTerm(LicenseTerm.NOT_YET_VALID, sentence)


def _licensee(license: License, exporter: str | None) -> Iterator[FailedTerm]:
    if exporter is None:
        sentence = f"The exporter is not stated; license {license.number} is held by {_listed(license.licensee)}."
        yield FailedTerm(LicenseTerm.LICENSEE, sentence, unknown=True)
    elif not _named(exporter, license.licensee):
        holder = _listed(license.licensee)
        sentence = f'The exporter "{exporter}" does not hold license {license.number}: {holder} does.'
        yield FailedTerm(LicenseTerm.LICENSEE, sentence)


def _items(license: License, item: ItemSpec, figures: Figures) -> Iterator[FailedTerm]:
    """A shipment is within one line of the license; else the line that is nearest says why not.

    An item goes by its name, and by the part number under which its figures were reviewed.
    """
    name = item.name
    known_as = [word for word in (name, item.review.part_number if item.review else None) if word is not None]
    lines = [line for line in license.items if not line.names or any(_named(word, line.names) for word in known_as)]
    if lines:
        yield from min((list(_limits(license, line, figures)) for line in lines), key=len)
        return
    named = _listed(one for line in license.items for one in line.names)
    if name is None:
        sentence = f"The name of the item is not stated; license {license.number} names {named}."
    else:
        sentence = f'The item "{name}" is not named on license {license.number}, which names {named}.'
    yield FailedTerm(LicenseTerm.ITEM, sentence, unknown=name is None)


def _limits(license: License, line: LicensedItem, figures: Figures) -> Iterator[FailedTerm]:
    for name, most in line.at_most.items():
        bound, value = Fraction(most), figures.measure(MEASURES[name])
        within = compare(value, "at_most", bound)
        if within is Truth.TRUE:
            continue
        word, licensed = SHORT.get(name, MEASURES[name].title), shown(bound)
        if value is None:
            sentence = f"The item has no {word}; license {license.number} covers at most {licensed}."
        elif within is Truth.UNKNOWN:
            known = value_text(value, bound)
            sentence = f"The item's {word} is {known}; license {license.number} covers at most {licensed}."
        else:
            figure = value_text(value, bound).removeprefix("unknown, ")
            sentence = f"The item's {word} {figure} is above the {licensed} that license {license.number} covers."
        yield FailedTerm(LicenseTerm.LIMIT, sentence, unknown=within is Truth.UNKNOWN)


def _parties(license: License, parties: Iterable[Party]) -> Iterator[FailedTerm]:
    listed = {
        Role.ULTIMATE_CONSIGNEE: license.consignees, Role.END_USER: license.end_users,
        Role.PURCHASER: license.intermediaries, Role.INTERMEDIATE_CONSIGNEE: license.intermediaries,
    }  # fmt: skip
    people = list(parties)
    for role in _MUST_TAKE_PART:
        if not any(party.role is role for party in people):
            yield _unnamed(license, role, listed[role])
    for party in people:
        word, code = _ROLES[party.role]
        if party.name is None:
            yield _unnamed(license, party.role, listed[party.role])
        elif not _named(party.name, listed[party.role]):
            sentence = f'The {word} "{party.name}" is not named on license {license.number}.'
            yield FailedTerm(code, sentence)
        if party.role in _MUST_TAKE_PART and party.location not in (None, *license.destinations):
            sentence = (
                f"The {word} is in {party.location}; license {license.number} is for {_listed(license.destinations)}."
            )
            yield FailedTerm(LicenseTerm.LOCATION, sentence)


def _unnamed(license: License, role: Role, names: tuple[str, ...]) -> FailedTerm:
    word, code = _ROLES[role]
    who = f"names {_listed(names)}" if names else "names none"
    return FailedTerm(code, f"The {word} is not stated by name; license {license.number} {who}.", unknown=True)


def _place(license: License, shipment: Shipment) -> Iterator[FailedTerm]:
    number, place = license.number, shipment.region or shipment.destination
    if place not in license.destinations:
        sentence = f"Destination {place} is not licensed: license {number} is for {_listed(license.destinations)}."
        yield FailedTerm(LicenseTerm.DESTINATION, sentence)
    licensed = _listed(kind.value for kind in license.transfers)
    if shipment.transfer is None:
        sentence = f"The kind of transfer is not stated; license {number} is for: {licensed}."
        yield FailedTerm(LicenseTerm.TRANSFER, sentence, unknown=True)
    elif shipment.transfer not in license.transfers:
        sentence = f"The transfer is of kind {shipment.transfer.value}; license {number} is for: {licensed}."
        yield FailedTerm(LicenseTerm.TRANSFER, sentence)


def _named(name: str, names: Iterable[str]) -> bool:
    """Whether a name is one of these, in full: case and spacing aside, "Example B.V." is not "Example B.V. Asia"."""
    return _plain(name) in {_plain(one) for one in names}


def _plain(name: str) -> str:
    return " ".join(normalize("NFC", name).casefold().split())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
