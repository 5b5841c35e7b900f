"""Real git repositories for tests, with fixed people and dates."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from chipgate.files.places import rules_folder

PERSON = {
    "GIT_AUTHOR_NAME": "A Tester", "GIT_AUTHOR_EMAIL": "tester@example.org",
    "GIT_COMMITTER_NAME": "A Tester", "GIT_COMMITTER_EMAIL": "tester@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
}  # fmt: skip
DAY = "2026-10-01T12:00:00Z"


def git(repository: Path, *words: str, at: str = DAY) -> str:
    """Run git in a repository, as one person at one time, with nobody's settings."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    when = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    command = ["git", "-C", str(repository), "-c", "init.defaultBranch=main", "-c", "core.autocrlf=false", *words]
    done = subprocess.run(command, env={**clean, **PERSON, **when}, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"git {' '.join(words)}: {done.stderr}"
    return done.stdout


def make_repo(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A repository with these files in its first commit; without any, with the rules of chipgate."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q")
    if files is None:
        shutil.copytree(rules_folder(), folder / "rules")
    else:
        write(folder, files)
    commit(folder, "Begin")
    return folder


def write(repository: Path, files: Mapping[str, str | bytes]) -> None:
    """Put files into the work tree."""
    for path, text in files.items():
        file = repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)


def commit(repository: Path, message: str, at: str = DAY) -> str:
    """Commit everything; the id of the commit."""
    git(repository, "add", "-A", at=at)
    git(repository, "commit", "-q", "--allow-empty", "-m", message, at=at)
    return git(repository, "rev-parse", "HEAD").strip()


def edit(repository: Path, path: str, old: str, new: str) -> None:
    """Replace every place of a text that must be there."""
    file = repository / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
