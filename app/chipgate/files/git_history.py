"""What git says of single rule files: the commits that brought, edited, moved or removed each, with both contents; and
the commits of a whole folder."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from .git import ZONE, _blobs, _must, resolve

_COMMIT = "--format=%x01%H%x00%ct%x00%s"
_NOTHING = "0" * 40


@dataclass(frozen=True, slots=True)
class Touch:
    """One commit's doing to one file. `day` is the civil day of the commit in New York; `before` and `after` are the
    contents (None: there was, or is, no such file); `moved_from` the path that the file had before."""

    path: str
    commit: str
    day: dt.date
    subject: str
    before: bytes | None
    after: bytes | None
    moved_from: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    commit: str
    seconds: int
    subject: str
    old: str
    new: str
    moved_from: str | None = None


def touches(repository: Path, folder: str, within: str, revision: str = "HEAD") -> list[Touch]:
    """Every commit up to a revision that touched a file below a folder, oldest first; both paths from the top.

    A file that was moved there is followed to where it was before, among the files below `within`.

    Raises:
        UnknownRevision: there is no such commit.
    """
    found = list(_followed(repository, [folder], within, resolve(repository, revision)))
    ids = list(dict.fromkeys(id for entry in found for id in (entry.old, entry.new) if id != _NOTHING[: len(id)]))
    blobs: dict[str, bytes | None] = {_NOTHING: None, **dict(_blobs(repository, ids) if ids else ())}
    zone = ZoneInfo(ZONE)
    listed = [
        Touch(one.path, one.commit, dt.datetime.fromtimestamp(one.seconds, zone).date(), one.subject,
              blobs.get(one.old), blobs.get(one.new), one.moved_from)
        for one in found
    ]  # fmt: skip
    return listed[::-1]


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, by its full id; `day` is its civil day in New York."""

    id: str
    day: dt.date
    subject: str


def commits(repository: Path, folder: str, most: int) -> list[Commit]:
    """The newest commits up to HEAD that touched a folder, given from the top; the newest first.

    Raises:
        UnknownRevision: nothing is committed yet.
    """
    place = f":(top,literal){folder}" if folder not in {"", "."} else ":(top)"
    head = resolve(repository, "HEAD")
    said = _must(
        repository, "log", "-z", "--no-show-signature", f"--max-count={most}", "--format=%H%n%ct%n%s", head, "--", place
    )
    zone = ZoneInfo(ZONE)
    listed = (one.decode("utf-8", "replace").split("\n", 2) for one in said.split(b"\0") if one)
    return [
        Commit(id, dt.datetime.fromtimestamp(int(seconds), zone).date(), subject) for id, seconds, subject in listed
    ]


def _followed(repository: Path, paths: Sequence[str], within: str, commit: str) -> Iterator[_Entry]:
    """The entries of paths, newest first, and then those of the paths that they were moved from."""
    found = list(_log(repository, paths, commit))
    first = {entry.path: number for number, entry in enumerate(found)}  # the oldest entry of each path
    moved: dict[str, list[str]] = {}
    for number in first.values():
        entry = found[number]
        if set(entry.old) == {"0"}:
            source = _source(repository, entry, within)
            if source is not None:
                found[number] = replace(entry, old=source[1], moved_from=source[0])
            if source is not None and source[0] not in first:
                moved.setdefault(entry.commit, []).append(source[0])
    yield from found
    for at, sources in moved.items():
        yield from _followed(repository, sources, within, f"{at}^")


def _log(repository: Path, paths: Sequence[str], commit: str) -> Iterator[_Entry]:
    said = _must(
        repository, "log", "--full-history", "--raw", "--cc", "--no-renames", "--no-abbrev", "--no-show-signature",
        "-z", _COMMIT, commit, "--", *(f":(top,literal){path}" for path in paths),
    )  # fmt: skip
    return _entries(said, "", 0, "")


def _source(repository: Path, entry: _Entry, within: str) -> tuple[str, str] | None:
    """Where git thinks that a new file was moved from by its commit: the old path and the old content's id."""
    said = _must(
        repository, "diff-tree", "-r", "-M", "--root", "-m", "--raw", "--no-abbrev", "--no-commit-id", "-z",
        entry.commit, "--", f":(top,literal){within}" if within not in {"", "."} else ":(top)",
    )  # fmt: skip
    for one in _entries(said, entry.commit, entry.seconds, entry.subject):
        if one.path == entry.path and one.moved_from is not None:
            return one.moved_from, one.old
    return None


def _entries(said: bytes, commit: str, seconds: int, subject: str) -> Iterator[_Entry]:
    """Git's raw lines: a colon for each parent, modes, ids and a status; then the path, or two of a file moved."""
    words = iter(said.split(b"\0"))
    for word in words:
        head = word.lstrip(b"\n")
        if head.startswith(b"\1"):
            commit, seconds = head[1:].decode("ascii"), int(next(words))
            subject = next(words).decode("utf-8", "replace")
        elif head.startswith(b":"):
            parents = len(head) - len(head.lstrip(b":"))
            fields = head.lstrip(b":").decode("ascii").split(" ")
            path, moved_from = os.fsdecode(next(words)), None
            if fields[-1][:1] in {"R", "C"}:
                path, moved_from = os.fsdecode(next(words)), path
            yield _Entry(path, commit, seconds, subject, fields[parents + 1], fields[-2], moved_from)
