"""The map: every place as the service answers for it, by pointer and by keys, and from there to the decision."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.opened import Opened, question_in, where

pytestmark = pytest.mark.slow
LETTER = {"item": "H20 (HGX)", "destination": "DE", "date": "2025-04-09"}
LOOKS = {"allowed": "fill-allowed", "license-required": "fill-license", "blocked": "fill-blocked", None: "fill-other"}


def asked(page: Page) -> dict[str, Any]:
    """The question in the page's link."""
    found: dict[str, Any] = question_in(page)
    return found


def settled(page: Page) -> None:
    """The map stands."""
    expect(page.locator(".map-view")).to_have_attribute("aria-busy", "false")
    expect(page.locator('.world [data-code="CN"]')).to_have_count(1)


def test_every_place_has_the_color_and_the_words_of_its_answer(opened: Opened) -> None:
    page = opened.view("map", LETTER)
    settled(page)
    body = {"item": LETTER["item"], "date": LETTER["date"]}
    told = page.request.post(f"{opened.url}/v1/drafts/maps", data=body).json()["destinations"]
    shapes = page.locator(".world path[data-code]")
    drawn = dict(shapes.evaluate_all("all => all.map(one => [one.dataset.code, one.classList[1]])"))
    assert drawn.pop("UA-43") == "fill-blocked"
    assert drawn.pop("") == "unanswered"
    assert drawn == {one["code"]: LOOKS[one["verdict"]] for one in told}
    listed = page.locator(".place-group").evaluate_all(
        "all => all.flatMap(one => [...one.querySelectorAll('a')].map(a => "
        "[a.textContent.match(/\\(([^()]+)\\)$/)[1], one.querySelector('.word').textContent]))"
    )
    words = {"allowed": "allowed", "license-required": "license required", "blocked": "blocked",
             "not-an-export": "not an export", "destination-unresolved": "destination unresolved"}  # fmt: skip
    expected = {one["code"]: words[one["verdict"] or one["outcome"]] for one in told}
    assert dict(listed) == {**expected, "UA-43": "blocked"}
    assert len(listed) == len(told) + 1


def test_pointing_tells_and_a_click_opens_the_decision(opened: Opened) -> None:
    page = opened.view("map", LETTER)
    settled(page)
    china = page.locator('.world [data-code="CN"]')
    china.hover()
    expect(page.locator(".told")).to_contain_text("China (CN)")
    expect(page.locator(".told")).to_contain_text("license required")
    expect(page.locator(".told")).to_contain_text("NVIDIA letter of April 9, 2025")
    china.click()
    expect(page).to_have_title("Decide – chipgate")
    assert asked(page) == {**LETTER, "destination": "CN"}


def test_the_list_serves_by_keys_and_opens_the_decision(opened: Opened) -> None:
    page = opened.view("map", LETTER)
    settled(page)
    page.get_by_label("Find a place").fill("hong")
    expect(page.get_by_text("1 of 251 places")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hong Kong (HK)")).to_be_focused()
    expect(page.locator(".told")).to_contain_text("Hong Kong (HK)")
    expect(page.locator(".marked path")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_title("Decide – chipgate")
    assert asked(page)["destination"] == "HK"


def test_a_small_place_is_a_circle_and_zooming_works_by_wheel_buttons_and_keys(opened: Opened) -> None:
    page = opened.view("map", LETTER)
    settled(page)
    whole = page.locator(".world > g")
    singapore = page.locator('circle[data-code="SG"]')
    size = singapore.bounding_box()
    assert size is not None
    page.get_by_role("group", name="World map").focus()
    for key in ("+", "+", "ArrowRight"):
        before = whole.get_attribute("transform")
        page.keyboard.press(key)
        assert whole.get_attribute("transform") != before
    page.keyboard.press("0")
    expect(whole).to_have_attribute("transform", re.compile(r"scale\(1\)"))
    page.get_by_role("button", name="Zoom in").click()
    expect(whole).to_have_attribute("transform", re.compile(r"scale\(1\.6\)"))
    singapore.hover()
    page.mouse.wheel(0, -400)
    expect(whole).not_to_have_attribute("transform", re.compile(r"scale\(1\.6\)"))
    nearer = singapore.bounding_box()
    assert nearer is not None
    assert nearer["width"] < 2 * size["width"]
    singapore.click()
    expect(page).to_have_title("Decide – chipgate")
    assert asked(page)["destination"] == "SG"


def test_a_link_shows_the_same_map_again(opened: Opened) -> None:
    page = opened.view("map", LETTER)
    settled(page)
    page.get_by_role("button", name="license required").click()
    page.get_by_label("Find a place").fill("i")
    shown = page.locator(".place-group a").all_inner_texts()
    assert "Haiti (HT)" in shown
    assert "Germany (DE)" not in shown
    expect(page.locator('.world path[data-code="DE"]')).to_have_class(re.compile("dimmed"))
    link = where(page)
    page.goto("about:blank")
    page.goto(link)
    settled(page)
    expect(page.get_by_role("button", name="license required")).to_have_attribute("aria-pressed", "true")
    assert page.locator(".place-group a").all_inner_texts() == shown
