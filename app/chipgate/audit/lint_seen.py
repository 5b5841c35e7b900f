"""What lint looks at, and what it finds, before anybody knows in which line it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from chipgate.model.case import ProvisionCase
from chipgate.model.finding import Level
from chipgate.model.rulebook import Dated, Rulebook

Loc: TypeAlias = tuple[str | int, ...]

STALE_AFTER = 90
"""Days after which sources want to be read again."""
WITHIN = 90
"""Days ahead in which an end is soon."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something found in one value of a version, of the title page of a pack (then `where` is the pack's name), or of
    the cases of a provision (then it is the provision's id).

    `loc` is the path to the value in the file. `level` differs from that of the rule only where it is stated.
    """

    rule: str
    where: Dated | str
    loc: Loc
    message: str
    hint: str
    level: Level | None = None


@dataclass(frozen=True)
class Seen:
    """Rules, the cases beside them, the day on which they are looked at, and the packs that are meant.

    `stale_after` and `within` are in days.
    """

    rulebook: Rulebook
    beside: Mapping[str, Sequence[ProvisionCase]]
    day: dt.date
    packs: frozenset[str]
    stale_after: int = STALE_AFTER
    within: int = WITHIN
    days: tuple[dt.date, ...] = field(init=False)

    def __post_init__(self) -> None:
        ahead = [day for day in self.rulebook.boundaries if day > self.day]
        object.__setattr__(self, "days", (self.day, *ahead))

    @property
    def provisions(self) -> Iterator[tuple[Dated, ...]]:
        """The versions of each provision of the packs that are meant, in the order of their days."""
        for versions in self.rulebook.versions.values():
            if versions[0].pack in self.packs:
                yield versions

    @property
    def versions(self) -> Iterator[Dated]:
        """Every version of the packs that are meant."""
        for versions in self.provisions:
            yield from versions


def words_of(dated: Dated) -> Iterator[tuple[Loc, str]]:
    """Every text of a version, with the path to it."""
    yield from _words(dated.version.model_dump(mode="json", by_alias=True, exclude_none=True), ())


def _words(value: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(inner, (*loc, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _words(inner, (*loc, number))
    elif isinstance(value, str):
        yield loc, value
