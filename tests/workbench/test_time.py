"""Time: the answer on every day, as bands and as a table, by the rules of now and of a revision."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Route, expect

from tests.opened import Opened, where
from tests.repos import commit, edit, make_repo
from tests.service import Server

pytestmark = pytest.mark.slow
H20 = {"item": "H20 (HGX)", "destination": "CN"}
BOUND = "rules/us/items/3a090-a/2023-11-17.yaml"
LIMIT = "{measure: tpp, at_least: 4800, paragraph: a.1}"


def test_the_story_of_the_h20_is_told_by_pointer_key_and_table(opened: Opened) -> None:
    page = opened.view("time", H20, to="CN,US,AE")
    china = page.get_by_role("group", name="China", exact=True)
    letter = china.locator('[data-from="2025-04-09"]')
    letter.hover()
    told = page.get_by_role("region", name="The stretch of days")
    expect(told.get_by_role("heading", level=2)).to_have_text(re.compile("China: Apr 9, 2025 to "))
    expect(told.locator(".verdict")).to_contain_text("license required")
    expect(told.locator("[data-says=provision]")).to_have_text(re.compile("NVIDIA letter of April 9, 2025"))
    expect(told.get_by_role("link", name="us/letters/nvidia-h20@2025-04-09")).to_be_visible()

    # What came later left the verdict as it was, and says since when it stands.
    china.locator('[data-from="2025-07-15"], [data-from="2025-07-14"]').first.focus()
    expect(told).to_contain_text("What came then; the verdict stayed")
    expect(told).to_contain_text("license required since Apr 9, 2025")

    timelines = page.request.post(
        f"{opened.url}/v1/drafts/timelines", data={"item": "H20 (HGX)", "destinations": ["CN", "US", "AE"]}
    )
    changes = {one["destination"]: one["changes"] for one in timelines.json()["timelines"]}
    assert china.locator("a").evaluate_all("all => all.map(one => one.dataset.from)") == [
        one["date"] for one in changes["CN"]
    ]
    page.get_by_text("As a table").click()
    rows = page.locator(".as-table tbody tr")
    expect(rows).to_have_count(len(changes["CN"]) + 1 + len(changes["AE"]))
    expect(rows.filter(has_text="not an export")).to_contain_text(
        "There is no verdict, and this does not mean allowed."
    )

    letter.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".answer[data-question] .verdict-line .word")).to_have_text("license required")
    query = parse_qs(urlsplit(where(page)).fragment.partition("?")[2])
    assert json.loads(query["q"][0]) == {**H20, "date": "2025-04-09"}


def test_places_and_days_are_chosen_and_stand_in_the_link(opened: Opened, browser: Browser) -> None:
    page = opened.view("time", H20, to="CN,AE")
    expect(page.locator(".band")).to_have_count(2)
    place = page.get_by_role("combobox", name="Add a destination")
    place.fill("Germany")
    place.press("Enter")
    page.get_by_role("button", name="Remove United Arab Emirates").click()
    expect(page.locator(".band")).to_have_count(2)
    page.get_by_label("From", exact=True).fill("2025-01-01")
    page.get_by_label("Until", exact=True).fill("2025-12-31")
    expect(page.locator(".axis")).to_contain_text("Apr 2025")
    with Opened(browser, opened.url) as other:
        other.page.goto(where(page))
        expect(other.page.locator(".band")).to_have_count(2)
        expect(other.page.get_by_role("group", name="Germany", exact=True)).to_be_visible()
        expect(other.page.get_by_label("From", exact=True)).to_have_value("2025-01-01")


def test_what_comes_is_marked_as_it_was_on_a_day(opened: Opened) -> None:
    """The real answer, seen on an earlier today: the letter of April 2025 was yet to come then."""
    page = opened.page

    def earlier(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "today": "2025-04-01", "verified_through": "2025-03-01"})

    page.route("**/v1/drafts/timelines", earlier)
    opened.view("time", H20, to="CN")
    china = page.get_by_role("group", name="China", exact=True)
    expect(page.locator(".marks")).to_contain_text("today, Apr 1, 2025")
    later = china.locator("a").evaluate_all("all => all.filter(one => one.dataset.from > '2025-04-01').length")
    assert later > 0
    expect(china.locator(".coming")).to_have_count(later)
    expect(china.locator("rect.unverified")).to_have_count(1)
    china.locator('[data-from="2025-04-09"]').hover()
    expect(page.get_by_text("a change to come, known already")).to_be_visible()


def test_the_rules_of_an_earlier_revision_answer(browser: Browser, tmp_path: Path) -> None:
    repository = make_repo(tmp_path / "repository")
    edit(repository, BOUND, LIMIT, LIMIT.replace("4800", "2300"))
    commit(repository, "Correct a bound")
    with (
        Server(tmp_path / "state", CHIPGATE_RULES=str(repository / "rules")) as server,
        Opened(browser, server.url) as opened,
    ):
        page = opened.view("time", H20, to="CN", **{"from": "2024-01-01"})
        band = page.get_by_role("group", name="China", exact=True)
        last = band.locator('a[data-from="2023-11-17"]')
        expect(last).to_have_attribute("aria-label", re.compile("; (license required|blocked);"))
        revisions = page.get_by_label("As our rules stood on")
        revisions.select_option(index=2)
        expect(band.locator("a").first).to_have_attribute("aria-label", re.compile("; allowed;?"))
        band.locator("a").first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("By the rules as they stood at revision")).to_be_visible()
        expect(page.locator(".answer[data-question] .verdict-line .word")).to_have_text("allowed")
        expect(page.get_by_role("button", name="Record this decision")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_for_axe_and_no_sideways_scrolling(browser: Browser, opened: Opened, theme: str) -> None:
    with Opened(browser, opened.url, width=390, color_scheme=theme, bypass_csp=True, locale="de-DE") as one:
        page = one.view("time", H20, to="CN,US,UA-43")
        expect(page.locator(".band")).to_have_count(3)
        page.get_by_text("Als Tabelle").click()
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
