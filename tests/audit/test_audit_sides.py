"""What an audit compares and how it ends: folders, bundles, defaults, every form of report, and exit codes."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chipgate.audit.impact import Flip
from chipgate.audit.report import Report, Side
from chipgate.files.bundle import open_bundle
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.render.audit_markdown import MARKER, MOST_CHARACTERS, audit_markdown
from tests.repos import commit, edit, git

from .test_audit_command import ITEM, correct, report, run


def provisions(found: Any) -> list[str]:
    return [change["provision"] for change in found["changes"]]


def test_without_words_it_is_what_you_changed_since_main(repository: Path) -> None:
    assert report()["changes"] == []
    git(repository, "checkout", "-q", "-b", "side")
    correct(repository)
    with (repository / "rules/us/letters/nvidia-h20/2025-04-09.yaml").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")
    found = report()
    assert provisions(found) == ["us/items/3a090-a"]
    assert (found["base"]["revision"], found["head"]["revision"]) == ("merge base with main", "the files on disk")
    assert found["same_law"] == 1


def test_folders_need_no_repository(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = tmp_path / "away"
    shutil.copytree(repository / "rules", away / "a..b")
    shutil.copytree(repository / "rules", away / "packed" / "rules")
    monkeypatch.chdir(away)
    edit(away, "packed/rules/us/items/3a090-a/2023-11-17.yaml", "4800", "2300")
    for words in (["a..b", "packed"], ["a..b..packed"], ["./a..b", "packed/rules"], [f"{away}/a..b..{away}/packed"]):
        found = report(*words, "--catalog", "../few.csv")
        assert provisions(found) == ["us/items/3a090-a"]
        assert found["head"]["commit"] is None
    done = run("a..b", "nowhere", "--catalog", "../few.csv")
    assert done.exit_code == 2
    assert "not in a git repository" in done.stderr


def test_a_folder_is_held_against_a_revision(repository: Path, tmp_path: Path) -> None:
    correct(repository)
    other = tmp_path / "other"
    shutil.copytree(repository / "rules", other)
    assert provisions(report("HEAD~1..../other")) == ["us/items/3a090-a"]
    assert provisions(report("HEAD~1", "../other")) == ["us/items/3a090-a"]
    assert provisions(report("HEAD", "../other")) == []


def test_a_bundle_is_a_side_like_any_other_and_a_damaged_one_is_refused(repository: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "old.bundle"
    made = CliRunner().invoke(app, ["rules", "bundle", "--rules", "rules", "-o", str(bundle)])
    assert made.exit_code == 0, made.stderr
    assert open_bundle(bundle).files
    correct(repository)
    found = report(str(bundle), "HEAD")
    assert provisions(found) == ["us/items/3a090-a"]
    assert found["base"]["revision"] == str(bundle)
    assert provisions(report("HEAD", str(bundle))) == ["us/items/3a090-a"]
    bundle.write_bytes(bundle.read_bytes().replace(b"4800", b"4000", 1))
    done = run(str(bundle), "HEAD")
    assert done.exit_code == 3
    assert "is not the file that was bundled" in done.stderr


def test_sarif_names_the_line_that_changed(repository: Path) -> None:
    correct(repository)
    (result,) = json.loads(run("HEAD", "-f", "sarif").stdout)["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("audit-retroactive", "error")
    assert "tpp 4800 → 2300 (at least, TPP)" in result["message"]["text"]
    assert "flips " in result["message"]["text"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == ITEM
    line = (repository / ITEM).read_text(encoding="utf-8").splitlines()[place["region"]["startLine"] - 1]
    assert "2300" in line
    edit(repository, ITEM, "title: ", "title: Another ")
    commit(repository, "Reword")
    assert json.loads(run("HEAD", "-f", "sarif").stdout)["runs"][0]["results"] == []


@pytest.mark.parametrize(
    ("old", "new", "ends"),
    [
        # A wider 3A090.a takes in what was 3A991.p: its requirement for supercomputers binds no more.
        ("4800", "2300", {"retroactive": 1, "loosened": 1, "any-flip": 1, "unproved": 0}),
        ("4800", "9000", {"retroactive": 1, "loosened": 1, "any-flip": 0, "unproved": 0}),
        ("title: ", "title: Another ", {"retroactive": 0, "loosened": 0, "any-flip": 0, "unproved": 0}),
    ],
)
def test_it_ends_with_1_when_what_is_named_has_happened(
    repository: Path, old: str, new: str, ends: dict[str, int]
) -> None:
    edit(repository, ITEM, old, new)
    for what, code in ends.items():
        assert run("HEAD..", "--fail-on", what, "--witness").exit_code == code, what


def test_without_a_witness_a_change_of_meaning_is_unproved(repository: Path) -> None:
    edit(repository, ITEM, "4800", "2300")
    assert run("HEAD..", "--fail-on", "unproved").exit_code == 1
    assert "unproved: no witness was searched" in run("HEAD..").stdout


def test_a_comment_is_cut_whole_with_a_count_of_what_is_left_out() -> None:
    side = Side("HEAD", None, "")
    day = dt.date(2026, 1, 1)
    flips = tuple(
        Flip(f"Chip {number} | {'x' * 40}", ("CN",), day, None, "allowed", "blocked", ("us/items/3a090-a",), True)
        for number in range(1_000)
    )
    said = audit_markdown(Report(side, side, day, day, 1_000, ("CN",), (), flips))
    assert MOST_CHARACTERS - 500 < len(said) <= MOST_CHARACTERS
    assert said.startswith(f"{MARKER}\n### 1000 items newly blocked")
    shown = said.count("\n| Chip ")
    assert f"… {1_000 - shown} more lines left out." in said
    assert said.count("<details") == said.count("</details>")
    assert said.endswith("</details>\n")
