"""Comments by which a rule file asks lint to let something pass.

    confidence: low  # lint: ignore confidence-low because no filing gives the figures

Beside a value, or alone on a line above it; several names with commas. What the names mean is not known here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from .strict_yaml import read
from .written_yaml import comments, written

_IGNORE = re.compile(r"#+\s*lint:\s*ignore\b[\s:]*(?P<names>.*?)(?:\s+because\b\s*(?P<reason>.*))?$", re.IGNORECASE)
_LINT = b"lint:"


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment; its place, the line whose findings it lets pass, the names it gives, and why (may be empty)."""

    line: int
    column: int
    covers: int
    names: tuple[str, ...]
    reason: str


def ignores(content: bytes) -> tuple[Ignore, ...]:
    """Every ignore of a file, in the order written; none of a file that cannot be read."""
    if _LINT not in content.lower():
        return ()
    document, _ = read(content, "")
    if document is None:
        return ()
    text = content.decode().replace("\r\n", "\n")
    listed = comments(text, written(text))
    alone = {comment.line for comment in listed if comment.alone}
    filled = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() and number not in alone]
    found = []
    for comment in listed:
        match = _IGNORE.match(comment.text)
        if match is None:
            continue
        after = bisect_right(filled, comment.line)
        covers = comment.line if not comment.alone else filled[after] if after < len(filled) else 0
        names = tuple(name for name in re.split(r"[\s,]+", match["names"]) if name)
        found.append(Ignore(comment.line, comment.column, covers, names, (match["reason"] or "").strip()))
    return tuple(found)
