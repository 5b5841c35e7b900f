"""The picture: regions by the rules' own answers, items as points, on axes of logarithms. SVG, and nothing else.

Type has one size on a wide page and another on a narrow one, so labels are laid out twice; shapes are drawn once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from chipgate.model.exact import shown

from .axes import Axis, apart, axis_over, figure, in_rows
from .marks import SHAPES, mark_of
from .page_text import counted, text
from .plane import Plane, Rectangle
from .points import Point
from .region_names import Box, region_names

WIDTH, BELOW = 760, 64
LEFT, RIGHT, TOP, FLOOR, STRIP = 74, 700, 62, 420, 462
"""The frame of the plane, and below it the strip of items without a density; `BELOW` is room for the scale."""
SIZES = {"wide": 13.0, "narrow": 23.0}
CROWDED = 400
"""Points from which on they are drawn smaller."""
Side = tuple[str, float]


def picture(plane: Plane, points: Sequence[Point], id: str, title: str, description: str) -> str:
    """One picture as SVG, with its title and a description for who does not see it. `id` is its own on the page."""
    placed = [point for point in points if point.density is not None]
    across = axis_over([point.tpp for point in points] + _floats(plane.borders()[0]), LEFT, RIGHT)
    up = axis_over([point.density or 0 for point in placed] + _floats(plane.borders()[1]), FLOOR, TOP)
    strip = len(placed) < len(points)
    drawn = [*_regions(plane, across, up), *_frame(strip)]
    boxes = [(answer, [_box(plane, one, across, up) for one in found]) for answer, found in plane.regions()]
    spots = [(across.place(point.tpp), up.place(point.density)) for point in placed if point.density is not None]
    for side in SIZES.items():
        drawn.append(f'<g class="{side[0]}">')
        drawn += [*_ticks(across, up, side, strip), *_bounds(plane, across, up, side)]
        for line in region_names(boxes, side[1], spots):
            drawn.append(_label(line.x, line.y, line.words, "region first" if line.first else "region", side[1]))
        drawn.append("</g>")
    scale = " scale(.65)" if len(points) > CROWDED else ""
    drawn += [_point(point, plane, across, up, scale) for point in _by_weight(points)]
    height = (STRIP if strip else FLOOR) + BELOW
    return (
        f'<svg class="plane" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{id}-title {id}-desc">'
        f'<title id="{id}-title">{text(title)}</title><desc id="{id}-desc">{text(description)}</desc>'
        f"{''.join(drawn)}</svg>"
    )


def definitions() -> str:
    """The shapes and patterns that pictures and legends share, once on the page."""
    shapes = "".join(f'<g id="shape-{css}">{shape}</g>' for css, shape in SHAPES.items())
    return (
        '<svg class="shared" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        '<pattern id="hatch-blocked" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="hatch" d="M0 0V7"/></pattern>'
        '<pattern id="hatch-license" width="10" height="10" patternUnits="userSpaceOnUse">'
        '<circle class="dot" cx="3" cy="3" r="1"/><circle class="dot" cx="8" cy="8" r="1"/></pattern>'
        '<pattern id="hatch-open" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
        f'<path class="hatch" d="M0 0V6"/></pattern>{shapes}</defs></svg>'
    )


def _floats(bounds: set[Fraction]) -> list[float]:
    return [float(bound) for bound in bounds]


def _box(plane: Plane, one: Rectangle, across: Axis, up: Axis) -> Box:
    """Left, top, right and bottom of a rectangle, as far as the frame shows it."""
    (left, right), (bottom, top) = plane.across_ends(one.left, one.right), plane.up_ends(one.bottom, one.top)
    return (
        across.place(left), up.place(top) if top is not None else up.end,
        across.place(right) if right is not None else across.end, up.place(bottom),
    )  # fmt: skip


def _regions(plane: Plane, across: Axis, up: Axis) -> Iterator[str]:
    """The colours, the patterns on them, then the lines where one answer meets another."""
    for answer, rectangles in plane.regions():
        path = ""
        for one in rectangles:
            left, top, right, bottom = _box(plane, one, across, up)
            if right > left and bottom > top:
                path += f"M{left:g} {top:g}H{right:g}V{bottom:g}H{left:g}Z"
        css = mark_of(answer.verdict).css
        yield f'<path class="fill-{css}" d="{path}"/>'
        if css in ("blocked", "license"):
            yield f'<path class="pattern" fill="url(#hatch-{css})" d="{path}"/>'
        if answer.certainty == "conservative":
            yield f'<path class="pattern" fill="url(#hatch-open)" d="{path}"/>'
    lines = "".join(_lines(plane, across, up))
    yield f'<path class="border" d="{lines}"/>' if lines else ""


def _lines(plane: Plane, across: Axis, up: Axis) -> Iterator[str]:
    for n, bound in enumerate(plane.across):
        for row in range(len(plane.up) + 1):
            if plane.cells[n][row] != plane.cells[n + 1][row]:
                low, high = plane.up_ends(row, row + 1)
                yield f"M{across.place(bound):g} {up.place(low):g}V{up.place(high) if high is not None else up.end:g}"
    for n, bound in enumerate(plane.up):
        for column, answers in enumerate(plane.cells):
            if answers[n] != answers[n + 1]:
                low, high = plane.across_ends(column, column + 1)
                end = across.place(high) if high is not None else across.end
                yield f"M{across.place(low):g} {up.place(bound):g}H{end:g}"


def _frame(strip: bool) -> Iterator[str]:
    yield f'<path class="frame" d="M{LEFT} {TOP}H{RIGHT}V{FLOOR}H{LEFT}Z"/>'
    if strip:
        yield f'<path class="frame strip" d="M{LEFT} {FLOOR + 8}H{RIGHT}V{STRIP}H{LEFT}Z"/>'


def _label(x: float, y: float, words: str, css: str, size: float) -> str:
    return f'<text class="{css}" x="{x:g}" y="{y:g}" font-size="{size:g}">{text(words)}</text>'


def _ticks(across: Axis, up: Axis, side: Side, strip: bool) -> Iterator[str]:
    """The scales, at the foot and on the left, with the titles of both axes."""
    size, foot = side[1], STRIP if strip else FLOOR
    marks = "".join(f"M{across.place(tick):g} {foot}v5" for tick in across.ticks())
    marks += "".join(f"M{LEFT} {up.place(tick):g}h-5" for tick in up.ticks())
    yield f'<path class="tick" d="{marks}"/>'
    for place, words, _ in in_rows([(across.place(tick), figure(tick)) for tick in across.ticks()], size, 1):
        yield _label(place, foot + 5 + size, words, "scale middle", size)
    for place, words in apart([(up.place(tick), figure(tick)) for tick in up.ticks()], size):
        yield _label(LEFT - 9, place + size * 0.35, words, "scale end", size)
    yield _label((LEFT + RIGHT) / 2, foot + 10 + 2.1 * size, "TPP", "title middle", size)
    yield _label(4, TOP - 8 - size * 1.1, "TPP/mm²", "title", size)
    if strip:
        words = "no density" if side[0] == "wide" else "none"
        yield _label(LEFT - 9, (FLOOR + 8 + STRIP) / 2 + size * 0.35, words, "scale end", size * 0.85)


def _bounds(plane: Plane, across: Axis, up: Axis, side: Side) -> Iterator[str]:
    """The bounds of the rules at which an answer turns, above and on the right."""
    size = side[1] * 0.92
    columns, rows, _ = plane.borders()
    places = [(across.place(bound), figure(bound)) for bound in sorted(columns)]
    for place, words, row in in_rows(places, size, 2):
        yield f'<path class="tick" d="M{place:g} {TOP}v-{4 + row * size * 1.1:g}"/>'
        yield _label(place, TOP - 7 - row * size * 1.15, words, "bound middle", size)
    for height, words in apart([(up.place(bound), figure(bound)) for bound in sorted(rows)], size):
        yield _label(RIGHT + 6, height + size * 0.35, words, "bound", size)


def _by_weight(points: Sequence[Point]) -> list[Point]:
    """Hollow points last, over the filled ones; blocked over allowed."""
    order = {"allowed": 0, "license-required": 1, "blocked": 2}
    return sorted(points, key=lambda point: (point.conservative, order.get(point.verdict, 3)))


def _point(point: Point, plane: Plane, across: Axis, up: Axis, scale: str) -> str:
    mark = mark_of(point.verdict)
    css = mark.css if mark.css != "unread" else "other"
    y = up.place(point.density) if point.density is not None else (FLOOR + 8 + STRIP) / 2
    density = "no density"
    if point.density is not None:
        density = f"{shown(_about(point.density), *plane.up)} TPP/mm²"
    open = ", conservative" if point.conservative else ""
    more = f", and {counted(point.items - 1, 'more item')} here" if point.items > 1 else ""
    words = f"{point.item}: {mark.word}{open}{more}. {shown(_about(point.tpp), *plane.across)} TPP, {density}"
    hollow = " hollow" if point.conservative else ""
    x = across.place(point.tpp)
    place = f'href="#shape-{css}" class="point {css}{hollow}" transform="translate({x:g} {y:g}){scale}"'
    return f"<use {place}><title>{text(words)}</title></use>"


def _about(figure: float) -> Fraction:
    """A figure that was made for drawing, as far as it can be trusted: to twelve digits."""
    return Fraction(f"{figure:.12g}")
