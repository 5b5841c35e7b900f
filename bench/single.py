"""One complete decision after another, in process: 1,000 different items, none asked twice, cells warm.

    python bench/single.py [--items 1000] [--write]

Warm: other items of the same catalog were asked before, in lots, until hardly more of a lot are filled in than of those
before it, or for `WARMED_FOR` seconds. Those that are timed are the rows of the catalog that come next, whatever they
are, and all of them count: also those that are worked out because nothing kept holds for them.

Beside it, in turns, one call after another of zen-engine's decision table on the task of `bench.twelve_rules`: a
table of twelve rules that says a verdict and which rules hold. A decision of chipgate says far more, from all rules in
force. And how long it takes until another day's rules answer: those of each interval before the day, newest first, from
the rulebook to the first decision, matchers built and a cell matched.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
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
from chipgate.engine.remembered import Memory, memory_of

IN_TURN = 50
"""Decisions of one before the other's turn comes."""
LOT = 2_000
"""Items asked before, in each lot."""
LOOK_BACK, GROWN = 4, 0.01
"""Warm is when the share that is filled in has grown by no more than this over so many lots."""
WARMED_FOR = 175
"""Seconds of warming at most."""
MOST = 200_000
"""Rows of the catalog."""
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
    memory, rows = memory_of(rulebook), _shipments()
    before, share = _warm(rulebook, memory, rows)
    after = list(itertools.islice(rows, items))
    zen, asked = ZenTable(), facts(items)
    if any(zen.answer(one) != answer(one) for one in asked):
        raise SystemExit("zen-engine's table answers otherwise than the list of rules: the figures mean nothing.")
    ours: list[float] = []
    theirs: list[float] = []
    filled: list[float] = []
    for start in range(0, items, IN_TURN):
        for one in after[start : start + IN_TURN]:
            known = memory.filled
            [took] = _each(lambda one: decide(rulebook, one), [one])
            ours.append(took)
            if memory.filled > known:
                filled.append(took)
        theirs += _each(zen.answer, asked[start : start + IN_TURN])
    base = statistics.median(theirs)
    lines = [
        (name, f"{statistics.median(found):,.0f} µs", f"{_worst(found):,.0f} µs",
         f"{statistics.median(found) / base:.2f} ×", most)
        for name, found, most in (("zen_table, one call", theirs, ""), ("chipgate, one decision", ours, "0.5 ×"),
                                  (f"{len(filled):,} of them, filled in", filled, "")) if found
    ]  # fmt: skip
    ready = [_ready(rulebook, after[0].item, day) for day in _days_before(rulebook)]
    middle = statistics.median(ready)
    text = (
        f"{before:,} other items of the catalog were asked before; of the last {LOT:,} of them, {share:.0%} were "
        f"filled in from a decision worked out for figures within the same limits. Of the {items:,} timed, "
        f"{len(filled):,} were.\n\n"
        f"Another interval's rules, from the rulebook to the first decision: median {middle:,.0f} ms, "
        f"at most {max(ready):,.0f} ms, of {len(ready)} intervals (at most {READY_MS} ms)."
    )
    head = (f"{items:,} different questions", "median", "99 of 100 within", "to zen_table", "at most")
    return f"{table(head, lines)}\n\n{text}"


def _shipments() -> Iterator[Shipment]:
    """One after another for the rows of the catalog."""
    base = question()
    for frame in frames(MOST, bounds()):
        for row in frame.iter_rows(named=True):
            yield base.model_copy(update={"item": item_of(row)})


def _warm(rulebook: Rulebook, memory: Memory, rows: Iterator[Shipment]) -> tuple[int, float]:
    """Ask until it is warm: how many were asked, and the share of the last lot that was filled in."""
    shares: list[float] = []
    until = time.perf_counter() + WARMED_FOR
    while time.perf_counter() < until and (len(shares) <= LOOK_BACK or shares[-1] - shares[-1 - LOOK_BACK] > GROWN):
        known = memory.filled
        for one in itertools.islice(rows, LOT):
            decide(rulebook, one)
        shares.append((memory.filled - known) / LOT)
    return LOT * len(shares), shares[-1]


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
