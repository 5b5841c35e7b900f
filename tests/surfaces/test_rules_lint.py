"""`chipgate rules lint`: its forms, its exit codes, and the page that explains each rule."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chipgate.audit.lint_rules import RULES
from chipgate.model.finding import Finding
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.render.annotations import annotation_lines
from tests.small_rules import ITEM, edit, small_rules

PAGE = Path(__file__).parents[2] / "docs/linting.md"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with few rules in it, in which the command runs."""
    small_rules(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(*words: str) -> Result:
    command = ["rules", "lint", "--rules", "rules", "--today", "2026-10-10", *words]
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, command)


def test_levels_decide_the_exit_code(here: Path) -> None:
    edit(here / "rules" / ITEM, "confidence: high", "confidence: low")
    assert [lint("--fail-on", level).exit_code for level in ("error", "warning", "note")] == [0, 0, 1]
    edit(here / "rules" / ITEM, "title: Integrated", f"title: {'Very ' * 20}integrated")
    assert [lint("--fail-on", level).exit_code for level in ("error", "warning", "note")] == [0, 1, 1]
    edit(here / "rules" / ITEM, "ECCN 3A090.a", "TODO")
    assert [lint("--fail-on", level).exit_code for level in ("error", "warning", "note")] == [1, 1, 1]
    assert lint().exit_code == 0


def test_findings_are_written_in_four_forms(here: Path) -> None:
    edit(here / "rules" / ITEM, "confidence: high", "confidence: low")
    edit(here / "rules" / ITEM, "ECCN 3A090.a", "TODO")
    text = lint().stdout.splitlines()
    assert text[0] == "5 provisions, 9 versions: no problems"
    assert text[1].startswith(f"rules/{ITEM}:23:9: error: text says ")
    assert text[2:] == ["1 error, 1 note (--notes lists them)"]
    assert len(lint("--notes").stdout.splitlines()) == 4
    data = json.loads(lint("-f", "json").stdout)
    assert data["schema"] == "chipgate-lint/1"
    assert data["counts"] == {"error": 1, "warning": 0, "note": 1}
    assert [(one["rule"], one["line"], one["column"]) for one in data["findings"]] == [
        ("to-do", 23, 9), ("confidence-low", 25, 15),
    ]  # fmt: skip
    (run,) = json.loads(lint("-f", "sarif").stdout)["runs"]
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == sorted(RULES)
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]}
    assert uris == {f"rules/{ITEM}"}
    lines = lint("-f", "github").stdout.splitlines()
    assert lines[0].startswith(f"::error file=rules/{ITEM},line=23,col=9,title=to-do::text says ")
    assert lines[1].startswith(f"::notice file=rules/{ITEM},line=25,col=15,title=confidence-low::")


def test_rules_that_cannot_be_read_are_findings_for_machines(here: Path) -> None:
    edit(here / "rules" / ITEM, "at_least", "atleast")
    plain = lint()
    assert (plain.exit_code, plain.stdout.splitlines()[0].partition(":")[0]) == (3, f"rules/{ITEM}")
    for form in ("json", "sarif", "github"):
        assert lint("-f", form).exit_code == 3
    data = json.loads(lint("-f", "json").stdout)
    assert data["rulebook"] is None
    assert {(one["rule"], one["level"], one["path"]) for one in data["findings"]} == {
        ("bad-rules", "error", f"rules/{ITEM}")
    }
    assert json.loads(lint("-f", "sarif").stdout)["runs"][0]["results"][0]["ruleId"] == "bad-rules"
    assert lint("-f", "github").stdout.startswith(f"::error file=rules/{ITEM},line=")


def test_an_annotation_cannot_be_broken_out_of() -> None:
    finding = Finding("to-do", "warning", "50 %\n::error::forged\r", "a:b,c%.yaml", 1, 2, "next")
    assert annotation_lines([finding]) == (
        "::warning file=a%3Ab%2Cc%25.yaml,line=1,col=2,title=to-do::50 %25%0A::error::forged%0D next\n"
    )


def test_findings_go_to_a_file(here: Path) -> None:
    assert lint("-f", "sarif", "-o", "lint.sarif").stdout == ""
    assert json.loads((here / "lint.sarif").read_text())["runs"][0]["results"] == []


@pytest.mark.parametrize("words", [("--today", "soon"), ("--stale-after", "-1"), ("-f", "xml")])
def test_bad_words_are_bad_input(here: Path, words: tuple[str, str]) -> None:
    assert lint(*words).exit_code == 2


def test_the_page_says_of_every_rule_what_the_table_says() -> None:
    text = PAGE.read_text(encoding="utf-8")
    said = re.findall(
        r"### `([a-z-]+)`\n\n(\w+)\. (.*?)\n\n- \*Avoid:\* (.*?)\n- \*Prefer:\* (.*?)\n- \*Why:\* (.*?)\n", text
    )
    assert said == [(rule.name, rule.level.capitalize(), rule.summary, *(
        _code(part) for part in (rule.avoid, rule.prefer, rule.why))) for rule in RULES.values()]  # fmt: skip


def _code(text: str) -> str:
    """As the page writes it: what is written in a rule file stands as code."""
    return re.sub(r"^((?:# lint|url|confidence): .*)$", r"`\1`", text)
