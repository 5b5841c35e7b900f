"""`chipgate audit` on real repositories: what changed, whether it rewrites the past, and which chips flip."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chipgate.files.places import example_catalog
from chipgate.surfaces.cli.app import app
from tests.repos import commit, edit, git, write

from .conftest import few

ITEM = "rules/us/items/3a090-a/2023-11-17.yaml"


def run(*words: str) -> Result:
    """The command, on a few chips unless a catalog is named, and without a witness unless one is asked for: most tests
    need none, and are quicker so."""
    catalog = () if "--catalog" in words or not Path("../few.csv").is_file() else ("--catalog", "../few.csv")
    search = () if "--witness" in words else ("--no-witness",)
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, ["audit", *words, *catalog, *search])


def report(*words: str) -> Any:
    done = run(*words, "--format", "json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def correct(repository: Path) -> None:
    edit(repository, ITEM, "4800", "2300")
    commit(repository, "Correct 3A090.a")


def with_version(repository: Path, day: str, old: str = "4800", new: str = "2300") -> None:
    text = (repository / ITEM).read_text(encoding="utf-8").replace("effective: 2023-11-17", f"effective: {day}")
    write(repository, {f"rules/us/items/3a090-a/{day}.yaml": text.replace(old, new)})
    commit(repository, f"The law of {day}")


def test_an_edited_bound_of_an_old_version_is_named_and_called_retroactive(repository: Path) -> None:
    correct(repository)
    done = run("HEAD~1..HEAD", "--catalog", str(example_catalog()), "--to", "CN", "--witness")
    assert done.exit_code == 0
    assert "a.1: tpp 4800 → 2300 (at least, TPP)\n" in done.stdout
    assert "Note 2: tpp 4800 → 2300 (below, TPP)\n" in done.stdout
    assert "; mixed, wider; RETROACTIVE: an answer of 2023-11-17 is another now\n" in done.stdout
    assert "witness: an item with " in done.stdout
    assert "1 change, 1 retroactive\n" in done.stdout
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    where = lines.index("H20 (HGX) to CN")
    assert lines[where + 1] == "2023-11-17 to 2025-04-08 allowed → blocked us/items/3a090-a"
    assert lines[where + 2] == "2025-04-09 to 2026-01-14 license-required → blocked us/items/3a090-a"


def test_the_report_for_machines_says_the_same(repository: Path) -> None:
    correct(repository)
    found = report("HEAD~1..HEAD", "--to", "cn,hk", "--to", "US")
    assert (found["schema"], found["destinations"]) == ("chipgate-audit/1", ["CN", "HK", "US"])
    assert found["head"]["commit"] == git(repository, "rev-parse", "HEAD").strip()
    assert found["committed"] == "2026-10-01"
    (change,) = found["changes"]
    assert (change["provision"], change["version"], change["kind"], change["depth"], change["retroactive"]) == (
        "us/items/3a090-a", "2023-11-17", "changed", "meaning", True
    )  # fmt: skip
    assert change["edits"][1] == {
        "paragraph": "a.1", "measure": "tpp", "comparison_before": "at_least", "before": "4800",
        "comparison_after": "at_least", "after": "2300", "unit": "TPP", "kind": "bound",
    }  # fmt: skip
    h20 = next(flip for flip in found["flips"] if flip["item"] == "H20 (HGX)")
    assert (h20["destinations"], h20["before"], h20["after"]) == (["CN", "HK"], "allowed", "blocked")
    assert (h20["first"], h20["last"], h20["current"]) == ("2023-11-17", "2025-04-08", False)
    assert found["summary"]["newly_blocked"] == len({f["item"] for f in found["flips"] if f["after"] == "blocked"})
    assert found["other_reasons"]
    assert all(flip["before"] == flip["after"] for flip in found["other_reasons"])


def test_markdown_is_a_comment_with_a_table_of_flips(repository: Path) -> None:
    correct(repository)
    said = run("HEAD", "--format", "markdown").stdout
    assert said.startswith("<!-- chipgate-audit -->\n### ")
    assert said.count("<details") == said.count("</details>") == 4
    assert "| H20 (HGX) to CN | 2023-11-17 to 2025-04-08 | allowed | **blocked** | `us/items/3a090-a` |\n" in said
    assert len(said) <= 60_000


@pytest.mark.parametrize(
    ("old", "new", "depths", "said"),
    [
        ("title: ", "title: Corrected ", ["wording only"], "; wording only\n"),
        ("confidence: high", "confidence: medium", ["citation only"], "; citation only\n"),
        ("applies:", "# a comment\napplies:", [], "1 rule file differs in comments or layout alone: no semantic"),
        ("4800", "4800.0", ["wording only"], "; wording only\n"),
    ],
)
def test_wording_citations_and_comments_rewrite_nothing(
    repository: Path, old: str, new: str, depths: list[str], said: str
) -> None:
    edit(repository, ITEM, old, new)
    commit(repository, "Reword")
    found = report("HEAD")
    assert [change["depth"] for change in found["changes"]] == depths
    assert not found["flips"]
    assert not found["other_reasons"]
    done = run("HEAD", "--fail-on", "retroactive", "--fail-on", "any-flip")
    assert done.exit_code == 0
    assert "0 items flip" in done.stdout
    assert said in done.stdout


def test_line_ends_and_cases_are_no_change_of_law(repository: Path) -> None:
    file = repository / ITEM
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    edit(repository, "rules/us/items/3a090-a/cases.yaml", "\n", "\n# more\n")
    found = report("HEAD..")
    assert (found["changes"], found["flips"], found["same_law"]) == ([], [], 0)


def test_a_version_for_a_coming_day_is_not_retroactive_and_flips_from_that_day_on(repository: Path) -> None:
    with_version(repository, "2027-03-01")
    found = report("HEAD", "--to", "CN,SA")
    (change,) = found["changes"]
    assert (change["kind"], change["version"], change["beside"]) == ("added", "2027-03-01", "2023-11-17")
    assert not change["retroactive"]
    assert {flip["first"] for flip in found["flips"]} == {"2027-03-01"}
    assert run("HEAD", "--fail-on", "retroactive").exit_code == 0
    assert run("HEAD", "--fail-on", "any-flip").exit_code == 1


def test_a_new_file_with_a_past_date_is_retroactive(repository: Path) -> None:
    with_version(repository, "2025-06-01")
    found = report("HEAD")
    assert [change["retroactive_from"] for change in found["changes"]] == ["2025-06-01"]
    assert {flip["first"] for flip in found["flips"]} <= {"2025-06-01", "2026-01-15"}
    assert run("HEAD", "--fail-on", "retroactive").exit_code == 1


def test_a_provision_taken_away_frees_what_it_held(repository: Path) -> None:
    git(repository, "rm", "-rq", "rules/us/letters/nvidia-h20", "rules/us/letters/intel-2025-04")
    commit(repository, "Drop the letters")
    found = report("HEAD")
    assert {(change["kind"], change["retroactive"]) for change in found["changes"]} == {("removed", True)}
    freed = [flip for flip in found["flips"] if flip["item"] == "H20 (HGX)"]
    assert [(flip["first"], flip["last"], flip["after"]) for flip in freed] == [("2025-04-09", None, "allowed")]
    assert freed[0]["current"]
    assert "nothing stands in its place" in run("HEAD").stdout


def test_the_files_on_disk_are_compared_and_left_alone(repository: Path) -> None:
    edit(repository, ITEM, "4800", "2300")
    before = git(repository, "status", "--porcelain"), (repository / ITEM).read_bytes()
    found = report("HEAD..")
    assert [change["provision"] for change in found["changes"]] == ["us/items/3a090-a"]
    assert found["head"]["commit"] is None
    assert report("HEAD~0..HEAD")["changes"] == []
    assert (git(repository, "status", "--porcelain"), (repository / ITEM).read_bytes()) == before


def test_three_dots_leave_out_what_the_base_has_gained(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "side")
    correct(repository)
    git(repository, "checkout", "-q", "main")
    git(repository, "rm", "-rq", "rules/us/letters/nvidia-h20")
    commit(repository, "Drop the letter")
    assert {change["provision"] for change in report("main...side")["changes"]} == {"us/items/3a090-a"}
    assert len(report("main..side")["changes"]) == 2


def test_the_rules_may_stand_anywhere_in_the_repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(repository, "mv", "rules", "gesetz-ä")
    commit(repository, "Move")
    edit(repository, "gesetz-ä/us/items/3a090-a/2023-11-17.yaml", "4800", "2300")
    commit(repository, "Correct")
    assert len(report("HEAD", "--rules", "gesetz-ä")["changes"]) == 1
    assert len(report("HEAD", "--rules", str(repository / "gesetz-ä"))["changes"]) == 1
    monkeypatch.chdir(repository.parent)
    named = report("HEAD", "--rules", str(repository / "gesetz-ä"), "--catalog", "few.csv")
    assert len(named["changes"]) == 1
    assert run("HEAD", "--rules", "gesetz-ä").exit_code == 2


def test_rules_that_do_not_parse_are_named_with_their_revision_on_either_side(repository: Path) -> None:
    edit(repository, ITEM, "at_least: 4800", "atleast: 4800")
    commit(repository, "Break it")
    edit(repository, ITEM, "atleast: 4800", "at_least: 4800")
    commit(repository, "Mend it")
    for revisions, side, revision in (("HEAD~2..HEAD~1", "head", "HEAD~1"), ("HEAD~1..HEAD", "base", "HEAD~1")):
        done = run(revisions)
        assert done.exit_code == 3
        assert f"{side} {revision}: these rules cannot be read: 1 problem." in done.stderr
        assert f"{revision}:{ITEM}:" in done.stderr
        assert 'Did you mean "at_least"?' in done.stderr
        assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere..HEAD"], 'no commit "nowhere"'),
        (["HEAD..nowhere"], 'no commit "nowhere"'),
        (["HEAD~1"], "has no parent"),
        (["one", "two", "three"], "an audit has two"),
        (["HEAD", "--rules", "docs"], "no rule files"),
        (["HEAD", "--to", "XX"], '"XX" is not a country code'),
        (["HEAD", "--to", ","], "no country code"),
        (["HEAD", "--catalog", "nothing.csv"], "nothing.csv"),
    ],
)
def test_what_is_not_there_is_bad_input(repository: Path, words: list[str], said: str) -> None:
    correct(repository)
    done = run(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_broken_row_of_the_catalog_is_bad_input(repository: Path) -> None:
    correct(repository)
    (repository / "mine.csv").write_text("name,tpp\nGood,100\nBad,many\n", encoding="utf-8")
    done = run("--catalog", "mine.csv")
    assert done.exit_code == 2
    assert "mine.csv:3" in done.stderr


def test_outside_a_repository_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("HEAD")
    assert done.exit_code == 2
    assert "not in a git repository" in done.stderr


def test_inside_a_hook_the_variables_of_the_hook_do_not_mislead(repository: Path, tmp_path: Path) -> None:
    """A real commit runs a real hook, which audits what is already committed while git holds the index."""
    correct(repository)
    hook = repository / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    said = tmp_path / "said"
    asked = f'audit HEAD --no-witness --format json --catalog "{few(tmp_path)}"'
    command = f'"{sys.executable}" -m chipgate {asked} > "{said}"'
    hook.write_text(f'#!/bin/sh\nenv > "{said}.env"\n{command}\n', encoding="utf-8")
    hook.chmod(0o755)
    edit(repository, ITEM, "2300", "2301")
    commit(repository, "Audited on the way")
    assert "GIT_INDEX_FILE=" in Path(f"{said}.env").read_text(encoding="utf-8")
    (change,) = json.loads(said.read_text(encoding="utf-8"))["changes"]
    assert change["edits"][0]["after"] == "2300"
    misleading = {**os.environ, "GIT_DIR": str(tmp_path), "GIT_INDEX_FILE": "nothing", "GIT_WORK_TREE": str(tmp_path)}
    words = [sys.executable, "-m", "chipgate", "audit", "HEAD~2..HEAD~1", "-f", "json", "--no-witness",
             "--catalog", str(few(tmp_path))]
    done = subprocess.run(words, env=misleading, capture_output=True, check=True, text=True)
    assert len(json.loads(done.stdout)["changes"]) == 1
