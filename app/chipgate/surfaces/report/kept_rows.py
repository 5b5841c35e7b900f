"""The rows that a page has room for: some of every kind, and those that need a person first.

A page with a million rows opens nowhere. What is left out is said on the page, with where it can be had.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import pyarrow as pa
import pyarrow.compute as pc

from .counts import NOT_READ

COLUMNS = ("item", "destination", "date", "verdict", "certainty", "classification", "review_policy", "reasons",
           "missing", "error")  # fmt: skip
"""What the page shows of a row."""
MOST_ROWS = 2_000
"""Rows that the page shows."""


class Kind(IntEnum):
    """How much a row needs a person: what could not be read first."""

    NOT_READ = 0
    CONSERVATIVE = 1
    NOT_ALLOWED = 2
    ALLOWED = 3


Row = dict[str, str]


class KeptRows:
    """The first rows of each kind; no more of any kind than the page could show."""

    def __init__(self, most: int = MOST_ROWS) -> None:
        self._most = most
        self._kept: dict[Kind, list[tuple[int, Row]]] = {kind: [] for kind in Kind}
        self.seen = dict.fromkeys(Kind, 0)
        self._before = 0

    def add(self, table: pa.Table) -> None:
        """Keep what there is room for."""
        verdict, certainty = table.column("verdict"), table.column("certainty")
        not_read, open = pc.equal(verdict, NOT_READ), pc.equal(certainty, "conservative")
        allowed = pc.equal(verdict, "allowed")
        settled = pc.invert(pc.or_(not_read, open))
        masks = {
            Kind.NOT_READ: not_read,
            Kind.CONSERVATIVE: pc.and_(open, pc.invert(not_read)),
            Kind.NOT_ALLOWED: pc.and_(settled, pc.invert(allowed)),
            Kind.ALLOWED: pc.and_(settled, allowed),
        }
        flat = table.select(COLUMNS)
        for kind, mask in masks.items():
            where = pc.indices_nonzero(mask)
            self.seen[kind] += len(where)
            kept = self._kept[kind]
            where = where.slice(0, max(self._most - len(kept), 0))
            kept += zip((self._before + n for n in where.to_pylist()), flat.take(where).to_pylist(), strict=True)
        self._before += table.num_rows

    def rows(self) -> list[Row]:
        """The rows to show, in the order of the catalog."""
        shown = self.shown()
        chosen = [row for kind in Kind for row in self._kept[kind][: shown[kind]]]
        return [row for _, row in sorted(chosen, key=lambda numbered: numbered[0])]

    def shown(self) -> dict[Kind, int]:
        """How many of each kind are shown."""
        return dict(zip(Kind, shares([self.seen[kind] for kind in Kind], self._most), strict=True))


def shares(sizes: Sequence[int], most: int) -> list[int]:
    """How many of each size there is room for: an equal share each, and what one leaves over to the first that lack.

    >>> shares([3, 100, 100, 0], 40)
    [3, 27, 10, 0]
    >>> shares([1, 2, 3], 40)
    [1, 2, 3]
    """
    found = [min(size, most // len(sizes)) for size in sizes]
    for n, size in enumerate(sizes):
        found[n] += min(size - found[n], most - sum(found))
    return found
