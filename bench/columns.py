"""How fast a catalog is answered in columns, with what is missing named, against one question after another.

    python bench/columns.py [ROWS]

A synthetic catalog (`bench.synthetic`) from Parquet to Parquet, China on 2026-02-15, the full US pack. Cold: a new
process, no cell known. Warm: the same catalog again in the same process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 100_000
ALONE = 100


def main() -> None:
    """Write the catalog, then measure in a process of its own."""
    if sys.argv[1:2] == ["measure"]:
        _measure(Path(sys.argv[2]))
        return
    from bench.question import bounds
    from bench.synthetic import write_catalog

    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        write_catalog(rows, Path(folder) / "catalog.parquet", bounds())
        subprocess.run([sys.executable, __file__, "measure", folder], check=True)


def _measure(folder: Path) -> None:
    started = time.perf_counter()
    import polars as pl

    from bench.question import question
    from chipgate import decide, load_rulebook
    from chipgate.batch.check import check_frames
    from chipgate.batch.columns import batch_of
    from chipgate.batch.items import item_of

    rulebook = load_rulebook()
    base = question()
    rows, speeds = 0, {}
    for state in ("cold", "warm"):
        catalog = pl.read_parquet(folder / "catalog.parquet")
        pl.concat(check_frames([catalog], base, rulebook)).write_parquet(folder / "answers.parquet")
        took, rows = time.perf_counter() - started, catalog.height
        speeds[state] = rows / took
        cells = batch_of(rulebook, base).decided.matched
        each = f", {took / cells * 1e6:,.0f} µs a cell" if state == "cold" else ""
        print(f"{state}: {rows:,} rows in {took:.2f} s, {speeds[state]:,.0f} rows/s; {cells:,} cells matched{each}")
        started = time.perf_counter()
    items = [item_of(row) for row in catalog.head(ALONE).iter_rows(named=True)]
    started = time.perf_counter()
    for item in items:
        decide(rulebook, base.model_copy(update={"item": item}))
    alone = ALONE / (time.perf_counter() - started)
    told = ", ".join(f"{state} {speed / alone:,.0f} times" for state, speed in speeds.items())
    print(f"one question after another: {alone:,.0f} rows/s; in columns {told} as many")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    main()
