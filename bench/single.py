"""One complete decision after another, in process: 1,000 different items, none asked twice, cells warm.

    python bench/single.py [--items 1000] [--write]

Warm: before it is timed, the cell of each item was asked of two others, revisions of the part whose figures are larger
and smaller by a ten-thousandth. All that are timed count: also those that are worked out because such a neighbour lay
across a bound. Then the rows of the catalog that come next are timed without neighbours, as a catalog meets them.

Beside it, in turns, one call after another of zen-engine's decision table on the task of `bench.twelve_rules`: a
table of twelve rules that says a verdict and which rules hold. A decision of chipgate says far more, from all rules in
force. And how long it takes, once the rules of the day have answered, until another day's do: those of each interval
before the day, newest first, from the rulebook to the first decision, matchers built and a cell matched.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
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
from chipgate.batch.items import FIGURES, item_of
from chipgate.engine.remembered import memory_of

IN_TURN = 250
"""Decisions of one before the other's turn comes."""
NEIGHBOURS = (1.0001, 0.9999)
"""What the figures of an item are multiplied with for those asked before it."""
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
    memory = memory_of(rulebook)
    rows = [row for frame in frames(2 * items, bounds()) for row in frame.iter_rows(named=True)]
    after, later = ([_shipment(row) for row in some] for some in (rows[:items], rows[items:]))
    decide(rulebook, after[0])
    gc.freeze()  # As the service does once its rules answer: the rulebook is not walked again by the collector.
    ready = [_ready(rulebook, after[0].item, day) for day in _days_before(rulebook)]
    for row in rows[:items]:
        for factor in NEIGHBOURS:
            decide(rulebook, _shipment(_neighbour(row, factor)))
    zen, asked = ZenTable(), facts(items)
    if any(zen.answer(one) != answer(one) for one in asked):
        raise SystemExit("zen-engine's table answers otherwise than the list of rules: the figures mean nothing.")
    ours: list[float] = []
    theirs: list[float] = []
    before = memory.filled
    for start in range(0, items, IN_TURN):
        ours += _each(lambda one: decide(rulebook, one), after[start : start + IN_TURN])
        theirs += _each(zen.answer, asked[start : start + IN_TURN])
    filled = memory.filled - before
    fresh = _each(lambda one: decide(rulebook, one), later)
    fresh_filled = memory.filled - before - filled
    base = statistics.median(theirs)
    lines = [
        (name, f"{statistics.median(found):,.0f} µs", f"{_worst(found):,.0f} µs",
         f"{statistics.median(found) / base:.2f} ×", most)
        for name, found, most in (("zen_table, one call", theirs, ""), ("chipgate, cells warm", ours, "0.5 ×"),
                                  ("chipgate, rows as they come", fresh, ""))
    ]  # fmt: skip
    middle = statistics.median(ready)
    text = (
        f"Of the {items:,} decisions with warm cells, {filled:,} were filled in from one worked out for figures within "
        f"the same limits; of {items:,} rows as they come, after {len(NEIGHBOURS) * items + items:,} others, "
        f"{fresh_filled:,} were, and the rest worked out.\n\n"
        f"Another interval's rules, from the rulebook to the first decision: median {middle:,.0f} ms, "
        f"at most {max(ready):,.0f} ms, of {len(ready)} intervals (at most {READY_MS} ms)."
    )
    head = (f"{items:,} different questions", "median", "99 of 100 within", "to zen_table", "at most")
    return f"{table(head, lines)}\n\n{text}"


def _shipment(row: dict[str, Any]) -> Shipment:
    return question().model_copy(update={"item": item_of(row)})


def _neighbour(row: dict[str, Any], factor: float) -> dict[str, Any]:
    """Another revision of a part, its figures a little larger or smaller."""
    figures = {name: round(row[name] * factor, 4) for name in FIGURES if row.get(name)}
    return {**row, **figures, "name": f"{row['name']} rev {factor}"}


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
