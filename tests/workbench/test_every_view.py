"""Every view, as whoever comes upon it has it: in light and in dark, in German, on a phone, and by axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.opened import Opened
from tests.service import Server

pytestmark = pytest.mark.slow
CATALOG = Path(__file__).parent.parent.parent / "examples" / "catalog.csv"
LETTER = {"item": "H20 (HGX)", "destination": "CN", "date": "2025-04-09"}
BY_HAND = {"item": {"name": "K1", "tpp": "2000"}, "destination": "CN", "date": "2026-02-15", "parties": [{"name": "A"}]}


def _checked(page: Page) -> None:
    """A catalog that was uploaded and checked."""
    page.locator("input[type=file]").first.set_input_files(CATALOG)
    page.get_by_role("button", name="Check the catalog").click()
    expect(page.get_by_text(" answers in ")).to_be_visible()


def _first_record(page: Page) -> None:
    page.locator(".log-records a").first.click()
    expect(page.get_by_role("article")).to_be_visible()


def _verified(page: Page) -> None:
    page.get_by_role("button", name="Verify the log").click()
    expect(page.get_by_text("The log is sound")).to_be_visible()


def _nothing(_: Page) -> None:
    pass


VIEWS: dict[str, tuple[str, dict[str, Any] | None, dict[str, str], Callable[[Page], None]]] = {
    "decide": ("decide", LETTER, {}, _nothing),
    "decide by hand": ("decide", BY_HAND, {}, _nothing),
    "time": ("time", LETTER, {}, _nothing),
    "map": ("map", LETTER, {}, _nothing),
    "picture": ("picture", LETTER, {}, _nothing),
    "picture of the letters": ("picture", {**BY_HAND, "parties": []}, {"plane": "memory"}, _nothing),
    "catalog": ("catalog", None, {}, _checked),
    "provisions": ("rules", None, {}, _nothing),
    "provision": ("rules", None, {"part": "provisions", "id": "us/items/3a090-a"}, _nothing),
    "calendar": ("rules", None, {"part": "calendar"}, _nothing),
    "audit": ("rules", None, {"part": "audit"}, _nothing),
    "log": ("log", None, {}, _nothing),
    "record": ("log", None, {}, _first_record),
    "checks of the log": ("log", None, {"part": "checks"}, _verified),
}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    """A service with a decision in its log."""
    with Server(tmp_path_factory.mktemp("recording")) as server:
        with Opened(browser, server.url) as one:
            assert one.page.request.post(f"{server.url}/v1/decisions", data=LETTER).ok
        yield server


def settled(page: Page) -> None:
    """The view stands, and nothing is being asked."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    page.wait_for_load_state("networkidle")


def serious(page: Page) -> list[tuple[str, str, str]]:
    """What axe finds that keeps people out."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], rule["impact"], rule["nodes"][0]["html"]) for rule in found
            if rule["impact"] in ("serious", "critical")]  # fmt: skip


@pytest.mark.parametrize("name", VIEWS)
def test_it_serves_everybody(browser: Browser, recording: Server, name: str) -> None:
    view, question, params, prepare = VIEWS[name]
    with Opened(browser, recording.url) as one:
        page = one.view(view, question, **params)
        settled(page)
        prepare(page)
        settled(page)
        page.locator("main details").evaluate_all("all => all.forEach(one => (one.open = true))")
        assert serious(page) == []
        page.get_by_label("Colors").select_option("dark")
        page.get_by_label("Language").select_option("de")
        expect(page.locator("html")).to_have_attribute("lang", "de")
        page.set_viewport_size({"width": 390, "height": 844})
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert serious(page) == []
