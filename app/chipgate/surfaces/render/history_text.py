"""The history of a provision: law on the left, our files on the right; and the same as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from chipgate.surfaces.render.plain_text import visible
from chipgate.surfaces.rule_history import Doing, Edition, History, VersionHistory

SCHEMA = "chipgate-history/1"
"""Name and version of the JSON form. A field is added without a new version; none changes meaning within one."""
_LEFT = 26


def history_json(found: History) -> bytes:
    """The history as one JSON document, UTF-8, ending in a newline."""
    data = {
        "schema": SCHEMA, "provision": found.provision, "shallow": found.shallow,
        "versions": [
            {
                "effective": version.effective, "ends": version.ends, "title": version.title,
                "uncommitted": version.uncommitted, "days_late": version.days_late,
                "commits": [
                    {"date": one.day, "commit": one.commit, "subject": one.subject, "did": one.doing.name.lower(),
                     "correction": one.doing is Doing.CORRECTED, "moved_from": one.moved_from}
                    for one in version.editions
                ],
            }
            for version in found.versions
        ],
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=2, default=str).encode() + b"\n"


def history_text(found: History) -> str:
    """The history as lines, oldest first."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: History) -> Iterator[str]:
    yield found.provision
    yield f"  {'in law':<{_LEFT}}in our files (git)"
    for version in found.versions:
        left = [_span(version)] + ([] if version.title is not None else ["  the file is gone"])
        right = [_edition(one, version) for one in version.editions]
        if version.uncommitted:
            right.append("not committed: on disk it reads otherwise" if right else "not committed yet")
        for number in range(max(len(left), len(right), 1)):
            row = [side[number] if number < len(side) else "" for side in (left, right)]
            yield f"  {row[0]:<{_LEFT}}{row[1]}".rstrip()
    if found.shallow:
        yield "  this clone is shallow: what came before its first commit is not seen (git fetch --unshallow)"


def _span(version: VersionHistory) -> str:
    if version.ends is None:
        return f"{version.effective} on"
    return f"{version.effective} to {version.ends - dt.timedelta(days=1)}"


def _edition(one: Edition, version: VersionHistory) -> str:
    said = one.doing.value.upper() if one.doing in {Doing.CORRECTED, Doing.REMOVED} else one.doing.value
    if one is version.editions[0] and one.doing is Doing.ENTERED:
        said += f" {_lag((one.day - version.effective).days)}"
    if one.moved_from is not None:
        said += f" from {one.moved_from}"
    return f"{one.day}  {one.commit[:10]}  {said}: {visible(one.subject)}"


def _lag(days: int) -> str:
    if days == 0:
        return "on its first day"
    return f"{abs(days):,} day{'' if abs(days) == 1 else 's'} {'after' if days > 0 else 'before'} its first"
