"""How long chipgate takes to start: importing it, and a cold `chipgate check` of one item, each in a fresh process.

    python bench/startup.py

Prints the median of several runs, and its ratio to a bare interpreter and to `import pydantic` timed in the same run.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 11
QUESTION = ["check", "H20 (HGX)", "--to", "CN", "--date", "2025-04-09"]
COMMANDS = {
    "bare interpreter": [sys.executable, "-c", "pass"],
    "import pydantic": [sys.executable, "-c", "import pydantic; pydantic.BaseModel"],
    "import chipgate": [sys.executable, "-c", "import chipgate"],
    "chipgate --version": [sys.executable, "-m", "chipgate", "--version"],
    "chipgate check, one item": [sys.executable, "-m", "chipgate", *QUESTION],
}


def main() -> None:
    with tempfile.TemporaryDirectory() as cache:
        environment = {"PYTHONPYCACHEPREFIX": cache, "PATH": "/usr/bin:/bin", "HOME": cache}
        times: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for run in range(RUNS + 1):
            for name, command in COMMANDS.items():
                start = time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
                if run:  # the first run fills the caches of bytecode
                    times[name].append(time.perf_counter() - start)
    base = statistics.median(times["bare interpreter"])
    print(f"{'':26} {'median ms':>10} {'best ms':>9} {'× bare':>8}")
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:26} {median * 1000:10.0f} {min(found) * 1000:9.0f} {median / base:8.1f}")


if __name__ == "__main__":
    main()
