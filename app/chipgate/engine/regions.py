"""Several figures missing at once: all that they may be together, divided into regions with one answer each.

A region is a conjunction of limits on measures. One box holds every possibility at first; it is divided at an open
limit on which its answer hangs, again and again, and halves in which no figures lie are dropped (`engine.feasible`).
What is left is joined where one answer holds on both sides. Every possibility lies in exactly one region.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from chipgate.model import decision as d
from chipgate.model.exact import exact_text, shown
from chipgate.model.measures import Quantity
from chipgate.model.pack import Verdict

from .boxes import Box, Space
from .judge import Case
from .reasons import classification
from .residue import Residue, residues, within
from .truth import Truth
from .turning import Cut, Turning, hangs_on_license
from .words import SHORT, SIGNS, VERDICTS

MOST_REGIONS = 64
"""A box that would have to be divided once there are so many stays whole, and says so."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A box as its limits state it, and as narrow as limits that follow from those make it (`seen`).

    `case` is what the conditions come to in it, `left` what is left of those that are open. `whole`: it would have to
    be divided further.
    """

    stated: Box
    seen: Box
    case: Case
    left: dict[str, Residue]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is the same all over a region."""

    verdict: Verdict
    definite: bool
    paragraphs: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A box with its answer, and the paragraphs that the item may meet in it, or meets in some of it only."""

    box: Box
    answer: _Answer
    possible: frozenset[str]


def joint_regions(case: Case, most: int = MOST_REGIONS) -> tuple[d.JointRegion, ...]:
    """The regions, strictest first; none where the verdict is settled, or hangs on fewer than two missing figures."""
    if case.conclusion.definite and not hangs_on_license(case):
        return ()
    space = Space(case)
    if len(space.missing) < 2:
        return ()
    found = _joined([_settled(box) for box in _divided(case, space, most)], space)
    hanging = frozenset[Quantity]().union(*(space.stated(part.box) for part in found))
    alike = len({(part.answer.verdict, part.answer.definite) for part in found}) == 1
    if (alike or len(hanging) < 2) and not any(part.answer.whole for part in found):
        return ()
    found.sort(key=lambda part: (-part.answer.verdict.strictness, [-low for low, _ in part.box]))
    return tuple(_region(part, space) for part in found)


def _divided(case: Case, space: Space, most: int) -> list[_Box]:
    """Divide until no open limit bears on the verdict, then until none bears on the paragraphs that matter here."""
    turning = Turning(case, space)
    settled = [_Box(space.whole, space.whole, case, residues(case, space))]
    stages: tuple[Callable[[_Box], Iterable[Cut]], ...] = (
        lambda box: turning.verdict_cuts(box.case, box.left),
        lambda box: turning.class_cuts(box.left),
    )
    for cuts in stages:
        waiting, settled = settled, []
        while waiting:
            box = waiting.pop(0)
            cut = _first(cuts(box), box.seen)
            if cut is None or len(settled) + len(waiting) + 2 > most:
                settled.append(replace(box, whole=box.whole or cut is not None))
            else:
                waiting += _halves(box, *cut, space)
    return settled


def _first(cuts: Iterable[Cut], box: Box) -> Cut | None:
    """Of the cuts through a box, that of the first measure, at its highest bound: strict answers lie high."""
    through = (cut for cut in cuts if box[cut[0]][0] <= cut[1] < box[cut[0]][1])
    return min(through, key=lambda cut: (cut[0], -cut[1]), default=None)


def _halves(box: _Box, axis: int, below: int, space: Space) -> list[_Box]:
    """The halves in which some figures lie. Where one has none, the other is stated as before: it says nothing new."""
    (first, last), (low, high) = box.stated[axis], box.seen[axis]
    halves = [
        (_with(box.stated, axis, first, below), _with(box.seen, axis, low, below)),
        (_with(box.stated, axis, below + 1, last), _with(box.seen, axis, below + 1, high)),
    ]
    fitting = [half for half in halves if space.fits(half[1])]
    if len(fitting) == 1:
        fitting = [(box.stated, fitting[0][1])]
    return [_narrowed(box, stated, seen, space) for stated, seen in fitting]


def _narrowed(box: _Box, stated: Box, seen: Box, space: Space) -> _Box:
    """A part of a box: only what was open in it can have been settled."""
    left = {name: within(residue, seen) for name, residue in box.left.items()}
    came = {name: residue if isinstance(residue, Truth) else Truth.UNKNOWN for name, residue in left.items()}
    case = box.case.with_truths(space.facts(seen), box.case.truths | came)
    return _Box(stated, seen, case, {name: left[name] for name, truth in came.items() if truth is Truth.UNKNOWN})


def _settled(box: _Box) -> _Part:
    """A box settled as every question is, by the matcher and the explanation."""
    case = box.case.retry(box.case.facts)
    view = case.matching.view(case.facts, case.truths)
    met = tuple(one.paragraph for one in classification(case, view, Truth.TRUE))
    possible = frozenset(one.paragraph for one in classification(case, view, Truth.UNKNOWN))
    definite = case.conclusion.definite and not hangs_on_license(case)
    return _Part(box.stated, _Answer(case.conclusion.worst, definite, met, box.whole), possible)


def _joined(parts: list[_Part], space: Space) -> list[_Part]:
    """Join two parts with one answer where the box around both holds nothing of a third, until none are left."""
    one = 0
    while one < len(parts):
        part = parts[one]
        for other in parts[one + 1 :]:
            if other.answer != part.answer:
                continue
            around = tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(part.box, other.box, strict=True))
            rest = [third for third in parts if third is not part and third is not other]
            if not any(_meet(around, third.box) and space.fits(_overlap(around, third.box)) for third in rest):
                parts, one = [*rest, _Part(around, part.answer, part.possible | other.possible)], -1
                break
        one += 1
    return parts


def _meet(one: Box, other: Box) -> bool:
    return all(low <= last and first <= high for (low, high), (first, last) in zip(one, other, strict=True))


def _overlap(one: Box, other: Box) -> Box:
    return tuple((max(a, c), min(b, d)) for (a, b), (c, d) in zip(one, other, strict=True))


def _with(box: Box, axis: int, low: int, high: int) -> Box:
    return (*box[:axis], (low, high), *box[axis + 1 :])


def _loosened(box: Box, space: Space) -> Box:
    """The same region without the limits that follow from its others."""
    for axis, (first, last) in reversed(list(enumerate(space.whole))):
        low, high = box[axis]
        if low > first and not space.fits(_with(box, axis, first, low - 1)):
            low = first
        if high < last and not space.fits(_with(box, axis, high + 1, last)):
            high = last
        box = _with(box, axis, low, high)
    return box


def _region(part: _Part, space: Space) -> d.JointRegion:
    answer, limits, words = part.answer, [], []
    for axis, (low, high) in zip(space.axes, _loosened(part.box, space), strict=True):
        ends, name = axis.ends(low, high), axis.measure.name
        if ends:
            written = {comparison: exact_text(bound) for comparison, bound in ends.items()}
            limits.append(d.RegionLimit(name, axis.measure.unit, **written))
            words.append(f"{SHORT.get(name, axis.measure.title)} {_stretch(ends)}")
    met = f" ({', '.join(answer.paragraphs)})" if answer.paragraphs else ""
    still = ", not divided further" if answer.whole else "" if answer.definite else ", other facts still open"
    return d.JointRegion(
        limits=tuple(limits),
        verdict=answer.verdict,
        certainty=d.Certainty.DEFINITE if answer.definite else d.Certainty.CONSERVATIVE,
        classification=answer.paragraphs,
        possible_classification=tuple(sorted(part.possible)),
        truncated=answer.whole,
        shown=f"{', '.join(words)}: {VERDICTS[answer.verdict]}{met}{still}",
    )


def _stretch(ends: dict[str, Fraction]) -> str:
    """The ends for a person: "≥ 4,800", "1,600 to below 4,800", "above 400 up to 740"."""
    if len(ends) == 1:
        [(comparison, bound)] = ends.items()
        return f"{SIGNS[comparison]} {shown(bound)}"
    (start, low), (end, high) = ends.items()
    if low == high:
        return f"exactly {shown(low)}"
    return f"{'above ' * (start == 'above')}{shown(low)} {'to below' if end == 'below' else 'up to'} {shown(high)}"
