"""Repositories as they are met: shallow, detached, merged, renamed, nested, with other line ends, in odd places."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from chipgate.files.places import rules_folder
from tests.repos import commit, edit, git, make_repo, write

from .test_audit_command import ITEM, correct, report, run, with_version

LETTER = "rules/us/letters/nvidia-h20"


def provisions(found: Any) -> list[str]:
    return [change["provision"] for change in found["changes"]]


def clone(repository: Path, into: str, *options: str) -> Path:
    target = repository.parent / into
    git(repository.parent, "clone", "-q", *options, f"file://{repository}", str(target))
    return target


def test_a_shallow_clone_says_what_it_lacks_and_how_to_get_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(repository)
    git(repository, "checkout", "-q", "-b", "side", "HEAD~1")
    git(repository, "rm", "-rq", LETTER)
    commit(repository, "Drop the letter")
    git(repository, "checkout", "-q", "main")
    shallow = clone(repository, "shallow", "--depth", "1", "--no-single-branch", "--branch", "side")
    monkeypatch.chdir(shallow)
    for words in (["HEAD"], ["HEAD~1..HEAD"], ["..HEAD"], ["origin/main...HEAD"]):
        done = run(*words)
        assert done.exit_code == 2
        assert "shallow" in done.stderr
        assert done.stdout == ""
    assert len(provisions(report("origin/main..HEAD"))) == 2
    git(shallow, "fetch", "-q", "--unshallow")
    assert provisions(report("origin/main...HEAD")) == ["us/letters/nvidia-h20"]


def test_a_detached_head_is_held_against_where_it_left_the_main_branch(repository: Path) -> None:
    git(repository, "checkout", "-q", "--detach")
    correct(repository)
    git(repository, "checkout", "-q", "main")
    git(repository, "rm", "-rq", LETTER)
    commit(repository, "Drop the letter")
    git(repository, "checkout", "-q", "HEAD@{2}")
    for words in (["..HEAD"], [], ["HEAD"]):
        found = report(*words)
        assert provisions(found) == ["us/items/3a090-a"]
    assert report("..HEAD")["base"]["revision"] == "merge base with main"


def test_a_clone_knows_its_main_branch_by_what_the_remote_calls_so(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(repository, "branch", "-q", "-m", "main", "trunk")
    copy = clone(repository, "copy")
    git(copy, "checkout", "-q", "-b", "side")
    git(copy, "branch", "-q", "-D", "trunk")
    correct(copy)
    monkeypatch.chdir(copy)
    assert provisions(report("..HEAD")) == ["us/items/3a090-a"]
    git(copy, "remote", "remove", "origin")
    done = run("..HEAD")
    assert done.exit_code == 2
    assert "there is no main branch" in done.stderr


def test_a_merge_is_told_by_what_it_brought_and_dated_by_when_it_did(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "side")
    with_version(repository, "2026-10-01")
    git(repository, "checkout", "-q", "main")
    git(repository, "rm", "-rq", LETTER)
    commit(repository, "Drop the letter")
    git(repository, "merge", "-q", "--no-ff", "-m", "Merge", "side", at="2026-10-05T12:00:00Z")
    (change,) = report("HEAD")["changes"]
    assert (change["provision"], change["version"]) == ("us/items/3a090-a", "2026-10-01")
    assert (change["committed"], change["retroactive_from"]) == ("2026-10-05", "2026-10-01")
    (other,) = report("HEAD^2..HEAD")["changes"]
    assert other["provision"] == "us/letters/nvidia-h20"


def test_a_range_of_commits_dates_each_change_by_its_own_commit(repository: Path) -> None:
    text = (repository / ITEM).read_text(encoding="utf-8")
    first = git(repository, "rev-parse", "HEAD").strip()
    for day, bound in (("2027-02-01", "4700"), ("2027-03-01", "4600")):
        new = text.replace("effective: 2023-11-17", f"effective: {day}").replace("4800", bound)
        write(repository, {f"rules/us/items/3a090-a/{day}.yaml": new})
        commit(repository, f"The law of {day}", at=f"{day}T15:00:00Z")
    found = report(f"{first}..HEAD")
    assert [(one["version"], one["committed"], one["retroactive"]) for one in found["changes"]] == [
        ("2027-02-01", "2027-02-01", False), ("2027-03-01", "2027-03-01", False),
    ]  # fmt: skip


def test_a_renamed_provision_is_a_rename_and_hides_no_other_change(repository: Path) -> None:
    git(repository, "mv", "rules/us/groups/e1", "rules/us/groups/terrorism")
    for file in (repository / "rules").rglob("*.yaml"):
        old = file.read_text(encoding="utf-8")
        new = old.replace("us/groups/e1", "us/groups/terrorism")
        if new != old:
            file.write_text(new, encoding="utf-8")
    commit(repository, "Rename a group")
    found = report("HEAD")
    (change,) = found["changes"]
    assert (change["kind"], change["provision"], change["beside"]) == ("renamed", "us/groups/terrorism", "us/groups/e1")
    assert (change["terms"], found["flips"], found["other_reasons"]) == (["renamed"], [], [])
    edit(repository, ITEM, "4800", "2300")
    git(repository, "commit", "-q", "-a", "--amend", "-m", "Rename a group and more")
    assert sorted(change["kind"] for change in report("HEAD")["changes"]) == ["changed", "renamed"]
    assert "= us/groups/terrorism@" in run("HEAD").stdout


def test_rules_in_a_submodule_are_audited_in_their_own_repository(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = repository.parent / "law"
    make_repo(inner, {"readme": "Rules."})
    for entry in rules_folder().iterdir():
        (shutil.copytree if entry.is_dir() else shutil.copyfile)(entry, inner / entry.name)
    commit(inner, "The rules")
    outer = make_repo(repository.parent / "outer", {"readme": "Uses rules."})
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", f"file://{inner}", "rules")
    commit(outer, "Take in the rules")
    monkeypatch.chdir(outer)
    edit(outer, "rules/us/items/3a090-a/2023-11-17.yaml", "4800", "2300")
    assert provisions(report("HEAD..")) == ["us/items/3a090-a"]
    bare = repository.parent / "bare"
    git(repository.parent, "clone", "-q", f"file://{outer}", str(bare))
    monkeypatch.chdir(bare)
    done = run("HEAD~0..HEAD")
    assert done.exit_code == 2
    assert '"rules" is a submodule: audit it in its own repository' in done.stderr


def test_a_checkout_with_other_line_ends_changes_nothing(repository: Path) -> None:
    git(repository, "config", "core.autocrlf", "true")
    shutil.rmtree(repository / "rules")
    git(repository, "-c", "core.autocrlf=true", "checkout", "-q", "--", "rules")
    assert b"\r\n" in (repository / ITEM).read_bytes()
    found = report("HEAD..")
    assert (found["changes"], found["same_law"]) == ([], 0)
    file = repository / ITEM
    file.write_bytes(file.read_bytes().replace(b"4800", b"2300"))
    assert provisions(report("HEAD..")) == ["us/items/3a090-a"]


def test_paths_beyond_ascii_are_read_and_dated(repository: Path) -> None:
    git(repository, "mv", "rules", "Vorschriften für Chips·法")
    commit(repository, "Move")
    edit(repository, "Vorschriften für Chips·法/us/items/3a090-a/2023-11-17.yaml", "4800", "2300")
    commit(repository, "Correct", at="2026-11-02T12:00:00Z")
    (change,) = report("HEAD", "--rules", "Vorschriften für Chips·法")["changes"]
    assert change["committed"] == "2026-11-02"


def test_a_file_deleted_in_head_is_told_by_what_it_leaves_in_force(repository: Path) -> None:
    git(repository, "rm", "-q", ITEM)
    commit(repository, "Delete a version")
    (change,) = report("HEAD")["changes"]
    assert (change["kind"], change["version"], change["beside"]) == ("removed", "2023-11-17", "2022-10-21")
    assert change["retroactive_from"] == "2023-11-17"
    sarif = json.loads(run("HEAD", "-f", "sarif").stdout)
    (result,) = sarif["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": ITEM, "uriBaseId": "%SRCROOT%"}}


def test_a_date_that_moves_is_one_change(repository: Path) -> None:
    git(repository, "mv", f"{LETTER}/2025-04-09.yaml", f"{LETTER}/2025-04-15.yaml")
    edit(repository, f"{LETTER}/2025-04-15.yaml", "effective: 2025-04-09", "effective: 2025-04-15")
    commit(repository, "Mend the day")
    (change,) = report("HEAD")["changes"]
    assert (change["kind"], change["version"], change["beside"]) == ("moved", "2025-04-15", "2025-04-09")
    assert change["terms"] == ["moved date", "loosened", "narrower", "retroactive"]
    assert change["retroactive_from"] == "2025-04-09"
    assert "effective: 2025-04-09 → 2025-04-15" in run("HEAD").stdout
