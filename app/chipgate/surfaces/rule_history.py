"""The two times of a provision side by side: when the law changed, and when our files did."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from chipgate.audit.meaning import plain
from chipgate.errors import UnknownRevision
from chipgate.files import git
from chipgate.files.git import is_shallow
from chipgate.files.git_history import Touch, touches
from chipgate.files.rule_reader import RuleReader
from chipgate.model.provision import KINDS
from chipgate.model.rulebook import Dated

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.ya?ml")


class Doing(StrEnum):
    """What a commit did to the file of a version. Only a correction and a removal change what the rules say of a day
    that had been answered for."""

    ENTERED = "entered"
    CORRECTED = "corrected"
    WORDING = "wording or citation"
    LAYOUT = "layout or comments"
    MOVED = "moved here"
    REMOVED = "removed"
    UNREADABLE = "edited, unreadable on one side"


@dataclass(frozen=True, slots=True)
class Edition:
    """One commit of a version file."""

    day: dt.date
    commit: str
    subject: str
    doing: Doing
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class VersionHistory:
    """One version of a provision: its first day in law, the day after its last (None: not known), and its commits,
    oldest first. `title` is None where the file is gone; `uncommitted`: the file on disk is not the committed one."""

    effective: dt.date
    ends: dt.date | None
    title: str | None
    editions: tuple[Edition, ...]
    uncommitted: bool = False

    @property
    def days_late(self) -> int | None:
        """Days from its first day in law to the commit that entered it; negative where it was known before."""
        return (self.editions[0].day - self.effective).days if self.editions else None


@dataclass(frozen=True, slots=True)
class History:
    """The versions of a provision, and whether earlier commits may be missing from this clone."""

    provision: str
    versions: tuple[VersionHistory, ...]
    shallow: bool


def history_of(id: str, versions: Sequence[Dated], rules: Path, folder: Path) -> History:
    """The history of a provision that stands in a folder, below a folder of rules.

    Raises:
        UnknownRevision: the folder is in no git repository.
    """
    repository = git.repository_of(rules)
    top = repository.resolve()
    within, place = (one.resolve().relative_to(top).as_posix() for one in (rules, folder))
    by_name: dict[str, list[Touch]] = {}
    followed: dict[str, str] = {}
    for touch in reversed(touches(repository, place, within)):
        name = followed.get(touch.path, touch.path.rsplit("/", 1)[-1])
        if touch.moved_from is not None and touch.moved_from.rpartition("/")[0] != place:
            followed[touch.moved_from] = name
        by_name.setdefault(name, []).insert(0, touch)
    committed = _committed(repository, within)
    stems = {name.rsplit(".", 1)[0]: name for name in by_name if _DAY.fullmatch(name)}
    here = {dated.name: dated for dated in versions}
    found = []
    for day in sorted({*stems, *here}):
        dated, listed = here.get(day), by_name.get(stems.get(day, ""), [])
        changed = dated is not None and _differs(folder, day, committed, place, within)
        editions = tuple(_edition(id, touch) for touch in listed)
        found.append(VersionHistory(dt.date.fromisoformat(day), _end(dated, versions),
                                    dated.version.title if dated else None, editions, changed))  # fmt: skip
    return History(id, tuple(found), is_shallow(repository))


def _committed(repository: Path, within: str) -> dict[str, bytes]:
    try:
        return git.rule_files_at(repository, "HEAD", within)
    except UnknownRevision:  # nothing of it is committed yet
        return {}


def _differs(folder: Path, day: str, committed: dict[str, bytes], place: str, within: str) -> bool:
    """Whether the file on disk has other content than the last commit, line ends aside."""
    below = place.removeprefix("" if within in {"", "."} else within).lstrip("/")
    for suffix in (".yaml", ".yml"):
        file = folder / f"{day}{suffix}"
        if file.is_file():
            before = committed.get(f"{below}/{day}{suffix}")
            return before is None or before.replace(b"\r\n", b"\n") != file.read_bytes().replace(b"\r\n", b"\n")
    return False


def _end(dated: Dated | None, versions: Sequence[Dated]) -> dt.date | None:
    if dated is None:
        return None
    later = [other.effective for other in versions if other.effective > dated.effective]
    return min([*later[:1], *([dated.version.expires] if dated.version.expires else [])], default=None)


def _edition(id: str, touch: Touch) -> Edition:
    return Edition(touch.day, touch.commit, touch.subject, _doing(id, touch), touch.moved_from)


def _doing(id: str, touch: Touch) -> Doing:
    if touch.after is None:
        return Doing.REMOVED
    if touch.before is None:
        return Doing.ENTERED
    before, after = (_read(id, text) for text in (touch.before, touch.after))
    if before is None or after is None:
        return Doing.UNREADABLE
    if plain(before) != plain(after) or before.effective != after.effective:
        return Doing.CORRECTED
    if before.digest != after.digest:
        return Doing.WORDING
    return Doing.MOVED if touch.moved_from is not None else Doing.LAYOUT


def _read(id: str, text: bytes) -> Dated | None:
    """A version as this release reads it; None where it cannot."""
    page = RuleReader().page(text, id, KINDS[id.split("/")[1]])
    return Dated(id, page[0]) if page is not None else None
