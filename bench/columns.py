"""How fast a whole catalog is answered in columns: Parquet in, Parquet out, against one question after another.

`python bench/columns.py [rows]`: a synthetic catalog (`bench.synthetic`), China on 2026-02-15, the full US pack. Cold:
a new process, no cell known. Warm: the same catalog again in the same process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 100_000
ALONE = 100
_TO, _DAY = "CN", "2026-02-15"


def main() -> None:
    """Write the catalog, then measure in a process of its own."""
    if sys.argv[1:2] == ["measure"]:
        _measure(Path(sys.argv[2]))
        return
    import polars as pl

    from bench.synthetic import frames
    from chipgate import Shipment, load_rulebook
    from chipgate.engine.judge import matching_on

    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    day = Shipment.model_validate({"item": {}, "destination": _TO, "date": _DAY}).date
    bounds = matching_on(load_rulebook(), day).ruleset.bounds
    with tempfile.TemporaryDirectory() as folder:
        pl.concat(frames(rows, bounds)).write_parquet(Path(folder) / "catalog.parquet")
        subprocess.run([sys.executable, __file__, "measure", folder], check=True)


def _measure(folder: Path) -> None:
    started = time.perf_counter()
    import polars as pl

    from chipgate import Shipment, decide, load_rulebook
    from chipgate.batch.check import check_frames
    from chipgate.batch.columns import batch_of
    from chipgate.batch.items import item_of

    rulebook = load_rulebook()
    base = Shipment.model_validate({"item": {}, "destination": _TO, "date": _DAY})
    rows, speeds = 0, {}
    for state in ("cold", "warm"):
        catalog = pl.read_parquet(folder / "catalog.parquet")
        pl.concat(check_frames([catalog], base, rulebook)).write_parquet(folder / "answers.parquet")
        took, rows = time.perf_counter() - started, catalog.height
        speeds[state] = rows / took
        asked = batch_of(rulebook, base).decided
        each = f", {took / asked * 1e6:,.0f} µs a cell" if state == "cold" else ""
        print(f"{state}: {rows:,} rows in {took:.2f} s, {speeds[state]:,.0f} rows/s; {asked:,} cells asked{each}")
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
