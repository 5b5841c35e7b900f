"""What the cases beside a provision leave out: the days around a change, the figures around a bound, one unknown.

A case is looked at for its date, its figures and what it expects; whether it comes out so is `audit.cases`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from chipgate.model.case import Expected, ProvisionCase
from chipgate.model.condition import Limit
from chipgate.model.exact import shown
from chipgate.model.measures import MEASURES, Form
from chipgate.model.provision import Applying, OpenQuestion
from chipgate.model.rulebook import Dated, Rulebook

from .coverage import view_of
from .coverage_leaves import can_be_unknown, spots

DAY = dt.timedelta(days=1)
_HIGHEST = {"us_content_percent": Fraction(100)}
"""Measures that end somewhere: nothing lies above."""
_WHOLE = frozenset({"year"})
"""Units of which there are no parts: the next figure is one away."""


class Lack(StrEnum):
    """What there is no case for."""

    DAY_BEFORE = "day-before"
    FIRST_DAY = "first-day"
    LAST_DAY = "last-day"
    FIRST_DAY_AFTER = "first-day-after"
    AT = "at-the-bound"
    BELOW = "just-below"
    ABOVE = "just-above"
    UNKNOWN = "unknown"
    MEMBER = "member"
    NO_MEMBER = "no-member"
    YES = "reading-yes"
    NO = "reading-no"


@dataclass(frozen=True, slots=True)
class Gap:
    """A case that a version still wants, in words: "a case of 2023-11-16, the day before it begins"."""

    dated: Dated
    lack: Lack
    wanted: str

    def __str__(self) -> str:
        return f"{self.dated.id}@{self.dated.name}: wants {self.wanted}"


def case_gaps(rulebook: Rulebook, beside: Mapping[str, Sequence[ProvisionCase]]) -> tuple[Gap, ...]:
    """The cases that the versions of a rulebook still want, by provision and date.

    Every version wants a case of the day before its first (unless it is older than what the pack covers) and of the
    first day itself, and where an end is known, of the last day and the day after. While it is in force it wants, of
    each bound, a case exactly at it, one just below and one just above: within one percent or one unit (of a
    quotient: within one percent), with no other bound of the version between. It wants a case that expects unknown
    where it can be. A list wants a member and somebody who is none; an open question wants a case of each reading, and
    one without.
    """
    found: list[Gap] = []
    for id, versions in rulebook.versions.items():
        cases = beside.get(id, ())
        days = {case.date for case in cases}
        during: defaultdict[Dated | None, list[ProvisionCase]] = defaultdict(list)
        for case in cases:
            during[rulebook.version_on(id, case.date)].append(case)
        for dated in versions:
            found += _days(dated, days, rulebook.packs.get(dated.pack, rulebook.pack).covered_from)
            if dated.version.repealed:
                continue
            if isinstance(dated.version, OpenQuestion):
                found += _readings(dated, during[dated])
            elif isinstance(dated.version, Applying):
                found += _bounds(rulebook, dated, during[dated])
                found += _unknown(rulebook, dated, during[dated])
            else:
                found += _members(dated, during[dated])
    return tuple(found)


def _days(dated: Dated, days: set[dt.date], covered: dt.date) -> Iterator[Gap]:
    first = dated.effective
    if not dated.version.already_in_force and first > covered and first - DAY not in days:
        yield Gap(dated, Lack.DAY_BEFORE, f"a case of {first - DAY}, the day before it begins")
    if max(first, covered) not in days:
        begun = "its first day" if first >= covered else "the first day that the rules cover"
        yield Gap(dated, Lack.FIRST_DAY, f"a case of {max(first, covered)}, {begun}")
    end = dated.version.expires
    if end is not None and end > covered and not dated.version.repealed:
        if end - DAY not in days:
            yield Gap(dated, Lack.LAST_DAY, f"a case of {end - DAY}, its last day")
        if end not in days:
            yield Gap(dated, Lack.FIRST_DAY_AFTER, f"a case of {end}, the first day without it")


def _bounds(rulebook: Rulebook, dated: Dated, cases: list[ProvisionCase]) -> Iterator[Gap]:
    bounds: defaultdict[str, dict[Fraction, str | None]] = defaultdict(dict)
    for spot in spots(dated):
        if isinstance(spot.leaf, Limit) and spot.bound is not None:
            bounds[spot.leaf.measure].setdefault(spot.bound[1], spot.paragraph)
    if not bounds:
        return
    figures = _figures(rulebook, cases, bounds)
    for measure, listed in bounds.items():
        for bound, paragraph in listed.items():
            limb = f" (paragraph {paragraph})" if paragraph else ""
            where = f"{MEASURES[measure].title} {shown(bound)}{limb}"
            near = _near(measure, bound)
            lower = max((other for other in listed if other < bound), default=Fraction(-1))
            upper = min((other for other in listed if other > bound), default=bound + near + 1)
            known = figures[measure]
            if bound not in known:
                yield Gap(dated, Lack.AT, f"a case exactly at {where}")
            if bound > 0 and not any(lower < one < bound <= one + near for one in known):
                yield Gap(dated, Lack.BELOW, f"a case just below {where}")
            if bound != _HIGHEST.get(measure) and not any(bound < one < upper and one <= bound + near for one in known):
                yield Gap(dated, Lack.ABOVE, f"a case just above {where}")


def _figures(
    rulebook: Rulebook, cases: list[ProvisionCase], measures: Mapping[str, object]
) -> dict[str, frozenset[Fraction]]:
    """The figures of the cases, per measure, as far as they are known."""
    views = [view_of(rulebook, case.shipment(case.item)) for case in cases]
    return {
        name: frozenset(value.low for view in views if (value := view.values[name]) is not None and value.known)
        for name in measures
    }


def _near(measure: str, bound: Fraction) -> Fraction:
    """How far from a bound a figure still is just beside it."""
    known = MEASURES[measure]
    if known.unit in _WHOLE:
        return Fraction(1)
    return bound / 100 if known.form is Form.QUOTIENT else max(bound / 100, Fraction(1))


def _unknown(rulebook: Rulebook, dated: Dated, cases: list[ProvisionCase]) -> Iterator[Gap]:
    if any(case.expect is Expected.UNKNOWN for case in cases):
        return
    if can_be_unknown(dated, rulebook.on(dated.effective)):
        yield Gap(dated, Lack.UNKNOWN, "a case in which a fact is missing, so that it is unknown")


def _members(dated: Dated, cases: list[ProvisionCase]) -> Iterator[Gap]:
    outcomes = {case.expect for case in cases}
    if Expected.MET not in outcomes:
        yield Gap(dated, Lack.MEMBER, "a case of a member")
    if Expected.NOT_MET not in outcomes:
        yield Gap(dated, Lack.NO_MEMBER, "a case of somebody who is not a member")


def _readings(dated: Dated, cases: list[ProvisionCase]) -> Iterator[Gap]:
    outcomes = {case.expect for case in cases}
    if Expected.MET not in outcomes:
        yield Gap(dated, Lack.YES, "a case with the reading yes")
    if Expected.NOT_MET not in outcomes:
        yield Gap(dated, Lack.NO, "a case with the reading no")
    if Expected.UNKNOWN not in outcomes:
        yield Gap(dated, Lack.UNKNOWN, "a case without a reading, which leaves it open")
