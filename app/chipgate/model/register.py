"""The item register: items whose figures a person has reviewed, found by part number or alias, as they stood on a day.

Each version of an entry is complete and lasts until the next. Reading the files is `files.register`.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from chipgate.model.item import ItemSpec, Name, Review
from chipgate.model.provision import Confidence, Text
from chipgate.model.rulebook import digest_of

NOT_FIGURES = frozenset({"name", "manufacturer", "kind", "review"})
"""Fields of an item that need no source: they say which item it is."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class FigureSource(_Strict):
    """Where a figure was read, and how sure it is."""

    title: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    document: Annotated[
        Text | None, Field(description="A paper or a file without an address: number, edition, page.")
    ] = None
    confidence: Confidence

    @model_validator(mode="after")
    def _can_be_found(self) -> FigureSource:
        if self.url is None and self.document is None:
            raise ValueError("a source has a url or names a document")
        return self


class ReviewedItem(_Strict):
    """One version of an entry: an item's figures, where each was read, and who reviewed them."""

    part_number: Name
    aliases: tuple[Name, ...] = ()
    manufacturer: Name
    item: ItemSpec
    figures: Annotated[
        dict[str, FigureSource],
        Field(description='The source of every figure under item, by its key: die_area_mm2, tops, or "tops.int8".'),
    ]
    reviewer: Name
    reviewed_on: dt.date
    note: Text | None = None

    @property
    def stated(self) -> list[str]:
        """Every figure that the item states, by its key; rates apart."""
        return list(_stated(self.item))


def _stated(item: ItemSpec) -> Iterator[str]:
    for name, value in item.model_dump(exclude_none=True).items():
        if name in NOT_FIGURES:
            continue
        if isinstance(value, dict):
            yield from (f"{name}.{form.value}" for form in value)
        else:
            yield name


class Entry:
    """One version of one entry, under the folder name that outlives it."""

    __slots__ = ("__dict__", "first_day", "reviewed", "slug")

    def __init__(self, slug: str, first_day: dt.date, reviewed: ReviewedItem) -> None:
        self.slug = slug
        self.first_day = first_day
        self.reviewed = reviewed

    @cached_property
    def canonical(self) -> dict[str, Any]:
        """The version as plain JSON data, figures as text."""
        content = self.reviewed.model_dump(mode="json", exclude_none=True)
        return {"entry": self.slug, "first_day": self.first_day.isoformat(), **content}

    @cached_property
    def item(self) -> ItemSpec:
        """The item as questions hold it, with the record of its review."""
        reviewed = self.reviewed
        record = Review(
            part_number=reviewed.part_number,
            reviewer=reviewed.reviewer,
            reviewed_on=reviewed.reviewed_on,
            digest=digest_of(self.canonical),
        )
        name, maker = reviewed.item.name or reviewed.part_number, reviewed.manufacturer
        return reviewed.item.model_copy(update={"name": name, "manufacturer": maker, "review": record})

    @property
    def names(self) -> tuple[str, ...]:
        """What it is found by."""
        return (self.reviewed.part_number, *self.reviewed.aliases)

    @cached_property
    def keys(self) -> dict[str, str]:
        """What it is found by, folded, with and without the maker's name before it; and each name as it is written."""
        return {fold(f"{maker}{name}"): name for name in self.names for maker in ("", self.reviewed.manufacturer)}


class RegisterOn:
    """The entries of one day."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_key = {key: entry for entry in self.entries for key in entry.keys}

    def find(self, name: str) -> Entry | None:
        """The entry with that part number or alias, whatever its case and punctuation."""
        return self._by_key.get(fold(name))

    @property
    def clashes(self) -> Iterator[tuple[Entry, Entry, str]]:
        """Entries that share a name: both, and the name as the second writes it."""
        first: dict[str, Entry] = {}
        for entry in self.entries:
            for key, name in entry.keys.items():
                other = first.setdefault(key, entry)
                if other is not entry:
                    yield other, entry, name


class ItemRegister:
    """Every version of every entry."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, tuple[Entry, ...]] = {}
        for entry in sorted(entries, key=lambda entry: (entry.slug, entry.first_day)):
            self.entries[entry.slug] = (*self.entries.get(entry.slug, ()), entry)
        self.boundaries = tuple(sorted({entry.first_day for entry in self}))
        self._on: dict[int, RegisterOn] = {}

    def __iter__(self) -> Iterator[Entry]:
        for versions in self.entries.values():
            yield from versions

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical form of every version."""
        return digest_of([entry.canonical for entry in self])

    def on(self, day: dt.date) -> RegisterOn:
        """The newest version of each entry that is not after the day."""
        interval = bisect_right(self.boundaries, day)
        if interval not in self._on:
            newest = (_newest(versions, day) for versions in self.entries.values())
            self._on[interval] = RegisterOn(entry for entry in newest if entry is not None)
        return self._on[interval]

    def first_day_of(self, name: str) -> dt.date | None:
        """The first day on which some entry bears the name; None where none ever does."""
        return min((entry.first_day for entry in self if fold(name) in entry.keys), default=None)


def _newest(versions: tuple[Entry, ...], day: dt.date) -> Entry | None:
    return next((entry for entry in reversed(versions) if entry.first_day <= day), None)


def fold(name: str) -> str:
    """A name without case, spaces and punctuation.

    >>> fold("H20 (HGX)") == fold("h20-hgx")
    True
    """
    return "".join(character for character in name.casefold() if character.isalnum())
