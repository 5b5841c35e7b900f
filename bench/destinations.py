"""A small catalog for every destination in one call, beside a plain catalog of as many rows.

    python bench/destinations.py [--items 2800] [--repeat 3] [--write]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.machine import machine, table, write
from bench.processes import Run, chipgate, run
from bench.question import bounds
from bench.synthetic import write_catalog

MOST_RATIO = 2


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--items", type=int, default=2_800)
    asked.add_argument("--repeat", type=int, default=3)
    asked.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = measure(Path(folder), given.items, given.repeat)
    print(text, machine(), sep="\n\n")
    if given.write:
        write("destinations", text)


def measure(folder: Path, items: int, repeat: int) -> str:
    """Run both in turns, and give the table."""
    small, large, answers, plain = (folder / f"{name}.parquet" for name in ("small", "large", "answers", "plain"))
    write_catalog(items, small, bounds())
    each: list[Run] = []
    whole: list[Run] = []
    rows = 0
    for _ in range(repeat):
        each.append(run(chipgate(small, answers, "all")))
        if not rows:
            rows = pq.read_metadata(answers).num_rows
            write_catalog(rows, large, bounds())
        whole.append(run(chipgate(large, plain)))
    named = {f"{items:,} items × {rows // items} destinations": each, f"{rows:,} items, one destination": whole}
    base = statistics.median(one.seconds for one in whole)
    found = []
    for name, runs in named.items():
        took = statistics.median(one.seconds for one in runs)
        used = statistics.median(one.processor for one in runs)
        peak = max(one.peak_mb for one in runs)
        found.append((name, f"{took:.2f} s", f"{used:.2f} s", f"{rows / took:,.0f}", f"{peak:,.0f} MB",
                      f"{took / base:.1f} ×"))  # fmt: skip
    head = (f"{rows:,} answers", "time", "processor", "rows/s", "peak memory", "ratio")
    return f"{table(head, found)}\n\nAt most {MOST_RATIO} ×."


if __name__ == "__main__":
    main()
