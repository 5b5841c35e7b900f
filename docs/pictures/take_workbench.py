"""Take the pictures of docs/workbench.md: every view in Chromium, light, dark and narrow, of a service of its own.

    python docs/pictures/take_workbench.py [view ...]

Needs Chromium (apt-get install chromium) and playwright, which the development group has.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from playwright.sync_api import Browser, Page, expect, sync_playwright

HERE = Path(__file__).resolve().parent
CATALOG = HERE.parent.parent / "examples" / "catalog.csv"
QUALITY = 72
PATIENCE_MS = 60_000
SIZES = {"light": (1280, 1000), "dark": (1280, 1000), "narrow": (390, 1400)}
H20 = {"item": "H20 (HGX)", "destination": "CN", "date": "2025-04-09"}
H100 = {"item": "H100 SXM5", "destination": "CN", "date": "2025-01-20"}
GATE = {"item": "H20 (HGX)", "destination": "CN", "date": "2026-02-15"}
RECORDED = (
    H20,
    {**H20, "date": "2025-04-08"},
    H100,
    {**GATE, "item": "H200 SXM"},
    {**GATE, "item": "L20", "destination": "DE"},
)


def main(wanted: list[str]) -> None:
    """Write workbench-VIEW-light.webp, -dark.webp and -narrow.webp beside this file."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for question in RECORDED:
            asked(f"{address}/v1/decisions", question)
        for view in wanted or VIEWS:
            link, prepare = VIEWS[view]
            for look in SIZES:
                take(browser, f"{address}/#/{link}", prepare, HERE / f"workbench-{view}-{look}.webp", look)
        browser.close()


def take(browser: Browser, url: str, prepare: Callable[[Page], None], path: Path, look: str) -> None:
    """One picture, once the view stands."""
    width, height = SIZES[look]
    scheme: Any = "dark" if look == "dark" else "light"
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    prepare(page)
    expect(page.locator("main [aria-busy=true]")).to_have_count(0, timeout=PATIENCE_MS)
    page.wait_for_load_state("networkidle")
    told = context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    path.write_bytes(base64.b64decode(told["data"]))
    context.close()


def checked(page: Page) -> None:
    """The example catalog, checked for three places."""
    page.locator("input[type=file]").first.set_input_files(CATALOG)
    page.get_by_role("button", name="Check the catalog").click()
    expect(page.get_by_text(" answers in ")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("grid").evaluate("one => one.scrollIntoView({ block: 'end' })")


def pointed(page: Page) -> None:
    """Something under the pointer, with what is said of it."""
    page.locator('.world [data-code="CN"]').hover()


def nothing(_: Page) -> None:
    """The view as it opens."""


def _link(view: str, question: dict[str, str] | None = None, **params: str) -> str:
    given = {**({"q": json.dumps(question)} if question else {}), **params}
    return f"{view}?{urlencode(given, quote_via=quote)}"


VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "decide": (_link("decide", H20), nothing),
    "time": (_link("time", H20), nothing),
    "map": (_link("map", H100), pointed),
    "picture": (_link("picture", GATE), nothing),
    "catalog": (_link("catalog", to="CN,SA,DE", date="2026-02-15"), checked),
    "rules": (_link("rules", part="provisions", id="us/items/3a090-a"), nothing),
    "log": (_link("log"), nothing),
}


@contextmanager
def served(folder: str) -> Iterator[str]:
    """The address of a service with its state in a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "CHIPGATE_STATE_FOLDER": folder, "CHIPGATE_LOG_LEVEL": "warning"}
    with subprocess.Popen([sys.executable, "-m", "chipgate", "serve", "--port", str(port)], env=environment) as process:
        try:
            while process.poll() is None:
                with socket.socket() as one:
                    if one.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def asked(url: str, question: dict[str, str]) -> None:
    """Put a decision on record."""
    request = urllib.request.Request(url, json.dumps(question).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        answer.read()


if __name__ == "__main__":
    main(sys.argv[1:])
