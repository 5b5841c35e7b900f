"""Both times of a provision, from real repositories; and what the rules of a revision said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chipgate.surfaces.cli.app import app
from tests.repos import commit, edit, git, make_repo

ITEM = "rules/us/items/3a090-a"
FILE = f"{ITEM}/2023-11-17.yaml"


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": "", "CHIPGATE_RULES_KEY": ""}).invoke(app, list(words))


def _history(repository: Path, provision: str = "us/items/3a090-a") -> dict[str, dict[str, Any]]:
    said = run("rules", "history", provision, "--rules", str(repository / "rules"), "-f", "json")
    assert said.exit_code == 0, said.output
    return {version["effective"]: version for version in json.loads(said.stdout)["versions"]}


def _did(version: dict[str, Any]) -> list[str]:
    return [one["did"] for one in version["commits"]]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repo(tmp_path / "repo")


def test_each_commit_of_a_version_says_what_it_did(repository: Path) -> None:
    edit(repository, FILE, "at_least: 4800", "at_least: 4000")
    wrong = commit(repository, "Lower the limit", "2026-10-02T12:00:00Z")
    edit(repository, FILE, "at_least: 4000", "at_least: 4800")
    commit(repository, "Mend it", "2026-10-03T03:00:00Z")
    edit(repository, FILE, "title: ", "title: The ")
    commit(repository, "Say it better", "2026-10-04T12:00:00Z")
    (repository / FILE).write_bytes(b"# read again\n" + (repository / FILE).read_bytes())
    commit(repository, "Note", "2026-10-05T12:00:00Z")
    found = _history(repository)
    version = found["2023-11-17"]
    assert _did(version) == ["entered", "corrected", "corrected", "wording", "layout"]
    assert [one["subject"] for one in version["commits"]][1:3] == ["Lower the limit", "Mend it"]
    assert version["commits"][1]["commit"] == wrong
    assert version["commits"][2]["date"] == "2026-10-02"  # where the regulations are made
    assert [one["correction"] for one in version["commits"]] == [False, True, True, False, False]
    assert version["days_late"] == 1049
    assert (_did(found["2022-10-21"]), found["2022-10-21"]["ends"]) == (["entered"], "2023-11-17")
    assert not version["uncommitted"]
    text = run("rules", "history", "3a090-a", "--rules", str(repository / "rules")).stdout
    assert "  2022-10-21 to 2023-11-16  2026-10-01  " in text
    assert "entered 1,049 days after its first: Begin\n" in text
    assert "CORRECTED: Lower the limit\n" in text


def test_what_is_not_committed_is_said(repository: Path) -> None:
    edit(repository, FILE, "at_least: 4800", "at_least: 4000")
    new = repository / ITEM / "2030-01-01.yaml"
    new.write_text((repository / FILE).read_text().replace("2023-11-17", "2030-01-01"))
    found = _history(repository)
    assert found["2023-11-17"]["uncommitted"]
    assert (_did(found["2030-01-01"]), found["2030-01-01"]["days_late"]) == ([], None)
    text = run("rules", "history", "3a090-a", "--rules", str(repository / "rules")).stdout
    assert "not committed: on disk it reads otherwise" in text
    assert "2030-01-01 on             not committed yet" in text


def test_a_moved_provision_keeps_its_history_and_a_moved_day_is_a_correction(repository: Path) -> None:
    git(repository, "mv", "rules/us/letters/amd-mi308", "rules/us/letters/amd")
    commit(repository, "Rename")
    git(repository, "mv", "rules/us/letters/amd/2025-04-15.yaml", "rules/us/letters/amd/2025-04-16.yaml")
    edit(repository, "rules/us/letters/amd/2025-04-16.yaml", "effective: 2025-04-15", "effective: 2025-04-16")
    commit(repository, "It was a day later")
    found = _history(repository, "us/letters/amd")
    assert _did(found["2025-04-15"]) == ["entered", "moved", "removed"]
    assert found["2025-04-15"]["commits"][1]["moved_from"] == "rules/us/letters/amd-mi308/2025-04-15.yaml"
    assert found["2025-04-15"]["title"] is None
    assert _did(found["2025-04-16"]) == ["corrected"]
    assert found["2025-04-16"]["commits"][0]["moved_from"] == "rules/us/letters/amd/2025-04-15.yaml"
    text = run("rules", "history", "us/letters/amd", "--rules", str(repository / "rules")).stdout
    assert "the file is gone" in text


def test_a_provision_that_is_gone_has_a_history_and_one_that_never_was_has_none(repository: Path) -> None:
    git(repository, "rm", "-r", "-q", "rules/my/reported")
    commit(repository, "Drop Malaysia")
    rules = str(repository / "rules")
    gone = run("rules", "history", "my/reported/strategic-trade-directive-1-2025", "--rules", rules)
    assert gone.exit_code == 0
    assert "REMOVED: Drop Malaysia" in gone.stdout
    assert run("rules", "history", "us/items/9z999", "--rules", rules).exit_code == 2


def test_a_side_that_cannot_be_read_a_merge_and_a_shallow_clone(repository: Path, tmp_path: Path) -> None:
    edit(repository, FILE, "title: ", "titel: ")
    commit(repository, "Break")
    edit(repository, FILE, "titel: ", "title: ")
    commit(repository, "Mend")
    git(repository, "checkout", "-q", "-b", "side", "HEAD~2")
    edit(repository, f"{ITEM}/2022-10-21.yaml", "title: ", "title: A ")
    commit(repository, "On the side")
    git(repository, "checkout", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "-m", "Merge", "side")
    found = _history(repository)
    assert _did(found["2023-11-17"]) == ["entered", "unreadable", "unreadable"]
    assert _did(found["2022-10-21"]) == ["entered", "wording"]
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    text = run("rules", "history", "3a090-a", "--rules", str(tmp_path / "shallow/rules")).stdout
    assert "this clone is shallow" in text


def test_without_a_repository_there_is_no_history(tmp_path: Path, repository: Path) -> None:
    (repository / ".git").rename(tmp_path / "git")
    said = run("rules", "history", "3a090-a", "--rules", str(repository / "rules"))
    assert (said.exit_code, "not in a git repository" in said.stderr) == (2, True)


def test_a_question_is_answered_by_the_rules_of_a_revision(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(repository, FILE, "at_least: 4800", "at_least: 2000")
    commit(repository, "Lower the limit")
    monkeypatch.chdir(repository)
    asked = ("H20 (HGX)", "--to", "CN", "--date", "2024-06-01", "-f", "json")
    now, before = (
        json.loads(run("check", *asked, "--rules-rev", rev).stdout)["answer"]["verdict"] for rev in ("HEAD", "HEAD~1")
    )
    assert (now, before) == ("blocked", "allowed")
    shipped = run("check", *asked).stdout
    assert run("check", *asked, "--rules-rev", "HEAD~1", "--rules", str(repository / "rules")).stdout == shipped
    days = run("timeline", "H20 (HGX)", "--to", "CN", "-f", "json", "--rules-rev", "HEAD").stdout
    assert next(day["date"] for day in json.loads(days) if day["verdict"] == "blocked") == "2023-11-17"
    assert run("check", *asked, "--rules-rev", "nonsense").exit_code == 2
    assert run("check", *asked, "--rules-rev", "HEAD", "--rules", "rules", "--rules", "x").exit_code == 2
    key = CliRunner(env={"CHIPGATE_RULES_KEY": "x.pem", "CHIPGATE_RULES": ""})
    assert key.invoke(app, ["check", *asked, "--rules-rev", "HEAD"]).exit_code == 3
