"""An audit of a long history: ten thousand commits, the first held against the last, and the last against its parent.

    python bench/audit_soak.py [--commits 10000]

Every commit but the first writes a comment into a rule file; one, in the middle, corrects a bound.
`make soak` runs it. It prints times and asserts none; it fails where an audit does not name what changed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.machine import machine
from chipgate.files.places import rules_folder

BEGINNING, AN_HOUR = 1_700_000_000, 3_600
BOUND = "us/items/3a090-a/2023-11-17.yaml"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--commits", type=int, default=10_000)
    commits = asked.parse_args().commits
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder)
        start = time.perf_counter()
        built(repository, commits)
        print(f"{commits:,} commits built in {time.perf_counter() - start:.1f} s")
        wrong = [*audited(repository, "first..main", True), *audited(repository, "main^..main", False)]
    print(machine())
    if wrong:
        raise SystemExit("\n".join(["does not hold:", *wrong]))


def built(repository: Path, commits: int) -> None:
    """Make the history with git's own importer."""
    _git(repository, "init", "-q", "--bare")
    _git(repository, "fast-import", "--quiet", feed=b"".join(_history(commits)))


def _history(commits: int) -> Iterator[bytes]:
    root = rules_folder()
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.yaml"))}
    yield _commit(1, "Begin", {f"rules/{name}": text for name, text in files.items()}, tag="first")
    versions = [name for name in files if name.count("/") == 3 and not name.endswith(("cases.yaml", BOUND))]
    for number in range(2, commits + 1):
        if number == commits // 2:
            changed = {f"rules/{BOUND}": files[BOUND].replace(b"4800", b"4700")}
            yield _commit(number, "Correct a bound", changed)
        else:
            name = versions[number % len(versions)]
            yield _commit(number, "Note something", {f"rules/{name}": files[name] + b"# note %d\n" % number})


def _commit(number: int, subject: str, files: dict[str, bytes], tag: str = "") -> bytes:
    when = f"A Tester <tester@example.org> {BEGINNING + number * AN_HOUR} +0000"
    lines = [f"commit refs/heads/main\ncommitter {when}\ndata {len(subject)}\n{subject}\n".encode()]
    for name, text in files.items():
        lines.append(f"M 100644 inline {name}\ndata {len(text)}\n".encode() + text + b"\n")
    if tag:
        lines.append(f"reset refs/tags/{tag}\nfrom refs/heads/main\n\n".encode())
    return b"".join(lines)


def audited(repository: Path, sides: str, law: bool) -> Iterator[str]:
    """Audit two sides by the command, say how long it took, and give what was not told."""
    words = [sys.executable, "-m", "chipgate", "audit", sides, "--rules", "rules", "--format", "json"]
    start = time.perf_counter()
    done = subprocess.run(words, cwd=repository, capture_output=True, text=True, check=True)
    taken = time.perf_counter() - start
    found: Any = json.loads(done.stdout)
    told = [change["provision"] for change in found["changes"]]
    print(f"audit {sides}: {taken:.1f} s; {found['summary']['text']}")
    if told != (["us/items/3a090-a"] if law else []):
        yield f"{sides} names {told}"
    if not found["same_law"]:
        yield f"{sides} says nothing of the comments"


def _git(repository: Path, *words: str, feed: bytes = b"") -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(repository), "-c", "init.defaultBranch=main", *words]
    subprocess.run(command, input=feed, env=clean, check=True)


if __name__ == "__main__":
    main()
