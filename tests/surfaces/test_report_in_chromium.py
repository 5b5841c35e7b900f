"""The report as a person has it: opened from a file in a real browser, without a network, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from chipgate import ItemSpec, Rulebook
from tests.chromium import chromium
from tests.surfaces.report_tables import Row, asked, page_of, plain_row, rows_of, table_of

pytestmark = pytest.mark.slow
NAMES = ("H20 (HGX)", "A100 SXM4 40GB", "H100 SXM5", "TPU v4", "L4", "Instinct MI308X", "GeForce RTX 5090 D")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def report(catalog: dict[str, ItemSpec], rulebook: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some chips for China and Saudi Arabia on two days, a row that was not read, and names that would be tags."""
    bases = asked(["CN", "SA"], "2025-04-08", "2025-04-09")
    chips = [item for name, item in catalog.items() if name in NAMES]
    assert len(chips) >= 5
    rows: list[Row] = list(rows_of(chips, bases, rulebook))
    for base in bases:
        where: Row = {"destination": base.destination, "date": base.date.isoformat()}
        bad = plain_row("line 9", "error", error='column "tpp": "1 979" is not a plain number')
        rows += [bad | where, plain_row("<script>document.title = 'taken'</script>") | where]
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_bytes(page_of([table_of(rows)], bases, rulebook))
    return path


class Opened:
    """The page in a window, with all that its console said and all that it asked for."""

    def __init__(self, browser: Browser, report: Path, width: int, **context: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **context)
        self.context.set_offline(True)
        self.said: list[str] = []
        self.asked_for: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked_for.append(request.url))
        self.page.goto(report.as_uri())

    def shown(self) -> list[str]:
        """The names of the rows that show."""
        return self.page.locator("#rows tbody tr:visible th").all_inner_texts()


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Opened]:
    one = Opened(browser, report, 1280)
    yield one
    one.context.close()


def test_it_opens_offline_asks_for_nothing_else_and_has_nothing_to_complain_of(opened: Opened, report: Path) -> None:
    expect(opened.page.get_by_role("heading", level=1)).to_contain_text("China (CN), Saudi Arabia (SA)")
    assert opened.asked_for == [report.as_uri()]
    assert opened.said == []
    assert "taken" not in opened.page.title()
    assert len(opened.page.locator("svg.plane").all()) == 4


def test_the_filter_works_by_keyboard_and_says_how_many_rows_are_left(opened: Opened) -> None:
    page, all_rows = opened.page, len(opened.shown())
    status = page.get_by_role("status")
    expect(status).to_have_text(f"{all_rows} of {all_rows} rows")
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "find":
            break
    page.keyboard.type("hgx h20")
    expect(status).to_have_text(f"4 of {all_rows} rows")
    assert set(opened.shown()) == {"H20 (HGX)"}
    page.keyboard.press("Tab")
    page.keyboard.type("license")
    expect(status).to_have_text(f"1 of {all_rows} rows")
    page.keyboard.press("Tab")
    page.keyboard.type("SA")
    expect(status).to_have_text(f"None of {all_rows} rows")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(status).to_have_text(f"{all_rows} of {all_rows} rows")
    assert opened.said == []


def test_each_choice_of_the_filter_shows_its_rows(opened: Opened) -> None:
    page = opened.page
    for verdict in ("blocked", "license-required", "allowed", "error"):
        page.get_by_label("Answer", exact=True).select_option(verdict)
        kinds = page.locator("#rows tbody tr:visible").evaluate_all("rows => rows.map(row => row.dataset.verdict)")
        assert set(kinds) == {verdict}
    page.get_by_label("Answer", exact=True).select_option("")
    page.get_by_label("Day", exact=True).select_option("2025-04-09")
    assert 2 * len(opened.shown()) == page.locator("#rows tbody tr").count()


def test_without_scripts_every_row_shows_and_no_filter(browser: Browser, report: Path) -> None:
    one = Opened(browser, report, 1280, java_script_enabled=False)
    expect(one.page.locator("#rows tbody tr").last).to_be_visible()
    expect(one.page.locator("#filter")).to_be_hidden()
    one.context.close()


@pytest.mark.parametrize("width", [390, 1280, 2560])
def test_only_tables_scroll_sideways_and_by_keyboard(browser: Browser, report: Path, width: int) -> None:
    one = Opened(browser, report, width)
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width
    box = one.page.get_by_role("group", name="Rows", exact=True)
    expect(box).to_have_attribute("tabindex", "0")
    box.focus()
    moved = 0
    for _ in range(100 if width == 390 else 0):
        one.page.keyboard.press("ArrowRight")
        one.page.wait_for_timeout(20)
        if moved := box.evaluate("box => box.scrollLeft"):
            break
    assert moved > 0 or width > 390
    one.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(browser: Browser, report: Path, width: int, scheme: str) -> None:
    one = Opened(browser, report, width, color_scheme=scheme)
    one.page.locator("summary").first.click()
    found = Axe().run(one.page).response["violations"]
    one.context.close()
    assert [(rule["id"], rule["impact"], rule["nodes"][0]["html"]) for rule in found] == []


def test_it_prints_dark_on_white_and_within_the_paper(browser: Browser, report: Path) -> None:
    one = Opened(browser, report, 680, color_scheme="dark")
    one.page.emulate_media(media="print")
    expect(one.page.locator("#filter")).to_be_hidden()
    expect(one.page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(one.page.locator("body")).to_have_css("color", "rgb(28, 29, 31)")
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 680
    assert one.page.pdf().startswith(b"%PDF")
    one.context.close()
