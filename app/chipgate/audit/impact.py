"""Whom a change of rules touches: which items, where and when, get another verdict, or the same for other reasons.

Between two days on which either rulebook changes nothing does, so one try settles a whole span, to the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chipgate.model.item import ItemSpec
from chipgate.model.rulebook import Rulebook

from .columns import places
from .compared import Comparison, Turned
from .meaning import starts, starts_that_differ
from .pages import page_of

VERDICTS = "verdicts"


@dataclass(frozen=True, slots=True)
class Flip:
    """What an item's answer was and is, from `first` to `last` (None: with no end). Where the two sides agree on the
    verdict, `before` equals `after` and the reasons differ.

    A side without a verdict has the name of that outcome. `because` are the provisions that differ on those days and
    have a part in either answer. `current` says whether the day of asking is among the days.
    """

    item: str
    destinations: tuple[str, ...]
    first: dt.date
    last: dt.date | None
    before: str
    after: str
    because: tuple[str, ...]
    current: bool

    @property
    def verdict_changed(self) -> bool:
        """Whether the verdict differs, and not the reasons alone."""
        return self.before != self.after


Row = tuple[Flip, ...]
"""The flips of one item to one destination, in order; item and destination are left out."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which the two rulebooks stay as they are, and the provisions in which they differ there."""

    first: dt.date
    last: dt.date | None
    differing: tuple[str, ...]


def spans(old: Rulebook, new: Rulebook) -> list[Span]:
    """The spans on which the rulebooks differ in meaning, in order."""
    days = starts(old, new)
    by_day: dict[dt.date, list[str]] = {day: [] for day in days}
    for id in sorted({*old.versions, *new.versions}):
        for day in starts_that_differ(old, new, id, days):
            by_day[day].append(id)
    tables = [{row.state: row.verdict for row in side.verdicts.rows} for side in (old, new)]
    table = tables[0] != tables[1]
    found = []
    for day, after in zip(days, [*days[1:], None], strict=True):
        covered = (day >= old.pack.covered_from) == (day >= new.pack.covered_from)
        differing = (*by_day[day], *((VERDICTS,) if table else ()), *(() if covered else (page_of(new.pack),)))
        if differing:
            found.append(Span(day, None if after is None else after - dt.timedelta(days=1), differing))
    return found


def flips(
    old: Rulebook, new: Rulebook, items: Sequence[ItemSpec], destinations: Sequence[str], today: dt.date
) -> tuple[Flip, ...]:
    """Every item's answers that differ, in the order of the items; neighbouring days with the same verdicts are joined,
    and destinations with the same answers are named together.

    Raises:
        EngineDisagreement: two ways of answering differ, so there is no answer.
    """
    between = spans(old, new)
    comparison = Comparison(old, new, items)
    known: dict[tuple[int, ...], dict[int, Row]] = {}
    whole: dict[Row, Row] = {}
    by_item: dict[int, dict[Row, list[str]]] = {}
    for destination in destinations:
        turned = [comparison.turned(span.first, destination, span.differing) for span in between]
        alike = tuple(map(id, turned))
        if alike not in known:
            known[alike] = _rows(between, turned, today, whole)
        for number, row in known[alike].items():
            by_item.setdefault(number, {}).setdefault(row, []).append(destination)
    found: list[Flip] = []
    for number in sorted(by_item):
        name = items[number].name or "unnamed"
        for row, named in by_item[number].items():
            places = tuple(named)
            found += (
                Flip(name, places, one.first, one.last, one.before, one.after, one.because, one.current) for one in row
            )
    return tuple(found)


def _rows(
    between: Sequence[Span], turned: Sequence[tuple[Turned, ...]], today: dt.date, whole: dict[Row, Row]
) -> dict[int, Row]:
    """The flips of every item to a destination, by its place. `whole` keeps each row of flips once."""
    marks: dict[int, list[tuple[int, int]]] = {}
    for number, together in enumerate(turned):
        for which, one in enumerate(together):
            for item in places(one.items):
                marks.setdefault(item, []).append((number, which))
    joined: dict[tuple[tuple[int, int], ...], Row] = {}
    found = {}
    for item, listed in marks.items():
        key = tuple(listed)
        if key not in joined:
            row: list[Flip] = []
            for number, which in key:
                _append(row, between[number], turned[number][which], today)
            joined[key] = whole.setdefault(tuple(row), tuple(row))
        found[item] = joined[key]
    return found


def _append(row: list[Flip], span: Span, turned: Turned, today: dt.date) -> None:
    """Add a flip to a row, joined to the one before it where it only carries that on."""
    current = span.first <= today and (span.last is None or today <= span.last)
    last = row[-1] if row else None
    joins = (
        last is not None and last.last is not None and last.last + dt.timedelta(days=1) == span.first
        and (last.before, last.after) == (turned.before, turned.after)
    )  # fmt: skip
    if last is None or not joins:
        row.append(Flip("", (), span.first, span.last, turned.before, turned.after, turned.because, current))
        return
    because = tuple(dict.fromkeys((*last.because, *turned.because)))
    row[-1] = replace(last, last=span.last, because=because, current=last.current or current)
