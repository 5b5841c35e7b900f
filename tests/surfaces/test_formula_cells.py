"""No cell of any table that we write is one that a spreadsheet runs, and no other text is touched."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import ExitStack
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from chipgate.batch.csv_text import csv_text
from chipgate.surfaces.cli.output import output
from chipgate.surfaces.cli.workbook_writer import WorkbookWriter
from chipgate.surfaces.render.flat import COLUMNS, csv_line, guarded

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
RUN = [f"{start}cmd|' /C calc'!A0" for start in STARTS]
PLAIN = [
    "H20 (HGX)", "'=1+1", " =1+1", "a=1", "4800", "0.5", "3A090.a", "<script>alert(1)</script>", "x;=1+1", 'say "=1"',
    "a\n=1", "a\r=1", "\u202egnp.exe", "ü" * 10_000, "",
]  # fmt: skip


@pytest.mark.parametrize("text", RUN)
def test_a_cell_that_would_be_run_is_text_in_both_writers_of_csv(text: str) -> None:
    for written in (csv_line([text, "x"]), csv_text(pa.table({"item": [text], "other": ["x"]}))):
        assert list(csv.reader(io.StringIO(written.decode(), newline=""))) == [[f"'{text}", "x"]]


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_cell_is_as_it_was(text: str) -> None:
    assert guarded(text) == text
    for written in (csv_line([text, "x"]), csv_text(pa.table({"item": [text], "other": ["x"]}))):
        assert list(csv.reader(io.StringIO(written.decode(), newline=""))) == [[text, "x"]]


def test_figures_of_a_table_stay_figures() -> None:
    written = csv_text(pa.table({"item": ["a"], "count": [7], "share": [0.5]}))
    assert written == b"a,7,0.5\n"


def test_a_workbook_has_texts_alone_and_no_formula(tmp_path: Path) -> None:
    file = tmp_path / "answers.xlsx"
    texts = [*RUN, *PLAIN]
    empty, allowed = [""] * len(texts), ["allowed"] * len(texts)
    rows = {name: empty for name in COLUMNS} | {"item": texts, "error": texts, "verdict": allowed}
    with output(file) as sink, ExitStack() as stack:
        writer = WorkbookWriter(sink, COLUMNS, stack)
        writer.start()
        writer.add(pa.table(rows))
        writer.end()
    with zipfile.ZipFile(file) as archive:
        assert not any(b"<f>" in archive.read(name) or b"<f " in archive.read(name) for name in archive.namelist())
    cells = [row[1] for row in openpyxl.load_workbook(file)["Answers"].iter_rows(min_row=2)]
    assert len(cells) == len(texts)
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert not any(str(cell.value or "").startswith(tuple(STARTS)) for cell in cells)
    assert cells[0].value == "'=cmd|' /C calc'!A0"
