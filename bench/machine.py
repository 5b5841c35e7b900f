"""Where figures were taken, and the places in `bench/README.md` that they are written to."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

README = Path(__file__).parent / "README.md"
_LIBRARIES = ("polars", "pyarrow", "durable-rules", "zen-engine")


def machine() -> str:
    """The processor, its cores, and the versions of what was measured."""
    model = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        lines = (line.partition(":") for line in cpus.read_text().splitlines())
        model = next((name.strip() for key, _, name in lines if key.startswith("model name")), model)
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"{os.cpu_count()} × {model}, {platform.system()}, Python {platform.python_version()}, {libraries}"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table; all columns but the first are figures."""
    rule = ("---", *("--:" for _ in head[1:]))
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def write(place: str, text: str) -> None:
    """Put a text between the marks `<!-- place -->` and `<!-- end of place -->` of the README.

    Raises:
        ValueError: the README has no such marks.
    """
    first, last = f"<!-- {place} -->", f"<!-- end of {place} -->"
    before, found, rest = README.read_text(encoding="utf-8").partition(first)
    _, ended, after = rest.partition(last)
    if not found or not ended:
        raise ValueError(f"{README} has no place for {place}: write {first} and {last} where its figures belong")
    README.write_text(f"{before}{first}\n{text.strip()}\n\n{machine()}\n{last}{after}", encoding="utf-8")
