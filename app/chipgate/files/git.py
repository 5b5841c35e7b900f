"""The only room that runs git: rule files as a revision had them, and when that was.

Git is asked for objects alone. The working tree and the index are never read, written or checked out here.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from chipgate.errors import UnknownRevision

ZONE = "America/New_York"
_SUFFIXES = (".yaml", ".yml")
_SUBMODULE, _LINK = "160000", "120000"

_MAIN = ("remotes/origin/HEAD", "heads/main", "heads/master", "remotes/origin/main", "remotes/origin/master")

_KEPT = ("GIT_CONFIG_", "GIT_SSH", "GIT_SSL_")
_KEPT_WHOLE = frozenset({"GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM"})
"""Of the GIT_* variables those that do not say which repository or index is meant."""
_QUARANTINE = frozenset({"GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH"})
"""Where the commits of a push stand while the hook that may refuse them runs; kept in such a hook alone."""


def repository_of(path: Path) -> Path:
    """The top of the repository that a path stands in; of a bare repository, its git directory.

    Raises:
        UnknownRevision: it stands in none, or git is not installed.
    """
    folder = path.resolve()
    while not folder.is_dir():
        folder = folder.parent
    inside = _run(folder, "rev-parse", "--is-inside-work-tree")
    if inside.returncode:
        raise UnknownRevision(
            f"{path.resolve()} is not in a git repository{_why(inside)}. Run this inside the repository of the rules, "
            "or name their folder with --rules."
        )
    top = _must(folder, "rev-parse", "--show-toplevel" if inside.stdout == b"true\n" else "--absolute-git-dir")
    return Path(os.fsdecode(top.removesuffix(b"\n")))


def resolve(repository: Path, revision: str) -> str:
    """The full id of the commit that a revision names.

    Raises:
        UnknownRevision: there is no such commit.
    """
    sane = revision and not revision.startswith("-") and "\0" not in revision
    found = _ask(repository, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") if sane else None
    if found is None:
        hint = "Name a commit, a branch or a tag: git log --oneline lists what there is."
        if is_shallow(repository):
            hint = "This clone is shallow and may lack it: git fetch --unshallow brings the rest."
        elif _ask(repository, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") is None:
            hint = "Its current branch has no commit yet."
        raise UnknownRevision(f'there is no commit "{revision}" in {repository}. {hint}')
    return found.decode("ascii").strip()


def merge_base(repository: Path, one: str, other: str) -> str:
    """The commit where two revisions parted.

    Raises:
        UnknownRevision: one of them is not there, or they have no commit in common.
    """
    found = _ask(repository, "merge-base", resolve(repository, one), resolve(repository, other))
    if found is None:
        hint = "Name the base itself: BASE..HEAD."
        if is_shallow(repository):
            hint = "This clone is shallow and may lack it: git fetch --unshallow brings the rest."
        raise UnknownRevision(f'"{one}" and "{other}" have no commit in common. {hint}')
    return found.decode("ascii").strip()


def main_branch(repository: Path) -> str:
    """The branch that changes are made for: what the remote calls its own, else main or master.

    Raises:
        UnknownRevision: there is none.
    """
    for name in _MAIN:
        if _ask(repository, "rev-parse", "--verify", "--quiet", f"refs/{name}^{{commit}}") is not None:
            return name.removeprefix("remotes/").removeprefix("heads/")
    raise UnknownRevision(f"there is no main branch in {repository}. Name the base: BASE..HEAD.")


def touched(repository: Path, base: str, head: str, folder: str = "rules") -> dict[str, dt.date]:
    """Every file of the folder that a commit after the base, up to the head, has touched, by its path below the folder,
    with the day of the last commit that did. A merge counts as the day on which the branch got what it brought."""
    place = folder.strip("/")
    prefix = "" if place in {"", "."} else f"{place}/"
    range_ = f"{resolve(repository, base)}..{resolve(repository, head)}"
    said = _must(
        repository, "log", "--first-parent", "-m", "--no-renames", "--no-show-signature", "--format=%x01%ct", "-z",
        "--name-only", range_, "--", f":(top,literal){place}" if prefix else ":(top)",
    )  # fmt: skip
    found: dict[str, dt.date] = {}
    day = dt.date.max
    for word in said.split(b"\0"):
        entry = word.removeprefix(b"\n")
        if entry.startswith(b"\1"):
            seconds, _, entry = entry[1:].partition(b"\n")
            day = _day(int(seconds))
        path = os.fsdecode(entry)
        if path.startswith(prefix) and path.endswith(_SUFFIXES):
            found.setdefault(path.removeprefix(prefix), day)
    return found


def commit_date(repository: Path, revision: str) -> dt.date:
    """The day on which a revision was committed, as a civil day in New York."""
    commit = resolve(repository, revision)
    seconds = _must(repository, "show", "--no-patch", "--no-show-signature", "--format=%ct", commit)
    return _day(int(seconds.strip()))


def _day(seconds: int) -> dt.date:
    return dt.datetime.fromtimestamp(seconds, ZoneInfo(ZONE)).date()


def rule_files_at(repository: Path, revision: str, folder: str = "rules") -> dict[str, bytes]:
    """The rule files of a revision, by their path below the folder of rules (itself given from the repository's top).

    Raises:
        UnknownRevision: there is no such commit, or it has no rule files there.
    """
    commit = resolve(repository, revision)
    place = folder.strip("/")
    prefix = "" if place in {"", "."} else f"{place}/"
    where = ("--", place) if prefix else ()
    objects: dict[str, str] = {}
    for entry in _must(repository, "ls-tree", "-r", "-z", "--full-tree", commit, *where).split(b"\0"):
        about, _, name = entry.partition(b"\t")
        path = os.fsdecode(name)
        mode = about[:6].decode("ascii")
        if entry and not path.startswith(prefix):
            kind = "a submodule: audit it in its own repository" if mode == _SUBMODULE else "not a folder"
            raise UnknownRevision(f'"{place}" is {kind}, at {revision} of {repository}.')
        if path.endswith(_SUFFIXES) and mode not in {_SUBMODULE, _LINK}:
            objects[path.removeprefix(prefix)] = about.decode("ascii").split(" ")[2]
    if not objects:
        raise UnknownRevision(
            f'there are no rule files in "{place}" at {revision} of {repository}. Name their folder with --rules, or a '
            "revision that has them."
        )
    blobs = dict(_blobs(repository, list(dict.fromkeys(objects.values()))))
    return {path: blobs[id] for path, id in objects.items()}


def is_shallow(repository: Path) -> bool:
    """Whether earlier commits may be missing from this clone."""
    return _ask(repository, "rev-parse", "--is-shallow-repository") == b"true\n"


def _blobs(repository: Path, ids: list[str]) -> Iterator[tuple[str, bytes]]:
    """The contents of blobs by one run of git, which answers each with a line (id, type, size) and the bytes."""
    answer = _must(repository, "cat-file", "--batch", feed="".join(f"{id}\n" for id in ids).encode("ascii"))
    position = 0
    for id in ids:
        end = answer.index(b"\n", position)
        words = answer[position:end].split(b" ")
        if len(words) != 3:
            raise UnknownRevision(f"{repository} lacks the object {id}. If the clone is partial: git fetch --refetch.")
        size = int(words[2])
        yield id, answer[end + 1 : end + 1 + size]
        position = end + 1 + size + 1


def _ask(folder: Path, *words: str) -> bytes | None:
    """What git says; None where it says no."""
    done = _run(folder, *words)
    return None if done.returncode else done.stdout


def _must(folder: Path, *words: str, feed: bytes = b"") -> bytes:
    """What git says, where only a damaged or forbidden repository can make it fail."""
    done = _run(folder, *words, feed=feed)
    if done.returncode:
        raise UnknownRevision(f"git {words[0]} failed in {folder}{_why(done)}.")
    return done.stdout


def _why(done: subprocess.CompletedProcess[bytes]) -> str:
    """Git's own first words on why it failed, in parentheses."""
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return f" ({said[0].removeprefix('fatal: ')})" if said else ""


def _run(folder: Path, *words: str, feed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "--no-pager", "--no-optional-locks", "-C", os.fspath(folder), *words]
    try:
        return subprocess.run(command, input=feed, capture_output=True, env=_environment(), check=False)
    except FileNotFoundError:
        raise UnknownRevision("git is not installed, and no revision can be read without it.") from None


def _environment() -> dict[str, str]:
    """The environment without what a surrounding git left in it: inside a hook GIT_DIR and GIT_INDEX_FILE name the
    repository and the index of the commit under way. The folder that we were given decides, not they."""
    kept = _KEPT_WHOLE | _QUARANTINE if "GIT_QUARANTINE_PATH" in os.environ else _KEPT_WHOLE
    found = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in kept or name.startswith(_KEPT)
    }
    return {**found, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
