"""Programs run in processes of their own, and what they take from start to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.question import TO

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Run:
    """One process from start to end: seconds on the clock, seconds of processor time, and peak memory in MB."""

    seconds: float
    processor: float
    peak_mb: float


def script(name: str, *arguments: object) -> list[str]:
    """The command that runs one of these benchmarks' programs."""
    return [sys.executable, str(HERE / name), *map(str, arguments)]


def chipgate(source: Path, target: Path, to: str = TO) -> list[str]:
    """The command that answers a catalog, for one destination or "all"."""
    return script("chipgate_catalog.py", source, target, 1, to)


def run(command: list[str]) -> Run:
    """Run a program and measure it.

    Raises:
        SystemExit: it failed.
    """
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with exit code {process.returncode}")
    return Run(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def told(command: list[str]) -> dict[str, Any]:
    """What a program prints as JSON."""
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(printed)
    return found
