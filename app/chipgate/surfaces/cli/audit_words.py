"""Which two sides the words of `chipgate audit` mean: revisions, folders of rules, bundles, or the files on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chipgate.errors import InvalidQuestion, Problem, UnknownRevision
from chipgate.files import git
from chipgate.files.bundle import SUFFIX
from chipgate.surfaces.revisions import Place

ON_DISK = "the files on disk"


@dataclass(frozen=True, slots=True)
class Source:
    """One side: as it was named, and either a commit, or a folder or bundle file; neither: the files on disk."""

    name: str
    commit: str | None = None
    path: Path | None = None


def sources(words: Sequence[str], place: Place) -> tuple[Source, Source]:
    """Base and head.

    Raises:
        UnknownRevision: a revision is not there, or none can be taken as the base.
        InvalidQuestion: the words name more than two sides.
    """
    if len(words) > 2:
        hint = "Write BASE..HEAD, or BASE HEAD."
        raise InvalidQuestion([Problem("BASE..HEAD", message=f"{len(words)} sides; an audit has two.", hint=hint)])
    if not words:
        return _main_base(place, None), Source(ON_DISK)
    if len(words) == 2:
        return _source(words[0], place), _source(words[1], place)
    (word,) = words
    if _as_path(word, place) is not None:
        return _main_base(place, None), _source(word, place)
    base, dots, head = _parted(word, place)
    if not dots:
        return _parent(word, place), _source(word, place)
    found = _source(head, place) if head else Source("HEAD" if len(dots) == 3 else ON_DISK)
    if len(dots) == 3:
        other = found.commit or git.resolve(place.repository, "HEAD")
        found = Source(found.name, other)
        return _forked(base or None, other, place), found
    return (_source(base, place) if base else _main_base(place, found.commit)), found


def _parted(word: str, place: Place) -> tuple[str, str, str]:
    """The word parted at its dots. Where a path has dots of its own, at those that leave something known on each
    side."""
    found = []
    for start in range(len(word) - 1):
        if not word[:start].endswith("."):
            for dots in ("...", ".."):
                if word.startswith(dots, start):
                    found.append((word[:start], dots, word[start + len(dots) :]))
    if len(found) < 2:
        return found[0] if found else (word, "", "")
    known = [one for one in found if all(not end or _known(end, place) for end in (one[0], one[2]))]
    return (known or found)[0]


def _known(word: str, place: Place) -> bool:
    if Path(word).exists():
        return True
    try:
        git.resolve(place.repository, word)
    except UnknownRevision:
        return False
    return True


def _as_path(word: str, place: Place) -> Path | None:
    """The folder or bundle file that a word names. A revision of that name goes before, save where the word is plainly
    a path."""
    path = Path(word)
    if not (path.is_dir() or (path.is_file() and path.suffix == SUFFIX)):
        return None
    if word.startswith((".", "/", "~")) or word.endswith("/") or path.is_file():
        return path
    try:
        git.resolve(place.repository, word)
    except UnknownRevision:
        return path
    return None


def _source(word: str, place: Place) -> Source:
    path = _as_path(word, place)
    return Source(word, None, path) if path else Source(word, git.resolve(place.repository, word))


def _main_base(place: Place, head: str | None) -> Source:
    """Where a line of work left the main branch."""
    main = git.main_branch(place.repository)
    return _forked(main, head or git.resolve(place.repository, "HEAD"), place)


def _forked(base: str | None, head: str, place: Place) -> Source:
    name = base or git.main_branch(place.repository)
    return Source(f"merge base with {name}", git.merge_base(place.repository, name, head))


def _parent(word: str, place: Place) -> Source:
    git.resolve(place.repository, word)
    try:
        return Source(f"{word}^", git.resolve(place.repository, f"{word}^"))
    except UnknownRevision:
        raise UnknownRevision(
            f'"{word}" has no parent in {place.repository}: it is the first commit, or the clone is shallow. Name the '
            f"base: BASE..{word}."
        ) from None
