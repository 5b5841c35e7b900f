"""`chipgate rules`, and the top of the command line."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import chipgate
from chipgate import Rulebook
from chipgate.files.places import rules_folder
from chipgate.files.schema import schema_text
from chipgate.surfaces.cli.app import app


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, list(words))


def test_a_provision_is_shown_as_it_was_on_a_day() -> None:
    said = run("rules", "show", "us/items/3a090-a", "--date", "2024-06-01").stdout
    assert said.startswith("us/items/3a090-a@2023-11-17\n")
    assert "TPP ≥ 4,800  [a.1]" in said
    assert "https://www.govinfo.gov/content/pkg/FR-2023-10-25/html/2023-23055.htm\n" in said
    assert "@2022-10-21" not in said


def test_without_a_day_every_version_is_shown_with_its_dates() -> None:
    said = run("rules", "show", "3A090.a").stdout
    assert "in force from 2022-10-21 until 2023-11-16" in said
    assert "us/items/3a090-a@2023-11-17" in said


@pytest.mark.slow
def test_every_provision_can_be_shown(rulebook: Rulebook) -> None:
    for id in rulebook.versions:
        assert run("rules", "show", id).exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [(["3a090-x"], "us/items/3a090-a"), (["3a090-a", "--date", "2020-01-01"], "not in force"), (["nac "], "")],
)
def test_a_provision_that_is_not_there_is_said_so(words: list[str], said: str) -> None:
    result = run("rules", "show", *words)
    assert result.exit_code == (2 if said else 0)
    assert said in result.stderr


def test_the_list_names_every_provision(rulebook: Rulebook) -> None:
    said = run("rules", "list").stdout
    assert all(id in said for id in rulebook.versions)


def test_lint_counts_what_is_well_and_names_what_is_not(tmp_path: Path, rulebook: Rulebook) -> None:
    well = run("rules", "lint")
    assert well.exit_code == 0
    assert well.stdout.startswith(f"{len(rulebook.versions)} provisions, ")
    folder = tmp_path / "rules"
    shutil.copytree(rules_folder(), folder)
    path = folder / "us/items/3a090-a/2023-11-17.yaml"
    path.write_text(path.read_text().replace("at_least", "atleast", 1))
    ill = run("rules", "lint", "--rules", str(folder))
    assert ill.exit_code == 3
    assert "rules/us/items/3a090-a/2023-11-17.yaml:" in ill.stdout
    assert 'Did you mean "at_least"?' in ill.stdout
    asked = run("check", "H20 (HGX)", "--to", "CN", "--rules", str(folder))
    assert (asked.exit_code, asked.stdout) == (3, "")


def test_the_schema_is_written(tmp_path: Path) -> None:
    assert run("rules", "schema").stdout == schema_text()
    assert run("rules", "schema", "-o", str(tmp_path / "s.json")).exit_code == 0
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == schema_text()


def test_the_service_says_what_is_wrong_with_its_rules_before_it_starts(tmp_path: Path) -> None:
    result = run("serve", "--rules", str(tmp_path / "none"))
    assert result.exit_code == 3
    assert "is not a folder of rule files" in result.stderr


@pytest.mark.slow
def test_the_cases_beside_the_rules_are_tried() -> None:
    assert "cases: all as expected\n" in run("rules", "cases").stdout


def test_the_version_and_the_help_say_what_this_is() -> None:
    assert run("--version").stdout == f"chipgate {chipgate.__version__}\n"
    said = run("--help").stdout
    assert 'chipgate check "H20 (HGX)" --to CN' in said
    for command in ("check", "timeline", "audit", "serve", "rules"):
        assert run(command, "--help").exit_code == 0
    assert run("bogus").exit_code == 2


def test_a_cold_answer_takes_about_a_second_and_leaves_the_heavy_libraries_alone() -> None:
    heavy = ("fastapi", "uvicorn", "rich.console", "polars", "sqlalchemy", "alembic", "psycopg", "cryptography",
             "structlog", "prometheus_client", "pydantic_settings", "httpx2")  # fmt: skip
    code = (
        "import sys; from chipgate.surfaces.cli.app import app;"
        "app(['check', 'H20 (HGX)', '--to', 'CN', '-f', 'json'], standalone_mode=False);"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert time.monotonic() - begun < 10  # What it takes on an idle machine is measured in bench/, not here.
