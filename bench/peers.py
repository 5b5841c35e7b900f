"""The peers on the same rows: rows per second of each, and whether they say what chipgate says."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from bench.chipgate_catalog import TOLD
from bench.compiled_python import Compiled
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
    """Something that answers rows made ready for it; `wrong` counts the answers that chipgate gives otherwise."""

    name: str
    answer: Callable[[], list[Any]]
    expected: list[Any]
    speeds: list[float] = field(default_factory=list)
    wrong: int = 0

    def run(self) -> None:
        """Time it once. The collector of garbage rests meanwhile, as it does in `timeit`."""
        gc.collect()
        gc.disable()
        started = time.perf_counter()
        found = self.answer()
        self.speeds.append(len(found) / (time.perf_counter() - started))
        gc.enable()
        self.wrong = sum(one != other for one, other in zip(found, self.expected, strict=True))

    @property
    def speed(self) -> float:
        """Rows per second, the median of the runs."""
        return statistics.median(self.speeds)


def peers(catalog: pl.DataFrame, answers: pl.DataFrame) -> Iterator[Peer]:
    """Every peer with its share of the catalog, made ready outside of what is timed."""
    rows = list(catalog.head(max(ROWS.values())).iter_rows(named=True))
    verdicts: list[Any] = answers["verdict"].head(len(rows)).to_list()
    told: list[Any] = list(answers.select(TOLD).head(len(rows)).iter_rows())
    plain, plain_whole, zen, zen_whole, durable, durable_whole = ROWS
    ask = _asker(catalog.schema)
    yield Peer(plain, lambda: [verdict(row) for row in rows], verdicts)
    compiled = Compiled(load_rulebook(), question())
    compiled.learn(rows, ask)
    yield Peer(plain_whole, lambda: [compiled.answer(row) for row in rows], told)
    ready = [facts(row) for row in rows[: ROWS[zen]]]
    table, ruleset = ZenRows(), DurableRows()
    yield Peer(zen, lambda: table.verdicts(ready), verdicts[: ROWS[zen]])
    yield Peer(durable, lambda: ruleset.verdicts(ready[: ROWS[durable]]), verdicts[: ROWS[durable]])
    rules = WholeRules(load_rulebook(), question())
    for name, engine in ((zen_whole, ZenWhole(rules)), (durable_whole, DurableWhole(rules))):
        yield _whole(name, engine, rules, rows[: ROWS[name]], told[: ROWS[name]], ask)


def _whole(name: str, engine: ZenWhole | DurableWhole, rules: WholeRules, rows: list[Any], told: list[Any],
           ask: Asker) -> Peer:  # fmt: skip
    ready, teller = [rules.rails(row) for row in rows], Told(engine.fired)
    teller.learn(rows, ready, ask)
    return Peer(name, lambda: list(teller.answers(ready)), told)


Asker = Callable[[Sequence[Any]], list[tuple[str, ...]]]


def _asker(schema: pl.Schema) -> Asker:
    """Asks chipgate what is told of a few rows, to fill the tables of those that look it up."""
    rulebook, base = load_rulebook(), question()

    def ask(first: Sequence[Any]) -> list[tuple[str, ...]]:
        (answered,) = check_frames([pl.DataFrame(first, schema=schema)], base, rulebook, columns=TOLD)
        return list(answered.select(TOLD).iter_rows())

    return ask
