"""What stands around every view."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.opened import Opened

pytestmark = pytest.mark.slow
VIEWS = ("Decide", "Time", "Map", "Picture", "Catalog", "Rules", "Log")


def test_every_view_is_reached_and_named(opened: Opened) -> None:
    page = opened.view("decide")
    for name in VIEWS:
        page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
        expect(page).to_have_title(f"{name} – chipgate")
        expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_it_speaks_german_and_remembers_that(opened: Opened) -> None:
    page = opened.view("decide")
    page.get_by_label("Language").select_option("de")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("link", name="Entscheiden")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Entscheiden")).to_be_visible()


def test_colors_follow_the_choice(opened: Opened) -> None:
    page = opened.view("decide")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.get_by_label("Colors").select_option("dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(background) != light
