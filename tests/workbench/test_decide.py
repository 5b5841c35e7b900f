"""Decide: a question by name or by hand, its answer, what settles it, and what one takes along."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Route, expect

from tests.opened import Opened, question_in
from tests.service import CLEAN, Server

pytestmark = pytest.mark.slow
H20 = {"item": "H20 (HGX)", "destination": "CN", "date": "2025-04-09"}
UNMEASURED = {
    "item": {"name": "K1", "manufacturer": "ACME", "designed_or_marketed_for_datacenter": True,
             "tops": {"fp16": "148"}},
    "destination": "CN", "date": "2025-04-08",
}  # fmt: skip
WITH_CONDITIONS = {"item": "L40", "destination": "CN", "date": "2026-03-01"}


def _verdict(page: Page, word: str) -> None:
    """The answer to what stands there now is this one."""
    expect(page.locator(".answer[data-question] .verdict-line .word")).to_have_text(word)


def test_an_item_by_name_then_by_hand(opened: Opened) -> None:
    page = opened.view("decide", {**H20, "date": "2025-04-08"})
    _verdict(page, "allowed")
    page.get_by_role("button", name="Next change of the rules").click()
    expect(page.get_by_label("Date")).to_have_value("2025-04-09")
    _verdict(page, "license required")
    expect(page.get_by_text("By letter of April 9, 2025").first).to_be_visible()

    item = page.get_by_role("combobox", name="Item")
    item.fill("l20")
    item.press("Enter")
    expect(page.locator(".answer [data-says=summary]")).to_contain_text("L20 to China")
    page.get_by_role("button", name="Edit its figures").click()
    page.get_by_label("Die area").fill("")
    page.get_by_role("textbox", name="FP8, dense").fill("4799.9999999999999")
    assert question_in(page)["item"]["tops"]["fp8"] == "4799.9999999999999"
    assert "die_area_mm2" not in question_in(page)["item"]
    page.get_by_label("TPP as the maker states it").fill("4799.9999999999999")
    expect(page.locator(".answer[data-question] .clauses").first).to_contain_text("4,799.9999999999999")


def test_a_missing_figure_shows_both_sides_and_is_stated(opened: Opened) -> None:
    page = opened.view("decide", UNMEASURED)
    _verdict(page, "blocked")
    expect(page.locator("[data-says=certainty]")).to_have_text("conservative")
    sides = page.locator(".missing", has_text="applicable die area").locator("[data-says=side]")
    expect(sides).to_have_text([
        "above 740 mm²: allowed (3A991.p)", "above 400 up to 740 mm²: license required (3A090.b)",
        "up to 400 mm²: blocked (3A090.a)",
    ])  # fmt: skip
    page.locator(".missing", has_text="applicable die area").get_by_role("button", name="State it").click()
    expect(page.get_by_label("Die area")).to_be_focused()
    page.keyboard.type("814")
    _verdict(page, "allowed")
    expect(page.get_by_role("heading", name="What is missing")).to_have_count(0)


def test_conditions_are_ticked_by_key_and_decide_anew(opened: Opened) -> None:
    page = opened.view("decide", WITH_CONDITIONS)
    _verdict(page, "license required")
    boxes = page.locator(".answer details", has_text="License Exception NAC").get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    for n in range(3):
        boxes.nth(n).focus()
        page.keyboard.press("Space")
        expect(boxes.nth(n)).to_be_checked()
        expect(boxes.nth(n)).to_be_focused()
    _verdict(page, "allowed")
    assert len(question_in(page)["certifications"]) == 3
    boxes.first.click()
    _verdict(page, "license required")


def test_a_link_asks_exactly_the_same(opened: Opened, browser: Browser) -> None:
    question = {
        **UNMEASURED, "date": "2026-03-01", "strict": True, "exporter": "ACME", "quantity": 3, "knowledge": [],
        "parties": [{"role": "end-user", "name": "Käufer & Söhne", "location": "CN", "ultimate_parent": "DE"}],
    }  # fmt: skip
    page = opened.view("decide", question)
    page.get_by_role("button", name="Copy link").click()
    link = page.get_by_role("textbox", name="Copy link").input_value()
    summary = page.locator("[data-says=summary]").inner_text()
    with Opened(browser, opened.url) as other:
        other.page.goto(link)
        expect(other.page.locator("[data-says=summary]")).to_have_text(summary)
        assert question_in(other.page) == question
        expect(other.page.get_by_role("textbox", name="Name", exact=True).last).to_have_value("Käufer & Söhne")
    # Without a date the link states the day that was asked of.
    page = opened.view("decide", {"item": "H20 (HGX)", "destination": "CN"})
    expect(page.locator("[data-says=summary]")).to_contain_text("H20 (HGX)")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("textbox", name="Copy link")).to_have_value(re.compile("date.{9}[0-9]{4}-"))


def test_a_recorded_answer_names_its_record(opened: Opened) -> None:
    page = opened.view("decide", H20)
    expect(page.get_by_text("not recorded")).to_be_visible()
    page.get_by_role("button", name="Record this decision").click()
    record = page.locator(".recorded a")
    expect(record).to_have_attribute("href", re.compile(r"^#/log\?record="))
    kept = page.request.get(f"{opened.url}/v1/decisions/{record.inner_text()}").json()
    assert kept["answer"]["answer"]["summary"] == page.locator("[data-says=summary]").inner_text()
    page.get_by_label("Date").fill("2025-04-08")
    expect(page.get_by_text("not recorded")).to_be_visible()


def test_where_drafts_are_refused_a_button_decides_on_record(browser: Browser, tmp_path: Path) -> None:
    with Server(tmp_path, CHIPGATE_DRAFTS="refuse") as server, Opened(browser, server.url) as opened:
        page = opened.view("decide", H20)
        expect(page.get_by_text("This service keeps every answer on record.")).to_be_visible()
        page.get_by_label("Date").fill("2025-04-08")
        expect(page.locator(".answer")).to_have_count(0)
        page.get_by_role("button", name="Decide", exact=True).click()
        _verdict(page, "allowed")
        expect(page.locator(".recorded a")).to_be_visible()
        page.get_by_label("Date").fill("2025-04-09")
        expect(page.locator(".answer")).to_have_count(0)
        assert len(page.request.get(f"{server.url}/v1/decisions").json()["records"]) == 1


def test_an_old_answer_never_stands_as_the_new_one(opened: Opened) -> None:
    page = opened.view("decide", {**H20, "date": "2025-04-08"})
    _verdict(page, "allowed")
    held: list[Route] = []
    page.route("**/v1/drafts", lambda route: held.append(route))
    page.get_by_label("Date").fill("2025-04-09")
    expect(page.get_by_text("Being decided anew …")).to_be_visible()
    expect(page.locator(".answer")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("button", name="Record this decision")).to_have_count(0)
    held[-1].continue_()
    _verdict(page, "license required")


def test_what_is_wrong_is_said_at_its_field(opened: Opened) -> None:
    page = opened.view("decide", UNMEASURED)
    _verdict(page, "blocked")
    for field, text in (("Die area", "81 4"), ("FP16, dense", "29x"), ("Date", "2025-02-30")):
        field_there = page.get_by_label(field)
        before = field_there.input_value()
        field_there.fill(text)
        expect(field_there).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_text("This answers an earlier question")).to_be_visible()
        field_there.fill(before)
        _verdict(page, "blocked")
    # A browser's console tells every refusal by itself; here they were asked for.
    assert all("422" in said for said in opened.said)
    opened.said.clear()


def test_what_is_copied_runs(opened: Opened) -> None:
    page = opened.view("decide", {**UNMEASURED, "exporter": 'O\'Neil "&" Söhne', "strict": True})
    summary = page.locator("[data-says=summary]").inner_text()
    texts = {}
    for kind in ("JSON", "curl", "Python"):
        page.get_by_role("button", name=f"Copy as {kind}").click()
        texts[kind] = page.get_by_role("textbox", name=f"Copy as {kind}").input_value()
    assert json.loads(texts["JSON"]) == question_in(page)
    by_curl = subprocess.run(["bash", "-c", texts["curl"]], capture_output=True, check=True)
    assert json.loads(by_curl.stdout)["answer"]["summary"] == summary
    by_python = subprocess.run(
        [sys.executable, "-c", texts["Python"]], capture_output=True, text=True, check=True, env=CLEAN
    )
    assert by_python.stdout.splitlines() == ["blocked conservative", summary]


def test_items_of_an_own_file(opened: Opened, tmp_path: Path) -> None:
    page = opened.view("decide", H20)
    page.get_by_text("From a file of your own").click()
    chooser = page.get_by_label("CSV, JSON or JSON Lines")
    chooser.set_input_files(Path("examples/catalog.csv").absolute())
    expect(page.get_by_text("Passed over: release_date")).to_be_visible()
    expect(page.get_by_role("textbox", name="Name", exact=True)).to_have_value("A100 SXM4 40GB")
    _verdict(page, "blocked")
    item = page.get_by_role("combobox", name="Item of the file")
    item.fill("H20 (HGX)")
    item.press("Enter")
    _verdict(page, "license required")
    assert question_in(page)["item"]["dram_bandwidth_gb_s"] == "4000"
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[{")
    chooser.set_input_files(wrong)
    expect(page.get_by_text("The file was not read")).to_be_visible()


def test_hostile_names_are_text_and_break_nothing(opened: Opened) -> None:
    name = "<img src=x onerror=alert(1)>\u202e=cmd()" + "W" * 160
    page = opened.view("decide", {**UNMEASURED, "item": {**UNMEASURED["item"], "name": name}})  # type: ignore[dict-item]
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator("[data-says=summary]")).to_contain_text(name)
    assert page.locator("main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("question", [{"item": "H200 SXM", "destination": "CN", "date": "2026-03-01"}, UNMEASURED])
def test_it_prints_on_one_page(opened: Opened, question: dict[str, Any]) -> None:
    page = opened.view("decide", question)
    expect(page.locator(".answer[data-question]")).to_be_visible()
    for paper in ("A4", "Letter"):
        printed = page.pdf(format=paper)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, paper
    expect(page.locator("form.question")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_serious_for_axe(browser: Browser, opened: Opened, theme: str) -> None:
    with Opened(browser, opened.url, color_scheme=theme, bypass_csp=True) as one:
        page = one.view("decide", {**WITH_CONDITIONS, "parties": [{"role": "end-user"}], "quantity": 2})
        page.get_by_role("button", name="Edit its figures").click()
        page.get_by_label("Die area").fill("")
        expect(page.locator(".answer[data-question] .missing").first).to_be_visible()
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
