"""Take the pictures of docs/report.md: a report opened in Chromium, wide and narrow.

    chipgate check examples/catalog.csv --to CN --date 2025-04-08 -f html -o report.html
    python docs/pictures/take.py report.html

Needs Chromium (apt-get install chromium) and playwright, which the development group has.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
HEIGHTS = {1280: 2400, 390: 1900}
"""How much of the page is taken, by its width: from the head to the first lists."""


def main(report: Path) -> None:
    """Write report-1280.png and report-390.png beside this file."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for width, height in HEIGHTS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
            page = context.new_page()
            page.goto(report.resolve().as_uri())
            page.screenshot(path=HERE / f"report-{width}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
