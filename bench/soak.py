"""A long run, held to what it must keep: memory, every row answered, single answers, and the bytes after a kill.

    python bench/soak.py [--rows 10000000]

`make soak` runs it at ten million rows; CI at a twentieth. It fails where something does not hold.
"""

from __future__ import annotations

import argparse
import filecmp
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.machine import machine
from bench.processes import chipgate, run
from bench.question import bounds, question
from bench.synthetic import write_catalog
from chipgate import decide, load_rulebook
from chipgate.batch.items import item_of

MOST_RATIO, LIMIT_MB = 1.3, 2048
SMALLEST = 300_000
"""Below this many rows a run has not filled its pieces, and its memory says nothing."""
ALONE = 500
"""Rows that are asked one by one as well."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--rows", type=int, default=10_000_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = list(soak(Path(folder), given.rows))
    print(machine())
    if wrong:
        raise SystemExit("\n".join(["does not hold:", *wrong]))


def soak(folder: Path, rows: int) -> list[str]:
    """Run, say what was seen, and give what does not hold."""
    wrong: list[str] = []
    peaks = []
    catalog, answers = folder / "catalog.parquet", folder / "answers.parquet"
    for size in (max(rows // 10, SMALLEST), rows):
        write_catalog(size, catalog, bounds())
        found = run(chipgate(catalog, answers))
        peaks.append(found.peak_mb)
        print(f"{size:,} rows: {found.seconds:.1f} s, {size / found.seconds:,.0f} rows a second, "
              f"peak memory {found.peak_mb:,.0f} MB")  # fmt: skip
    ratio = peaks[1] / peaks[0]
    print(f"peak memory: {ratio:.2f} times that of the smaller catalog (at most {MOST_RATIO})")
    if ratio > MOST_RATIO or peaks[1] > LIMIT_MB:
        wrong.append(f"peak memory {peaks[1]:,.0f} MB, {ratio:.2f} times that of the smaller catalog")
    wrong += _answered(catalog, answers, rows)
    wrong += _killed(catalog, answers, folder / "again.parquet", found.seconds)
    return wrong


def _answered(catalog: Path, answers: Path, rows: int) -> list[str]:
    told = pl.scan_parquet(answers)
    counts = dict(told.group_by("verdict").len().collect().iter_rows())
    print(", ".join(f"{count:,} {verdict}" for verdict, count in sorted(counts.items())))
    wrong = [] if sum(counts.values()) == rows else [f"{sum(counts.values()):,} answers for {rows:,} rows"]
    wrong += [f"{counts['error']:,} rows with an error"] if "error" in counts else []
    rulebook, base = load_rulebook(), question()
    start = random.Random(rows).randrange(max(rows - ALONE, 1))
    items = pl.scan_parquet(catalog).slice(start, ALONE).collect().iter_rows(named=True)
    differ = 0
    for row, one in zip(items, told.slice(start, ALONE).collect().iter_rows(named=True), strict=True):
        answer = decide(rulebook, base.model_copy(update={"item": item_of(row)})).answer
        differ += (row["name"], answer.verdict and answer.verdict.value) != (one["item"], one["verdict"])
    print(f"{ALONE} rows from {start:,} on asked one by one: {differ} differ")
    return [*wrong, *([f"{differ} answers differ from single ones"] if differ else [])]


def _killed(catalog: Path, answers: Path, again: Path, seconds: float) -> list[str]:
    for part in (random.Random(seconds).uniform(0.5, 0.9), 0.4, 0.3, 0.2):
        started = subprocess.Popen(chipgate(catalog, again), stderr=subprocess.DEVNULL)
        time.sleep(seconds * part)
        started.kill()
        started.wait()
        if not again.exists():
            break
        again.unlink()  # it was faster this time, and ended before it was killed
    else:
        return ["the run ended before it was killed, four times"]
    found = run([*chipgate(catalog, again), "--resume"])
    same = filecmp.cmp(answers, again, shallow=False)
    print(f"killed and resumed: {'the same bytes' if same else 'OTHER bytes'}, after {found.seconds:.1f} s more")
    return [] if same else ["the bytes after a kill are others"]


if __name__ == "__main__":
    main()
