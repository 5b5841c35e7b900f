"""Licenses in hand before a shipment: which are within their terms, what each frees, and what is left of it then.

What a license within its terms frees is weighed in `engine.conclude`; a prohibition it never lifts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction

from chipgate.model.exact import shown
from chipgate.model.figures import Figures
from chipgate.model.license import License
from chipgate.model.license_state import FailedTerm, LicenseState, LicenseTerm, remaining
from chipgate.model.pack import State, Verdict
from chipgate.model.shipment import Shipment

from .conclude import Conclusion, Licensed, Standing
from .license_terms import failed_terms, tpp_of


def within_terms(shipment: Shipment, figures: Figures) -> tuple[Licensed, ...]:
    """The licenses in hand all of whose terms hold, with what each covers, in the order of the question."""
    return tuple(
        Licensed(held.license.number, frozenset(held.license.covers))
        for held in shipment.licenses
        if not failed_terms(held, shipment, figures)
    )


def license_states(shipment: Shipment, figures: Figures, conclusion: Conclusion) -> tuple[LicenseState, ...]:
    """What each license in hand comes to, in the order of the question."""
    counted = [standing for standing in conclusion.standings if standing.counted and not standing.freed_by]
    found = []
    for held in shipment.licenses:
        license = held.license
        failed = failed_terms(held, shipment, figures)
        frees = tuple(standing.target.name for standing in counted if standing.licensed_by == license.number)
        if not failed and not any(standing.target.name in license.covers for standing in counted):
            failed = tuple(_uncovered(license, counted))
        goes = bool(frees) and conclusion.worst is Verdict.ALLOWED
        units = shipment.quantity if goes and shipment.quantity is not None else 0
        left = remaining(held, units, tpp_of(figures))
        summary = _summary(license, bool(failed), frees, _amounts(license, left) if goes else None)
        found.append(
            LicenseState(
                license.number, license.title, not failed, frees, failed, *left, license.valid_until.isoformat(),
                license.conditions, summary,
            )
        )  # fmt: skip
    return tuple(found)


def license_bounds(shipment: Shipment) -> dict[str, set[Fraction]]:
    """The figures at which some license in hand stops holding, by measure: an answer may turn there."""
    found: dict[str, set[Fraction]] = {}
    for held in shipment.licenses:
        for line in held.license.items:
            for measure, bound in line.at_most.items():
                found.setdefault(measure, set()).add(Fraction(bound))
        most, drawn = held.license.cap.tpp, held.drawn_tpp
        if most is not None and drawn is not None and shipment.quantity and most > drawn:
            found.setdefault("tpp", set()).add((Fraction(most) - Fraction(drawn)) / shipment.quantity)
    return found


def license_days(shipment: Shipment) -> dict[dt.date, dict[str, str]]:
    """The days on which licenses in hand begin or are no longer valid, with what happens to each, by number."""
    found: dict[dt.date, dict[str, str]] = {}
    for held in shipment.licenses:
        number, last = held.license.number, held.license.valid_until
        found.setdefault(held.license.valid_from, {})[number] = f"License {number} begins"
        if last < dt.date.max:
            found.setdefault(last + dt.timedelta(days=1), {})[number] = f"License {number} has expired"
    return found


def _uncovered(license: License, standings: Iterable[Standing]) -> Iterator[FailedTerm]:
    for standing in standings:
        name, what = standing.target.name, f"License {license.number} does not cover"
        if standing.worst is State.PROHIBITION:
            yield FailedTerm(LicenseTerm.COVERS, f"{what} {name}: no license in hand lifts a prohibition.")
        else:
            yield FailedTerm(LicenseTerm.COVERS, f"{what} {name}.")


def _amounts(license: License, left: tuple[str | None, str | None]) -> str:
    """What is left of the cap, for a person: "95 of 100 units"."""
    caps = zip(left, (license.cap.units, license.cap.tpp), ("units", "TPP"), strict=True)
    found = [
        f"{shown(Fraction(remains))} of {shown(Fraction(most))} {unit}"
        for remains, most, unit in caps
        if remains is not None and most is not None
    ]
    return f"{' and '.join(found)} left after this shipment" if found else "it has no cap"


def _summary(license: License, failed: bool, frees: tuple[str, ...], left: str | None) -> str:
    """In one sentence whether the shipment goes under the license; `left` is None where it does not."""
    head = f"License in hand {license.number}"
    if failed:
        return f"{head} does not apply."
    if left is not None:
        return f"{head} applies; {left}."
    if frees:
        return f"{head} covers {', '.join(frees)}, but something else still stands in the way."
    return f"{head} is within its terms and not needed here."
