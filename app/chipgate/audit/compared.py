"""One day and one destination under two rulebooks: for which items of a catalog the answer differs, and by what.

Only items for which something applies on one side that does not on the other, or applies with other effect, are
concluded at all; those alike in all that applies are concluded once. The first changes of each kind are put to the
whole engine too, which must say the same.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from chipgate.engine.conclude import Terms, conclude
from chipgate.engine.judge import Case, matching_on, try_case
from chipgate.engine.outcomes import no_way_holds, not_subject
from chipgate.engine.ruleset import Ruleset
from chipgate.errors import EngineDisagreement
from chipgate.model.decision import Outcome
from chipgate.model.item import ItemSpec
from chipgate.model.provision import Announcement, Subjection
from chipgate.model.rulebook import Dated, Rulebook
from chipgate.model.shipment import Scope

from .applying import Applying
from .causes import Part, because, part_of
from .columns import NEVER, Column, Columns, places
from .meaning import plain
from .substance import substance_told

CONFIRMED = 64
"""Kinds of changes (from one answer to another) of which an item is put to the whole engine, on both sides."""
_TERMS = Terms(frozenset(), Scope.ENFORCED, strict=False)


@dataclass(frozen=True, slots=True)
class Turned:
    """Items (a bit for each, by its place) whose answer differs in one way: verdict before and after, or the outcome
    where there is none, and of the provisions that differ those that have a part in it."""

    items: int
    before: str
    after: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a day and a destination. `outcome`: it has no verdict, and nothing else is known of it."""

    outcome: str = ""
    ruleset: Ruleset | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    effects: Mapping[str, str] = field(default_factory=dict)
    ways: bool = False
    table: tuple[object, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """All that answers hang on."""
        part = tuple((name, column, self.effects[name]) for name, column in self.columns.items() if column.maybe)
        return self.outcome, self.ways, self.table, part


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one side says of an item: the verdict or the outcome, its substance, and what has a part in it."""

    said: str
    substance: object
    part: Part


class Comparison:
    """Two rulebooks and a catalog; what was found for one day and destination serves others on which the same applies.

    `confirmed` counts the changes that were put to the whole engine.
    """

    def __init__(self, old: Rulebook, new: Rulebook, items: Sequence[ItemSpec]) -> None:
        self._rulebooks = old, new
        self._columns = Columns(items)
        self._applying = Applying(self._columns)
        self._effects: dict[str, dict[str, str]] = {}
        self._known: dict[tuple[object, ...], tuple[Turned, ...]] = {}
        self._kinds: set[tuple[object, ...]] = set()

    @property
    def confirmed(self) -> int:
        """How many changes were put to the whole engine."""
        return len(self._kinds)

    def turned(self, day: dt.date, destination: str, differing: tuple[str, ...]) -> tuple[Turned, ...]:
        """The items whose answer differs; `differing` are the provisions in which the rulebooks differ on that day.

        Raises:
            EngineDisagreement: the columns and the engine differ, so there is no answer.
        """
        old, new = (self._side(rulebook, day, destination) for rulebook in self._rulebooks)
        key = (old.key, new.key, differing)
        if key not in self._known:
            alike: dict[tuple[str, str, tuple[str, ...]], int] = {}
            for block in self._blocks(self._open(old, new), old, new):
                found = self._turn(block, old, new, day, destination, differing)
                if found is not None:
                    alike[found] = alike.get(found, 0) | block
            self._known[key] = tuple(Turned(bits, *found) for found, bits in alike.items())
        return self._known[key]

    def _side(self, rulebook: Rulebook, day: dt.date, destination: str) -> _Side:
        if day < rulebook.pack.covered_from:
            return _Side(Outcome.DATE_NOT_COVERED.value)
        ruleset = matching_on(rulebook, day).ruleset
        named = _without_verdict(ruleset, destination)
        if named is not None:
            return _Side(named.value)
        if ruleset.digest not in self._effects:
            self._effects[ruleset.digest] = {name: _effect(one.dated) for name, one in ruleset.targets.items()}
        return _Side(
            "", ruleset, self._applying.on(ruleset, destination), self._effects[ruleset.digest],
            any(isinstance(target.dated.version, Subjection) for target in ruleset.targets.values()),
            tuple((row.state, row.verdict) for row in ruleset.in_force.verdicts.rows),
        )  # fmt: skip

    def _open(self, old: _Side, new: _Side) -> int:
        """The items whose answers may differ; for all others the same applies on both sides, with the same effect."""
        if old.outcome or new.outcome:
            return 0 if old.outcome == new.outcome else self._columns.all
        if old.table != new.table:
            return self._columns.all
        found = self._columns.foreign if old.ways != new.ways else 0
        for name in {*old.columns, *new.columns}:
            was, now = old.columns.get(name, NEVER), new.columns.get(name, NEVER)
            found |= (was.sure ^ now.sure) | (was.maybe ^ now.maybe)
            if old.effects.get(name) != new.effects.get(name):
                found |= was.maybe | now.maybe
        return found

    def _blocks(self, items: int, old: _Side, new: _Side) -> list[int]:
        """The items in parts, in each of which the same applies to every one, on both sides."""
        foreign = Column(self._columns.foreign, self._columns.foreign)
        parts = [items] if items else []
        for column in dict.fromkeys((foreign, *old.columns.values(), *new.columns.values())):
            sure, maybe = column.sure & items, column.maybe & items
            if (sure or maybe) and sure != items:
                cut = (part & bits for part in parts for bits in (sure, maybe & ~sure, ~maybe))
                parts = [part for part in cut if part]
        return parts

    def _turn(
        self, block: int, old: _Side, new: _Side, day: dt.date, destination: str, differing: tuple[str, ...]
    ) -> tuple[str, str, tuple[str, ...]] | None:
        item = next(places(block))
        was, now = self._answer(old, item), self._answer(new, item)
        if (was.said, was.substance) == (now.said, now.substance):
            return None
        kind = (was.said, was.substance, now.said, now.substance)
        if kind not in self._kinds and len(self._kinds) < CONFIRMED:
            self._kinds.add(kind)
            for rulebook, side, answer in zip(self._rulebooks, (old, new), (was, now), strict=True):
                if not side.outcome:
                    self._confirm(rulebook, item, destination, day, answer)
        other = {name for name, does in old.effects.items() if new.effects.get(name, does) != does}
        causes = because(was.part, now.part, differing, other, verdict=was.said != now.said)
        return was.said, now.said, causes

    def _answer(self, side: _Side, item: int) -> _Answer:
        if side.ruleset is None:
            return _Answer(side.outcome, None, Part({}))
        truths = {name: column.of(item) for name, column in side.columns.items()}
        if self._columns.foreign >> item & 1 and no_way_holds(side.ruleset, truths):
            return _Answer(Outcome.NOT_SUBJECT.value, None, Part(truths))
        conclusion = conclude(side.ruleset, truths, _TERMS)
        part = part_of(side.ruleset, truths, conclusion)
        return _Answer(conclusion.worst.value, substance_told(side.ruleset, truths, conclusion), part)

    def _confirm(self, rulebook: Rulebook, item: int, destination: str, day: dt.date, answer: _Answer) -> None:
        """Hold an answer against the whole engine's.

        Raises:
            EngineDisagreement: they differ, so there is no answer.
        """
        case = try_case(rulebook, self._columns.shipment(item, destination, day), day)
        said, told = verdict_of(case)
        if (said, told) != (answer.said, answer.substance):
            raise EngineDisagreement(
                f"{self._columns.items[item].name} to {destination} on {day}: the columns say {answer.said}, the "
                f"engine says {said}, or the same for other reasons; no audit is given. Please report this with the "
                "item."
            )


def verdict_of(case: Case) -> tuple[str, object]:
    """The verdict of a settled case (or the name of its outcome), and what makes it the same answer as another."""
    if not_subject(case):
        return Outcome.NOT_SUBJECT.value, None
    return case.conclusion.worst.value, substance_told(case.ruleset, case.truths, case.conclusion)


def _without_verdict(ruleset: Ruleset, destination: str) -> Outcome | None:
    places = ruleset.destinations
    if destination in places.part_of_united_states:
        return Outcome.NOT_AN_EXPORT
    if destination in places.unresolved or destination not in places.names:
        return Outcome.DESTINATION_UNRESOLVED
    return None


@lru_cache(maxsize=8_192)
def _effect(dated: Dated) -> str:
    """What a version does where it applies, as text to compare: what it means, less its condition and its end. Of an
    announcement, its day is part of what it says."""
    fields = {key: value for key, value in plain(dated).items() if key not in {"applies", "expires"}}
    day = dated.name if isinstance(dated.version, Announcement) else ""
    return json.dumps([fields, day], sort_keys=True, ensure_ascii=False)
