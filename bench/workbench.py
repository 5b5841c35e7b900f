"""The workbench in a real Chromium: its first view, an answer to each key, and a long table that is scrolled.

    python bench/workbench.py [--keys 200] [--rows 100000] [--write]

The first view is opened by browsers that know nothing of it yet, and counts all that is transferred. Keys are pressed
in the field of a figure; each is a question that was not asked before, and lasts from the press to the painted answer.
In between, the same page asks the same endpoint by a bare fetch: the baseline. The table holds a synthetic catalog that
was uploaded and checked; a trace of Chromium tells the longest task of the page while it is scrolled.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.machine import machine, table, write
from bench.question import DAY, TO, bounds
from bench.servers import serve
from bench.synthetic import write_catalog

MOST_BYTES, MOST_MS = 300_000, 100
OPENED, SCROLLED_SECONDS = 5, 5
PATIENCE_MS = 300_000
ITEM = {"name": "K1", "tpp": "500", "die_area_mm2": "700", "designed_or_marketed_for_datacenter": True}
PAINTED = """
globalThis.bench = { pressed: 0, seen: "", last: 0, turns: 0, waiting: [] };
addEventListener("keydown", (event) => (bench.pressed = event.timeStamp), true);
new MutationObserver(() => {
  const seen = document.querySelector("article.answer")?.dataset.question;
  if (!seen || seen === bench.seen) return;
  bench.seen = seen;
  requestAnimationFrame(() => setTimeout(() => {
    bench.last = performance.now() - bench.pressed;
    bench.turns += 1;
    bench.waiting.splice(0).forEach((tell) => tell());
  }));
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-question"] });
"""
"""Notes when an answer to another question was painted, and how long after the last key."""
BARE = """async (body) => {
  const start = performance.now();
  const answer = await fetch("/v1/drafts", { method: "POST", body, headers: { "Content-Type": "application/json" } });
  await answer.text();
  return performance.now() - start;
}"""


@dataclass(frozen=True, slots=True)
class First:
    """One first view: bytes transferred, and milliseconds until its answer was painted."""

    bytes: int
    ms: float


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--keys", type=int, default=200)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    given = asked.parse_args()
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settings = {"CHIPGATE_STATE_FOLDER": folder, "CHIPGATE_LOG_LEVEL": "warning"}
        catalog = Path(folder) / "catalog.parquet"
        write_catalog(given.rows, catalog, bounds())
        with serve("chipgate.main:app", settings) as server:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            firsts = [first_view(browser, server.address) for _ in range(OPENED + 1)][1:]
            keys, bare = typing(browser, server.address, given.keys)
            longest, rows = scrolling(browser, server.address, catalog)
            browser.close()
    text = figures(
        firsts, keys, bare, longest, f"{given.rows:,} rows scrolled for {SCROLLED_SECONDS} s, {rows:,} passed"
    )
    print(text, machine(), sep="\n\n")
    if given.write:
        write("workbench", text)


def first_view(browser: Browser, address: str) -> First:
    """Open the page as one who was never there."""
    context, page = _opened(browser)
    told: list[float] = []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: told.append(event["encodedDataLength"]))
    page.goto(address)
    ms = page.evaluate(
        "() => bench.turns ? bench.last : new Promise((tell) => bench.waiting.push(() => tell(bench.last)))"
    )
    page.wait_for_load_state("networkidle")
    context.close()
    return First(round(sum(told)), ms)


def typing(browser: Browser, address: str, keys: int) -> tuple[list[float], list[float]]:
    """Milliseconds from each key to its answer, and those of as many bare fetches in between."""
    sown = random.Random(7)
    context, page = _opened(browser)
    question = {"item": ITEM, "destination": TO, "date": DAY}
    page.goto(f"{address}/#/decide?q={quote(json.dumps(question))}")
    field = page.get_by_label("TPP as the maker states it")
    field.click()
    found: list[float] = []
    bare: list[float] = []
    turns = _painted(page, 0)
    while len(found) < keys:
        # Digits go in at the end and out at the start: three digits are allowed, four are not.
        if len(found) % 2 == 0:
            page.keyboard.press("End")
            page.keyboard.press(str(sown.randint(3, 9)))
        else:
            page.keyboard.press("Home")
            page.keyboard.press("Delete")
        turns = _painted(page, turns)
        found.append(page.evaluate("() => bench.last"))
        other = {**question, "item": {**ITEM, "tpp": f"{field.input_value()}.{len(found)}"}}
        bare.append(page.evaluate(BARE, json.dumps(other)))
    context.close()
    return found, bare


def _painted(page: Page, turns: int) -> int:
    """Wait for the next painted answer; how many there were."""
    script = """async (turns) => {
      while (bench.turns <= turns) await new Promise((tell) => bench.waiting.push(tell));
      return bench.turns;
    }"""
    told: int = page.evaluate(script, turns)
    return told


def scrolling(browser: Browser, address: str, catalog: Path) -> tuple[float, int]:
    """Milliseconds of the longest task while the table of a catalog is scrolled, and how many rows went by."""
    context, page = _opened(browser)
    page.goto(f"{address}/#/catalog?to={TO}&date={DAY}")
    page.locator("input[type=file]").first.set_input_files(catalog)
    page.get_by_role("button", name="Check the catalog").click()
    refused = page.get_by_role("alert")
    expect(page.get_by_text(" answers in ").or_(refused)).to_be_visible(timeout=PATIENCE_MS)
    if refused.count():
        raise SystemExit(f"The catalog was not checked: {refused.inner_text()}")
    grid = page.get_by_role("grid")
    grid.hover()
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline", "__metadata"])
    until = time.monotonic() + SCROLLED_SECONDS
    while time.monotonic() < until:
        page.mouse.wheel(0, 1_500)
        time.sleep(0.016)
    trace = json.loads(browser.stop_tracing())
    height = grid.locator("[role=row]").last.evaluate("one => one.getBoundingClientRect().height")
    passed = grid.evaluate("one => one.scrollTop") / height
    context.close()
    return _longest(trace["traceEvents"]), int(passed)


def _longest(events: list[dict[str, Any]]) -> float:
    """The longest task of the main thread of the page that had most of them."""
    main = {(one["pid"], one["tid"]) for one in events
            if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"}  # fmt: skip
    tasks: dict[tuple[int, int], list[float]] = {}
    for one in events:
        thread = one["pid"], one["tid"]
        if thread in main and one["name"].endswith("RunTask") and one["ph"] == "X":
            tasks.setdefault(thread, []).append(one["dur"] / 1e3)
    if not tasks:
        raise SystemExit("The trace has no tasks: nothing was measured.")
    return max(max(tasks.values(), key=sum))


def _opened(browser: Browser) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(PAINTED)
    return context, context.new_page()


def figures(firsts: list[First], keys: list[float], bare: list[float], longest: float, scrolled: str) -> str:
    """The table, and what it is of."""
    transferred = max(one.bytes for one in firsts)
    rows = [
        ("first view, transferred", f"{transferred / 1e3:.0f} KB", "", "", "",
         _most(transferred, MOST_BYTES, "300 KB")),
        ("first view, until its answer is painted", *_milliseconds([one.ms for one in firsts]), "", "", ""),
        ("from a key to its painted answer", *_milliseconds(keys), f"{statistics.median(bare):.1f} ms",
         f"{statistics.median(keys) / statistics.median(bare):.1f} ×", _most(_late(keys), MOST_MS, "100 ms")),
        ("longest task while scrolling", f"{longest:.1f} ms", "", "", "", _most(longest, MOST_MS, "100 ms")),
    ]  # fmt: skip
    head = ("workbench", "median", "95 %", "bare fetch", "ratio", "at most")
    return f"{table(head, rows)}\n\n{len(firsts)} first views, {len(keys)} keys, {scrolled}."


def _milliseconds(found: list[float]) -> tuple[str, str]:
    return f"{statistics.median(found):.1f} ms", f"{_late(found):.1f} ms"


def _late(found: list[float]) -> float:
    return statistics.quantiles(found, n=20)[-1]


def _most(value: float, limit: float, words: str) -> str:
    return words if value <= limit else f"{words}: OVER IT"


if __name__ == "__main__":
    main()
