"""A million rows, one destination, the full US pack, Parquet in and Parquet out: chipgate beside its peers, in one run.

    python bench/million.py [--rows N] [--repeat N] [--write]

The baseline is `bench.polars_verdict`, which works out the verdict alone. Both are run in turns, in fresh processes,
and the medians are compared. Every verdict is held against the baseline's: one that differs fails the run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.machine import machine, table, write
from bench.peers import Peer, peers
from bench.polars_verdict import verdicts
from bench.processes import Run, chipgate, run, script, told
from bench.question import bounds
from bench.synthetic import write_catalog

Row = tuple[str, str, str, str, str]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--repeat", type=int, default=5)
    asked.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = measure(Path(folder), given.rows, given.repeat)
    print(text)
    print(machine())
    if given.write:
        write("million", text)


def measure(folder: Path, rows: int, repeat: int) -> str:
    """Run everything in the folder, and give the table."""
    catalog, answers, plain = (folder / f"{name}.parquet" for name in ("catalog", "answers", "verdicts"))
    write_catalog(rows, catalog, bounds())
    baseline: list[Run] = []
    cold: list[Run] = []
    warm: list[Run] = []
    again: list[Run] = []
    asked: dict[str, Any] = {}
    for _ in range(repeat):
        baseline.append(run(script("polars_verdict.py", catalog, plain)))
        cold.append(run(chipgate(catalog, answers)))
        again.append(_second_pass(catalog, plain))
        asked = told(script("chipgate_catalog.py", catalog, answers, 2))
        warm.append(Run(asked["seconds"][1], asked["processor"][1], asked["peak_mb"]))
    wrong = differing(answers, plain)
    runs = baseline, cold, warm, again
    base, first, second, passed = (statistics.median(one.seconds for one in found) for found in runs)
    processor = [statistics.median(one.processor for one in found) for found in runs]
    found_rows: list[Row] = [
        (name, f"{took:.2f} s", f"{used:.2f} s", f"{rows / took:,.0f}", ratio)
        for name, took, used, ratio in zip(
            ("Polars, verdict alone", "chipgate, cold", "chipgate, cells warm", "Polars, second pass"),
            (base, first, second, passed), processor,
            ("1", f"{first / base:.1f} × (at most 8)", f"{second / base:.1f} × (at most 3)",
             f"{passed / base:.1f} ×; chipgate warm {second / passed:.1f} × this"),
            strict=True,
        )
    ]  # fmt: skip
    beside = list(peers(pl.read_parquet(catalog, n_rows=100_000), pl.read_parquet(answers, n_rows=100_000)))
    for _ in range(repeat):
        for peer in beside:
            peer.run()
    found_rows += [_told(peer, rows / first, rows / second) for peer in beside]
    cells = asked["cells"]
    kept = (
        f"{cells:,} cells matched by durable-rules; cold takes {(first - second) / cells * 1e6:,.0f} µs more for each. "
        f"{asked['asked']:,} questions put to the whole engine, {asked['one_by_one']:,} rows asked one by one"
    )
    differ = sum(peer.wrong for peer in beside)
    agree = f"{rows:,} verdicts held against the Polars expression: {wrong} differ; of the peers' answers: {differ}"
    head = f"{rows:,} rows", "time", "processor", "rows/s", "ratio"
    text = "\n".join([table(head, found_rows), "", f"{kept}. {agree}."])
    if wrong or differ:
        raise SystemExit(f"{text}\nThe answers differ: the figures mean nothing.")
    return text


def differing(answers: Path, plain: Path) -> int:
    """How many rows have another verdict, or another name, in the two files."""
    ours, theirs = pl.read_parquet(answers), pl.read_parquet(plain)
    if ours.height != theirs.height:
        return abs(ours.height - theirs.height)
    return int(((ours["verdict"] != theirs["verdict"]) | (ours["item"] != theirs["name"])).sum())


def _second_pass(catalog: Path, plain: Path) -> Run:
    """The baseline without the start of its process: here Polars is loaded, and warm."""
    started, used = time.perf_counter(), time.process_time()
    verdicts(pl.scan_parquet(catalog)).sink_parquet(plain)
    return Run(time.perf_counter() - started, time.process_time() - used, 0)


_TARGETS = {"plain Python": 10, "zen-engine": 30, "durable-rules": 100}


def _told(peer: Peer, cold: float, warm: float) -> Row:
    least = next(target for name, target in _TARGETS.items() if peer.name.startswith(name))
    ratio = f"chipgate cold {cold / peer.speed:.1f} ×, warm {warm / peer.speed:.1f} × as many (at least {least})"
    return peer.name, "", "", f"{peer.speed:,.0f}", ratio


if __name__ == "__main__":
    main()
