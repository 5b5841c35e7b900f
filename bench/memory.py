"""Peak memory as a catalog grows: the whole process, from Parquet to Parquet, at one and at ten million rows.

    python bench/memory.py [--rows 1000000] [--times 10] [--write]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.machine import machine, table, write
from bench.processes import chipgate, run, script
from bench.synthetic import write_catalog

LIMIT_MB = 2048
MOST_RATIO = 1.3


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--times", type=int, default=10)
    asked.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = measure(Path(folder), given.rows, given.times)
    print(text, machine(), sep="\n\n")
    if given.write:
        write("memory", text)


def measure(folder: Path, rows: int, times: int) -> str:
    """Run both sizes, chipgate and the Polars expression, and give the table."""
    from bench.question import bounds

    catalog, answers = folder / "catalog.parquet", folder / "answers.parquet"
    peaks: dict[str, list[float]] = {"chipgate": [], "Polars, verdict alone": []}
    times_taken: dict[str, list[float]] = {name: [] for name in peaks}
    for size in (rows, rows * times):
        write_catalog(size, catalog, bounds())
        for name, command in zip(peaks, (chipgate(catalog, answers),
                                         script("polars_verdict.py", catalog, answers)), strict=True):  # fmt: skip
            found = run(command)
            peaks[name].append(found.peak_mb)
            times_taken[name].append(found.seconds)
    found_rows = [
        (name, *(f"{peak:,.0f} MB" for peak in peaks[name]), f"{peaks[name][1] / peaks[name][0]:.2f} ×",
         *(f"{took:.1f} s" for took in times_taken[name]))
        for name in peaks
    ]  # fmt: skip
    small, large = f"{rows:,} rows", f"{rows * times:,} rows"
    limits = f"At most {MOST_RATIO} ×, and {LIMIT_MB:,} MB, for chipgate."
    head = ("peak memory", small, large, "ratio", f"time, {small}", f"time, {large}")
    return f"{table(head, found_rows)}\n\n{limits}"


if __name__ == "__main__":
    main()
