"""A catalog in and out of every format, several destinations and days at once, and a sheet in somebody's workbook."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from openpyxl.chart import BarChart, Reference
from typer.testing import CliRunner, Result

from chipgate.surfaces.cli import workbook_writer
from chipgate.surfaces.cli.app import app

GOOD = "name,vendor,tpp,die_area_mm2,marketed_for_datacenter\nbig,x,9000,800,true\n=small,x,100,800,true\n"
BAD = GOOD + "odd,x,1 979,800,true\n"
DAY = ("--date", "2024-06-01")


def run(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, ["check", *map(str, words)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "catalog.csv"
    found.write_text(GOOD, encoding="utf-8")
    return found


def flat_rows(said: str) -> list[dict[str, str]]:
    return list(csv.DictReader(said.splitlines()))


def sheet_rows(sheet: Any) -> list[dict[str, str]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [{name or "sign": value or "" for name, value in zip(head, row, strict=True)} for row in rows]


def test_parquet_has_the_rows_of_csv(path: Path, tmp_path: Path) -> None:
    path.write_text(BAD, encoding="utf-8")
    words = (path, "--to", "CN,SG", *DAY, "--on-error", "skip")
    out = tmp_path / "answers.parquet"
    assert run(*words, "-f", "parquet", "-o", out).exit_code == 0
    rows = pq.read_table(out).to_pylist()
    assert {row["date"] for row in rows} == {dt.date(2024, 6, 1)}
    expected = flat_rows(run(*words, "-f", "csv").stdout)
    shown = [{**row, "date": row["date"].isoformat(), "item": row["item"].replace("=", "'=")} for row in rows]
    assert shown == expected
    assert [row["verdict"] for row in rows] == ["blocked", "allowed", "allowed", "allowed", "error", "error"]


def test_a_workbook_has_the_rows_of_csv_in_colour_and_a_summary(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "answers.xlsx"
    assert run(path, "--to", "CN", *DAY, "-f", "xlsx", "-o", out).exit_code == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Summary", "Answers"]
    rows = sheet_rows(book["Answers"])
    expected = flat_rows(run(path, "--to", "CN", *DAY, "-f", "csv").stdout)
    assert [{key: value for key, value in row.items() if key != "sign"} for row in rows] == expected
    assert [row["sign"] for row in rows] == ["✗", "✓"]
    colours = [book["Answers"][f"A{row}"].fill.fgColor.rgb for row in (2, 3)]
    assert len(set(colours)) == 2
    assert list(book["Summary"].iter_rows(values_only=True))[1][:6] == ("CN", "2024-06-01", 2, 1, 0, 1)


def test_no_cell_of_a_workbook_is_a_formula(path: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.xlsx"
    openpyxl.Workbook().save(own)
    assert run(path, "--to", "CN", *DAY, "-f", "xlsx", "-o", tmp_path / "a.xlsx").exit_code == 0
    assert run(path, "--to", "CN", *DAY, "--append-to", own).exit_code == 0
    for found in (tmp_path / "a.xlsx", own):
        cells = [cell for sheet in openpyxl.load_workbook(found) for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert "'=small" in [cell.value for cell in cells]


def test_a_full_sheet_goes_on_in_a_second_one(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_writer.WorkbookWriter.__init__, "__defaults__", (3,))
    out = tmp_path / "answers.xlsx"
    assert run(path, "--to", "CN,SG", *DAY, "-f", "xlsx", "-o", out).exit_code == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Summary", "Answers", "Answers 2"]
    assert [len(sheet_rows(book[name])) for name in book.sheetnames[1:]] == [3, 1]


def own_workbook(path: Path) -> None:
    """What a library that reads and saves a workbook might lose: a chart, a comment, a format, a formula."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Mine & yours"
    for row in (["name", "tpp"], ["a", 1], ["b", "=B2*2"]):
        sheet.append(row)
    sheet["B2"].number_format = "0.00 %"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3))
    sheet.add_chart(chart, "D2")
    book.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("customXml/item1.xml", "<mine/>")


