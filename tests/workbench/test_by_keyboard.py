"""The whole workbench by keys alone: the frame, the way to each view, and what one does there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.opened import Opened, question_in

pytestmark = pytest.mark.slow
CATALOG = Path(__file__).parent.parent.parent / "examples" / "catalog.csv"
LETTER = {"item": "H20 (HGX)", "destination": "CN", "date": "2025-04-09"}
VIEWS = ("Decide", "Time", "Map", "Picture", "Catalog", "Rules", "Log")
FOCUSED = "one => one === document.activeElement"
SEEN = """one => one instanceof SVGElement
  ? parseFloat(getComputedStyle(one.firstElementChild).strokeWidth) >= 3
  : getComputedStyle(one).outlineStyle !== "none"
"""
FOCUSED_NAME = """() => {
  const at = document.activeElement;
  return (at.labels?.[0]?.querySelector(".unseen") ?? at).textContent;
}"""
MOST_STOPS = 120


def tab_to(page: Page, wanted: Locator) -> None:
    """Go there by Tab, however far it is, and find it marked as focused."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate(FOCUSED):
            assert wanted.evaluate(SEEN), "nobody sees where the focus is"
            return
    raise AssertionError(f"{wanted} is not reached by {MOST_STOPS} presses of Tab")


def go(page: Page, view: str) -> None:
    """From the start of the page to a view, and into its content."""
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
    page.locator("body").press("Home")
    tab_to(page, page.get_by_role("navigation").get_by_role("link", name=view, exact=True))
    page.keyboard.press("Enter")
    expect(page).to_have_title(f"{view} – chipgate")
    expect(page.locator("#content")).to_be_focused()


def asked(page: Page) -> dict[str, Any]:
    """The question in the page's link."""
    found: dict[str, Any] = question_in(page)
    return found


def test_the_frame_is_walked_in_its_order_and_the_content_skipped_to(opened: Opened) -> None:
    page = opened.view("decide", LETTER)
    expect(page.locator(".answer[data-question]")).to_be_visible()
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED_NAME))
    assert stops == ["Skip to the content", "chipgate", *VIEWS, "Language", "Colors", "API key"]
    page.reload()
    expect(page.locator(".answer[data-question]")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('content').contains(document.activeElement)")


def test_decide_and_from_time_map_and_picture_to_decide(opened: Opened) -> None:
    page = opened.view("time", LETTER)
    go(page, "Decide")
    tab_to(page, page.get_by_role("combobox", name="Destination"))
    page.keyboard.type("Saudi")
    page.keyboard.press("Enter")
    expect(page.locator(".answer[data-question] .summary")).to_contain_text("Saudi Arabia")
    assert asked(page) == {**LETTER, "destination": "SA"}

    go(page, "Time")
    tab_to(page, page.get_by_role("group", name="China").get_by_role("link").first)
    expect(page.get_by_role("heading", name="China: Aug 1, 2022")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_title("Decide – chipgate")
    assert asked(page) == {**LETTER, "date": "2022-08-01"}

    go(page, "Map")
    tab_to(page, page.get_by_label("Find a place"))
    page.keyboard.type("Hong Kong")
    tab_to(page, page.get_by_role("link", name="Hong Kong (HK)"))
    page.keyboard.press("Enter")
    expect(page).to_have_title("Decide – chipgate")
    assert asked(page)["destination"] == "HK"

    go(page, "Picture")
    tab_to(page, page.get_by_label("Find an item"))
    page.keyboard.type("H200")
    tab_to(page, page.get_by_role("link", name="H200 SXM"))
    page.keyboard.press("Enter")
    expect(page).to_have_title("Decide – chipgate")
    assert asked(page)["item"] == "H200 SXM"


def test_check_a_catalog_read_a_provision_and_open_a_record(opened: Opened) -> None:
    page = opened.view("decide", LETTER)
    tab_to(page, page.get_by_role("button", name="Record this decision"))
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_contain_text("On record:")

    page.on("filechooser", lambda _: None)  # so that the browser hands it over when Enter comes, not a moment later
    go(page, "Catalog")
    tab_to(page, page.get_by_label("Catalog file"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(CATALOG)
    tab_to(page, page.get_by_role("button", name="Check the catalog"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(" answers in ")).to_be_visible()
    tab_to(page, page.get_by_role("grid"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="The row")).to_be_visible()

    go(page, "Rules")
    tab_to(page, page.get_by_label("Find by words or id"))
    page.keyboard.type("3a090-a")
    tab_to(page, page.locator(".provision-list a").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Versions side by side")).to_be_visible()

    go(page, "Log")
    tab_to(page, page.locator(".log-records a").last)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The record")).to_be_visible()


def test_who_is_quicker_than_the_page_keeps_the_focus(opened: Opened) -> None:
    """The content takes the focus when a view comes: at once, not a moment after it can be reached."""
    page = opened.view("decide", LETTER)
    expect(page.locator(".answer[data-question]")).to_be_visible()
    page.evaluate("""() => {
      const watch = new MutationObserver(() => {
        const file = document.querySelector("input[type=file]");
        if (file) { watch.disconnect(); file.focus(); }
      });
      watch.observe(document.body, { childList: true, subtree: true });
    }""")
    page.get_by_role("navigation").get_by_role("link", name="Catalog", exact=True).click()
    expect(page.get_by_label("Catalog file")).to_be_focused()
    page.wait_for_timeout(300)
    expect(page.get_by_label("Catalog file")).to_be_focused()
