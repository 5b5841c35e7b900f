"""Whom a change of rules touches: which items, where and when, get another verdict, or the same for other reasons.

Between two days on which either rulebook changes nothing does, so one try settles a whole span, to the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chipgate.engine.judge import Case, matching_on, try_case
from chipgate.engine.outlook import substance
from chipgate.engine.truth import Truth
from chipgate.model.decision import Outcome
from chipgate.model.item import ItemSpec
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .meaning import starts, starts_that_differ

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
        differing = (*by_day[day], *((VERDICTS,) if table else ()), *(() if covered else ("pack",)))
        if differing:
            found.append(Span(day, None if after is None else after - dt.timedelta(days=1), differing))
    return found


def flips(
    old: Rulebook, new: Rulebook, items: Sequence[ItemSpec], destinations: Sequence[str], today: dt.date
) -> tuple[Flip, ...]:
    """Every item's answers that differ, in the order of the items; neighbouring days with the same verdicts are joined,
    and destinations with the same answers are named together."""
    rows: dict[tuple[int, str], list[Flip]] = {}
    for span in spans(old, new):
        for destination in destinations:
            for number, item in enumerate(items):
                flip = _try(old, new, item, destination, span, today)
                if flip is not None:
                    _append(rows.setdefault((number, destination), []), flip)
    found: list[Flip] = []
    for number in range(len(items)):
        together: dict[tuple[Flip, ...], list[str]] = {}
        for destination in destinations:
            if (number, destination) in rows:
                alone = (replace(flip, destinations=()) for flip in rows[number, destination])
                together.setdefault(tuple(alone), []).append(destination)
        for row, named in together.items():
            found += (replace(flip, destinations=tuple(named)) for flip in row)
    return tuple(found)


def _try(
    old: Rulebook, new: Rulebook, item: ItemSpec, destination: str, span: Span, today: dt.date
) -> Flip | None:
    shipment = Shipment.model_construct(item=item, destination=destination, date=span.first)
    sides = [_settle(rulebook, shipment) for rulebook in (old, new)]
    before, after = (side.conclusion.worst.value if isinstance(side, Case) else side for side in sides)
    if before == after and _told(sides[0]) == _told(sides[1]):
        return None
    current = span.first <= today and (span.last is None or today <= span.last)
    because = tuple(_because(sides, span.differing))
    return Flip(item.name or "unnamed", (destination,), span.first, span.last, before, after, because, current)


def _settle(rulebook: Rulebook, shipment: Shipment) -> Case | str:
    """The settled case, or the name of the outcome where there is no verdict."""
    if shipment.date < rulebook.pack.covered_from:
        return Outcome.DATE_NOT_COVERED.value
    places = matching_on(rulebook, shipment.date).ruleset.destinations
    if shipment.destination in places.part_of_united_states:
        return Outcome.NOT_AN_EXPORT.value
    if shipment.destination in places.unresolved or shipment.destination not in places.names:
        return Outcome.DESTINATION_UNRESOLVED.value
    return try_case(rulebook, shipment, shipment.date)


def _told(side: Case | str) -> object:
    return substance(side) if isinstance(side, Case) else side


def _because(sides: Sequence[Case | str], differing: tuple[str, ...]) -> Iterator[str]:
    """Of the provisions that differ, those that apply on one side and not on the other; else those that apply at all;
    else (a country group, the verdict table) every one."""
    old, new = (side.truths if isinstance(side, Case) else {} for side in sides)
    truths = {name: (old.get(name, Truth.FALSE), new.get(name, Truth.FALSE)) for name in {*old, *new}}
    turned = {name for name, (before, after) in truths.items() if before is not after}
    part = {name for name, both in truths.items() if any(both)}
    for chosen in (turned, part):
        named = [id for id in differing if id in {name.partition("#")[0] for name in chosen}]
        if named:
            return iter(named)
    return iter(differing)


def _append(row: list[Flip], flip: Flip) -> None:
    """Add a flip to a row, joined to the one before it where it only carries that on."""
    last = row[-1] if row else None
    joins = (
        last is not None and last.last is not None and last.last + dt.timedelta(days=1) == flip.first
        and (last.before, last.after) == (flip.before, flip.after)
    )  # fmt: skip
    if last is None or not joins:
        row.append(flip)
        return
    because = tuple(dict.fromkeys((*last.because, *flip.because)))
    row[-1] = replace(last, last=flip.last, because=because, current=last.current or flip.current)
