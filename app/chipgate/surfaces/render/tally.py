"""Counts over the flat rows of a catalog, for the summary sheet of a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .flat import Flat

MOST = 15
"""Missing facts and provisions that a summary names."""
Row = tuple[str | int, ...]


class Tally:
    """Counts as rows go by; it holds one entry per destination, date and word, never a row."""

    def __init__(self) -> None:
        self._verdicts: dict[tuple[str, str], Counter[str]] = {}
        self._missing: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()

    def add(self, row: Flat) -> None:
        """Count one row."""
        counts = self._verdicts.setdefault((row.destination, row.date), Counter())
        counts[row.verdict] += 1
        counts["\0conservative"] += row.certainty == "conservative"
        self._missing.update(filter(None, row.missing.split(";")))
        self._reasons.update(filter(None, row.reasons.split(";")))

    def rows(self) -> Iterator[Row]:
        """The summary: counts by destination and date, what is missing most often, what bears on most rows."""
        words = ("blocked", "license-required", "allowed")
        rest = sorted({word for counts in self._verdicts.values() for word in counts} - {*words, "\0conservative"})
        yield ("destination", "date", "rows", *words, *rest, "of these conservative")
        for (destination, date), counts in self._verdicts.items():
            total = sum(counts.values()) - counts["\0conservative"]
            yield (destination, date, total, *(counts[word] for word in (*words, *rest)), counts["\0conservative"])
        for title, counter in (("missing, and it matters", self._missing), ("provision", self._reasons)):
            if counter:
                yield ()
                yield (title, "rows")
                yield from counter.most_common(MOST)
        yield ()
        yield ("conservative: a missing fact matters, and the worst it may be was taken.",)
        yield ("Not legal advice.",)
