"""Licenses in hand at the surfaces: the command line draws from them, and what is drawn is gone for the next one."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chipgate import Rulebook, decide
from chipgate.files.ledger import Ledger
from chipgate.files.question import read_shipment
from chipgate.model.decision_text import decision_json
from chipgate.surfaces.cli.app import app
from tests.documents import ROOT, shown_and_printed
from tests.licenses import DAY, in_hand, license_with, shipment_under
from tests.service import asked, make_app

LICENSES = ROOT / "examples" / "licenses"
TEXT = (LICENSES / "D1234567.yaml").read_text(encoding="utf-8")
CLOUD = "name=Example Cloud LLC"
PARTIES = ["--party", f"role=ultimate-consignee,{CLOUD}", "--party", f"role=end-user,{CLOUD}"]
ASKED = [
    str(ROOT / "examples" / "startup-accelerator.yaml"), "--die-area", "600", "--to", "SA", "--transfer", "export",
    "--exporter", "Example Silicon GmbH", *PARTIES,
]  # fmt: skip
CHECK = ["check", *ASKED, "--date", "2026-02-15"]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.jsonl"
    path.touch()
    return path


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, list(words))


def under(ledger: Path, units: int, *more: str, folder: Path = LICENSES) -> Result:
    return run(*CHECK, "--licenses", str(folder), "--ledger", str(ledger), "--quantity", str(units), *more)


def verdict(result: Result) -> str:
    return str(json.loads(result.stdout)["answer"]["verdict"])


def test_a_license_for_one_place_frees_nothing_to_another_that_is_treated_alike(ledger: Path) -> None:
    words = [*CHECK, "--licenses", str(LICENSES), "--ledger", str(ledger), "--quantity", "5"]
    words[words.index("SA")] = "SA,AM"
    table = run(*words, "--format", "csv")
    told = {row["destination"]: row["verdict"] for row in csv.DictReader(table.stdout.splitlines())}
    assert told == {"SA": "allowed", "AM": "license-required"}


def test_two_shipments_that_together_exceed_the_cap_are_not_both_allowed(ledger: Path) -> None:
    first = under(ledger, 60, "--draw", "--format", "json")
    assert (verdict(first), first.exit_code) == ("allowed", 0)
    assert "note: drew 60 units from license D1234567" in first.stderr
    second = under(ledger, 60, "--draw", "--format", "json")
    assert (verdict(second), second.exit_code) == ("license-required", 1)
    (state,) = json.loads(second.stdout)["answer"]["license"]["licenses_in_hand"]
    (term,) = state["failed_terms"]
    assert term["sentence"] == "License D1234567 has a cap of 100 units: 60 units asked, 40 of 100 left."
    assert Ledger(ledger).drawn("D1234567").units == 60
    third = under(ledger, 40, "--draw", "--format", "json")
    assert (verdict(third), third.exit_code) == ("allowed", 0)
    assert Ledger(ledger).drawn("D1234567").units == 100


def test_of_processes_that_ask_at_once_no_more_are_allowed_than_the_cap_holds(ledger: Path) -> None:
    words = ["--licenses", str(LICENSES), "--ledger", str(ledger), "--quantity", "40", "--draw", "-f", "json"]
    command = [sys.executable, "-m", "chipgate", *CHECK, *words]
    asked = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate(timeout=120) for process in asked]
    codes = sorted(process.returncode for process in asked)
    assert codes[:2] == [0, 0]
    assert all(code in (1, 2) for code in codes[2:])
    for process, (out, err) in zip(asked, said, strict=True):
        assert ('"verdict":"allowed"' in out[:200]) is (process.returncode == 0)
        assert process.returncode != 2 or "Nothing was drawn" in err
    assert Ledger(ledger).drawn("D1234567").units == 80


def test_without_draw_nothing_is_written(ledger: Path) -> None:
    assert verdict(under(ledger, 60, "--format", "json")) == "allowed"
    assert ledger.read_bytes() == b""


def test_without_a_ledger_nothing_is_known_of_what_is_left() -> None:
    said = run(*CHECK, "--licenses", str(LICENSES), "--quantity", "1")
    assert "LICENSE REQUIRED" in said.stdout
    assert "what was drawn from it so far is not stated" in " ".join(said.stdout.split())


def test_the_card_and_the_document_show_what_is_left_and_each_term_that_fails(ledger: Path) -> None:
    assert "License in hand D1234567 applies; 95 of 100 units left after this shipment." in under(ledger, 5).stdout
    wrong = " ".join(under(ledger, 101, "--to", "AE", "--transfer", "reexport").stdout.split())
    for sentence in (
        "✗ Destination AE is not licensed: license D1234567 is for SA.",
        "✗ The transfer is of kind reexport; license D1234567 is for: export.",
        "✗ License D1234567 has a cap of 100 units: 101 units asked, 100 of 100 left.",
    ):
        assert sentence in wrong
    document = under(ledger, 101, "--format", "markdown").stdout
    assert "101 units asked, 100 of 100 left" in document


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--draw", "--quantity", "1", "--licenses", str(LICENSES)], "--draw needs --ledger too"),
        (["--draw"], "--draw needs --licenses, --ledger, --quantity too"),
        (["--ledger", "ledger.jsonl"], "--licenses"),
        (["--licenses", "nowhere"], "is not a folder of licenses"),
        (["--licenses", str(LICENSES), "--ledger", "nowhere.jsonl"], "there is no such ledger"),
        (["--quantity", "0"], "--quantity"),
    ],
)
def test_words_that_do_not_go_together_are_refused(words: list[str], said: str) -> None:
    result = run(*CHECK, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout


def test_a_catalog_is_not_asked_about_under_licenses() -> None:
    result = run("check", str(ROOT / "examples" / "catalog.csv"), "--to", "SA", "--licenses", str(LICENSES))
    assert result.exit_code == 2
    assert "would share what is left of a cap" in result.stderr


def test_a_changed_ledger_gives_no_answer(ledger: Path) -> None:
    under(ledger, 60, "--draw")
    ledger.write_bytes(ledger.read_bytes().replace(b'"units": 60', b'"units": 10'))
    result = under(ledger, 60, "--draw")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{ledger}:1:1: this line is not what was written" in result.stderr


def test_lint_says_every_problem_with_its_place(tmp_path: Path) -> None:
    misspelt = TEXT.replace("advanced-computing-b", "advanced-computing-bb").replace("[SA]", "[SA, XZ]")
    (tmp_path / "a.yaml").write_text(misspelt, encoding="utf-8")
    result = run("licenses", "lint", "--licenses", str(tmp_path))
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f'{tmp_path}/a.yaml:12:20: "XZ" is not a country code')
    assert lines[1].startswith(f'{tmp_path}/a.yaml:16:5: "us/requirements/advanced-computing-bb" is not a requirement')
    assert 'Did you mean "us/requirements/advanced-computing-b"?' in lines[1]
    assert under(tmp_path / "none", 1, folder=tmp_path).exit_code == 2
    good = run("licenses", "lint", "--licenses", str(LICENSES))
    assert (good.exit_code, good.stdout) == (0, "1 license: no problems\n")


def test_list_shows_validity_and_what_is_left(ledger: Path) -> None:
    under(ledger, 60, "--draw")
    words = ["licenses", "list", "--licenses", str(LICENSES)]
    said = run(*words, "--ledger", str(ledger), "--date", "2028-01-01").stdout
    assert "40 of 100 units left" in said
    assert "expired on 2028-01-01" in said
    assert "not known without --ledger" in run(*words, "--date", "2026-02-15").stdout
    other = TEXT.replace("D1234567", "D7654321")
    (ledger.parent / "other.yaml").write_text(other, encoding="utf-8")
    stray = run("licenses", "list", "--licenses", str(ledger.parent), "--ledger", str(ledger)).stdout
    assert f"D1234567  is in the ledger, and not in {ledger.parent}" in stray


def test_the_timeline_shows_when_a_license_begins_and_ends(ledger: Path) -> None:
    words = ["--licenses", str(LICENSES), "--ledger", str(ledger), "--quantity", "5", "--from", "2025-12-01"]
    rows = json.loads(run("timeline", *ASKED, *words, "--format", "json").stdout)
    found = {row["date"]: (row["verdict"], row["licenses"]) for row in rows}
    assert found["2026-01-02"] == ("allowed", ["License D1234567 begins"])
    assert found["2028-01-01"] == ("license-required", ["License D1234567 has expired"])
    assert "License D1234567 has expired" in run("timeline", *ASKED, *words).stdout


def test_a_question_over_http_carries_its_licenses(rulebook: Rulebook, tmp_path: Path) -> None:
    held = in_hand(license_with(cap={"units": 6, "tpp": "19200.5"}))
    body = shipment_under(held).model_dump(mode="json", exclude_none=True, exclude={"date_assumed"})
    with asked(make_app(tmp_path)) as client:
        response = client.post("/v1/decisions", json=body)
        assert response.status_code == 200
        shipment = read_shipment(json.dumps(body).encode(), DAY)
        assert response.content == decision_json(decide(rulebook, shipment))
        answer = response.json()["answer"]
        (state,) = answer["license"]["licenses_in_hand"]
        assert (answer["verdict"], state["remaining_units"], state["remaining_tpp"]) == ("allowed", "1", "3200.5")
        del body["licenses"][0]["drawn_units"]
        (state,) = client.post("/v1/decisions", json=body).json()["answer"]["license"]["licenses_in_hand"]
        assert [term["unknown"] for term in state["failed_terms"]] == [True]
        body["licenses"][0]["license"]["consignes"] = body["licenses"][0]["license"].pop("consignees")
        body["quantity"] = 5.5
        problems = client.post("/v1/decisions", json=body).json()["problems"]
        found = {problem["pointer"]: problem["hint"] for problem in problems}
        assert found["/licenses/0/license/consignes"] == 'Did you mean "consignees"?'
        assert "/quantity" in found


def test_the_commands_of_the_page_print_what_it_shows(tmp_path: Path) -> None:
    """`UPDATE_DOCS=1` writes the present output into it, to be read as a diff."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    text, current = shown_and_printed(ROOT / "docs" / "licenses.md", tmp_path)
    assert current == text, "run: UPDATE_DOCS=1 pytest tests/surfaces/test_licenses.py, and read the difference"
    (shown,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert "\n".join(line.partition("  #")[0].rstrip() for line in shown.splitlines()) in TEXT
