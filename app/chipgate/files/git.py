"""Rule files from a git revision, by the git program. The only module that speaks git; it never touches a work tree."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

from chipgate.errors import UnknownRevision

_ZONE = ZoneInfo("America/New_York")
_SECONDS = 120
_KEPT = frozenset({"GIT_EXEC_PATH", "GIT_SSL_CAINFO"})
"""Of the GIT_* variables that a hook hands down, those that do not say which repository or index is meant."""


def repository_of(path: Path) -> Path:
    """The top folder of the repository that holds a path.

    Raises:
        UnknownRevision: the path is in no repository.
    """
    folder = path if path.is_dir() else path.parent
    return Path(_run(folder, "rev-parse", "--show-toplevel").decode().strip())


def resolve(repository: Path, revision: str) -> str:
    """The full name of a commit.

    Raises:
        UnknownRevision: there is no such commit.
    """
    if revision.startswith("-"):
        raise UnknownRevision(f'"{revision}" is not a revision.')
    return _run(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()


def commit_date(repository: Path, revision: str) -> dt.date:
    """The civil day in America/New_York on which a commit was made."""
    seconds = int(_run(repository, "show", "-s", "--format=%ct", resolve(repository, revision)))
    return dt.datetime.fromtimestamp(seconds, _ZONE).date()


def rule_files_at(repository: Path, revision: str, folder: str = "rules") -> dict[str, bytes]:
    """The rule files of a revision, by their path below the rule folder.

    Raises:
        UnknownRevision: no such commit, or it has no such folder.
    """
    commit, prefix = resolve(repository, revision), folder.strip("/") + "/"
    listed = _run(repository, "ls-tree", "-r", "-z", "--full-tree", commit, "--", prefix)
    blobs: dict[str, str] = {}
    for entry in listed.split(b"\0"):
        if entry:
            meta, _, name = entry.partition(b"\t")
            mode, kind, blob = meta.decode().split()
            path = os.fsdecode(name)
            if kind == "blob" and mode != "120000" and path.endswith((".yaml", ".yml")):
                blobs[path.removeprefix(prefix)] = blob
    if not blobs:
        raise UnknownRevision(f"{revision} has no rule files below {prefix}. Name the folder with --rules.")
    return dict(zip(blobs, _blobs(repository, list(blobs.values())), strict=True))


def _blobs(repository: Path, names: list[str]) -> list[bytes]:
    answer = _run(repository, "cat-file", "--batch", feed="".join(f"{name}\n" for name in names).encode())
    found, start = [], 0
    for name in names:
        end = answer.index(b"\n", start)
        size = int(answer[start:end].split()[-1]) if answer[start:end].startswith(name.encode()) else -1
        if size < 0:
            raise UnknownRevision(f"git has no content for {name}. Is this a partial clone?")
        found.append(answer[end + 1 : end + 1 + size])
        start = end + 1 + size + 1
    return found


def _run(folder: Path, *words: str, feed: bytes | None = None) -> bytes:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in _KEPT}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], input=feed, capture_output=True, timeout=_SECONDS, env=environment, check=False
        )
    except FileNotFoundError:
        raise UnknownRevision("git is not installed, or the folder does not exist.") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        revision = words[-1].removesuffix("^{commit}") if words[0] == "rev-parse" and "--verify" in words else ""
        if revision:
            raise UnknownRevision(f'"{revision}" is no commit here. Fetch it, or check its name with git log.')
        raise UnknownRevision(said[-1].removeprefix("fatal: ").capitalize() if said else f"git {words[0]} failed.")
    return done.stdout
