"""A catalog answered by chipgate as a program would have it: Parquet in, Parquet out, a piece at a time.

    python bench/chipgate_catalog.py CATALOG.parquet ANSWERS.parquet [PASSES [DESTINATIONS]]

Every pass reads the catalog, answers it and writes the answers; the first begins with the process, when no cell is
known, and every later one knows all cells. DESTINATIONS ("CN,SG" or "all") asks each row for each of them. Prints as
JSON the seconds and the processor time of each pass, the rows answered in one, the cells matched by durable-rules, the
questions put to the whole engine, the rows asked one by one, and the peak memory in MB.
"""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import json  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

if TYPE_CHECKING:
    import polars as pl

    from chipgate import Rulebook, Shipment

TOLD = ("verdict", "certainty", "classification", "reasons")
"""What is written beside the item's name."""
_ROWS_AT_ONCE = 131_072


def answers(source: Path, base: Shipment, rulebook: Rulebook) -> Iterator[pl.DataFrame]:
    """The item's name and what is told of every row, in order."""
    import polars as pl
    import pyarrow.parquet as pq

    from chipgate.batch.check import check_frames

    batches = pq.ParquetFile(source).iter_batches(batch_size=_ROWS_AT_ONCE)
    frames = (frame for batch in batches if isinstance(frame := pl.from_arrow(batch), pl.DataFrame))
    for told in check_frames(frames, base, rulebook, columns=TOLD):
        yield told.select(pl.col("name").alias("item"), *TOLD)


def write_answers(source: Path, target: Path, asked: list[Shipment], rulebook: Rulebook) -> int:
    """Write the answers to every question, and say how many rows that were."""
    import polars as pl
    import pyarrow.parquet as pq

    writer, rows = None, 0
    for base in asked:
        for told in answers(source, base, rulebook):
            if len(asked) > 1:
                told = told.with_columns(destination=pl.lit(base.destination))
            table = told.to_arrow(compat_level=pl.CompatLevel.oldest())
            writer = writer or pq.ParquetWriter(target, table.schema, compression="zstd")
            writer.write_table(table)
            rows += told.height
    if writer is not None:
        writer.close()
    return rows


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from bench.question import question
    from chipgate import load_rulebook
    from chipgate.batch.columns import batch_of

    source, target = map(Path, sys.argv[1:3])
    passes = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    rulebook, base = load_rulebook(), question()
    asked = [base.model_copy(update={"destination": to}) for to in _destinations(sys.argv[4:], rulebook, base)]
    took, used, rows, started, before = list[float](), list[float](), 0, STARTED, 0.0
    for _ in range(passes):
        rows = write_answers(source, target, asked, rulebook)
        took.append(time.perf_counter() - started)
        used.append(time.process_time() - before)
        started, before = time.perf_counter(), time.process_time()
    batches = [batch_of(rulebook, one) for one in asked]
    print(json.dumps({
        "seconds": took, "processor": used, "rows": rows, "cells": sum(batch.decided.matched for batch in batches),
        "asked": sum(batch.decided.asked for batch in batches), "one_by_one": sum(batch.row_path for batch in batches),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))  # fmt: skip


def _destinations(given: list[str], rulebook: Rulebook, base: Shipment) -> list[str]:
    from chipgate.engine.judge import matching_on
    from chipgate.engine.outcomes import named_outcome

    if given != ["all"]:
        return given[0].split(",") if given else [base.destination]
    ruleset = matching_on(rulebook, base.date).ruleset
    every = (base.model_copy(update={"destination": to}) for to in sorted(ruleset.destinations.names))
    return [one.destination for one in every if named_outcome(rulebook, ruleset, one) is None]


if __name__ == "__main__":
    main()
