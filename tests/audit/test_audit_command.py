"""`chipgate audit` on real repositories: what changed, whether it rewrites the past, and which chips flip."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.repos import commit, edit, git, make_repo

ITEM = "rules/us/items/3a090-a/2023-11-17.yaml"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return make_repo(tmp_path / "work")


def _audit(repository: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "CHIPGATE_"))}
    command = [sys.executable, "-m", "chipgate", "audit", *words]
    return subprocess.run(
        command, cwd=repository, env={**clean, **environment}, capture_output=True, text=True, check=False, timeout=300
    )


def _report(repository: Path, *words: str, **environment: str) -> Any:
    done = _audit(repository, *words, "--format", "json", **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_edited_bound_of_an_old_version_is_named_and_called_retroactive(repository: Path) -> None:
    edit(repository, ITEM, "at_least: 4800", "at_least: 2300")
    commit(repository, "Correct a.1")
    report = _report(repository, "HEAD~1..HEAD", "--to", "CN")
    (change,) = report["changes"]
    assert (change["provision"], change["kind"], change["retroactive"]) == ("us/items/3a090-a", "changed", True)
    (moved,) = change["edits"]
    assert (moved["paragraph"], moved["measure"], moved["before"], moved["after"]) == ("a.1", "tpp", "4800", "2300")
    assert change["retroactive_from"] == "2023-11-17"
    text = _audit(repository, "HEAD~1..HEAD", "--to", "CN").stdout
    assert "RETROACTIVE" in text
    assert "a.1: tpp 4800 → 2300 (at least, TPP)" in text
    assert re.search(r"H20 \(HGX\) to CN\n +2023-11-17 to 2025-04-08  allowed → blocked", text)
    failed = _audit(repository, "HEAD", "--fail-on", "retroactive")
    assert failed.returncode == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: ", "title: Corrected "),
        ("applies:", "# a comment\napplies:"),
        ("confidence: high", "confidence: medium"),
    ],
)
def test_wording_citations_and_comments_rewrite_nothing(repository: Path, old: str, new: str) -> None:
    edit(repository, ITEM, old, new)
    commit(repository, "Reword")
    report = _report(repository, "HEAD")
    assert not any(change["retroactive"] or change["depth"] == "meaning" for change in report["changes"])
    assert not report["flips"]
    assert _audit(repository, "HEAD", "--fail-on", "retroactive", "--fail-on", "any-flip").returncode == 0


def test_a_version_for_a_coming_day_is_not_retroactive_and_flips_from_that_day_on(repository: Path) -> None:
    text = (repository / ITEM).read_text(encoding="utf-8").replace("at_least: 4800", "at_least: 2300")
    (repository / "rules/us/items/3a090-a/2027-03-01.yaml").write_text(
        text.replace("effective: 2023-11-17", "effective: 2027-03-01"), encoding="utf-8"
    )
    commit(repository, "Enact the law of March 2027")
    report = _report(repository, "HEAD", "--to", "CN,SA")
    (change,) = report["changes"]
    assert (change["kind"], change["version"], change["retroactive"]) == ("added", "2027-03-01", False)
    assert report["flips"]
    assert {flip["first"] for flip in report["flips"]} == {"2027-03-01"}


def test_a_new_file_with_a_past_date_is_retroactive(repository: Path) -> None:
    text = (repository / ITEM).read_text(encoding="utf-8").replace("at_least: 4800", "at_least: 2300")
    (repository / "rules/us/items/3a090-a/2025-06-01.yaml").write_text(
        text.replace("effective: 2023-11-17", "effective: 2025-06-01"), encoding="utf-8"
    )
    commit(repository, "Add what was overlooked")
    assert [change["retroactive"] for change in _report(repository, "HEAD")["changes"]] == [True]


def test_a_provision_taken_away_frees_what_it_held(repository: Path) -> None:
    git(repository, "rm", "-rq", "rules/us/letters/nvidia-h20")
    commit(repository, "Drop the letter")
    report = _report(repository, "HEAD")
    assert [(change["kind"], change["retroactive"]) for change in report["changes"]] == [("removed", True)]
    assert "H20 (HGX)" in [flip["item"] for flip in report["flips"] if flip["after"] == "allowed"]


def test_the_files_on_disk_are_compared_and_left_alone(repository: Path) -> None:
    edit(repository, ITEM, "at_least: 4800", "at_least: 2300")
    before = git(repository, "status", "--porcelain")
    assert [change["provision"] for change in _report(repository, "HEAD..")["changes"]] == ["us/items/3a090-a"]
    assert git(repository, "status", "--porcelain") == before


def test_rules_that_do_not_parse_on_one_side_are_named_with_their_revision(repository: Path) -> None:
    edit(repository, ITEM, "at_least: 4800", "atleast: 4800")
    commit(repository, "Break it")
    done = _audit(repository, "HEAD")
    assert done.returncode == 3
    assert "HEAD:rules/us/items/3a090-a/2023-11-17.yaml:" in done.stderr
    assert 'Did you mean "at_least"?' in done.stderr


@pytest.mark.parametrize("words", [["nowhere..HEAD"], ["HEAD", "--rules", "docs"], ["HEAD", "--to", "XX"]])
def test_what_is_not_there_is_bad_input(repository: Path, words: list[str]) -> None:
    edit(repository, ITEM, "at_least: 4800", "at_least: 4801")
    commit(repository, "A second commit")
    done = _audit(repository, *words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_outside_a_repository_it_says_so(tmp_path: Path) -> None:
    done = _audit(tmp_path, "HEAD")
    assert done.returncode == 2
    assert "not a git repository" in done.stderr


def test_inside_a_hook_the_variables_of_the_hook_do_not_mislead(repository: Path, tmp_path: Path) -> None:
    edit(repository, ITEM, "at_least: 4800", "at_least: 2300")
    commit(repository, "Correct a.1")
    misleading = {"GIT_DIR": str(tmp_path / "elsewhere"), "GIT_INDEX_FILE": "nothing", "GIT_WORK_TREE": str(tmp_path)}
    assert len(_report(repository, "HEAD", **misleading)["changes"]) == 1


def test_markdown_has_a_table_of_flips(repository: Path) -> None:
    edit(repository, ITEM, "at_least: 4800", "at_least: 2300")
    commit(repository, "Correct a.1")
    text = _audit(repository, "HEAD", "--format", "markdown").stdout
    assert "| H20 (HGX) to CN | 2023-11-17 to 2025-04-08 | allowed | **blocked** |" in text
