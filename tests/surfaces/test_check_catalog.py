"""`chipgate check` of a catalog: every row is answered or named, in order, in every format."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from typer.testing import CliRunner, Result

from chipgate.surfaces.cli.app import app

SHIPPED = Path(__file__).resolve().parents[2] / "examples" / "catalog.csv"
GOOD = "name,vendor,tpp,die_area_mm2,marketed_for_datacenter\nbig,x,9000,800,true\nsmall,x,100,800,true\n"
BAD = GOOD + "odd,x,1 979,800,true\nlast,x,5000,,true\n"


def run(path: Path, *words: str) -> Result:
    options = ["--to", "CN", "--date", "2024-06-01", *words]
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, ["check", str(path), *options])


def written(folder: Path, text: str) -> Path:
    path = folder / "catalog.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_catalog_is_one_line_per_item_and_a_line_of_counts() -> None:
    said = run(SHIPPED).stdout
    lines = said.splitlines()
    assert len([line for line in lines if line.startswith(("✓", "!", "✗"))]) == 99
    assert "99 items to China (CN) on 2024-06-01: ✗ " in said
    assert max(map(len, lines)) <= 100
    assert said.count("Not legal advice.") == 1


def test_json_lines_json_and_csv_agree_row_by_row(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    lines = [json.loads(line) for line in run(path, "-f", "jsonl").stdout.splitlines()]
    assert json.loads(run(path, "-f", "json").stdout) == lines
    rows = list(csv.DictReader(run(path, "-f", "csv").stdout.splitlines()))
    assert [row["verdict"] for row in rows] == [line["answer"]["verdict"] for line in lines] == ["blocked", "allowed"]
    assert [line["answer"]["asked"]["item"] for line in lines] == ["big", "small"]


def test_markdown_is_one_table(tmp_path: Path) -> None:
    said = run(written(tmp_path, GOOD.replace("big", "b|ig")), "-f", "markdown").stdout
    assert said.splitlines()[1] == "|---|---|---|---|---|---|"
    assert "b\\|ig" in said


def test_a_bad_row_stops_before_any_answer(tmp_path: Path) -> None:
    result = run(written(tmp_path, BAD))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert 'catalog.csv:4:3: column "tpp": "1 979" is not a plain number' in result.stderr


def test_a_skipped_row_stays_in_every_output_as_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, BAD)
    table = run(path, "--on-error", "skip")
    assert table.exit_code == 0
    assert "catalog.csv:4:3" in table.stderr
    assert "(line 4)" in table.stdout
    assert "1 not read" in table.stdout
    lines = [json.loads(line) for line in run(path, "--on-error", "skip", "-f", "jsonl").stdout.splitlines()]
    assert [sorted(line)[0] for line in lines] == ["answer", "answer", "error", "answer"]
    assert lines[2]["error"]["line"] == 4
    assert len(json.loads(run(path, "--on-error", "skip", "-f", "json").stdout)) == 4
    rows = list(csv.DictReader(run(path, "--on-error", "skip", "-f", "csv").stdout.splitlines()))
    assert rows[2]["verdict"] == "error"
    assert "1 979" in rows[2]["error"]


def test_a_skipped_row_was_not_cleared_and_counts_for_fail_on(tmp_path: Path) -> None:
    path = written(tmp_path, "name,tpp\nsmall,1\nodd,?\n")
    assert run(path, "--on-error", "skip", "--fail-on", "blocked").exit_code == 1
    assert run(path, "--on-error", "skip").exit_code == 0


def test_fail_on_looks_at_every_row(tmp_path: Path) -> None:
    assert run(written(tmp_path, GOOD), "--fail-on", "blocked").exit_code == 1


def test_a_header_alone_is_refused_since_nothing_was_checked(tmp_path: Path) -> None:
    path = written(tmp_path, "name,tpp\n")
    for on_error in ("stop", "skip"):
        done = run(path, "-f", "json", "--on-error", on_error)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "no rows" in done.stderr


def test_columns_read_by_another_name_or_passed_over_are_said(tmp_path: Path) -> None:
    path = written(tmp_path, "Product,TPP,colour\nx,1,red\n")
    said = run(path).stderr
    assert 'note: column "Product" is read as name.' in said
    assert '"colour"' in said
    assert run(SHIPPED).stderr == ""


def test_a_mapping_file_names_the_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "Bezeichnung,Spitze\nx,9000\n")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("Bezeichnung: name\nSpitze: tpp\n", encoding="utf-8")
    result = run(path, "--mapping", str(mapping), "-f", "csv")
    assert result.exit_code == 0
    assert 'column "Spitze" is read as tpp' in result.stderr
    assert run(path, "--mapping", str(tmp_path / "none.yaml")).exit_code == 2


def test_figures_as_options_do_not_go_with_a_catalog(tmp_path: Path) -> None:
    result = run(written(tmp_path, GOOD), "--tpp", "1")
    assert result.exit_code == 2
    assert "rows" in result.stderr


def test_a_wrong_destination_is_said_before_the_first_line(tmp_path: Path) -> None:
    result = run(written(tmp_path, GOOD), "--hq", "XX")
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_cell_that_a_spreadsheet_would_run_is_made_text(tmp_path: Path) -> None:
    said = run(written(tmp_path, "name,tpp\n=HYPERLINK(1),1\n"), "-f", "csv").stdout
    assert "\n'=HYPERLINK(1)," in said


def test_a_program_is_told_how_far_it_is_and_what_came_out(tmp_path: Path) -> None:
    path = written(tmp_path, BAD)
    for words in (["-f", "csv"], ["-f", "jsonl"], ["-f", "csv", "-o", str(tmp_path / "o.csv"), "--columns", "item"]):
        result = run(path, *words, "--on-error", "skip", "--progress", "json")
        told = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
        assert told[-1] == {"done": {"rows": 4, "counts": {"allowed": 1, "blocked": 2, "error": 1}}}
        assert all(0 <= one["progress"]["part"] <= 1 for one in told[:-1])
        assert 'catalog.csv:4:3: column "tpp": "1 979" is not a plain number' in result.stderr
        assert "{" not in run(path, *words, "--on-error", "skip").stderr
