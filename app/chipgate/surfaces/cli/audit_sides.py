"""From the words of `chipgate audit` to what it compares: two rulebooks, and when each change of the head was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chipgate import Rulebook
from chipgate.audit.report import Side
from chipgate.errors import InvalidRulebook, Problem
from chipgate.files import git
from chipgate.files.rule_files import NOT_VERSIONS, VERDICTS, files_in, parse_rulebook
from chipgate.files.rule_reader import Known
from chipgate.surfaces.revisions import Place

from .audit_words import Source, sources

_NO_LAW = NOT_VERSIONS - {"pack.yaml", VERDICTS}


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides; the day on which the head was made; from which day on each version that it has or lacks was known,
    by `provision/version`; how many rule files differ in more than their line ends.

    `files` are those of the head, by the path under which a reader of the repository finds them.
    """

    base: tuple[Side, Rulebook]
    head: tuple[Side, Rulebook]
    committed: dt.date
    changed_files: int
    known_from: Mapping[str, dt.date] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    folder: str = "rules"


def read_sides(place: Place, words: Sequence[str], now: dt.date) -> Sides:
    """Read both sides.

    Raises:
        UnknownRevision: a revision is not there, or has no rules.
        InvalidBundle: a bundle is damaged.
        InvalidRulebook: with every problem of both sides, each under the name of its revision.
    """
    base, head = sources(words, place)
    old, new = _files(base, place), _files(head, place)
    problems: list[Problem] = []
    known = Known()
    before = _parsed(old, _root(base, place), f"base {base.name}", problems, known)
    after = _parsed(new, _root(head, place), f"head {head.name}", problems, known)
    if before is None or after is None:
        raise InvalidRulebook(problems)
    return Sides(
        (Side(base.name, base.commit, before.digest), before), (Side(head.name, head.commit, after.digest), after),
        git.commit_date(place.repository, head.commit) if head.commit else now,
        _changed(old, new), _known_from(base, head, place, new, now), new, _root(head, place, here=True),
    )  # fmt: skip


def _files(source: Source, place: Place) -> dict[str, bytes]:
    if source.commit is not None:
        return git.rule_files_at(place.repository, source.commit, place.folder)
    return files_in(_folder(source, place))


def _folder(source: Source, place: Place) -> Path:
    """The folder of rules that a side on disk has: itself, or the one of that name within; or its bundle."""
    if source.path is None:
        return place.repository / place.folder
    inside = source.path / place.given
    return inside if not (source.path / VERDICTS).is_file() and inside.is_dir() else source.path


def _root(source: Source, place: Place, here: bool = False) -> str:
    """What the paths of a side begin with, in problems; `here`: as a reader of the repository finds them."""
    if source.path is not None:
        return source.name if source.path.is_file() else _folder(source, place).as_posix()
    return place.folder if here or source.commit is None else f"{source.name}:{place.folder}"


def _parsed(
    files: Mapping[str, bytes], root: str, side: str, problems: list[Problem], known: Known
) -> Rulebook | None:
    try:
        return parse_rulebook(files, root, known=known)
    except InvalidRulebook as error:
        count = len(error.problems)
        told = f"these rules cannot be read: {count} problem{'' if count == 1 else 's'}."
        problems += [Problem(side, message=told, hint="An audit needs both sides."), *error.problems]
        return None


def _known_from(
    base: Source, head: Source, place: Place, new: Mapping[str, bytes], now: dt.date
) -> dict[str, dt.date]:
    """Since when each file stands as the head has it, where git knows: the day of the last commit that touched it."""
    if base.commit is None or head.path is not None:
        return {}
    repository, folder = place.repository, place.folder
    known = git.touched(repository, base.commit, head.commit or "HEAD", folder)
    if head.commit is None:
        committed = git.rule_files_at(repository, "HEAD", folder)
        known |= {path: now for path in {*committed, *new} if committed.get(path) != new.get(path)}
    return {path.rsplit(".", 1)[0]: day for path, day in known.items()}


def _changed(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> int:
    """How many files of law differ in bytes, line ends aside."""
    names = [name for name in {*old, *new} if name.rsplit("/", 1)[-1] not in _NO_LAW]
    sides = [{name: side[name].replace(b"\r\n", b"\n") for name in names if name in side} for side in (old, new)]
    return sum(sides[0].get(name) != sides[1].get(name) for name in names)
