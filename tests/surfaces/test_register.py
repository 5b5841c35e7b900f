"""`--register`: reviewed items by name and by row, on the command line and over HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from typer.testing import CliRunner, Result

from chipgate.surfaces.cli.app import app
from tests.service import PATIENCE, Server, asked, make_app

REGISTER = Path(__file__).resolve().parents[2] / "examples" / "register"
ASK = ["--to", "AE", "--date", "2026-02-01"]
CATALOG = "part_number,name,vendor,kind,tpp\nEK-K1-64,Kestrel K1,Example Silicon GmbH,ic,3200\n" \
          "EK-X,Kestrel X,Example Silicon GmbH,ic,10\n"  # fmt: skip


def run(*words: str, env: dict[str, str] | None = None) -> Result:
    said = {"COLUMNS": "100", "CHIPGATE_RULES": "", "CHIPGATE_REGISTER": "", **(env or {})}
    return CliRunner(env=said).invoke(app, list(words))


def answer(*words: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--format", "json", env=env).stdout)["answer"]
    return found


def assumed(found: dict[str, Any]) -> set[str]:
    return {assumption["code"] for assumption in found["assumptions"]}


def tpp(found: dict[str, Any]) -> str:
    (value,) = (one["value"] for one in found["measures"] if one["measure"] == "tpp")
    return str(value)


def test_an_item_of_the_register_is_reviewed_and_says_so() -> None:
    found = answer("check", "ek-k0-16", *ASK, "--register", str(REGISTER))
    assert found["asked"]["item"] == "Kestrel K0"
    assert "figures-not-reviewed" not in assumed(found)
    assert "figures-not-reviewed" in assumed(answer("check", "H20 (HGX)", *ASK, "--register", str(REGISTER)))
    assert answer("check", "ek-k0-16", *ASK, env={"CHIPGATE_REGISTER": str(REGISTER)}) == found


def test_a_figure_of_the_command_line_takes_the_review_away() -> None:
    found = answer("check", "ek-k0-16", *ASK, "--register", str(REGISTER), "--die-area", "1201")
    assert "figures-not-reviewed" in assumed(found)


def test_the_date_of_the_question_chooses_the_version() -> None:
    words = ["check", "Kestrel K0", "--to", "AE", "--register", str(REGISTER), "--date"]
    assert [tpp(answer(*words, day)) for day in ("2026-01-31", "2026-02-01")] == ["1600", "1596"]


def test_a_timeline_is_of_the_item_as_it_stands_at_its_end() -> None:
    days = ["--from", "2026-01-01", "--until", "2026-03-01"]
    found = run("timeline", "Kestrel K1", "--to", "CN", *days, "--register", str(REGISTER))
    assert found.stdout.startswith("Kestrel K1 ")
    early = run("timeline", "Kestrel K1", "--to", "CN", "--until", "2025-12-31", "--register", str(REGISTER))
    assert early.exit_code == 2
    assert "in the item register from 2026-01-15 on, and the question is of 2025-12-31" in early.stderr


def test_a_broken_register_and_a_name_that_is_nowhere_end_with_code_2(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    (tmp_path / "k/2026-01-01.yaml").write_text("part_number: x\n", encoding="utf-8")
    result = run("check", "K1", *ASK, "--register", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'k/2026-01-01.yaml:1:1: "figures" is missing' in result.stderr
    result = run("check", "Kestrel", *ASK, "--register", str(REGISTER))
    assert result.exit_code == 2
    assert 'Did you mean "Kestrel K0", "Kestrel K1"?' in result.stderr


def test_rows_with_a_part_number_take_the_reviewed_figures_and_differences_go_to_stderr(tmp_path: Path) -> None:
    path = tmp_path / "catalog.csv"
    path.write_text(CATALOG, encoding="utf-8")
    result = run("check", str(path), *ASK, "--register", str(REGISTER), "-f", "jsonl")
    first, second = (json.loads(line)["answer"] for line in result.stdout.splitlines())
    assert "figures-not-reviewed" not in assumed(first)
    assert "figures-not-reviewed" in assumed(second)
    assert tpp(first) == "3200"
    differs = "tpp is 3200 in the row, and not in the register. The register's figures are used."
    assert f"{path}:2: {differs}" in result.stderr
    assert "1 row has a part number that the register does not have on 2026-02-01: not reviewed." in result.stderr
    assert result.stderr.count("\n") == 2
    assert "register" not in run("check", str(path), *ASK).stderr


def test_the_service_takes_names_of_the_register(tmp_path: Path) -> None:
    with asked(make_app(tmp_path, register=REGISTER)) as client:
        found = client.post("/v1/decisions", json={"item": "EK-K1-64", "destination": "AE"}).json()["answer"]
        early = client.post("/v1/decisions", json={"item": "K1", "destination": "AE", "date": "2025-01-01"})
    assert found["asked"]["item"] == "Kestrel K1"
    assert "figures-not-reviewed" not in assumed(found)
    assert early.status_code == 422
    assert early.json()["problems"][0]["pointer"] == "/item"


def test_the_service_reads_the_register_that_the_environment_names(tmp_path: Path) -> None:
    question = json.dumps({"item": "EK-K0-16", "destination": "AE", "date": "2026-02-01"}).encode()
    with Server(tmp_path / "state", CHIPGATE_REGISTER=str(REGISTER)) as server:
        request = Request(f"{server.url}/v1/decisions", question, {"content-type": "application/json"})
        with urlopen(request, timeout=PATIENCE) as response:
            assert json.load(response)["answer"]["asked"]["item"] == "Kestrel K0"
    (tmp_path / "empty").mkdir()
    environment = {"CHIPGATE_STATE_FOLDER": str(tmp_path / "state")}
    result = run("serve", "--port", "0", "--register", str(tmp_path / "empty"), env=environment)
    assert result.exit_code == 2
    assert "holds no entry" in result.stderr
