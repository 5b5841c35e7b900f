"""The picture: the regions of the rules in force, the catalog on them, and from a point to its decision."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.opened import Opened, question_in

pytestmark = pytest.mark.slow
GATE = {"item": "H20 (HGX)", "destination": "CN", "date": "2026-02-15"}
SHAPES = {"allowed": "allowed", "license-required": "license", "blocked": "blocked", None: "other"}


def settled(page: Page) -> None:
    """The picture stands."""
    expect(page.locator(".map-view")).to_have_attribute("aria-busy", "false")
    expect(page.locator("svg.plane .region").first).to_be_attached()


def told(opened: Opened, plane: str, **query: str) -> dict[str, Any]:
    """What the service says of the same picture."""
    found: dict[str, Any] = opened.page.request.get(f"{opened.url}/v1/pictures/{plane}?{urlencode(query)}").json()
    return found


def bounds(page: Page) -> set[str]:
    """The bounds that stand at the axes, as figures are written plainly."""
    return {one.replace(",", "") for one in page.locator(".axes .bound").all_text_contents()}


def test_bounds_regions_and_points_are_those_of_the_rules_in_force(opened: Opened) -> None:
    page = opened.view("picture", GATE)
    for day in (GATE["date"], "2022-12-01"):
        page.get_by_label("Date").fill(day)
        settled(page)
        said = told(opened, "density", to="CN", date=day)
        assert bounds(page) == {*said["x"]["bounds"], *said["y"]["bounds"]}
        looks = page.locator("svg.plane .region").evaluate_all("all => all.map(one => one.classList[1])")
        assert looks == [f"fill-{SHAPES[one['verdict']]}" for one in said["regions"]]
        drawn = page.locator("svg.plane .point").evaluate_all(
            "all => all.map(one => [one.classList[1], one.classList.contains('conservative')])"
        )
        expected = [[SHAPES[one["verdict"]], one["certainty"] == "conservative"] for one in said["points"]]
        assert sorted(drawn) == sorted(expected)
    assert bounds(page) != {*told(opened, "density", to="CN", date=GATE["date"])["x"]["bounds"]}


def test_a_point_is_named_under_the_pointer_and_a_click_opens_its_decision(opened: Opened) -> None:
    page = opened.view("picture", GATE)
    settled(page)
    page.get_by_label("Find an item").fill("H100 SXM5")
    page.get_by_role("link", name="H100 SXM5").focus()
    spot = page.locator(".halo.pointed").bounding_box()
    assert spot is not None
    at = spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2
    page.get_by_label("Find an item").focus()
    expect(page.locator(".told")).to_have_count(0)
    page.mouse.move(*at)
    expect(page.locator(".told")).to_contain_text("H100 SXM5 (NVIDIA)")
    expect(page.locator(".told")).to_contain_text("15,832 TPP")
    page.mouse.click(*at)
    expect(page).to_have_title("Decide – chipgate")
    question = question_in(page)
    assert question == {**GATE, "item": "H100 SXM5"}


def test_the_filter_leaves_the_same_items_in_picture_list_table_and_link(opened: Opened) -> None:
    page = opened.view("picture", GATE)
    settled(page)
    page.get_by_label("Maker", exact=True).select_option("AMD")
    page.get_by_label("Verdict", exact=True).select_option("blocked")
    left = [one for one in told(opened, "density", to="CN", date=GATE["date"])["points"]
            if one["manufacturer"] == "AMD" and one["verdict"] == "blocked"]  # fmt: skip
    assert left
    expect(page.locator("svg.plane .point")).to_have_count(len(left))
    expect(page.get_by_text(f"{len(left)} of 99 items")).to_be_visible()
    page.get_by_text("The items as a table").click()
    assert page.locator("tbody th bdi").all_inner_texts() == [one["name"] for one in left]
    page.reload()
    settled(page)
    expect(page.locator("svg.plane .point")).to_have_count(len(left))


def test_the_limits_of_january_2026_and_the_letters_are_pictures_too(opened: Opened) -> None:
    page = opened.view("picture", GATE, plane="tpp-memory")
    settled(page)
    said = told(opened, "tpp-memory", to="CN", date=GATE["date"])
    assert {*said["y"]["bounds"]} == {"6500"} <= bounds(page)
    page.get_by_label("Picture", exact=True).select_option("memory")
    page.get_by_label("Exporter").select_option("NVIDIA")
    settled(page)
    expect(page.get_by_text("The regions are those for the exporter NVIDIA")).to_be_visible()
    expect(page.locator(".axes .bound", has_text="1,400")).to_be_visible()
    outlines = page.locator("svg.plane .region").evaluate_all("all => all.map(one => one.getAttribute('d'))")
    assert any(one.count("L") > 30 for one in outlines), (
        "the letters bound the sum of both bandwidths, which is a curve on axes of logarithms"
    )
    page.get_by_text("The regions in words").click()
    expect(page.get_by_text("DRAM and I/O bandwidth together below 1,700 GB/s")).to_be_visible()


def test_an_item_of_ones_own_is_marked_where_its_figures_lie(opened: Opened) -> None:
    item = {"name": "Kestrel K1", "tpp": "4000", "die_area_mm2": "700", "designed_or_marketed_for_datacenter": True}
    page = opened.view("picture", {**GATE, "item": item})
    settled(page)
    expect(page.locator("svg.plane .point")).to_have_count(100)
    expect(page.locator(".halo")).to_have_count(1)
    expect(page.locator(".spot-name", has_text="Kestrel K1")).to_be_attached()
    page.get_by_role("link", name="Kestrel K1").click()
    expect(page).to_have_title("Decide – chipgate")
    assert question_in(page)["item"] == item


def test_zooming_by_keys_and_buttons_rescales_the_axes(opened: Opened) -> None:
    page = opened.view("picture", GATE)
    settled(page)
    scale = page.locator(".axes .scale.middle")
    whole = scale.all_text_contents()
    page.get_by_role("group", name="Picture").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(scale).not_to_have_text(whole)
    near = scale.all_text_contents()
    page.keyboard.press("ArrowRight")
    expect(scale).not_to_have_text(near)
    page.get_by_role("button", name="Show all").click()
    expect(scale).to_have_text(whole)