def test_a_sheet_is_appended_and_every_other_part_stays_as_it_was(path: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.xlsx"
    own_workbook(own)
    own.chmod(0o640)
    with zipfile.ZipFile(own) as archive:
        before = {name: archive.read(name) for name in archive.namelist()}
    for name in ("to CN", "again"):
        assert run(path, "--to", "CN", *DAY, "--append-to", own, "--sheet", name).exit_code == 0
    with zipfile.ZipFile(own) as archive:
        assert archive.testzip() is None
        after = {name: archive.read(name) for name in archive.namelist()}
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/styles.xml"}
    assert set(after) - set(before) == {"xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"}
    book = openpyxl.load_workbook(own)
    assert book.sheetnames == ["Mine & yours", "to CN", "again"]
    assert (book["Mine & yours"]["B2"].number_format, book["Mine & yours"]["B3"].value) == ("0.00 %", "=B2*2")
    assert [row["verdict"] for row in sheet_rows(book["to CN"])] == ["blocked", "allowed"]
    assert book["to CN"]["B1"].font.b
    assert not book["to CN"]["B2"].font.b
    fills = [book[name]["A2"].fill.fgColor.rgb for name in ("to CN", "again")]
    assert fills == ["FFF2A98A"] * 2
    assert stat.S_IMODE(own.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("name", "said"),
    [("MINE & YOURS", "already"), ("a/b", "cannot be the name"), ("x" * 32, "cannot be the name"), ("", "cannot be")],
)
def test_a_sheet_name_that_cannot_be_is_refused_and_nothing_changes(
    path: Path, tmp_path: Path, name: str, said: str
) -> None:
    own = tmp_path / "own.xlsx"
    own_workbook(own)
    before = own.read_bytes()
    result = run(path, "--to", "CN", *DAY, "--append-to", own, "--sheet", name)
    assert (result.exit_code, own.read_bytes()) == (2, before)
    assert said in result.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["catalog.csv", "own.xlsx"]


def test_what_is_no_workbook_is_not_appended_to(path: Path, tmp_path: Path) -> None:
    for data in (b"PK\x03\x04half", b"name,tpp\n"):
        (tmp_path / "own.xlsx").write_bytes(data)
        result = run(path, "--to", "CN", *DAY, "--append-to", tmp_path / "own.xlsx")
        assert (result.exit_code, (tmp_path / "own.xlsx").read_bytes()) == (2, data)
    assert run(path, "--to", "CN", *DAY, "--append-to", tmp_path / "none.xlsx").exit_code == 2
    assert run(path, "--to", "CN", "--append-to", tmp_path / "own.xlsx", "-f", "csv").exit_code == 2


@pytest.mark.parametrize("format", ["parquet", "xlsx"])
def test_a_row_that_breaks_the_file_leaves_the_old_answers_alone(path: Path, tmp_path: Path, format: str) -> None:
    out = tmp_path / f"answers.{format}"
    out.write_bytes(b"old")
    truncated = tmp_path / "catalog.csv.gz"
    import gzip

    truncated.write_bytes(gzip.compress(GOOD.encode())[:-12])
    result = run(truncated, "--to", "CN", *DAY, "--on-error", "skip", "-f", format, "-o", out)
    assert (result.exit_code, out.read_bytes()) == (2, b"old")
    assert sorted(one.name for one in tmp_path.iterdir()) == [out.name, "catalog.csv", "catalog.csv.gz"]


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx"])
def test_a_full_disk_and_a_folder_that_is_not_there_are_said(path: Path, tmp_path: Path, format: str) -> None:
    words = f"chipgate check catalog.csv --to CN --date 2024-06-01 -f {format} -o"
    full, nowhere = shell(f"{words} /dev/full", tmp_path), shell(f"{words} none/answers", tmp_path)
    assert (full.returncode, nowhere.returncode) == (2, 2)
    assert full.stderr.splitlines()[-1:] == [b"chipgate: writing: No space left on device."]
    assert b"No such folder" in nowhere.stderr


def test_rows_are_items_by_destinations_by_days(path: Path) -> None:
    words = (path, "--to", "CN,SG", "--date", "2022-10-01,2024-06-01")
    rows = flat_rows(run(*words, "-f", "csv").stdout)
    asked = [(row["item"], row["destination"], row["date"]) for row in rows]
    assert len(asked) == len(set(asked)) == 8
    assert asked[:2] == [("big", "CN", "2022-10-01"), ("big", "CN", "2024-06-01")]
    lines = [json.loads(line)["answer"] for line in run(*words, "-f", "jsonl").stdout.splitlines()]
    assert [line["verdict"] for line in lines] == [row["verdict"] for row in rows]
    singles = [flat_rows(run(path, "--to", to, "--date", day, "-f", "csv").stdout)[0]["verdict"]
               for to in ("CN", "SG") for day in ("2022-10-01", "2024-06-01")]  # fmt: skip
    assert [row["verdict"] for row in rows[:4]] == singles == ["allowed", "blocked", "allowed", "allowed"]


def test_a_matrix_has_a_sign_for_each_destination_and_day(path: Path) -> None:
    path.write_text(BAD, encoding="utf-8")
    words = (path, "--to", "CN,SG", "--date", "2022-10-01,2024-06-01", "--on-error", "skip")
    lines = run(*words).stdout.splitlines()
    assert lines[0].split() == ["CN", "SG"]
    assert lines[2].split() == ["big", "✓", "✗", "✓", "✓"]
    assert "not read" in lines[4]
    assert "3 items × 4: ✓ 7 allowed · ✗ 1 blocked" in lines
    said = run(*words, "-f", "markdown").stdout
    assert "| big | ✓ | ✗ | ✓ | ✓ |" in said
    assert said.startswith("| item | CN 2022-10-01 | CN 2024-06-01 | SG 2022-10-01 | SG 2024-06-01 |\n|---|:-:|")


def test_all_is_every_destination_that_an_export_can_go_to(path: Path) -> None:
    path.write_text("name,tpp\nbig,9000\n", encoding="utf-8")
    result = run(path, "--to", "all", *DAY, "-f", "csv")
    rows = flat_rows(result.stdout)
    places = [row["destination"] for row in rows]
    assert len(places) == len(set(places)) > 230
    assert {"CN", "DE", "XK"} <= set(places)
    assert not {"US", "PR"} & set(places)
    assert all(row["verdict"] in {"allowed", "license-required", "blocked"} for row in rows)


@pytest.mark.parametrize("words", [("--to", "CN,CN"), ("--to", "CN,all"), ("--to", "CN,"), ("--to", "CN,ZZ"),
                                   ("--to", "CN", "--date", "2024-06-01,x")])  # fmt: skip
def test_lists_that_mean_nothing_are_refused(path: Path, words: tuple[str, ...]) -> None:
    result = run(path, *words)
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_matrix_that_does_not_fit_names_the_destinations_of_each_verdict(path: Path) -> None:
    places = "CN,RU,SG,DE,FR,JP,KR,TW,GB,IT,ES,PT,NL,BE,AT,CH,SE,NO,FI"
    lines = run(path, "--to", places, *DAY).stdout.splitlines()
    allowed = places[6:].replace(",", ", ")
    assert lines[:4] == ["on 2024-06-01", "big", "  ✗   2 blocked: CN, RU", f"  ✓  17 allowed: {allowed}"]


def test_one_item_may_go_to_several_places(tmp_path: Path) -> None:
    words = ("H20 (HGX)", "--to", "CN,SG", "--date", "2025-04-08,2025-04-09")
    assert "H20 (HGX)                     ✓          !          ✓          ✓" in run(*words).stdout
    assert run(*words, "--fail-on", "license-required").exit_code == 1
    assert run(*words, "-f", "parquet", "-o", tmp_path / "a.parquet").exit_code == 0
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 4


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHIPGATE_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, check=False)


def test_a_catalog_comes_by_pipe_and_goes_by_pipe(path: Path, tmp_path: Path) -> None:
    to = "--to CN --date 2024-06-01"
    command = f"gzip -c catalog.csv | chipgate check - --input-format csv {to} -f parquet | cat > a.parquet"
    done = shell(command, tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert pq.read_table(tmp_path / "a.parquet")["verdict"].to_pylist() == ["blocked", "allowed"]
    done = shell(f"chipgate check - {to} < catalog.csv", tmp_path)
    assert done.returncode == 2
    assert b"--input-format" in done.stderr
    broken = shell(f"(cat catalog.csv; echo x) | chipgate check - --input-format csv {to}", tmp_path)
    assert b"(standard input):4:1: 1 cells" in broken.stderr
