"""The pictures of a page: one for each question, with its legend, what it leaves out, and its regions in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from chipgate import Rulebook, Shipment
from chipgate.batch.layouts import DENSITY, Ends

from .axes import figure
from .counts import VERDICTS, Counts, Question
from .marks import mark_of
from .page_text import counted, number, text
from .picture import picture
from .plane import Answer, Plane, plane_of
from .points import Point, Points
from .question import key_of, place

MOST_PICTURES = 6
MOST_POINTS = 3_000
"""Points on a page; several pictures share them."""


def drawn(bases: Sequence[Shipment]) -> dict[Question, Shipment]:
    """The questions that have a picture: the first few. Two whose rows look alike (parts of one country) have none."""
    keys = Counter(map(key_of, bases))
    return {key: base for base in bases if keys[key := key_of(base)] == 1 and _first(bases, base, keys)}


def _first(bases: Sequence[Shipment], base: Shipment, keys: Counter[Question]) -> bool:
    alone = [one for one in bases if keys[key_of(one)] == 1]
    return any(base is one for one in alone[:MOST_PICTURES])


def points_of(bases: Sequence[Shipment]) -> Points:
    """The points of these pictures, ready to be added to."""
    questions = drawn(bases)
    return Points(list(questions), MOST_POINTS // max(len(questions), 1))


def pictures(points: Points, counts: Counts, rulebook: Rulebook, bases: Sequence[Shipment]) -> str:
    """All pictures, and what is said of them together."""
    questions = drawn(bases)
    figures = "".join(_figure(n, question, base, points, counts, rulebook)
                      for n, (question, base) in enumerate(questions.items(), start=1))  # fmt: skip
    left = len(bases) - len(questions)
    rest = (
        f'<p class="note">Without a picture: {counted(left, "more question")} of this check. At most {MOST_PICTURES} '
        "are drawn, and none where several parts of one country are asked about.</p>"
    )
    many = " many" if len(questions) > 1 else ""
    return f'<div class="figures{many}">{figures}</div>{rest if left else ""}{_reading()}'


def _reading() -> str:
    return (
        '<p class="note">Regions are asked of the rules, not drawn by hand: each ends at bounds in force that day and '
        f"has the answer that they give for {text(DENSITY.in_words)}. An item can have another answer than the region "
        "it lies in: it may not be for datacenters, and its bandwidths, its maker, its name and what is missing count. "
        "A hollow point is conservative: the worst that the missing facts allow.</p>"
    )


def _figure(
    n: int, question: Question, base: Shipment, points: Points, counts: Counts, rulebook: Rulebook
) -> str:  # fmt: skip
    plane, shown = plane_of(rulebook, base), points.of(question)
    where = f"{place(rulebook, base)} on {question[1]}"
    head = f'<h3 id="plane-{n}-head">To {text(where)}</h3>'
    outcomes = {answer.verdict for answer, _ in plane.regions()}
    if outcomes.isdisjoint(VERDICTS):
        return f"<figure>{head}<p>No picture, as there is no verdict: {text(mark_of(min(outcomes)).word)}.</p></figure>"
    title = f"TPP and performance density of the items, to {where}"
    svg = picture(plane, shown, f"plane-{n}", title, " ".join(_described(plane, shown)))
    return (
        f"<figure>{head}{svg}<figcaption>{_legend(plane, shown)}"
        f"<p>{' '.join(_left_out(shown, points.undrawn[question], counts.rows_of(question), plane))}</p></figcaption>"
        f"{_in_words(n, plane)}</figure>"
    )


def _described(plane: Plane, shown: Sequence[Point]) -> Iterator[str]:
    """What the picture shows, for who does not see it."""
    yield "Both axes are logarithmic: TPP across, performance density up. Regions by the rules in force:"
    for answer, rectangles in plane.regions():
        first = rectangles[0]
        across, up = plane.across_ends(first.left, first.right), plane.up_ends(first.bottom, first.top)
        more = f", and {counted(len(rectangles) - 1, 'more rectangle')}" if len(rectangles) > 1 else ""
        yield f"{_answer(answer)}: TPP {_stretch(across)}, density {_stretch(up)}{more}."
    looks = Counter[str]()
    for point in shown:
        looks[mark_of(point.verdict).word] += point.items
    yield "Items: " + (", ".join(f"{number(items)} {word}" for word, items in sorted(looks.items())) or "none") + "."


def _answer(answer: Answer) -> str:
    worst = " at worst" if answer.certainty == "conservative" else ""
    more = [answer.classification.replace(";", ", "), answer.review_policy.replace("-", " ")]
    return ", ".join(filter(None, [mark_of(answer.verdict).word + worst, *more]))


def _stretch(ends: Ends) -> str:
    """A stretch as the bounds have it: from "at least" to "below".

    >>> from fractions import Fraction
    >>> _stretch((Fraction(2400), Fraction(4800))), _stretch((Fraction(0), None))
    ('2,400 to below 4,800', 'any')
    """
    low, high = ends
    if high is None:
        return f"{figure(low)} or more" if low else "any"
    return f"{figure(low)} to below {figure(high)}" if low else f"below {figure(high)}"


def _legend(plane: Plane, shown: Sequence[Point]) -> str:
    """Each look on the picture once: a patch where it is a region, a point where items have it."""
    regions = dict.fromkeys(answer.verdict for answer, _ in plane.regions())
    words = dict.fromkeys([*regions, *sorted({point.verdict for point in shown})])
    entries = []
    for word in words:
        mark = mark_of(word)
        css = mark.css if mark.css != "unread" else "other"
        pattern = f'<rect class="pattern" fill="url(#hatch-{css})" width="22" height="16"/>'
        patch = f'<rect class="fill-{css}" width="22" height="16"/>' if word in regions else ""
        patch += pattern if patch and css in ("blocked", "license") else ""
        point = f'<use href="#shape-{css}" class="point {css}" x="11" y="8"/>'
        svg = f'<svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true">{patch}{point}</svg>'
        entries.append(f"<li>{svg} {text(mark.sign)} {text(mark.word)}</li>")
    return f'<ul class="legend">{"".join(entries)}</ul>'


def _left_out(shown: Sequence[Point], undrawn: int, rows: int, plane: Plane) -> Iterator[str]:
    """How many items are drawn of how many, and where the rest are."""
    items = sum(point.items for point in shown)
    yield f"{number(items)} of {number(rows)} items are drawn."
    if items > len(shown):
        yield f"Where many lie close together one point stands for them: {counted(len(shown), 'point')} in all."
    if low := sum(point.items for point in shown if point.density is None):
        yield f"{number(low)} without a known density lie on the strip below, at their TPP."
    if undrawn:
        yield f"{number(undrawn)} without a known TPP, or not read, are left out."
    if not plane.half_open:
        yield "Exactly at some bound the answer is another than in the region above it; the rows have the answer."


def _in_words(n: int, plane: Plane) -> str:
    """Every rectangle as a line of a table."""
    lines = "".join(
        f'<tr><td>{text(_stretch(plane.across_ends(one.left, one.right)))}</td>'
        f"<td>{text(_stretch(plane.up_ends(one.bottom, one.top)))}</td><td>{text(_answer(answer))}</td></tr>"
        for answer, rectangles in plane.regions() for one in rectangles
    )  # fmt: skip
    return (
        f'<details><summary>The regions in words</summary><div class="scroll" role="group" tabindex="0" '
        f'aria-labelledby="plane-{n}-head"><table class="list"><thead><tr><th scope="col">TPP</th>'
        f'<th scope="col">Density, TPP/mm²</th><th scope="col">Answer</th></tr></thead><tbody>{lines}</tbody></table>'
        "</div></details>"
    )
