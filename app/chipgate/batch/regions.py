"""What the rules say at places of a plane, for an item that is otherwise plain (`layouts`), and where it may turn.

A picture of the rules is made of such answers: they come from the engine, for the question that was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from chipgate.engine.judge import matching_on
from chipgate.engine.licenses import license_bounds
from chipgate.errors import EngineError
from chipgate.model.item import ItemSpec
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .cells import ADDED, Told
from .check import check_frames
from .layouts import Axis, Layout, Place
from .pieces import frame_of_items


def turning_points(rulebook: Rulebook, base: Shipment, layout: Layout) -> dict[Axis, list[Fraction]]:
    """The bounds at which an answer to this question may turn, along each axis. Terms of licenses in hand count too."""
    bounds = matching_on(rulebook, max(base.date, rulebook.pack.covered_from)).ruleset.bounds
    own = license_bounds(base)
    found: dict[Axis, set[Fraction]] = {axis: set() for axis in Axis}
    for measure, (axis, times) in layout.turns.items():
        found[axis] |= {bound * times for bound in (*bounds.get(measure, ()), *own.get(measure, ()))}
    return {axis: sorted(bound for bound in some if bound > 0) for axis, some in found.items()}


def answers_at(rulebook: Rulebook, base: Shipment, layout: Layout, places: Sequence[Place]) -> list[Told]:
    """The engine's answer for the plain item at each place, in order. `base` is the question; its item is not read.

    Raises:
        InvalidQuestion: the shared part names what the rules do not know.
        EngineDisagreement: the matcher and the explanation differ, so there is no answer.
    """
    columns: dict[str, list[str | bool]] = {name: [value] * len(places) for name, value in layout.plain.items()}
    for name in dict.fromkeys(name for place in places for name in place):
        columns[name] = [format(place[name], "f") for place in places]
    return _told(rulebook, base, pl.DataFrame(columns))


def answers_of(rulebook: Rulebook, base: Shipment, items: Sequence[ItemSpec]) -> list[Told]:
    """The same for items as they are, in order: every point of a picture has its own answer."""
    return _told(rulebook, base, frame_of_items(items))


def _told(rulebook: Rulebook, base: Shipment, asked: pl.DataFrame) -> list[Told]:
    found: list[Told] = []
    for frame in check_frames([asked], base, rulebook):
        found += [Told(*row) for row in frame.select(ADDED).iter_rows()]
    for one in found:
        if one.error:  # A mistake of ours, which must not become a region.
            raise EngineError(f"the item of a picture is none: {one.error}")
    return found
