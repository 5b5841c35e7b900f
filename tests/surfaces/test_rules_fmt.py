"""`chipgate rules fmt`: what it changes, what it says, and when it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chipgate import load_rulebook
from chipgate.surfaces.cli.app import app
from tests.small_rules import ITEM, LETTER, edit, small_rules


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with few rules in it, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    return small_rules(tmp_path)


def fmt(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(app, ["rules", "fmt", *words])


def test_what_is_formatted_stays(here: Path) -> None:
    assert fmt("--check").stdout == "16 files: none to be formatted\n"
    assert fmt().stdout == "16 files: none newly formatted\n"


def test_a_file_is_formatted_and_its_digest_stays(here: Path) -> None:
    file = here / ITEM
    before, digest = file.read_bytes(), load_rulebook(here).digest
    edit(file, "applies:\n  all:\n", "applies:\n    all:\n")
    edit(file, "{measure: tpp, at_least: 4800, paragraph: a.1}", "{paragraph: a.1, measure: tpp,at_least: 4800}")
    edit(file, "classification: 3A090.a\n", "")
    file.write_text(f"{file.read_text(encoding='utf-8')}classification: 3A090.a\n", encoding="utf-8")
    ragged = file.read_bytes()
    said = fmt("--check", "rules")
    assert (said.exit_code, file.read_bytes()) == (1, ragged)
    assert said.stdout == f"rules/{ITEM}: is not formatted\n16 files: 1 not formatted\n"
    said = fmt("rules")
    assert (said.exit_code, said.stdout) == (0, f"rules/{ITEM}: formatted\n16 files: 1 newly formatted\n")
    assert file.read_bytes() == before
    assert load_rulebook(here).digest == digest


def test_every_file_is_tried_though_one_cannot_be_read(here: Path) -> None:
    edit(here / ITEM, "title: ", "title: [")
    edit(here / LETTER, "policy: unstated", "policy:   unstated")
    said = fmt()
    assert said.exit_code == 3
    assert f"rules/{ITEM}:" in said.stderr
    assert said.stdout == f"rules/{LETTER}: formatted\n"
    assert "policy: unstated" in (here / LETTER).read_text(encoding="utf-8")


def test_only_rule_files_are_formatted(here: Path) -> None:
    other = here / "notes.yaml"
    other.write_text("b:   1\n")
    assert fmt("rules").exit_code == 0
    assert other.read_text() == "b:   1\n"
    assert "does not stand where a rule file stands" in fmt("rules/notes.yaml").stderr
    assert fmt("rules/nothing.yaml").exit_code == 2
