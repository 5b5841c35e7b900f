"""What a catalog costs as it grows, and as the rules do: a table and a plot.

    python bench/growth.py [--most-rows 1000000] [--rows 20000] [--write]

Rows: 10,000 and then ten times as many, up to `--most-rows`, on the rules as they are. Provisions: 1, 4 and 16 times
as many (`bench.copies`), on a catalog of `--rows`. Every time is taken in a process of its own, from when the rules are
loaded: cold, with no cell known, and warm, the same catalog again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.chipgate_catalog import write_answers
from bench.copies import with_copies
from bench.log_log import Line, Panel, drawing
from bench.machine import machine, table, write
from bench.processes import script, told
from bench.question import bounds, question
from bench.synthetic import write_catalog

PLOT = Path(__file__).parent / "growth.svg"
TIMES = (1, 4, 16)
FEWEST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Point:
    """Rows, how many times the provisions, seconds cold and warm, and cells."""

    rows: int
    times: int
    cold: float
    warm: float
    cells: int


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--most-rows", type=int, default=1_000_000)
    asked.add_argument("--rows", type=int, default=20_000, help="of the catalog that is asked of more provisions")
    asked.add_argument("--write", action="store_true", help="put table and plot into bench/")
    asked.add_argument("--one", nargs=2, metavar=("FILE", "TIMES"), help="measure one catalog in this process")
    given = asked.parse_args()
    if given.one:
        print(json.dumps(_measure(Path(given.one[0]), int(given.one[1]))))
        return
    steps = [FEWEST_ROWS]
    while steps[-1] * 10 <= given.most_rows:
        steps.append(steps[-1] * 10)
    with tempfile.TemporaryDirectory() as folder:
        by_rows = [_point(Path(folder), rows, 1) for rows in steps]
        by_times = [_point(Path(folder), given.rows, times) for times in TIMES]
    text = "\n\n".join((_rows_told(by_rows), _times_told(by_times)))
    print(text, machine(), sep="\n\n")
    if given.write:
        write("growth", text)
        PLOT.write_text(drawing(_panels(by_rows, by_times)), encoding="utf-8")


def _point(folder: Path, rows: int, times: int) -> Point:
    catalog = folder / f"{rows}.parquet"
    if not catalog.exists():
        write_catalog(rows, catalog, bounds())
    found = told(script("growth.py", "--one", catalog, times))
    cold, warm = found["seconds"]
    return Point(rows, times, cold, warm, found["cells"])


def _measure(catalog: Path, times: int) -> dict[str, object]:
    from chipgate import load_rulebook
    from chipgate.batch.columns import batch_of

    rulebook, asked = with_copies(load_rulebook(), times), question()
    took = []
    for _ in range(2):
        started = time.perf_counter()
        write_answers(catalog, catalog.with_suffix(".answers"), asked, rulebook)
        took.append(time.perf_counter() - started)
    return {"seconds": took, "cells": batch_of(rulebook, asked).decided.matched}


def _rows_told(points: list[Point]) -> str:
    first = points[0]
    rows = [
        (f"{one.rows:,}", f"{one.cold:.2f} s", f"{one.warm:.2f} s", f"{one.warm / one.rows * 1e6:.2f} µs",
         f"{one.cells:,}", f"{one.warm / first.warm:.1f} ×", f"{one.rows / first.rows:,.0f} ×")
        for one in points
    ]  # fmt: skip
    return table(("rows", "cold", "warm", "warm, per row", "cells", "warm to the first", "rows to the first"), rows)


def _times_told(points: list[Point]) -> str:
    first = points[0]
    rows = [
        (f"{one.times} ×", f"{one.cold:.2f} s", f"{one.warm:.2f} s", f"{one.cells:,}",
         f"{(one.cold - one.warm) / one.cells * 1e6:,.0f} µs", f"{one.cold / first.cold:.1f} ×",
         f"{one.warm / first.warm:.1f} ×")
        for one in points
    ]  # fmt: skip
    head = f"provisions, {first.rows:,} rows", "cold", "warm", "cells", "each", "cold to the first", "warm to the first"
    return table(head, rows)


def _panels(by_rows: list[Point], by_times: list[Point]) -> tuple[Panel, Panel]:
    def lines(points: list[Point], at: list[float]) -> tuple[Line, ...]:
        linear = [points[0].cold * place / at[0] for place in at]
        return (
            Line("cold", tuple(zip(at, (one.cold for one in points), strict=True))),
            Line("warm", tuple(zip(at, (one.warm for one in points), strict=True))),
            Line("linear", tuple(zip(at, linear, strict=True)), dashed=True),
        )

    return (
        Panel("rows", "seconds", lines(by_rows, [float(one.rows) for one in by_rows])),
        Panel(f"times as many provisions, {by_times[0].rows:,} rows", "seconds",
              lines(by_times, [float(one.times) for one in by_times])),
    )  # fmt: skip


if __name__ == "__main__":
    main()
