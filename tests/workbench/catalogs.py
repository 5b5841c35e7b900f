"""Catalogs for tests of the page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

ROWS = 10_000
HEAD = (
    "name,tpp,die_area_mm2,dram_bandwidth_gb_s,link_bandwidth_gb_s,host_bandwidth_gb_s,"
    "designed_or_marketed_for_datacenter"
)
KINDS = (
    "300,600,300,64,32,true", "2368,814,4000,900,126.1,true", "15832,814,3350,900,128,true",
    "2400,,3350,900,128,true",
)  # fmt: skip


def large(folder: Path, rows: int = ROWS) -> Path:
    """A catalog of four kinds of chips in turn, one without its die area; a row of a large one cannot be read."""
    lines = [f"Part {number:05},{KINDS[number % 4]}" for number in range(rows)]
    if rows >= ROWS:
        lines[5_000] = "Part 05000,much,,,,,"
    file = folder / "large.csv"
    file.write_text("\n".join((HEAD, *lines, "")), encoding="utf-8")
    return file


def begin(page: Page, file: Path) -> None:
    """Choose a file, and have it checked."""
    page.get_by_label("Catalog file").set_input_files(file)
    page.get_by_role("button", name="Check the catalog").click()


def checked(page: Page, answers: str) -> None:
    """The check is done, with so many answers."""
    expect(page.get_by_text(f"{answers} answers in")).to_be_visible(timeout=120_000)
