"""What is written in the regions of a picture: as much as there is room for, and where the fewest points lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .axes import width
from .marks import mark_of
from .plane import Answer

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in units of the picture."""
Spot = tuple[float, float]
LINE = 1.25
"""From one line of a name to the next, in sizes of its type."""
_REACH = 7
"""How far a point reaches from its middle."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a name, by the left end of its foot."""

    x: float
    y: float
    words: str
    first: bool


def region_names(regions: Iterable[tuple[Answer, Sequence[Box]]], size: float, spots: Sequence[Spot]) -> Iterator[Line]:
    """A name for every rectangle with room for words; the sign alone stands in the largest one of a region, and in
    those apart from the rest of it."""
    for answer, boxes in regions:
        largest = max(boxes, key=lambda box: (min(box[2] - box[0], 3 * (box[3] - box[1])), box))
        for box in boxes:
            small = min(box[2] - box[0], box[3] - box[1]) <= 3 * size or any(_touch(box, other) for other in boxes)
            small = small and box is not largest
            wordings = [words for words in _wordings(answer) if not small or len(words[0]) > 1]
            yield from _best(wordings, box, size, spots)


def _touch(one: Box, other: Box) -> bool:
    """Whether two rectangles share a part of an edge."""
    upright = one[1] < other[3] and other[1] < one[3] and (one[0] == other[2] or one[2] == other[0])
    level = one[0] < other[2] and other[0] < one[2] and (one[1] == other[3] or one[3] == other[1])
    return upright or level


def _best(wordings: Sequence[tuple[str, ...]], box: Box, size: float, spots: Sequence[Spot]) -> list[Line]:
    """The most telling wording that covers no point; else the one that covers the fewest."""
    left, top, right, bottom = box
    found: list[tuple[int, list[Line]]] = []
    for words in wordings:
        wide, high = max(width(line, size) for line in words), size * LINE * len(words)
        if wide + size > right - left or high + 0.6 * size > bottom - top:
            continue
        for x in (left + 0.5 * size, right - 0.5 * size - wide):
            for y in (top + 0.25 * size, bottom - 0.35 * size - high):
                covered = sum(
                    x - _REACH < across < x + wide + _REACH and y - _REACH < up < y + high + _REACH
                    for across, up in spots
                )
                lines = [Line(x, y + size * (1.02 + LINE * n), line, not n) for n, line in enumerate(words)]
                found.append((covered, lines))
    return min(found, key=lambda option: option[0], default=(0, []))[1]


def _wordings(answer: Answer) -> Iterator[tuple[str, ...]]:
    """What to write, the most telling first."""
    paragraphs = answer.classification.replace(";", ", ")
    policy = answer.review_policy.replace("-", " ").replace("unstated", "policy unstated")
    worst = " at worst" if answer.certainty == "conservative" else ""
    mark = mark_of(answer.verdict)
    head = f"{mark.sign} {mark.word}{worst}"
    yield tuple(filter(None, (head, paragraphs, policy)))
    yield tuple(filter(None, (head, paragraphs)))
    yield (head,)
    yield (f"{mark.sign} {paragraphs}".strip(),)
    yield (mark.sign,)
