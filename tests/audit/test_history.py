"""The rules replayed as a git history: the audit of each step names that step's change of law, and whom it flips.

`UPDATE_HISTORY=1 pytest tests/audit/test_history.py` writes the golden files anew, to be read as a diff and held
against the law: see `tests/data/history/README.md`.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from chipgate import ItemSpec, Rulebook
from chipgate.audit.change import Depth
from chipgate.audit.impact import Flip
from chipgate.audit.report import Report, Side, report
from chipgate.files import git
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import parse_rulebook
from tests.documents import ROOT, shown_and_printed
from tests.repos import git as run_git

GOLDEN = ROOT / "tests/data/history"
ASKED_ON = dt.date(2027, 6, 1)
"""After every step, so that "as of today" says the same of each."""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "history"
    command = [sys.executable, str(ROOT / "examples/history/make.py"), str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "commits in" in made.stdout
    return folder


def _commits(repository: Path) -> list[tuple[str, dt.date, str]]:
    """Id, day and subject of every commit, the first one first."""
    lines = run_git(repository, "log", "--reverse", "--date=short", "--format=%H %cd %s").splitlines()
    words = [line.split(" ", 2) for line in lines]
    return [(id, dt.date.fromisoformat(day), subject) for id, day, subject in words]


def test_every_version_stands_in_the_commit_of_its_day_and_no_id_hangs_on_where_it_was_made(
    history: Path, tmp_path: Path, rulebook: Rulebook
) -> None:
    commits = _commits(history)
    days = {max(rulebook.pack.covered_from, dated.effective) for dated in rulebook}
    assert [day for _, day, _ in commits] == sorted(days)
    assert run_git(history, "status", "--porcelain") == ""
    files = rules_folder().rglob("2*.yaml")
    shipped = {path.relative_to(rules_folder()).as_posix(): path.read_bytes() for path in files}
    assert {name: text for name, text in git.rule_files_at(history, "main").items() if name in shipped} == shipped
    for id, day, _ in commits:
        assert git.commit_date(history, id) == day
        assert git.resolve(history, f"refs/tags/{day}") == id
    again = tmp_path / "again"
    command = [sys.executable, str(ROOT / "examples/history/make.py"), str(again)]
    odd = {**os.environ, "GIT_AUTHOR_NAME": "Somebody", "GIT_DIR": "/nowhere", "TZ": "Asia/Tokyo"}
    subprocess.run(command, check=True, capture_output=True, env=odd)
    assert git.resolve(again, "main") == commits[-1][0]
    assert subprocess.run(command, check=False, capture_output=True, text=True).returncode == 1


@pytest.mark.slow
def test_the_audit_of_each_step_names_its_change_of_law_and_the_chips_that_flip(
    history: Path, catalog: dict[str, ItemSpec]
) -> None:
    commits = _commits(history)
    told = dict(_steps(history, commits, list(catalog.values())))
    if os.environ.get("UPDATE_HISTORY"):
        for old in GOLDEN.glob("2*.txt"):
            old.unlink()
        for name, text in told.items():
            (GOLDEN / name).write_text(text, encoding="utf-8")
    golden = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob("2*.txt")}
    assert sorted(golden) == sorted(told)
    for name, text in golden.items():
        assert told[name] == text, f"{name}: run UPDATE_HISTORY=1 pytest, and hold the difference against the law"


def _steps(
    history: Path, commits: Sequence[tuple[str, dt.date, str]], items: Sequence[ItemSpec]
) -> Iterator[tuple[str, str]]:
    before: tuple[Side, Rulebook] | None = None
    for id, day, subject in commits:
        rulebook = parse_rulebook(git.rule_files_at(history, id))
        head = (Side(id, id, rulebook.digest), rulebook)
        if before is not None:
            found = report(before, head, git.commit_date(history, id), ASKED_ON, items, ["CN"])
            own = {(dated.id, dated.name) for dated in rulebook if dated.effective == day}
            assert {(change.provision, change.version) for change in found.changes} == own
            assert {flip.first for flip in found.flips} <= {day}
            assert not any(change.retroactive for change in found.changes)
            yield f"{day}.txt", "".join(f"{line}\n" for line in _lines(subject, found))
        before = head


def _lines(subject: str, found: Report) -> Iterator[str]:
    yield subject
    yield "\nchanges"
    for change in found.changes:
        depth = "" if change.depth is Depth.MEANING else f" ({change.depth})"
        yield f"  {change.provision}  {change.title}{depth}"
    turned = [flip for flip in found.flips if flip.verdict_changed]
    yield "\nto China, another verdict"
    yield from _flips(turned)
    yield "\nto China, the same verdict for other reasons"
    yield from _flips([flip for flip in found.flips if not flip.verdict_changed])


def _flips(flips: Sequence[Flip]) -> Iterator[str]:
    """Which chips, by what their answer was and is and by what did it."""
    groups: dict[tuple[str, str, tuple[str, ...], str], list[str]] = {}
    for flip in flips:
        until = f" until {flip.last}" if flip.last else ""
        groups.setdefault((flip.before, flip.after, flip.because, until), []).append(flip.item)
    if not groups:
        yield "  none"
    for (before, after, because, until), names in sorted(groups.items()):
        what = before if before == after else f"{before} → {after}"
        yield f"  {what}{until}, by {', '.join(because)}"
        yield from (f"    {name}" for name in sorted(names))


@pytest.mark.slow
def test_the_walk_through_prints_what_its_page_shows(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    text, current = shown_and_printed(ROOT / "docs/auditing.md", tmp_path)
    assert current == text, "run: UPDATE_DOCS=1 pytest tests/audit/test_history.py, and read the difference"
