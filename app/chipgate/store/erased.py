"""Which rows may be without their texts: those that an erasure on record names."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from chipgate.errors import LogDamaged

from .record import Kind, sha256
from .tables import records
from .texts import decompressed


class ErasedRows:
    """The ranges of rows that the erasures of a log name. One whose question is not what was written covers nothing."""

    def __init__(self, connection: Connection) -> None:
        ranges: dict[int, list[tuple[int, int]]] = {}
        c = records.c
        query = select(c.question, c.question_digest).where(c.kind == str(Kind.ERASURE), c.question.is_not(None))
        for frame, digest in connection.execute(query):
            for chain, first, last in _ranges_in(frame, digest):
                ranges.setdefault(chain, []).append((first, last))
        self._ranges = {chain: _merged(sorted(found)) for chain, found in ranges.items()}

    def cover(self, chain: int, seq: int) -> bool:
        """Whether an erasure covers this row."""
        ranges = self._ranges.get(chain)
        if not ranges:
            return False
        at = bisect_right(ranges, (seq, 1 << 63)) - 1
        return at >= 0 and ranges[at][0] <= seq <= ranges[at][1]


def _ranges_in(frame: Any, digest: str) -> Iterator[tuple[int, int, int]]:
    try:
        question = decompressed(bytes(frame), "an erasure")
        said = json.loads(question)["erased"] if sha256(question) == digest else ()
        yield from ((int(chain), int(first), int(last)) for chain, first, last in said)
    except (LogDamaged, ValueError, TypeError, KeyError):
        return  # the walk tells what is wrong with it


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for first, last in ranges:
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return found
