"""The regions of several missing figures together, for a person: all of them, or the broadest of each verdict."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from chipgate.model.decision import Answer, JointRegion

from .looks import look_of
from .paragraphs import Hanging
from .plain_text import visible

MOST_LINES = 6


def region_lines(answer: Answer, explain: bool) -> Iterator[RenderableType]:
    """One line a region, strictest first, and how many were left out."""
    regions = answer.joint_regions
    listed = regions if explain or len(regions) <= MOST_LINES else tuple(_broadest(regions))
    for region in listed:
        look = look_of(region.verdict)
        yield Hanging(Text(f"{look.sign} ", look.colour).append(visible(region.shown), "default"), 2, 2)
    if len(listed) < len(regions):
        left = f"· and {len(regions) - len(listed)} more regions: --explain lists all {len(regions)}"
        yield Hanging(Text(left, "dim"), 2, 2)


def _broadest(regions: tuple[JointRegion, ...]) -> Iterator[JointRegion]:
    """Of each verdict, the regions with the fewest limits."""
    groups = [list(group) for _, group in groupby(regions, key=lambda region: region.verdict)]
    for group in groups:
        yield from sorted(group, key=lambda region: len(region.limits))[: MOST_LINES // len(groups)]
