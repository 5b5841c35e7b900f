"""Provisions that stand under another id now, and mean what they meant.

A folder that was given another name is no change of law. The old rulebook is read as if its provisions had had their
new names, so that a rename does not look like a repeal and hide what else has changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chipgate.model.rulebook import Dated, Rulebook

from .change import Change, Depth, Kind
from .meaning import plain

_ID = r'(?<=")({})(?=["#])'
"""An id as it stands in the data of a rule: whole, or before the name of an act."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """The old rulebook under the new names, and the names: new by old."""

    old: Rulebook
    names: Mapping[str, str]

    def changes(self, new: Rulebook) -> tuple[Change, ...]:
        """One change for each provision that has another name."""
        return tuple(
            Change(now, new.versions[now][-1].name, new.versions[now][-1].version.title, Kind.RENAMED, Depth.WORDING,
                   (), was)
            for was, now in sorted(self.names.items(), key=lambda pair: pair[1])
        )  # fmt: skip


def follow(old: Rulebook, new: Rulebook) -> Renamed:
    """Find the provisions that were renamed: gone from one side, new on the other, of one kind, with the same law on
    the same days, and no other of which that is true."""
    gone = [id for id in old.versions if id not in new.versions]
    come = [id for id in new.versions if id not in old.versions]
    if not gone or not come:
        return Renamed(old, {})
    mask = _pattern([*gone, *come])
    before, after = ({id: _masked(side, id, mask) for id in ids} for side, ids in ((old, gone), (new, come)))
    names = {}
    for was, law in before.items():
        like_it = [now for now, text in after.items() if text == law]
        if len(like_it) == 1 and sum(text == law for text in before.values()) == 1:
            names[was] = like_it[0]
    return Renamed(_under(old, names), names) if names else Renamed(old, {})


def _pattern(ids: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_ID.format("|".join(re.escape(id) for id in sorted(ids))))


def _masked(rulebook: Rulebook, id: str, mask: re.Pattern[str]) -> tuple[str, ...]:
    """The law of a provision on its days, whatever the provisions that were perhaps renamed are called in it."""
    kind = "/".join((rulebook.versions[id][0].pack, rulebook.versions[id][0].kind))
    law = (f"{dated.name} {mask.sub('*', json.dumps(plain(dated), sort_keys=True))}" for dated in rulebook.versions[id])
    return kind, *law


def _under(old: Rulebook, names: Mapping[str, str]) -> Rulebook:
    pattern = _pattern(names)
    versions = []
    for dated in old:
        text = dated.version.model_dump_json(by_alias=True, exclude_none=True)
        other = pattern.sub(lambda found: names[found[1]], text)
        version = dated.version if other == text else type(dated.version).model_validate_json(other)
        id = names.get(dated.id, dated.id)
        versions.append(dated if version is dated.version and id == dated.id else Dated(id, version))
    return Rulebook(old.pack, old.verdicts, versions, old.others)
