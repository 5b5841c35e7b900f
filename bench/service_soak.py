"""A long run of the service, held to what it must keep: every request answered and on record, and memory that stays.

    python bench/service_soak.py [--requests 300000] [--database URL]

`make soak` runs it at 300,000 requests from 64 connections; CI at a twentieth. It fails where something does not hold.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.load import write_questions, wrk
from bench.machine import machine
from bench.processes import environment
from bench.servers import Server, serve

MOST_GROWTH = 1.1
"""Of the memory after the last stretch, to that after the first one."""
STRETCHES, QUESTIONS = 6, 500
SECONDS = 2
"""Of one run of wrk: a stretch is as many as it takes."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--requests", type=int, default=300_000)
    asked.add_argument("--database", metavar="URL", help="where the log is; unstated, SQLite")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = soak(Path(folder), given.requests, given.database)
    print(machine())
    if wrong:
        raise SystemExit("\n".join(["does not hold:", *wrong]))


def soak(folder: Path, requests: int, database: str | None = None) -> list[str]:
    """Run, say what was seen, and give what does not hold."""
    url = database or f"sqlite:///{folder}/log.sqlite3"
    settings = {
        "CHIPGATE_STATE_FOLDER": str(folder), "CHIPGATE_DATABASE_URL": url, "CHIPGATE_LOG_LEVEL": "warning",
        "CHIPGATE_LOG_FORMAT": "json",
    }  # fmt: skip
    bodies = write_questions(folder / "questions.jsonl", QUESTIONS)
    memory: list[float] = []
    asked = failed = 0
    with serve("chipgate.main:app", settings) as server:
        server.warm(bodies)
        for stretch in range(1, STRETCHES + 1):
            while asked < requests * stretch / STRETCHES:
                told = wrk(server.address, bodies, SECONDS)
                asked += int(told["requests"])
                failed += int(told["not_2xx"] + told["broken"])
            memory.append(server.memory_mb)
            print(f"{asked:,} requests, {failed:,} failed, memory {memory[-1]:,.0f} MB", flush=True)
        ready = _ready(server)
    return [*_wrong(memory, failed, ready), *_unlogged(asked + QUESTIONS, settings)]


def _wrong(memory: list[float], failed: int, ready: str) -> list[str]:
    found = [f"{failed:,} requests were not answered"] if failed else []
    if memory[-1] > MOST_GROWTH * memory[0]:
        found.append(f"memory grew from {memory[0]:,.0f} MB to {memory[-1]:,.0f} MB (at most {MOST_GROWTH} ×)")
    return found + ([f"the service says that it is {ready}"] if ready != "ready" else [])


def _ready(server: Server) -> str:
    with urllib.request.urlopen(f"{server.address}/health/ready", timeout=30) as answer:
        told: dict[str, Any] = json.load(answer)
    return str(told["status"])


def _unlogged(asked: int, settings: dict[str, str]) -> list[str]:
    """Whether the log has every answer, and is whole. A request that wrk broke off at its end has a record, too."""
    command = [sys.executable, "-m", "chipgate", "log", "verify", "-f", "json"]
    run = subprocess.run(command, env={**environment(), **settings}, capture_output=True, text=True)
    told = json.loads(run.stdout)
    print(f"{told['records']:,} records, log verify: exit code {run.returncode}")
    found = [] if told["records"] >= asked else [f"{told['records']:,} records of {asked:,} answers"]
    return found + ([f"the log is not whole: {run.stdout[:2000]}"] if run.returncode else [])


if __name__ == "__main__":
    main()
