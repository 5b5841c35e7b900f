"""The peers on the same rows: rows per second of each, and whether they say what chipgate says.

Each is timed twice: on rows made ready in memory, and from a Parquet file to another, as chipgate is.
"""

from __future__ import annotations

import contextlib
import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from bench.chipgate_catalog import TOLD
from bench.compiled_python import Compiled, Row
from bench.durable_rows import DurableRows, DurableWhole
from bench.plain_python import verdict
from bench.question import question
from bench.verdict_rules import facts
from bench.whole_rules import Told, WholeRules
from bench.zen_rows import ZenRows, ZenWhole
from chipgate import load_rulebook
from chipgate.batch.check import check_frames

ROWS = {
    "plain Python, verdict alone": 100_000, "plain Python, all that is told": 100_000,
    "zen-engine, verdict alone": 20_000, "zen-engine, all that is told": 5_000,
    "durable-rules, verdict alone": 2_000, "durable-rules, all that is told": 1_000,
}  # fmt: skip
"""How many rows each is asked."""


@dataclass
class Peer:
    """Something that answers dict rows, of which it first makes what it can read (`ready`); `wrong` counts the answers
    that chipgate gives otherwise. What it tells of a row is a verdict, or all of `TOLD`."""

    name: str
    ready: Callable[[Sequence[Row]], Sequence[Any]]
    answer: Callable[[Sequence[Any]], Sequence[Any]]
    rows: Sequence[Row]
    expected: Sequence[Any]
    speeds: list[float] = field(default_factory=list)
    file_speeds: list[float] = field(default_factory=list)
    wrong: int = 0

    def run(self, source: Path, target: Path) -> None:
        """Time it once each way. The collector of garbage rests meanwhile, as it does in `timeit`."""
        made = self.ready(self.rows)
        with _timed(self.speeds, len(self.rows)):
            found = self.answer(made)
        self.wrong = sum(one != other for one, other in zip(found, self.expected, strict=True))
        with _timed(self.file_speeds, len(self.rows)):
            rows = list(pl.read_parquet(source, n_rows=len(self.rows)).iter_rows(named=True))
            _write([row["name"] for row in rows], self.answer(self.ready(rows)), target)

    @property
    def speed(self) -> float:
        """Rows per second in memory, the median of the runs."""
        return statistics.median(self.speeds)

    @property
    def file_speed(self) -> float:
        """Rows per second from file to file, the median of the runs."""
        return statistics.median(self.file_speeds)


@contextlib.contextmanager
def _timed(speeds: list[float], rows: int) -> Iterator[None]:
    gc.collect()
    gc.disable()
    started = time.perf_counter()
    yield
    speeds.append(rows / (time.perf_counter() - started))
    gc.enable()


def _write(names: list[str], found: Sequence[Any], target: Path) -> None:
    columns = [found] if isinstance(found[0], str) else zip(*found, strict=True)
    told = dict(zip(TOLD, columns, strict=False))
    pl.DataFrame({"item": names, **told}).write_parquet(target, compression="zstd")


def peers(catalog: pl.DataFrame, answers: pl.DataFrame) -> Iterator[Peer]:
    """Every peer with its share of the catalog, its tables filled outside of what is timed."""
    rows = list(catalog.head(max(ROWS.values())).iter_rows(named=True))
    verdicts: list[Any] = answers["verdict"].head(len(rows)).to_list()
    told: list[Any] = list(answers.select(TOLD).head(len(rows)).iter_rows())
    ask = _asker(catalog.schema)
    compiled = Compiled(load_rulebook(), question())
    compiled.learn(rows, ask)
    rules = WholeRules(load_rulebook(), question())
    zen, durable = ZenRows(), DurableRows()
    plain, plain_whole, zen_name, zen_whole, durable_name, durable_whole = ROWS

    def each(found: Callable[[Any], Any]) -> Callable[[Sequence[Any]], list[Any]]:
        return lambda given: [found(row) for row in given]

    def peer(name: str, ready: Any, answer: Any, expected: list[Any]) -> Peer:
        return Peer(name, ready, answer, rows[: ROWS[name]], expected[: ROWS[name]])

    def whole(name: str, engine: ZenWhole | DurableWhole) -> Peer:
        teller, some = Told(engine.fired), rows[: ROWS[name]]
        teller.learn(some, each(rules.rails)(some), ask)
        return peer(name, each(rules.rails), lambda ready: list(teller.answers(ready)), told)

    yield peer(plain, list, each(verdict), verdicts)
    yield peer(plain_whole, list, each(compiled.answer), told)
    yield peer(zen_name, each(facts), zen.verdicts, verdicts)
    yield peer(durable_name, each(facts), durable.verdicts, verdicts)
    yield whole(zen_whole, ZenWhole(rules))
    yield whole(durable_whole, DurableWhole(rules))


Asker = Callable[[Sequence[Any]], list[tuple[str, ...]]]


def _asker(schema: pl.Schema) -> Asker:
    """Asks chipgate what is told of a few rows, to fill the tables of those that look it up."""
    rulebook, base = load_rulebook(), question()

    def ask(first: Sequence[Any]) -> list[tuple[str, ...]]:
        (answered,) = check_frames([pl.DataFrame(first, schema=schema)], base, rulebook, columns=TOLD)
        return list(answered.select(TOLD).iter_rows())

    return ask
