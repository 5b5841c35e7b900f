"""Lines on logarithmic axes, drawn as SVG by hand: two panels beside each other, readable on light and on dark."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 430, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 66, 16, 48
_STYLE = "text{font:12px system-ui,sans-serif;fill:#333}line{stroke:#ccc}polyline{fill:none;stroke-width:2}"
_COLORS = ("#0072b2", "#d55e00", "#777777")
"""Blue, vermilion and gray: told apart by everybody, and labeled at their ends besides."""


@dataclass(frozen=True, slots=True)
class Line:
    """Points, left to right, all above 0; and what they are."""

    name: str
    points: tuple[tuple[float, float], ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines over the same axes."""

    across: str
    up: str
    lines: tuple[Line, ...]


def drawing(panels: Sequence[Panel]) -> str:
    """The panels, left to right."""
    inside = [mark for place, panel in enumerate(panels) for mark in _panel(panel, place * WIDTH)]
    told = "; ".join(f"{panel.up} by {panel.across}" for panel in panels)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * len(panels)} {HEIGHT}" role="img">',
        f"<title>{escape(told)}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect width="{WIDTH * len(panels)}" height="{HEIGHT}" fill="#fff"/>',
        *inside, "</svg>", "",
    ])  # fmt: skip


def _panel(panel: Panel, offset: int) -> Iterator[str]:
    xs = [x for line in panel.lines for x, _ in line.points]
    ys = [y for line in panel.lines for _, y in line.points]
    left, right, low, high = min(xs), max(xs), _decade(min(ys), math.floor), _decade(max(ys), math.ceil)

    def across(x: float) -> float:
        share = math.log(x / left) / math.log(right / left) if right > left else 0.5
        return offset + _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def up(y: float) -> float:
        return HEIGHT - _BOTTOM - math.log(y / low) / math.log(high / low) * (HEIGHT - _TOP - _BOTTOM)

    start, end, floor = across(left), offset + WIDTH - _RIGHT, HEIGHT - _BOTTOM
    for y in _ticks(low, high):
        yield f'<line x1="{start:.1f}" x2="{end}" y1="{up(y):.1f}" y2="{up(y):.1f}"/>'
        yield f'<text x="{start - 8:.1f}" y="{up(y) + 4:.1f}" text-anchor="end">{y:g}</text>'
    for x in sorted(set(xs)):
        yield f'<line x1="{across(x):.1f}" x2="{across(x):.1f}" y1="{_TOP}" y2="{floor}"/>'
        yield f'<text x="{across(x):.1f}" y="{floor + 18}" text-anchor="middle">{x:,.0f}</text>'
    middle = (start + end) / 2
    yield f'<text x="{middle:.1f}" y="{HEIGHT - 10}" text-anchor="middle">{escape(panel.across)}</text>'
    turn = f"{offset + 16} {HEIGHT / 2:.0f}"
    yield (f'<text x="{offset + 16}" y="{HEIGHT / 2:.0f}" text-anchor="middle" transform="rotate(-90 {turn})">'
           f"{escape(panel.up)}</text>")  # fmt: skip
    labels = _apart([up(line.points[-1][1]) for line in panel.lines])
    for line, color, label in zip(panel.lines, _COLORS, labels, strict=False):
        points = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in line.points)
        dashes = ' stroke-dasharray="5 4"' if line.dashed else ""
        yield f'<polyline points="{points}" stroke="{color}"{dashes}/>'
        for x, y in () if line.dashed else line.points:
            yield f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3.5" fill="{color}"/>'
        yield f'<text x="{end + 8}" y="{label + 4:.1f}" style="fill:{color}">{escape(line.name)}</text>'


def _apart(heights: Sequence[float]) -> list[float]:
    """Heights of labels, moved down where they would lie on one another."""
    found: dict[int, float] = {}
    last = -math.inf
    for place in sorted(range(len(heights)), key=lambda one: heights[one]):
        last = found[place] = max(heights[place], last + 15)
    return [found[place] for place in range(len(heights))]


def _decade(figure: float, toward: object) -> float:
    assert callable(toward)
    power = toward(math.log10(figure))
    return float(10**power)


def _ticks(low: float, high: float) -> list[float]:
    return [low * 10**power for power in range(round(math.log10(high / low)) + 1)]
