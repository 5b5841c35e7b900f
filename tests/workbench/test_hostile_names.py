"""Names that would be more than names: text in every view that shows them, and in every file that is taken home."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.opened import Opened
from tests.workbench.catalogs import begin, checked

pytestmark = pytest.mark.slow
SCRIPT = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
RIGHT_TO_LEFT = "\u202etxt.elif\u2066"
FORMULAS = ("=cmd()|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1,1)")
LONG = "W" * 10_000
NAMES = (SCRIPT, RIGHT_TO_LEFT, *FORMULAS)
FIGURES = {"tpp": "2368", "die_area_mm2": "814", "dram_bandwidth_gb_s": "4000", "link_bandwidth_gb_s": "900"}


def untouched(page: Page) -> None:
    """Nothing ran, nothing was drawn from a name, and nothing is wider than the window."""
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img, main script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def question(name: str) -> dict[str, Any]:
    """A question that is full of a name."""
    party = {"role": "end-user", "name": name, "location": "CN"}
    return {"item": {"name": name, **FIGURES}, "destination": "CN", "date": "2026-02-01", "parties": [party]}


@pytest.mark.parametrize("view", ["decide", "time", "map", "picture"])
def test_names_in_a_question_are_text(opened: Opened, view: str) -> None:
    page = opened.view(view, question(SCRIPT + RIGHT_TO_LEFT + "=1"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    untouched(page)
    opened.view(view, question(LONG))
    page.wait_for_load_state("networkidle")
    untouched(page)
    page.goto("about:blank")  # by now the console has said all it had to say
    opened.said[:] = [one for one in opened.said if "422" not in one]  # the service takes no name of this length


def test_names_on_record_are_text(opened: Opened) -> None:
    for name in NAMES:
        answer = opened.page.request.post(f"{opened.url}/v1/decisions", data=question(name))
        assert answer.status == 200
    page = opened.view("log", kind="decision")
    for name in NAMES:
        expect(page.locator("td bdi").filter(has_text=name).first).to_be_visible()
    page.get_by_role("row").filter(has_text=SCRIPT).get_by_role("link").click()
    expect(page.get_by_role("heading", name="What was answered")).to_be_visible()
    page.get_by_text("The record as JSON").click()
    expect(page.get_by_role("region", name="The record as JSON")).to_contain_text(SCRIPT)
    untouched(page)
    opened.view("log", item=LONG[:5_000])
    expect(page.get_by_role("alert")).to_be_visible()
    untouched(page)
    opened.view("rules", text=LONG, part="provisions")
    expect(page.get_by_text("0 of")).to_be_visible()
    untouched(page)
    assert all("422" in one for one in opened.said)
    opened.said.clear()


def test_names_in_a_catalog_are_text_in_the_table_and_in_files(opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / f"{'x' * 100}=cmd().csv"
    with file.open("w", newline="", encoding="utf-8") as written:
        csv.writer(written).writerows([("name", "tpp"), *((name, "100") for name in (*NAMES, LONG))])
    page = opened.view("catalog")
    begin(page, file)
    checked(page, "7")
    for number, name in enumerate(NAMES):
        expect(page.locator(f"#row-{number} .column-item bdi")).to_have_text(name)
    expect(page.locator("#row-6")).to_contain_text("at most 200 characters")
    page.locator("#row-0").click()
    expect(page.get_by_role("region", name="The row")).to_contain_text(SCRIPT)
    untouched(page)
    _csv(saved(page, "CSV", tmp_path))
    _workbook(saved(page, "Excel", tmp_path))
    html = saved(page, "HTML", tmp_path).read_text(encoding="utf-8")
    assert SCRIPT not in html
    assert "&lt;script&gt;" in html


def saved(page: Page, form: str, folder: Path) -> Path:
    """The answers in this form, under the name that the page gives the file."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=form, exact=True).click()
    name = coming.value.suggested_filename
    assert name.startswith("xxxx")
    assert not set(name) & set("=()/\\")
    coming.value.save_as(folder / name)
    expect(page.get_by_role("button", name=form, exact=True)).to_be_enabled()
    return folder / name


def _csv(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as written:
        rows = list(csv.DictReader(written))
    assert [row["item"] for row in rows][:6] == [SCRIPT, RIGHT_TO_LEFT, *(f"'{one}" for one in FORMULAS)]
    assert all(cell[:1] not in "=+-@\t\r" for row in rows for cell in row.values() if cell)


def _workbook(file: Path) -> None:
    cells = [cell for sheet in openpyxl.load_workbook(file) for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    said = {str(cell.value) for cell in cells}
    assert {SCRIPT, *(f"'{one}" for one in FORMULAS)} <= said
    assert RIGHT_TO_LEFT.encode("unicode_escape").decode() in said  # what turns text around is shown as what it is
