"""The service under load: decisions with their records, beside a bare endpoint that parses and returns as much.

    python bench/load.py [--postgresql URL] [--seconds 10] [--rounds 4] [--questions 10000] [--write]

Each service runs in a process of its own with the same server settings; wrk asks them in turns over loopback, 64
connections at a time, the same different questions over and over. Before that, every question is asked once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.machine import machine, table, write
from bench.question import question
from bench.servers import Server, serve
from chipgate import ItemSpec
from chipgate.files.catalog import Catalog
from chipgate.files.places import example_catalog

CONNECTIONS = 64
BARE, SQLITE, POSTGRESQL = "bare FastAPI endpoint", "chipgate, log in SQLite", "chipgate, log in PostgreSQL"
LEAST, MOST = 0.6, 3.0
"""Of the baseline's requests a second, and times its 99th percentile."""
DESTINATIONS = ("CN", "SG", "AE", "DE", "IN")
SCRIPT = Path(__file__).parent / "load.lua"


@dataclass(slots=True)
class Found:
    """What came of asking one service, round by round."""

    speeds: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    requests: int = 0
    errors: int = 0

    def add(self, told: dict[str, float]) -> None:
        """Another round."""
        self.speeds.append(told["requests"] / told["seconds"])
        self.p50.append(told["p50"] / 1e3)
        self.p99.append(told["p99"] / 1e3)
        self.requests += int(told["requests"])
        self.errors += int(told["not_2xx"] + told["broken"])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--postgresql", metavar="URL", help="an empty database for the log; without it, SQLite alone")
    asked.add_argument("--seconds", type=int, default=10)
    asked.add_argument("--rounds", type=int, default=4)
    asked.add_argument("--questions", type=int, default=10_000)
    asked.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    given = asked.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk).")
    with tempfile.TemporaryDirectory() as folder, services(Path(folder), given.postgresql) as running:
        bodies = write_questions(Path(folder) / "questions.jsonl", given.questions)
        found = measure(running, bodies, given.seconds, given.rounds)
    text = tables(found, given.questions)
    print(text, machine(), sep="\n\n")
    if given.write:
        write("load", text)
    if any(one.errors for one in found.values()):
        raise SystemExit("There were errors: the figures mean nothing.")


@contextmanager
def services(folder: Path, postgresql: str | None) -> Iterator[dict[str, Server]]:
    """The baseline, and chipgate on each database."""
    plain = {"CHIPGATE_STATE_FOLDER": str(folder / "state"), "CHIPGATE_LOG_LEVEL": "warning"}
    with (
        serve("bench.bare_service:app", plain) as bare,
        serve("chipgate.main:app", {**plain, "CHIPGATE_DATABASE_URL": f"sqlite:///{folder}/log.sqlite3"}) as sqlite,
    ):
        found = {BARE: bare, SQLITE: sqlite}
        if postgresql is None:
            yield found
            return
        with serve("chipgate.main:app", {**plain, "CHIPGATE_DATABASE_URL": postgresql}) as other:
            yield {**found, POSTGRESQL: other}


def write_questions(path: Path, count: int) -> Path:
    """Different questions, one to a line, as a seller asks them: the chips of the shipped catalog in many speed grades,
    each for one of five destinations."""
    sown, asked = random.Random(1), question()
    chips = [item for _, item in Catalog(example_catalog()).rows() if isinstance(item, ItemSpec)]
    with path.open("wb") as file:
        for number in range(count):
            item = _graded(chips[number % len(chips)], number, Decimal(sown.randint(9_500, 10_500)) / 10_000)
            to = DESTINATIONS[number // len(chips) % len(DESTINATIONS)]
            one = asked.model_copy(update={"item": item, "destination": to})
            file.write(one.model_dump_json(exclude_defaults=True).encode() + b"\n")
    return path


def _graded(chip: ItemSpec, number: int, grade: Decimal) -> ItemSpec:
    """A speed grade of a chip: its rates and its memory a little faster or slower."""
    faster = {
        name: {form: rate * grade for form, rate in getattr(chip, name).items()} for name in ("tops", "sparse_tops")
    }
    dram = chip.dram_bandwidth_gb_s
    return chip.model_copy(
        update={**faster, "name": f"{chip.name} P{number:05d}", "dram_bandwidth_gb_s": dram and dram * grade}
    )


def measure(running: dict[str, Server], bodies: Path, seconds: int, rounds: int) -> dict[str, Found]:
    """Ask each in turns; before that, everything once."""
    for server in running.values():
        server.warm(bodies)
    found = {name: Found() for name in running}
    for _ in range(rounds):
        for name, server in running.items():
            found[name].add(wrk(server.address, bodies, seconds))
    return found


def wrk(address: str, bodies: Path, seconds: int, connections: int = CONNECTIONS) -> dict[str, float]:
    """Ask for so long, and tell what came of it."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT), address, "--",
               str(bodies)]  # fmt: skip
    printed = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout
    told: dict[str, float] = json.loads(printed[printed.index("{") :])
    return told


def tables(found: dict[str, Found], questions: int) -> str:
    """The figures beside each other; each ratio is the median over the rounds."""
    bare = found[BARE]
    rows = [
        (name, f"{one.requests:,}", f"{one.errors:,}", f"{statistics.median(one.speeds):,.0f}",
         f"{_ratio(one.speeds, bare.speeds):.0%}", f"{LEAST:.0%}" if name != BARE else "",
         f"{statistics.median(one.p50):,.0f} ms", f"{statistics.median(one.p99):,.0f} ms",
         f"{_ratio(one.p99, bare.p99):.1f} ×", f"{MOST:.0f} ×" if name != BARE else "")
        for name, one in found.items()
    ]  # fmt: skip
    head = (f"{CONNECTIONS} connections, {questions:,} questions", "requests", "errors", "a second", "to the bare one",
            "at least", "median", "99 of 100 within", "to the bare one", "at most")  # fmt: skip
    return table(head, rows)


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


if __name__ == "__main__":
    main()
