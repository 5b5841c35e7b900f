"""The rules in the page: found, read version against version, with cases and a calendar, and audited."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.opened import Opened, question_in
from tests.repos import commit, edit, make_repo
from tests.service import CLEAN, Server

pytestmark = pytest.mark.slow
BOUND = ("rules/us/items/3a090-a/2023-11-17.yaml", "{measure: tpp, at_least: 4800, paragraph: a.1}")
SCRIPT = "<script>window.hacked=1</script> NVIDIA letter"
TITLE = ("rules/us/letters/nvidia-h20/2025-04-09.yaml", "title: NVIDIA letter", f"title: {SCRIPT}")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    repository = make_repo(tmp_path_factory.mktemp("repository"))
    edit(repository, *TITLE)
    edit(repository, BOUND[0], BOUND[1], BOUND[1].replace("4800", "2300"))
    commit(repository, "Correct a bound")
    return repository


@pytest.fixture(scope="module")
def server(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("state"), CHIPGATE_RULES=str(repository / "rules")) as server:
        yield server


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Opened]:
    with Opened(browser, server.url) as one:
        yield one


def test_a_provision_is_found_and_read_version_against_version(opened: Opened) -> None:
    page = opened.view("rules")
    page.get_by_label("Kind").select_option("items")
    page.get_by_label("Find by words or id").fill("3a090-a")
    expect(page.get_by_text("2 of 14")).to_be_visible()
    page.get_by_role("link", name="Integrated circuits of 3A090.a").click()
    expect(page.get_by_role("heading", name="Integrated circuits of 3A090.a")).to_be_visible()
    differs = page.get_by_role("group", name="Versions side by side").get_by_role("row")
    applies = differs.filter(has=page.get_by_role("rowheader", name="applies"))
    expect(applies.locator("del").filter(has_text="io_bandwidth_gb_s")).to_have_count(1)
    expect(applies.locator("ins").filter(has_text="at_least: 2300")).to_have_count(1)  # as this repository has it
    expect(applies.locator("del").filter(has_text="at_least: 4800")).to_have_count(1)
    expect(differs.filter(has=page.get_by_role("rowheader", name="enforcement"))).to_have_count(0)
    page.get_by_role("button", name="Show what is the same too").click()
    expect(differs.filter(has=page.get_by_role("rowheader", name="enforcement")).locator("ins")).to_have_count(0)
    page.get_by_label("After").select_option("2022-10-21")
    page.get_by_label("Before").select_option("2023-11-17")
    expect(applies.locator("ins").filter(has_text="io_bandwidth_gb_s")).to_have_count(1)
    expect(page.get_by_role("link", name="87 FR 62186")).to_have_attribute("rel", "noopener noreferrer")
    case = page.get_by_role("row").filter(has_text="the first day; both limbs").get_by_role("link")
    case.click()
    asked = question_in(page)
    assert (asked["destination"], asked["date"]) == ("CN", "2022-10-21")
    assert asked["item"]["tpp"] == "15832"


def test_titles_are_text(opened: Opened) -> None:
    page = opened.view("rules", id="us/letters/nvidia-h20", part="provisions")
    expect(page.get_by_role("heading", name=SCRIPT)).to_be_visible()
    assert page.evaluate("window.hacked") is None


def test_the_calendar_tells_what_was_and_links_to_it(opened: Opened) -> None:
    page = opened.view("rules", part="calendar")
    expect(page.get_by_role("heading", name="To come")).to_be_visible()
    none = page.get_by_text("of the catalog gets another answer to China")
    expect(none.or_(page.get_by_role("group", name="Items with another answer"))).to_be_visible()
    page.get_by_text("2025", exact=True).click()
    page.get_by_role("link", name=SCRIPT).click()
    expect(page.get_by_role("heading", name=SCRIPT)).to_be_visible()


def test_two_revisions_are_audited_and_so_is_a_bundle(opened: Opened, tmp_path: Path) -> None:
    page = opened.view("rules", part="audit")
    page.get_by_role("combobox", name="Before").fill("Begin")
    page.get_by_role("option", name="Begin").click()
    page.get_by_role("button", name="Audit", exact=True).click()
    report = page.get_by_role("region", name="What it would do")
    expect(report).to_be_visible(timeout=120_000)
    limit = report.get_by_role("row").filter(has_text="us/items/3a090-a @ 2023-11-17")
    expect(limit).to_contain_text("a.1: tpp ≥ 4,800 → ≥ 2,300 TPP")
    for term in ("wider", "retroactive"):
        expect(limit.get_by_text(term, exact=True).first).to_be_visible()
    flip = report.get_by_role("group", name="Items that flip").get_by_role("row").filter(has_text="H20 (HGX)").first
    expect(flip).to_contain_text("Nov 17, 2023 to Apr 8, 2025")
    expect(flip.locator(".verdict")).to_have_text(["✓ allowed", "✕ blocked"])
    shipped = tmp_path / "shipped.bundle"
    command = [sys.executable, "-m", "chipgate", "rules", "bundle", "-o", str(shipped)]
    subprocess.run(command, env=CLEAN, check=True, capture_output=True)
    page.get_by_label("Or a bundle of rules").set_input_files(shipped)
    expect(report).to_have_count(0)  # a report of another question must not stand beside this one
    page.get_by_role("button", name="Audit", exact=True).click()
    expect(limit).to_contain_text("a.1: tpp ≥ 2,300 → ≥ 4,800 TPP", timeout=120_000)
    expect(limit.get_by_text("narrower", exact=True).first).to_be_visible()
