"""Counts over the answers of a catalog, a table at a time: by question and verdict, what is missing, what bears.

Nothing is held but the counts: one entry for each question and word, each fact and each version of a provision.
(`render.tally` has the same for a workbook, which is written row by row.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pyarrow as pa

VERDICTS = ("blocked", "license-required", "allowed")
"""The verdicts, strictest first; every other word in their column is an outcome without one, or "error"."""
NOT_READ = "error"
Question = tuple[str, str]
"""A destination and an ISO day, as the rows have them."""
Wanted = Callable[[Question, str, bool], bool]


class Counts:
    """What the head of the page and its lists say."""

    def __init__(self) -> None:
        self._verdicts: Counter[tuple[Question, str, bool]] = Counter()
        self.missing: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()

    def add(self, table: pa.Table) -> None:
        """Count the rows of a table."""
        for *asked, verdict, certainty, rows in grouped(table, "destination", "date", "verdict", "certainty"):
            destination, date = asked
            self._verdicts[(destination, date), verdict, certainty == "conservative"] += rows
        for counter, column in ((self.missing, "missing"), (self.reasons, "reasons")):
            for said, rows in grouped(table, column):
                for one in dict.fromkeys(filter(None, said.split(";"))):
                    counter[one] += rows

    @property
    def rows(self) -> int:
        """All rows."""
        return self._verdicts.total()

    def rows_of(self, question: Question) -> int:
        """The rows of one question."""
        return sum(rows for (asked, _, _), rows in self._verdicts.items() if asked == question)

    def with_verdict(self, verdict: str, question: Question | None = None) -> int:
        """Rows with a verdict, or another word in its column."""
        return self._count(lambda asked, word, _: word == verdict and question in (None, asked))

    def conservative(self, verdict: str | None = None, question: Question | None = None) -> int:
        """Rows whose answer a missing fact leaves open, and so the worst it may be was taken."""
        return self._count(lambda asked, word, open: open and verdict in (None, word) and question in (None, asked))

    def words(self) -> tuple[str, ...]:
        """Every word in the column of verdicts: the three verdicts, then what else there is."""
        return (*VERDICTS, *sorted({word for _, word, _ in self._verdicts} - {*VERDICTS}))

    def _count(self, wanted: Wanted) -> int:
        return sum(rows for key, rows in self._verdicts.items() if wanted(*key))


def grouped(table: pa.Table, *columns: str) -> Iterable[tuple[Any, ...]]:
    """The distinct values of some columns, each with the number of its rows at the end."""
    found = table.select(columns).group_by(list(columns)).aggregate([([], "count_all")])
    return zip(*(found.column(name).to_pylist() for name in (*columns, "count_all")), strict=True)
