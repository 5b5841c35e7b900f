"""`chipgate check` on one catalog several times in one process: first cold, then with every cell known.

    python bench/again.py CATALOG.parquet ANSWERS.parquet TIMES

Prints as JSON the seconds and the processor time of each time (the first begins with the process), the cells matched by
durable-rules, the questions put to the whole engine, and the rows asked one by one.
"""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import contextlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from bench.processes import check
    from bench.question import question
    from chipgate import load_rulebook
    from chipgate.batch.columns import batch_of

    source, target, times = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    took, used, started, before = list[float](), list[float](), STARTED, 0.0
    for _ in range(times):
        _command(check(source, target))
        took.append(time.perf_counter() - started)
        used.append(time.process_time() - before)
        started, before = time.perf_counter(), time.process_time()
    batch = batch_of(load_rulebook(), question())
    found = {"seconds": took, "processor": used, "cells": batch.decided.matched, "asked": batch.decided.asked,
             "one_by_one": batch.row_path}  # fmt: skip
    print(json.dumps(found))


def _command(arguments: list[str]) -> None:
    """The command in this process, its notes thrown away.

    Raises:
        SystemExit: it failed.
    """
    from chipgate.surfaces.cli import main as command

    sys.argv = ["chipgate", *arguments]
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
        try:
            command()
        except SystemExit as done:
            if done.code:
                raise


if __name__ == "__main__":
    main()
