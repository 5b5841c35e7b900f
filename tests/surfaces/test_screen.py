"""`chipgate screen`: candidates for a person to review, in every format, and a code for the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chipgate.files.screening_list import read_screening_list
from chipgate.model.screening import Candidate
from chipgate.screening.match import Screener
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.render.screening_text import NEVER_CLEARS

LIST = Path(__file__).resolve().parents[2] / "examples" / "screening-list.json"


def run(*words: str, env: dict[str, str] | None = None) -> Result:
    settings = {"COLUMNS": "100", "CHIPGATE_RULES": "", "CHIPGATE_SCREENING_LIST": "", **(env or {})}
    return CliRunner(env=settings).invoke(app, ["screen", *words])


def test_a_candidate_is_shown_with_its_score_list_and_notice() -> None:
    result = run("qorvanth semiconducter mfg", "--list", str(LIST))
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if "Qorvanth" in line)
    assert row.split()[:5] == ["97", "strong", "EL", "99", "FR"]
    assert "Presumption of denial." in result.stdout
    assert result.stdout.endswith(f"{NEVER_CLEARS}\n")


def test_no_candidate_is_said_to_be_no_clearance() -> None:
    said = run("Intel Corporation", "--list", str(LIST), "--fail-on", "match")
    assert said.exit_code == 0
    assert "no clearance" in said.stdout
    assert NEVER_CLEARS in said.stdout


def test_json_holds_the_candidates_as_a_question_takes_them() -> None:
    said = json.loads(run("Ustrenko", "Intel", "--list", str(LIST), "-f", "json").stdout)
    screener = Screener(read_screening_list(LIST))
    assert [one["name"] for one in said["screened"]] == ["Ustrenko", "Intel"]
    first = tuple(Candidate.model_validate(one) for one in said["screened"][0]["candidates"])
    assert first == screener.screen("Ustrenko")
    assert said["screened"][1]["candidates"] == []
    assert said["list"]["entries"] == 42
    assert said["remark"] == NEVER_CLEARS


@pytest.mark.parametrize(
    ("name", "what", "code"),
    [("Ustrenko", "match", 1), ("Ustrenko", "strong", 0), ("Ustrenko Turbine", "strong", 1), ("qzt", "strong", 1),
     ("Intel", "match", 0)],
)  # fmt: skip
def test_the_exit_code_says_whether_somebody_was_found(name: str, what: str, code: int) -> None:
    assert run(name, "--list", str(LIST), "--fail-on", what).exit_code == code


def test_the_environment_names_the_list(tmp_path: Path) -> None:
    assert "QZT" in run("qzt", env={"CHIPGATE_SCREENING_LIST": str(LIST)}).stdout
    out = tmp_path / "found.json"
    assert run("qzt", "--list", str(LIST), "-f", "json", "-o", str(out)).stdout == ""
    assert json.loads(out.read_bytes())["screened"][0]["candidates"][0]["strength"] == "exact"


def test_without_a_list_nobody_is_screened() -> None:
    result = run("qzt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "docs/screening.md" in result.stderr


def test_a_list_that_is_not_understood_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(LIST.read_text(encoding="utf-8").replace("Entity List (EL)", "Entities (EL)"), encoding="utf-8")
    result = run("qzt", "--list", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{path} /results/0/source:" in result.stderr


def test_every_name_that_cannot_be_screened_is_named() -> None:
    result = run("浩瀚", "qzt", "", "--list", str(LIST))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "浩瀚" in result.stderr
    assert "an empty name" in result.stderr


def test_a_name_cannot_move_the_cursor() -> None:
    said = run("Zorvik\x1b[2J", "--list", str(LIST)).stdout
    assert "\x1b" not in said
    assert "Zorvik\\x1b[2J" in said


def test_the_help_says_what_a_score_is_not() -> None:
    said = " ".join(run("--help").stdout.split())
    assert NEVER_CLEARS in said
    assert "CHIPGATE_SCREENING_LIST" in said
