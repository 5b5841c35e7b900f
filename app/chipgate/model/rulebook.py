"""Every version of every provision, and what is in force on a day.

Where the versions come from (a folder, a git revision, a test) is not known here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import rfc8785

from chipgate.model.pack import Pack, VerdictTable
from chipgate.model.provision import Version


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
        return digest_of(self.canonical)

    def __repr__(self) -> str:
        return f"Dated({self.id!r}, {self.name})"


class InForce:
    """What is in force on one day: at most one version of each provision."""

    def __init__(self, pack: Pack, verdicts: VerdictTable, versions: Iterable[Dated]) -> None:
        self.pack = pack
        self.verdicts = verdicts
        self.versions = {dated.id: dated for dated in sorted(versions, key=lambda dated: dated.id)}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical form (RFC 8785) of all that can move an answer: pack, verdict table, and the
        digest of each version in force."""
        return _digest(self.pack, self.verdicts, {id: dated.digest for id, dated in self.versions.items()})

    def of_kind(self, kind: str) -> list[Dated]:
        """The versions in force of one kind, by id."""
        return [dated for dated in self.versions.values() if dated.kind == kind]


class Rulebook:
    """Every version of every provision of one jurisdiction."""

    def __init__(self, pack: Pack, verdicts: VerdictTable, versions: Iterable[Dated]) -> None:
        self.pack = pack
        self.verdicts = verdicts
        self.versions: dict[str, tuple[Dated, ...]] = {}
        for dated in sorted(versions, key=lambda dated: (dated.id, dated.effective)):
            self.versions[dated.id] = (*self.versions.get(dated.id, ()), dated)
        self._in_force: dict[dt.date, InForce] = {}

    def __iter__(self) -> Iterator[Dated]:
        for versions in self.versions.values():
            yield from versions

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical form of the whole rulebook, by the digest of each of its versions."""
        return _digest(self.pack, self.verdicts, {f"{dated.id}@{dated.name}": dated.digest for dated in self})

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
            self._in_force[start] = InForce(self.pack, self.verdicts, (dated for dated in found if dated is not None))
        return self._in_force[start]


def _digest(pack: Pack, verdicts: VerdictTable, versions: dict[str, str]) -> str:
    title, table = pack.model_dump(mode="json"), verdicts.model_dump(mode="json")
    return digest_of({"pack": title, "verdicts": table, "versions": versions})


def digest_of(content: Any) -> str:
    """SHA-256 of the RFC 8785 form, as "sha256:…"."""
    return "sha256:" + hashlib.sha256(rfc8785.dumps(content)).hexdigest()
