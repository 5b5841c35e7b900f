"""`chipgate check --since LAST`: only what changed, and whether a rule or a figure did it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chipgate.surfaces.cli.app import app

HEAD = "name,vendor,tpp,die_area_mm2,marketed_for_datacenter,memory_bandwidth_gbps\n"
_SAME = HEAD + "h20,NVIDIA,2368,814,true,4000\ntwin,x,100,800,true,100\n"
OLD = _SAME + "twin,x,9000,800,true,100\nlate,x,100,800,true,100\n"
NEW = _SAME + "twin,x,8999,800,true,100\nfresh,x,1,800,true,1\n"


def run(catalog: Path, *words: str | Path) -> Result:
    said = ["check", str(catalog), "--to", "CN", *map(str, words)]
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, said)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def changes(result: Result) -> dict[str, dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return {row["item"]: row for row in csv.DictReader(result.stdout.splitlines())}


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx"])
def test_a_rule_changed_and_no_figure(tmp_path: Path, format: str) -> None:
    catalog, last = written(tmp_path / "c.csv", OLD), tmp_path / f"last.{format}"
    assert run(catalog, "--date", "2025-04-08", "-f", format, "-o", last).exit_code == 0
    assert changes(run(catalog, "--date", "2025-04-08", "--since", last, "-f", "csv")) == {}
    found = run(catalog, "--date", "2025-04-09", "--since", last, "-f", "csv")
    rows = changes(found)
    assert list(rows) == ["h20"]
    assert (rows["h20"]["was"], rows["h20"]["verdict"], rows["h20"]["why"]) == ("allowed", "license-required", "rule")
    assert "verdict" in rows["h20"]["changed"].split(";")
    assert "changed: 1 by a rule." in found.stderr


def test_figures_new_rows_and_rows_that_are_gone(tmp_path: Path) -> None:
    last = tmp_path / "last.csv"
    assert run(written(tmp_path / "old.csv", OLD), "--date", "2024-06-01", "-f", "csv", "-o", last).exit_code == 0
    changed = NEW.replace("h20,NVIDIA,2368,", "h20,NVIDIA,4800,")
    found = run(written(tmp_path / "new.csv", changed), "--date", "2024-06-01", "--since", last, "-f", "csv")
    rows = changes(found)
    assert {name: row["why"] for name, row in rows.items()} == {"h20": "figure", "fresh": "new", "late": "gone"}
    assert (rows["late"]["verdict"], rows["late"]["was"]) == ("gone", "allowed")
    assert "changed: 1 by a figure, 1 new, 1 gone." in found.stderr


def test_where_both_are_others_the_earlier_day_is_asked(tmp_path: Path) -> None:
    last = tmp_path / "last.csv"
    old = HEAD + "h20,NVIDIA,2368,814,true,4000\nrisen,x,100,800,true,100\nboth,NVIDIA,2368,814,true,4000\n"
    assert run(written(tmp_path / "old.csv", old), "--date", "2025-04-08", "-f", "csv", "-o", last).exit_code == 0
    new = HEAD + "h20,NVIDIA,2369,814,true,4000\nrisen,x,9000,800,true,100\nboth,NVIDIA,4900,800,true,4000\n"
    rows = changes(run(written(tmp_path / "new.csv", new), "--date", "2025-04-09", "--since", last, "-f", "csv"))
    assert {name: row["why"] for name, row in rows.items()} == {
        "h20": "rule", "risen": "figure", "both": "rule and figure",
    }  # fmt: skip


def test_another_question_is_neither(tmp_path: Path) -> None:
    catalog, last = written(tmp_path / "c.csv", OLD), tmp_path / "last.csv"
    assert run(catalog, "--date", "2026-02-15", "-f", "csv", "-o", last, "--transfer", "export").exit_code == 0
    rows = changes(run(catalog, "--date", "2026-02-15", "--since", last, "-f", "csv", "--strict"))
    assert {row["why"] for row in rows.values()} == {"question"}


def test_for_a_person_a_line_for_each(tmp_path: Path) -> None:
    catalog, last = written(tmp_path / "c.csv", OLD), tmp_path / "last.csv"
    run(catalog, "--date", "2025-04-08", "-f", "csv", "-o", last)
    said = run(catalog, "--date", "2025-04-09", "--since", last).stdout
    assert "h20" in said
    assert "allowed          license-required rule" in said
    assert "twin" not in said
    assert said.count("Not legal advice.") == 1


def test_a_file_that_is_no_result_is_refused(tmp_path: Path) -> None:
    catalog = written(tmp_path / "c.csv", OLD)
    result = run(catalog, "--date", "2025-04-08", "--since", catalog, "-f", "csv")
    assert result.exit_code == 2
    assert "no column item, destination, date" in result.stderr
    assert result.stdout == ""
    for words in (["--columns", "item"], ["--resume"], ["-f", "html"], ["-f", "jsonl"]):
        assert run(catalog, "--since", catalog, *(["-f", "csv"] if "-f" not in words else []), *words).exit_code == 2
