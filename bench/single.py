"""One complete decision after another, in process: 1,000 different items, none asked twice, every cell known.

    python bench/single.py [--items 1000] [--write]

Beside it, in turns, one call after another of zen-engine's decision table on the task of `bench.twelve_rules`: a
table of twelve rules that says a verdict and which rules hold. A decision of chipgate says far more, from all rules in
force. And how long it takes until another day's rules answer: those of each interval before the day, newest first, from
the rulebook to the first decision, matchers built and a cell matched.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.machine import machine, table, write
from bench.question import bounds, question
from bench.synthetic import frames
from bench.twelve_rules import answer, facts
from bench.zen_table import ZenTable
from chipgate import ItemSpec, Rulebook, Shipment, decide, load_rulebook
from chipgate.batch.items import item_of
from chipgate.engine.facts import facts_of
from chipgate.engine.judge import matching_on
from chipgate.engine.ranks import cell_of
from chipgate.engine.remembered import memory_of

IN_TURN = 50
"""Decisions of one before the other's turn comes."""
BEFORE = 4
"""Different items of a cell that are asked before one of it is timed."""
ROWS_FOR_EACH = 20
INTERVALS = 12
READY_MS = 100


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--items", type=int, default=1_000)
    asked.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    given = asked.parse_args()
    text = measure(given.items)
    print(text, machine(), sep="\n\n")
    if given.write:
        write("single", text)


def measure(items: int) -> str:
    """Run everything, and give the tables."""
    rulebook = load_rulebook()
    before, after = warmed(rulebook, items)
    for shipment in before:
        decide(rulebook, shipment)
    zen, asked = ZenTable(), facts(items)
    if any(zen.answer(one) != answer(one) for one in asked):
        raise SystemExit("zen-engine's table answers otherwise than the list of rules: the figures mean nothing.")
    ours: list[float] = []
    theirs: list[float] = []
    memory = memory_of(rulebook)
    known = memory.filled
    for start in range(0, items, IN_TURN):
        ours += _each(lambda one: decide(rulebook, one), after[start : start + IN_TURN])
        theirs += _each(zen.answer, asked[start : start + IN_TURN])
    filled = memory.filled - known
    base = statistics.median(theirs)
    rows = [
        (name, f"{statistics.median(found):,.0f} µs", f"{_worst(found):,.0f} µs",
         f"{statistics.median(found) / base:.2f} ×", most)
        for name, found, most in (("zen_table, one call", theirs, ""), ("chipgate, one decision", ours, "0.5 ×"))
    ]  # fmt: skip
    ready = [_ready(rulebook, after[0].item, day) for day in _days_before(rulebook)]
    middle = statistics.median(ready)
    text = (
        f"{len(before):,} other items were asked before. {filled:,} of the {items:,} decisions were filled "
        f"in from one worked out for figures within the same limits.\n\n"
        f"Another interval's rules, from the rulebook to the first decision: median {middle:,.0f} ms, "
        f"at most {max(ready):,.0f} ms, of {len(ready)} intervals (at most {READY_MS} ms)."
    )
    head = (f"{items:,} different questions", "median", "99 of 100 within", "to zen_table", "at most")
    return f"{table(head, rows)}\n\n{text}"


def warmed(rulebook: Rulebook, items: int) -> tuple[list[Shipment], list[Shipment]]:
    """Shipments of different items, row by row of a catalog: those to ask first, `BEFORE` of each cell, and those of
    the same cells to time."""
    ruleset = matching_on(rulebook, question().date).ruleset
    seen: dict[bytes, list[Shipment]] = {}
    after: dict[bytes, list[Shipment]] = {}
    timed = 0
    for row in (row for frame in frames(items * ROWS_FOR_EACH, bounds()) for row in frame.iter_rows(named=True)):
        shipment = question().model_copy(update={"item": item_of(row)})
        cell = cell_of(facts_of(shipment, ruleset), ruleset)
        first = seen.setdefault(cell, [])
        if len(first) < BEFORE:
            first.append(shipment)
            continue
        after.setdefault(cell, []).append(shipment)
        timed += 1
        if timed == items:
            before = [one for cell in after for one in seen[cell]]
            asked = [one for found in after.values() for one in found]
            random.Random(items).shuffle(asked)
            return before, asked
    raise SystemExit(f"only {timed} items have {BEFORE} others in their cell: ask fewer")


def _each(ask: Callable[[Any], object], questions: Sequence[Any]) -> list[float]:
    """Microseconds of each call."""
    found = []
    for one in questions:
        started = time.perf_counter()
        ask(one)
        found.append((time.perf_counter() - started) * 1e6)
    return found


def _worst(found: Sequence[float]) -> float:
    return sorted(found)[len(found) * 99 // 100]


def _days_before(rulebook: Rulebook) -> list[dt.date]:
    """The first days of the intervals before the question's, newest first: those to come its outlook has looked at."""
    covered = (day for day in rulebook.boundaries if rulebook.pack.covered_from <= day < question().date)
    return sorted(covered, reverse=True)[1 : INTERVALS + 1]


def _ready(rulebook: Rulebook, item: ItemSpec, day: dt.date) -> float:
    """Milliseconds."""
    shipment = Shipment.model_validate({"item": item, "destination": question().destination, "date": day})
    started = time.perf_counter()
    decide(rulebook, shipment)
    return (time.perf_counter() - started) * 1e3


if __name__ == "__main__":
    main()
