"""The decision log in the page: searched, opened, verified before and after somebody changed it, and replayed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.opened import Opened, question_in, where
from tests.service import Server

pytestmark = pytest.mark.slow
DAYS = 120


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def opened(browser: Browser, state: Path) -> Iterator[Opened]:
    with Server(state, CHIPGATE_CHECKPOINT_RECORDS="10") as server, Opened(browser, server.url) as one:
        yield one


def test_it_is_searched_opened_verified_and_replayed(opened: Opened, state: Path) -> None:
    for number in range(DAYS):
        day = f"2025-{number // 28 + 1:02}-{number % 28 + 1:02}"
        question = {"item": "H20 (HGX)", "destination": "CN", "date": day}
        assert opened.page.request.post(f"{opened.url}/v1/decisions", data=question).status == 200
    _searched(opened)
    _opened(opened)
    _checked(opened, state)


def _searched(opened: Opened) -> None:
    page = opened.view("log")
    rows = page.get_by_role("row").filter(has=page.get_by_role("cell"))
    expect(page.get_by_text("Records, the newest: 100")).to_be_visible()
    page.get_by_role("button", name="Older").click()
    expect(page.get_by_text(f"Records: {DAYS}")).to_be_visible()
    expect(rows).to_have_count(DAYS)
    page.get_by_label("Verdict").select_option("license-required")
    expect(page.get_by_text("Records: 28")).to_be_visible()  # since the letter of April 9
    assert "verdict=license-required" in where(page)
    item = page.get_by_role("combobox", name="Item")
    item.fill("none of this name")
    item.press("Enter")
    expect(page.get_by_text("Records: 0")).to_be_visible()


def _opened(opened: Opened) -> None:
    page = opened.view("log", verdict="license-required")
    page.get_by_role("row").filter(has_text="Apr 9, 2025").get_by_role("link").click()
    answered = page.get_by_role("region", name="What was answered")
    expect(answered).to_contain_text("H20 (HGX) to China on 2025-04-09: license required.")
    expect(answered).to_contain_text("DRAM bandwidth 4,000 ≥ 1,400")
    expect(answered.get_by_role("link", name="us/letters/nvidia-h20@2025-04-09")).to_be_visible()
    page.get_by_role("link", name="Ask the same again in Decide").click()
    expect(page).to_have_title("Decide – chipgate")
    asked = question_in(page)
    assert (asked["item"]["name"], asked["date"]) == ("H20 (HGX)", "2025-04-09")
    assert page.request.post(f"{opened.url}/v1/drafts", data=asked).status == 200


def _checked(opened: Opened, state: Path) -> None:
    page = opened.view("log", part="checks")
    page.get_by_role("button", name="Verify the log").click()
    verified = page.get_by_role("region", name="Verify the chain")
    expect(verified).to_contain_text(f"The log is sound: {DAYS} records are as they were written.")
    page.get_by_label("How many of the newest").fill("20")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("region", name="Replay answers")).to_contain_text("20 answers replayed; all are the same.")
    page.get_by_label("How many of the newest").fill("99999")
    expect(page.get_by_role("button", name="Replay")).to_be_disabled()
    with closing(sqlite3.connect(state / "log.sqlite3")) as log:
        changed = log.execute("UPDATE records SET verdict = 'allowed' WHERE date = '2025-04-09'").rowcount
        log.commit()
    assert changed == 1
    page.get_by_role("button", name="Verify the log").click()
    expect(verified).to_contain_text("The log is not sound: ")
    expect(verified.get_by_role("link")).not_to_have_count(0)


def test_without_a_log_the_view_says_so(browser: Browser, state: Path) -> None:
    with Server(state, CHIPGATE_LOG="off") as server, Opened(browser, server.url) as opened:
        page = opened.view("log")
        expect(page.get_by_text("This service keeps no decision log.")).to_be_visible()
