"""How many answers a second the decision log takes, and what one costs, with as many waiting as a busy service has.

    python bench/log_writes.py [DATABASE_URL] [RECORDS]

Without a URL, SQLite in a temporary folder. The decisions on the shipped catalog's chips, 64 waiting at any time; a
record counts once it is durable. Processor time is that of this process: PostgreSQL's own is not in it.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.question import DAY, TO, question
from chipgate import ItemSpec, __version__, decide, load_rulebook
from chipgate.files.catalog import Catalog
from chipgate.files.places import example_catalog
from chipgate.files.question_json import question_json
from chipgate.model.decision_text import decision_json
from chipgate.store.database import open_database
from chipgate.store.record import Entry, Kind, new_id
from chipgate.store.writer import Settled, Writer

WAITING, RECORDS = 64, 20_000


def main() -> None:
    """Measure one log."""
    records = int(sys.argv[2]) if len(sys.argv) > 2 else RECORDS
    if len(sys.argv) > 1:
        measure(sys.argv[1], records)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{folder}/log.sqlite3", records)


def measure(url: str, count: int) -> None:
    """Write that many records, and print what that took."""
    samples, at = _samples(), "2026-11-25T22:49:12.123456Z"
    database = open_database(url, at)
    free = threading.Semaphore(WAITING)
    failed: list[Settled] = []

    def done(settled: Settled) -> None:
        if isinstance(settled, Exception):
            failed.append(settled)
        free.release()

    writer = Writer(database, lambda: dt.datetime.now(dt.UTC))
    writer.start()
    size = sum(len(sample.answer) for sample in samples) / len(samples) / 1000
    print(f"{database.url}: answers of {size:.0f} kB, {WAITING} waiting")
    for part, number in (("first", 500), ("then", count)):
        before, started = _used(), time.perf_counter()
        for index in range(number):
            entry = replace(samples[index % len(samples)], record_id=new_id(time.time_ns() // 1_000_000))
            free.acquire()
            writer.submit([entry], done)
        for _ in range(WAITING):
            free.acquire()
        took, used = time.perf_counter() - started, _used() - before
        free.release(WAITING)
        speed, cost = number / took, used / number * 1e6
        print(f"{part} {number:,} records: {speed:,.0f} a second, {cost:,.0f} µs of processor each")
    writer.stop(10)
    database.close()
    if failed:
        raise SystemExit(f"{len(failed)} were not written: {failed[0]}")


def _samples() -> list[Entry]:
    """What is logged of the chips of the shipped catalog, one by one, as the service does."""
    rulebook, found = load_rulebook(), list[Entry]()
    for _, item in Catalog(example_catalog()).rows():
        if isinstance(item, ItemSpec):
            shipment = question().model_copy(update={"item": item})
            decision = decide(rulebook, shipment)
            answer = decision.answer
            found.append(
                Entry(
                    record_id="", kind=Kind.DECISION, at="2026-11-25T22:49:12.123456Z", caller="local",
                    request_id="0123456789abcdef", engine=__version__, rulebook=rulebook.digest,
                    question=question_json(shipment), answer=decision_json(decision), outcome=str(answer.outcome),
                    ruleset=answer.ruleset.digest if answer.ruleset else None, verdict=str(answer.verdict),
                    certainty=str(answer.certainty), item=item.name, destination=TO, date=DAY,
                )
            )  # fmt: skip
    return found


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
