"""Programs run in processes of their own, and what they take from start to end."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bench.question import DAY, TO

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Run:
    """One process from start to end: seconds on the clock, seconds of processor time, and peak memory in MB."""

    seconds: float
    processor: float
    peak_mb: float


def median(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    figures = zip(*((one.seconds, one.processor, one.peak_mb) for one in runs), strict=True)
    return Run(*map(statistics.median, figures))


def script(name: str, *arguments: object) -> list[str]:
    """The command that runs one of these benchmarks' programs."""
    return [sys.executable, str(HERE / name), *map(str, arguments)]


def check(source: Path, target: Path, to: str = TO) -> list[str]:
    """What `chipgate` is told, to answer a catalog for one destination or "all"."""
    columns = ("item", *(("destination",) if to != TO else ()), "verdict", "certainty", "classification", "reasons")
    return ["check", str(source), "--to", to, "--date", DAY, "--columns", ",".join(columns), "-f", "parquet",
            "-o", str(target)]  # fmt: skip


def chipgate(source: Path, target: Path, to: str = TO) -> list[str]:
    """The command that does so."""
    return [sys.executable, "-m", "chipgate", *check(source, target, to)]


def run(command: list[str]) -> Run:
    """Run a program and measure it.

    Raises:
        SystemExit: it failed.
    """
    return _run(command, subprocess.DEVNULL)


def measured(command: list[str]) -> tuple[Run, dict[str, Any]]:
    """Run a program once: what it took, and what it prints as JSON.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.TemporaryFile() as printed:
        found = _run(command, printed)
        printed.seek(0)
        told: dict[str, Any] = json.load(printed)
    return found, told


def _run(command: list[str], output: int | IO[bytes]) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment(), stdout=output, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with exit code {process.returncode}:\n{said}")
    return Run(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def environment() -> dict[str, str]:
    """The environment of a program that is measured: Python keeps what it compiled, as wherever it may write."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def told(command: list[str]) -> dict[str, Any]:
    """What a program prints as JSON."""
    printed = subprocess.run(command, env=environment(), check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(printed)
    return found
