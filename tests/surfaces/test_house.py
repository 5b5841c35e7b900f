"""House packs on the command line: beside the shipped rules, beside others, from the environment, and refused."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chipgate.files.places import rules_folder
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.rules_at_hand import RuleFolders, folders_in, rule_folders
from tests.service import asked, make_app

HOUSE = Path(__file__).resolve().parents[2] / "examples" / "house"
ITEM = ["--name", "K0", "--manufacturer", "Example Silicon", "--no-datacenter", "--tpp", "1600", "--die-area", "1200",
        "--dram", "900", "--link", "0", "--host", "63"]  # fmt: skip
ASK = ["check", *ITEM, "--to", "AE", "--date", "2026-02-01"]
APPROVED = ["--certify", "example-distribution/policies/compliance-desk"]


def run(*words: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": "", **(env or {})}).invoke(app, list(words))


def answer(*words: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--format", "json", env=env).stdout)["answer"]
    return found


def test_the_house_asks_for_more_than_the_law_and_says_that_it_is_the_house() -> None:
    assert answer(*ASK)["verdict"] == "allowed"
    asked = answer(*ASK, "--rules", str(HOUSE))
    assert asked["verdict"] == "license-required"
    assert asked["reasons"][0]["provision"] == "example-distribution/requirements/compliance-desk"
    assert answer(*ASK, "--rules", str(HOUSE), *APPROVED)["verdict"] == "allowed"
    card = run(*ASK, "--rules", str(HOUSE)).stdout
    assert "[example-distribution/requirements/compliance-desk@2026-01-01]" in card


@pytest.mark.parametrize("order", [[rules_folder(), HOUSE], [HOUSE, rules_folder()]])
def test_a_folder_with_verdicts_is_the_law_wherever_it_stands(order: list[Path]) -> None:
    assert rule_folders(order) == RuleFolders(rules_folder(), (HOUSE,), law_named=True)
    options = [word for folder in order for word in ("--rules", str(folder))]
    assert answer(*ASK, *options) == answer(*ASK, "--rules", str(HOUSE))


def test_the_environment_names_several_as_in_path() -> None:
    named = os.pathsep.join([str(rules_folder()), str(HOUSE)])
    assert folders_in(named) == [rules_folder(), HOUSE]
    assert folders_in("") == folders_in(None) == []
    assert answer(*ASK, env={"CHIPGATE_RULES": named}) == answer(*ASK, "--rules", str(HOUSE))


def test_every_command_takes_them() -> None:
    days = ["--from", "2025-06-01", "--until", "2026-02-01", "--format", "json"]
    turns = json.loads(run("timeline", *ITEM, "--to", "AE", *days, "--rules", str(HOUSE)).stdout)
    assert turns[-1]["date"] == "2026-01-01"
    assert "example-distribution/requirements/compliance-desk" in [one["provision"] for one in turns[-1]["provisions"]]
    assert "house:large-accelerator" in run("rules", "show", "large-accelerators", "--rules", str(HOUSE)).stdout
    assert "example-distribution/prohibitions/no-business" in run("rules", "list", "--rules", str(HOUSE)).stdout
    assert run("rules", "lint", "--rules", str(HOUSE)).exit_code == 0


def test_the_cases_of_a_house_pack_are_tried_on_the_tightened_rules_and_leave_nothing_out() -> None:
    result = run("rules", "cases", "--complete", "--rules", str(HOUSE))
    assert result.stdout.startswith("24 cases: all as expected\n")
    assert result.exit_code == 0


def test_a_wrong_case_of_a_house_pack_is_named(tmp_path: Path) -> None:
    house = Path(shutil.copytree(HOUSE, tmp_path / "house"))
    cases = house / "prohibitions/no-business/cases.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("to: DE, expect: not-met", "to: DE, expect: met"))
    result = run("rules", "cases", "--rules", str(house))
    assert result.exit_code == 1
    assert "example-distribution/prohibitions/no-business::elsewhere: not-met, expected met" in result.stdout


def test_a_house_pack_that_would_loosen_is_refused_with_exit_code_3(tmp_path: Path) -> None:
    house = Path(shutil.copytree(HOUSE, tmp_path / "house"))
    policy = house / "policies/compliance-desk/2026-01-01.yaml"
    text = policy.read_text(encoding="utf-8")
    covers = "example-distribution/requirements/compliance-desk"
    policy.write_text(text.replace(covers, "us/requirements/headquarters"), encoding="utf-8")
    result = run(*ASK, "--rules", str(house))
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("house/policies/compliance-desk/2026-01-01.yaml:8:10: ")
    assert "is of another pack; covers names provisions of its own." in result.stderr
    shutil.copy(rules_folder() / "verdicts.yaml", house)
    for words in (["--rules", str(house)], ["--rules", str(rules_folder()), "--rules", str(house)]):
        assert "house/verdicts.yaml: would change what the law's answers mean. Remove it" in run(*ASK, *words).stderr


def test_a_folder_that_is_neither_law_nor_house_is_said_so(tmp_path: Path) -> None:
    result = run(*ASK, "--rules", str(tmp_path))
    assert result.exit_code == 3
    assert "/verdicts.yaml: is missing" in result.stderr
    result = run(*ASK, "--rules", str(HOUSE), "--rules", str(tmp_path / "none"))
    assert result.exit_code == 3
    assert "none is not a folder of a house pack" in result.stderr


def test_the_service_answers_under_the_rules_of_the_house(tmp_path: Path) -> None:
    question = {"item": {"name": "K0", "manufacturer": "Example Silicon", "tpp": 100}, "destination": "AF",
                "date": "2026-03-01"}  # fmt: skip
    with asked(make_app(tmp_path, rules=(HOUSE,))) as client:
        found = client.post("/v1/decisions", json=question).json()["answer"]
    assert found["verdict"] == "blocked"
    assert found["reasons"][0]["provision"] == "example-distribution/prohibitions/no-business"
