"""Every version of every provision, and what is in force on a day.

Where the versions come from (a folder, a git revision, a test) is not known here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import rfc8785

from chipgate.model.pack import HousePack, Pack, VerdictTable
from chipgate.model.provision import Version

MAIN_PACK = "us"
"""The pack that gives the days covered, the destinations and the coverage statement of every answer."""

_LATER: Mapping[str, Any] = {
    "least_confidence": None, "level_of": [], "regions": {}, "roles": [], "sources": [], "terms_encoded": True,
    "yields_to": [],
}  # fmt: skip
"""Fields that came after the first revision, with what they say in a file that lacks them. Digests leave them out
then, so that the rules of an old revision keep their digest. A new field with a default belongs here."""


@dataclass(frozen=True)
class OtherPacks:
    """The title pages beside the main pack's: other jurisdictions and houses, by the first part of their ids."""

    jurisdictions: Mapping[str, Pack] = field(default_factory=lambda: MappingProxyType({}))
    houses: Mapping[str, HousePack] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def canonical(self) -> dict[str, Any]:
        """The title pages as plain JSON data; empty where there are none."""
        listed = {"packs": self.jurisdictions, "houses": self.houses}
        return {
            kind: {name: page.model_dump(mode="json", exclude_none=True) for name, page in sorted(pages.items())}
            for kind, pages in listed.items()
            if pages
        }


NO_OTHERS = OtherPacks()


class Dated:
    """One version of one provision, under the id that outlives it: `us/items/3a090-a` as of 2023-11-17."""

    __slots__ = ("__dict__", "id", "version")

    def __init__(self, id: str, version: Version) -> None:
        self.id = id
        self.version = version

    @property
    def effective(self) -> dt.date:
        """First day in force."""
        return self.version.effective

    @property
    def name(self) -> str:
        """The version's own name: its first day."""
        return self.version.effective.isoformat()

    @property
    def pack(self) -> str:
        """The pack that it belongs to: us, my, a house."""
        return self.id.split("/")[0]

    @property
    def kind(self) -> str:
        """The folder that the provision stands in: items, requirements, letters, …"""
        return self.id.split("/")[1]

    @cached_property
    def canonical(self) -> dict[str, Any]:
        """The version as plain JSON data, numbers as text, so that equal law has equal bytes."""
        return {"id": self.id, **self.version.model_dump(mode="json", by_alias=True, exclude_none=True)}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical form (RFC 8785) of the version."""
        return digest_of(_as_first_written(self.canonical))

    def __repr__(self) -> str:
        return f"Dated({self.id!r}, {self.name})"


class InForce:
    """What is in force on one day: at most one version of each provision."""

    def __init__(
        self, pack: Pack, verdicts: VerdictTable, versions: Iterable[Dated], others: OtherPacks = NO_OTHERS
    ) -> None:
        self.pack = pack
        self.others = others
        self.verdicts = verdicts
        self.versions = {dated.id: dated for dated in sorted(versions, key=lambda dated: dated.id)}

    @property
    def packs(self) -> dict[str, Pack]:
        """The title page of each jurisdiction, by its folder."""
        return {MAIN_PACK: self.pack, **self.others.jurisdictions}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical form (RFC 8785) of all that can move an answer: packs, verdict table, and the
        digest of each version in force."""
        versions = {id: dated.digest for id, dated in self.versions.items()}
        return _digest(self.pack, self.others, self.verdicts, versions)

    def of_kind(self, kind: str) -> list[Dated]:
        """The versions in force of one kind, by id."""
        return [dated for dated in self.versions.values() if dated.kind == kind]


class Rulebook:
    """Every version of every provision: of the United States, of other jurisdictions, and of houses.

    `pack` is the main pack's title page; `packs` has each jurisdiction's, `houses` each company's.
    """

    def __init__(
        self, pack: Pack, verdicts: VerdictTable, versions: Iterable[Dated], others: OtherPacks = NO_OTHERS
    ) -> None:
        self.pack = pack
        self.others = others
        self.verdicts = verdicts
        self.versions: dict[str, tuple[Dated, ...]] = {}
        for dated in sorted(versions, key=lambda dated: (dated.id, dated.effective)):
            self.versions[dated.id] = (*self.versions.get(dated.id, ()), dated)
        self._in_force: dict[dt.date, InForce] = {}

    def __iter__(self) -> Iterator[Dated]:
        for versions in self.versions.values():
            yield from versions

    @property
    def packs(self) -> dict[str, Pack]:
        """The title page of each jurisdiction, by its folder."""
        return {MAIN_PACK: self.pack, **self.others.jurisdictions}

    @property
    def houses(self) -> Mapping[str, HousePack]:
        """The title page of each house pack, by the short name that its provisions' ids begin with."""
        return self.others.houses

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical form of the whole rulebook, by the digest of each of its versions."""
        versions = {f"{dated.id}@{dated.name}": dated.digest for dated in self}
        return _digest(self.pack, self.others, self.verdicts, versions)

    @cached_property
    def boundaries(self) -> tuple[dt.date, ...]:
        """Every day on which something comes into force or ends, in order."""
        days = {dated.effective for dated in self}
        days |= {dated.version.expires for dated in self if dated.version.expires}
        return tuple(sorted(days))

    def version_on(self, id: str, day: dt.date) -> Dated | None:
        """The version of a provision in force on a day: the newest not after it, unless repealed or expired."""
        newest = None
        for dated in self.versions.get(id, ()):
            if dated.effective <= day:
                newest = dated
        if newest is None or newest.version.repealed:
            return None
        expires = newest.version.expires
        return None if expires is not None and expires <= day else newest

    def on(self, day: dt.date) -> InForce:
        """What is in force on a day. Days between two boundaries share one object."""
        start = max((boundary for boundary in self.boundaries if boundary <= day), default=dt.date.min)
        if start not in self._in_force:
            found = (self.version_on(id, day) for id in self.versions)
            versions = (dated for dated in found if dated is not None)
            self._in_force[start] = InForce(self.pack, self.verdicts, versions, self.others)
        return self._in_force[start]


def _digest(pack: Pack, others: OtherPacks, verdicts: VerdictTable, versions: dict[str, str]) -> str:
    title, table = _as_first_written(pack.model_dump(mode="json")), verdicts.model_dump(mode="json")
    return digest_of({"pack": title, "verdicts": table, "versions": versions, **others.canonical})


def _as_first_written(content: Any) -> Any:
    """Content without the later fields that say nothing."""
    if isinstance(content, list):
        return [_as_first_written(inner) for inner in content]
    if not isinstance(content, dict):
        return content
    silent = dict(_LATER)
    if "classification" in content:
        silent["conditions"] = []  # of an item; policies and exceptions always had the field
    return {
        key: _as_first_written(inner) for key, inner in content.items() if key not in silent or inner != silent[key]
    }


def digest_of(content: Any) -> str:
    """SHA-256 of the RFC 8785 form, as "sha256:…"."""
    return "sha256:" + hashlib.sha256(rfc8785.dumps(content)).hexdigest()
