"""Whom a change of rules touches: which items, where and when, get another verdict, and whether the past is rewritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chipgate.engine.judge import Case, try_case
from chipgate.engine.outlook import substance
from chipgate.engine.truth import Truth
from chipgate.model.item import ItemSpec
from chipgate.model.pack import Verdict
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .changes import Change


@dataclass(frozen=True, slots=True)
class Flip:
    """An item whose verdict differs between the two sides, on the days tried from `first` to `last`.

    `because` are the changed provisions that have a part in either answer.
    """

    item: str
    destination: str
    before: Verdict
    after: Verdict
    first: dt.date
    last: dt.date
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change does to a catalog: the flips, and how many answers keep their verdict for other reasons."""

    flips: tuple[Flip, ...]
    reasons_changed: int
    days: tuple[dt.date, ...]

    def items(self, verdict: Verdict, made_on: dt.date | None = None) -> int:
        """How many items newly get a verdict (somewhere, on some day tried)."""
        return len({flip.item for flip in self.flips if flip.after is verdict})


def days_to_try(before: Rulebook, after: Rulebook, today: dt.date) -> tuple[dt.date, ...]:
    """Today, every boundary date of both sides and the day before each, where the law in force differs at all."""
    start = max(before.pack.covered_from, after.pack.covered_from)
    days = {today, start}
    for boundary in {*before.boundaries, *after.boundaries}:
        days |= {boundary, boundary - dt.timedelta(days=1)}
    return tuple(
        day for day in sorted(days) if day >= start and before.on(day).digest != after.on(day).digest
    )


def impact(
    before: Rulebook, after: Rulebook, changed: Sequence[Change], items: Iterable[ItemSpec],
    destinations: Sequence[str], days: Sequence[dt.date],
) -> Impact:  # fmt: skip
    """Try every item, destination and day on both sides."""
    touched = {change.provision for change in changed}
    flips: list[Flip] = []
    reasons = 0
    for item in items:
        for destination in destinations:
            current: Flip | None = None
            other_reasons = False
            for day in days:
                shipment = Shipment(item=item, destination=destination, date=day)
                was, now = try_case(before, shipment, day), try_case(after, shipment, day)
                old, new = was.conclusion.worst, now.conclusion.worst
                if old is new:
                    current = None
                    other_reasons |= substance(was) != substance(now)
                    continue
                because = tuple(sorted(touched & {*_part(was), *_part(now)}))
                if current and (current.before, current.after, current.because) == (old, new, because):
                    flips.pop()
                    current = Flip(current.item, destination, old, new, current.first, day, because)
                else:
                    current = Flip(item.name or "unnamed", destination, old, new, day, day, because)
                flips.append(current)
            reasons += other_reasons
    return Impact(tuple(flips), reasons, tuple(days))


def _part(case: Case) -> Iterator[str]:
    """The provisions that apply or may apply, or that an applying one asks for."""
    for name, truth in case.truths.items():
        if truth is not Truth.FALSE:
            yield name.partition("#")[0]
