"""A whole catalog over every destination and every boundary date: each change of an answer, and what changed it.

Destinations that no rule in force on any day tells apart are asked once. What a single question turns on is
`engine.outlook`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from chipgate.engine.facts import facts_of
from chipgate.engine.judge import matching_on, try_case
from chipgate.engine.outcomes import named_outcome
from chipgate.engine.outlook import turns
from chipgate.model.item import ItemSpec
from chipgate.model.pack import Verdict
from chipgate.model.provision import Destinations
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A change of an answer that no provision version with a part in it accounts for: a fault of engine or rules."""

    item: str
    destination: str
    day: dt.date


@dataclass(slots=True)
class Sweep:
    """What came of a sweep.

    `classes` are the destinations that are told apart, each with all that are treated alike; `asked` counts questions
    times days; `by_version` says how many answers each provision version changed.
    """

    classes: tuple[tuple[str, ...], ...]
    days: tuple[dt.date, ...]
    asked: int = 0
    changes: int = 0
    verdict_changes: int = 0
    by_version: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    unexplained: list[Unexplained] = field(default_factory=list)


def sweep(rulebook: Rulebook, items: Sequence[ItemSpec], done: Callable[[], None] = lambda: None) -> Sweep:
    """Ask every item for every class of destinations on every boundary date; `done` is called after each item."""
    days = tuple(day for day in rulebook.boundaries if day >= rulebook.pack.covered_from)
    found = Sweep(tuple(destination_classes(rulebook, days)), days)
    for item in items:
        for alike in found.classes:
            _follow(rulebook, Shipment(item=item, destination=alike[0], date=days[0]), found)
        done()
    return found


def _follow(rulebook: Rulebook, first: Shipment, found: Sweep) -> None:
    case = try_case(rulebook, first, first.date)
    verdict = case.conclusion.worst
    found.asked += len(found.days)
    found.verdicts[verdict] += 1
    for turn in turns(rulebook, case, until=None):
        found.changes += 1
        found.verdict_changes += turn.case.conclusion.worst is not verdict
        verdict = turn.case.conclusion.worst
        found.verdicts[verdict] += 1
        found.by_version.update(f"{cause.id}@{cause.name}" for cause in turn.causes)
        if not turn.explained:
            found.unexplained.append(Unexplained(first.item.name or "", first.destination, turn.day))


def destination_classes(rulebook: Rulebook, days: Sequence[dt.date]) -> Iterator[tuple[str, ...]]:
    """Every destination of the rules, those together that no rule of any of the days tells apart.

    Places with a named outcome (part of the United States, unresolved) have no verdict and are left out.
    """
    alike: dict[tuple[bytes, ...], list[str]] = {}
    for code in sorted({code for dated in rulebook if isinstance(dated.version, Destinations)
                        for code in dated.version.names}):  # fmt: skip
        question = Shipment(item=ItemSpec(), destination=code, date=days[0])
        if named_outcome(rulebook, matching_on(rulebook, days[0]).ruleset, question) is None:
            alike.setdefault(tuple(_memberships(rulebook, question, days)), []).append(code)
    yield from (tuple(codes) for codes in alike.values())


def _memberships(rulebook: Rulebook, question: Shipment, days: Sequence[dt.date]) -> Iterator[bytes]:
    """What the rules of each day ask of a question that names nothing but a destination."""
    for day in days:
        ruleset = matching_on(rulebook, day).ruleset
        yield bytes(facts_of(question, ruleset).truths.values())
