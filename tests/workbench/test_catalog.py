"""A whole catalog in the page: sent, followed, cancelled, looked through by pointer and keys, and asked again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.opened import Opened, question_in
from tests.service import Server
from tests.workbench.catalogs import begin, checked, large

pytestmark = pytest.mark.slow
NOTES = """
  window.told = [];
  new MutationObserver(() => {
    const note = document.querySelector('.work-progress .note');
    if (note) window.told.push(note.textContent);
  }).observe(document, {subtree: true, childList: true, characterData: true});
"""
"""What the progress said, kept in the page: it may stand for an instant alone."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("catalogs")


@pytest.fixture(scope="module")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    large(folder)
    (folder / "few.csv").write_text("name,tpp\nA,100\nB,200\n", encoding="utf-8")
    with Server(tmp_path_factory.mktemp("state"), CHIPGATE_CATALOG_FOLDER=str(folder)) as server:
        yield server


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Opened]:
    with Opened(browser, server.url) as one:
        yield one


def shown_first(page: Page) -> str:
    """The item of the first row."""
    return page.locator("#row-0 .column-item").inner_text()


def test_ten_thousand_rows_with_progress_and_cancel(opened: Opened, folder: Path) -> None:
    opened.page.add_init_script(NOTES)
    page = opened.view("catalog", date="2026-02-01")
    begin(page, folder / "large.csv")
    expect(page.get_by_role("progressbar", name="Progress of the check")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("status").filter(has_text="Cancelled after")).to_be_visible()
    expect(page.get_by_role("group", name="Download:")).to_have_count(0)
    page.get_by_role("button", name="Check the catalog").click()
    checked(page, "10,000")
    assert any(re.search(r"[\d,]+ rows", note) for note in page.evaluate("window.told"))
    _counts(page)
    _table(page)
    _row(page, opened)


def _counts(page: Page) -> None:
    listed = page.get_by_role("list", name="Answers by verdict")
    counts = dict(zip(*(listed.locator(part).all_inner_texts() for part in (".word", "strong")), strict=True))
    assert counts.pop("not read") == "1"
    assert sum(int(count.replace(",", "")) for count in counts.values()) == 9_999
    assert len(counts) >= 2, "the kinds of chips are told apart"


def _table(page: Page) -> None:
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "10001")
    assert page.locator(".rows-row").count() < 60, "only what is in sight is in the page"
    grid.focus()
    page.keyboard.press("End")
    expect(page.locator(".rows-row.active")).to_contain_text("Part 09999")
    expect(grid).to_have_attribute("aria-activedescendant", "row-9999")
    page.keyboard.press("Home")
    item = page.get_by_role("columnheader", name="Item")
    item.get_by_role("button").press("Enter")
    item.get_by_role("button").press("Enter")
    expect(item).to_have_attribute("aria-sort", "descending")
    expect(page.locator("#row-0")).to_contain_text("Part 09999")
    page.get_by_label("Verdict", exact=True).select_option("error")
    expect(grid).to_have_attribute("aria-rowcount", "2")
    expect(page.locator("#row-0")).to_contain_text("not a plain number")
    page.get_by_label("Verdict", exact=True).select_option("")
    page.get_by_label("Find in all columns").fill("part 0423")
    expect(grid).to_have_attribute("aria-rowcount", "11")
    assert shown_first(page) == "Part 04239"


def _row(page: Page, opened: Opened) -> None:
    """A row by keys alone: shown whole, and asked again with the figures of the file."""
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    row = page.get_by_role("region", name="The row")
    expect(row).to_be_focused()
    said = row.locator(".verdict .word").inner_text()
    row.get_by_role("link", name="Ask again in Decide").press("Enter")
    expect(page).to_have_title("Decide – chipgate")
    asked = question_in(page)
    assert asked["item"]["name"] == "Part 04239"
    assert (asked["destination"], asked["date"]) == ("CN", "2026-02-01")
    told = page.request.post(f"{opened.url}/v1/drafts", data=asked).json()["answer"]["verdict"]
    assert said == told.replace("-", " ")


def test_one_of_the_folder_to_two_places_and_what_is_wrong(opened: Opened) -> None:
    page = opened.view("catalog", path="few.csv", to="CN,SG")
    expect(page.get_by_label("Or one of the service's folder")).to_have_value("few.csv")
    page.get_by_role("button", name="Check the catalog").click()
    checked(page, "4")
    expect(page.get_by_role("heading", name="few.csv → China, Singapore")).to_be_visible()
    page.get_by_role("button", name="Remove Singapore").click()
    expect(page.get_by_text("These answers are to what was chosen before.")).to_be_visible()
    page.get_by_role("link", name="It is on record.").click()
    expect(page.get_by_role("heading", name=re.compile("^catalog, "))).to_be_visible()
    expect(page.get_by_role("region", name="What was checked")).to_contain_text("few.csv (21 bytes) → China, Singapore")
    page.go_back()
    expect(page.get_by_role("grid")).to_be_visible()  # what was checked outlives the view
    page.get_by_label("Date").fill("2026-13-01")
    page.get_by_role("button", name="Check the catalog").click()
    expect(page.get_by_role("alert")).to_contain_text("/date")
    assert opened.said.pop().startswith("Failed to load resource: the server responded with a status of 422")
