"""The calendar of a rulebook: what begins, changes and ends on which day, and which items get another answer by it,
with nobody editing anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from chipgate.engine.judge import matching_on, try_case
from chipgate.engine.outcomes import named_outcome
from chipgate.engine.outlook import turns
from chipgate.model.item import ItemSpec
from chipgate.model.provision import Citation
from chipgate.model.rulebook import Dated, Rulebook
from chipgate.model.shipment import Shipment


class Happening(StrEnum):
    """What happens to a provision on a day."""

    BEGINS = "begins"
    CHANGES = "changes"
    RETURNS = "returns"
    REPEALED = "is repealed"
    EXPIRES = "expires"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens to one provision on one day. `version` is the file that says so (of an expiry, the one
    that ends), `before` the version that was in force the day before."""

    day: dt.date
    what: Happening
    provision: str
    version: str
    before: str | None
    title: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which an item gets another answer: the verdicts before and from then on, which are equal where
    the reasons alone change, and the provision versions that bring it about."""

    day: dt.date
    item: str
    destinations: tuple[str, ...]
    before: str
    after: str
    because: tuple[str, ...]

    @property
    def verdict_changed(self) -> bool:
        """Whether the verdict changes, and not the reasons alone."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Calendar:
    """What happens from `first` to `last`, both included, and the turns after the day `after` up to `last`.

    `revised` is the day up to which the sources of the rules were checked: later changes may be unknown to them.
    """

    first: dt.date
    last: dt.date
    today: dt.date
    after: dt.date
    revised: dt.date
    digest: str
    events: tuple[Event, ...]
    items: int = 0
    destinations: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()


def calendar(
    rulebook: Rulebook, first: dt.date, last: dt.date, today: dt.date, after: dt.date,
    items: Sequence[ItemSpec] = (), destinations: Sequence[str] = (),
) -> Calendar:  # fmt: skip
    """The calendar of a rulebook, and the turns of items on their way to destinations that its rules know."""
    found = sorted(
        (event for id in rulebook.versions for event in _events(rulebook, id) if first <= event.day <= last),
        key=lambda event: (event.day, event.provision, event.what),
    )
    turned = tuple(_turns(rulebook, items, destinations, max(after, rulebook.pack.covered_from), last))
    revised = rulebook.pack.verified_through
    return Calendar(
        first, last, today, after, revised, rulebook.digest, tuple(found), len(items), tuple(destinations), turned
    )


def _events(rulebook: Rulebook, id: str) -> Iterator[Event]:
    """What happens to one provision. What is older than the days covered has no first day that is known."""
    versions = rulebook.versions[id]
    for number, dated in enumerate(versions):
        before = rulebook.version_on(id, dated.effective - dt.timedelta(days=1))
        if dated.version.repealed:
            if before is not None:
                yield _event(dated.effective, Happening.REPEALED, dated, before)
            continue
        if before is not None:
            yield _event(dated.effective, Happening.CHANGES, dated, before)
        elif number or not dated.version.already_in_force:
            yield _event(dated.effective, Happening.RETURNS if number else Happening.BEGINS, dated, None)
        ends = dated.version.expires
        follows = versions[number + 1].effective if number + 1 < len(versions) else None
        if ends is not None and (follows is None or ends < follows):
            yield _event(ends, Happening.EXPIRES, dated, dated)


def _event(day: dt.date, what: Happening, dated: Dated, before: Dated | None) -> Event:
    version = dated.version
    return Event(day, what, dated.id, dated.name, before.name if before else None, version.title, version.citation)


def _turns(
    rulebook: Rulebook, items: Sequence[ItemSpec], destinations: Sequence[str], after: dt.date, last: dt.date
) -> Iterator[Turn]:
    """The turns by day, then in the order of the items; destinations with the same turn are named together."""
    asked = [code for code in destinations if _has_verdict(rulebook, code, after)]
    together: dict[tuple[int, Turn], list[str]] = {}
    for number, item in enumerate(items):
        for code in asked:
            for turn in _of(rulebook, Shipment(item=item, destination=code, date=after), last):
                together.setdefault((number, replace(turn, destinations=())), []).append(code)
    for (_, turn), codes in sorted(together.items(), key=lambda entry: (entry[0][1].day, entry[0][0])):
        yield replace(turn, destinations=tuple(codes))


def _of(rulebook: Rulebook, asked: Shipment, last: dt.date) -> Iterator[Turn]:
    case = try_case(rulebook, asked, asked.date)
    verdict = case.conclusion.worst
    for turn in turns(rulebook, case, until=last):
        after = turn.case.conclusion.worst
        because = tuple(f"{cause.id}@{cause.name}" for cause in turn.causes)
        yield Turn(turn.day, asked.item.name or "unnamed", (asked.destination,), verdict.value, after.value, because)
        verdict = after


def _has_verdict(rulebook: Rulebook, code: str, day: dt.date) -> bool:
    """Whether there is a verdict for a place at all: it is no part of the United States, and somebody resolved it."""
    asked = Shipment(item=ItemSpec(), destination=code, date=day)
    return named_outcome(rulebook, matching_on(rulebook, day).ruleset, asked) is None
