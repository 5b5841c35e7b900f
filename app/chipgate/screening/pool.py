"""The texts of one form of every listed name, sorted by length, searched for those within some typing errors.

The one place that imports rapidfuzz. What a distance means is not in this room.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract


class Pool:
    """Texts, each with the numbers of the names that have it."""

    def __init__(self, texts: Iterable[tuple[str, int]]) -> None:
        self._numbers: dict[str, list[int]] = {}
        for text, number in texts:
            self._numbers.setdefault(text, []).append(number)
        self._texts = sorted(self._numbers, key=lambda text: (len(text), text))
        self._lengths = [len(text) for text in self._texts]

    def same(self, text: str) -> list[int]:
        """The names that have this very text."""
        return self._numbers.get(text, [])

    def near(self, text: str, most: int) -> Iterator[tuple[str, int, list[int]]]:
        """Texts within so many typing errors of this one, itself left out: the text, the errors, the names.

        A letter left out, put in, or put for another is one error, and so are two neighbours exchanged (optimal string
        alignment).
        """
        if most < 1:
            return
        first = bisect_left(self._lengths, len(text) - most)
        last = bisect_right(self._lengths, len(text) + most)
        within = self._texts[first:last]
        for found, errors, _ in extract(text, within, scorer=OSA.distance, score_cutoff=most, limit=None):
            if found != text:
                yield found, int(errors), self._numbers[found]


def errors_between(one: str, other: str) -> int:
    """The typing errors between two texts."""
    return int(OSA.distance(one, other))
