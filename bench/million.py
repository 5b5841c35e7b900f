"""A million rows, one destination, the full US pack, Parquet in and Parquet out: chipgate beside its peers, in one run.

    python bench/million.py [--rows N] [--repeat N] [--write]

The baseline is `bench.polars_verdict`, which works out the verdict alone. Both are run in turns, in fresh processes,
and the medians are compared; the peers have their turns between. Every verdict is held against the baseline's, and
every answer of a peer against chipgate's: one that differs fails the run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.chipgate_catalog import TOLD
from bench.machine import machine, table, write
from bench.peers import Peer, peers
from bench.polars_verdict import verdicts
from bench.processes import Run, chipgate, median, run, script, told
from bench.question import bounds, question
from bench.synthetic import write_catalog
from chipgate import load_rulebook
from chipgate.batch.check import check_frames

BASELINE, AGAIN, COLD, WARM, MEMORY = (
    "Polars, verdict alone", "Polars, second pass", "chipgate, cold", "chipgate, cells warm", "chipgate, in memory",
)  # fmt: skip
LEAST = {"plain Python": 10, "zen-engine": 30, "durable-rules": 100}
MOST_ASKED = 100_000
"""Rows from the beginning of the catalog that peers may be asked."""


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
    """Run everything in the folder, in turns, and give the tables."""
    catalog, answers, plain = (folder / f"{name}.parquet" for name in ("catalog", "answers", "verdicts"))
    write_catalog(rows, catalog, bounds())
    run(script("polars_verdict.py", catalog, plain))
    run(chipgate(catalog, answers))
    wrong = differing(answers, plain)
    beside = list(peers(pl.read_parquet(catalog, n_rows=MOST_ASKED), pl.read_parquet(answers, n_rows=MOST_ASKED)))
    found: dict[str, list[Run]] = {name: [] for name in (BASELINE, AGAIN, COLD, WARM, MEMORY)}
    whole = pl.read_parquet(catalog)
    _in_memory(whole)
    asked: dict[str, Any] = {}
    for _ in range(repeat):
        found[BASELINE].append(run(script("polars_verdict.py", catalog, plain)))
        found[COLD].append(run(chipgate(catalog, answers)))
        found[AGAIN].append(_second_pass(catalog, plain))
        asked = told(script("again.py", catalog, answers, 2))
        found[WARM].append(Run(asked["seconds"][1], asked["processor"][1], 0))
        found[MEMORY].append(_in_memory(whole))
        for peer in beside:
            peer.run(catalog, folder / "peer.parquet")
    wrong += differing(answers, plain)
    middle = {name: median(runs) for name, runs in found.items()}
    text = "\n\n".join((_catalogs(middle, rows), _peers(beside, middle, rows), _cells(middle, asked)))
    differ = sum(peer.wrong for peer in beside)
    if wrong or differ:
        raise SystemExit(f"{text}\n\n{wrong} verdicts and {differ} answers of peers differ: the figures mean nothing.")
    return f"{text} {rows:,} verdicts held against the baseline's, none differs; nor does any answer of a peer."


def _catalogs(middle: dict[str, Run], rows: int) -> str:
    base, again = middle[BASELINE], middle[AGAIN]
    most = {COLD: "8 ×", WARM: "3 ×"}
    found = [
        (name, f"{one.seconds:.2f} s", f"{one.processor:.2f} s", f"{rows / one.seconds:,.0f}",
         f"{one.seconds / base.seconds:.1f} ×", f"{one.processor / base.processor:.1f} ×",
         f"{one.seconds / again.seconds:.1f} ×", most.get(name, ""))
        for name, one in middle.items()
    ]  # fmt: skip
    head = (f"{rows:,} rows", "clock", "processor", "rows/s", "to the baseline", "by processor", "to its second pass",
            "at most")  # fmt: skip
    return table(head, found)


def _peers(beside: list[Peer], middle: dict[str, Run], rows: int) -> str:
    found = [
        (peer.name, f"{peer.speed:,.0f}", f"{rows / middle[MEMORY].seconds / peer.speed:.1f} ×",
         f"{peer.file_speed:,.0f}",
         *(f"{rows / middle[name].seconds / peer.file_speed:.1f} ×" for name in (WARM, COLD)),
         next(f"{least} ×" for name, least in LEAST.items() if peer.name.startswith(name)))
        for peer in beside
    ]  # fmt: skip
    head = ("peer", "rows/s in memory", "chipgate in memory", "rows/s file to file", "chipgate warm", "chipgate cold",
            "at least")  # fmt: skip
    return table(head, found)


def _cells(middle: dict[str, Run], asked: dict[str, Any]) -> str:
    cells = asked["cells"]
    more = (middle[COLD].seconds - middle[WARM].seconds) / cells * 1e6
    return (
        f"{cells:,} cells matched by durable-rules: cold takes {more:,.0f} µs more for each, start of the process "
        f"included. {asked['asked']:,} questions to the whole engine, {asked['one_by_one']:,} rows asked one by one."
    )


def _in_memory(catalog: pl.DataFrame) -> Run:
    """A catalog in memory to answers in memory, as the peers have it."""
    rulebook = load_rulebook()
    started, used = time.perf_counter(), time.process_time()
    for _ in check_frames([catalog], question(), rulebook, columns=TOLD):
        pass
    return Run(time.perf_counter() - started, time.process_time() - used, 0)


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


if __name__ == "__main__":
    main()
