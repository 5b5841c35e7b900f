"""What the rules say at points of the plane of TPP and performance density, for an item that is otherwise plain.

A picture of the rules is made of such answers: they come from the engine, for the question that was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from chipgate.engine.judge import matching_on
from chipgate.engine.licenses import license_bounds
from chipgate.errors import EngineError
from chipgate.model.item import Format
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .cells import ADDED, Told
from .check import check_frames

RATE = Format.FP8
"""The number format in which the plain item states its rate: its TPP is eight times that."""
PLAIN: dict[str, str | bool] = {
    "name": "a plain circuit", "kind": "ic", "designed_or_marketed_for_datacenter": True, "transistor": "non-planar",
    "dram_bandwidth_gb_s": "0", "link_bandwidth_gb_s": "0", "host_bandwidth_gb_s": "0",
    "base_classification": "none", "designer_headquarters": "US", "designer_ultimate_parent": "US",
}  # fmt: skip
"""The rest of the item. A fact that no picture can show is stated where leaving it open would hide the plane."""
IN_WORDS = (
    "an integrated circuit designed or marketed for datacenters, with a name that no letter names, non-planar "
    "transistors, all bandwidths 0, its rate stated in FP8, and a designer headquartered in the United States"
)
"""The same for a reader."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Where an item lies: its TPP, and its die area in mm²."""

    tpp: Decimal
    die_area_mm2: Decimal

    @property
    def density(self) -> Fraction:
        """Its performance density, TPP/mm²."""
        return Fraction(self.tpp) / Fraction(self.die_area_mm2)


def turning_points(rulebook: Rulebook, base: Shipment) -> tuple[list[Fraction], list[Fraction]]:
    """The bounds on TPP, and those on performance density, at which an answer to this question may turn.

    A bound on the best rate is one on the TPP, since the plain item states one rate alone. Terms of licenses in hand
    count too.
    """
    bounds = matching_on(rulebook, max(base.date, rulebook.pack.covered_from)).ruleset.bounds
    own = license_bounds(base)
    tpp = {*bounds.get("tpp", ()), *own.get("tpp", ())}
    tpp |= {bound * RATE.bits for bound in (*bounds.get("best_tops", ()), *own.get("best_tops", ()))}
    density = {*bounds.get("performance_density", ()), *own.get("performance_density", ())}
    return sorted(bound for bound in tpp if bound > 0), sorted(bound for bound in density if bound > 0)


def answers_at(rulebook: Rulebook, base: Shipment, places: Sequence[Figures]) -> list[Told]:
    """The engine's answer for the plain item at each place, in order. `base` is the question; its item is not read.

    Raises:
        InvalidQuestion: the shared part names what the rules do not know.
        EngineDisagreement: the matcher and the explanation differ, so there is no answer.
    """
    columns: dict[str, list[str | bool]] = {name: [value] * len(places) for name, value in PLAIN.items()}
    columns[f"tops.{RATE.value}"] = [format(place.tpp / RATE.bits, "f") for place in places]
    columns["die_area_mm2"] = [format(place.die_area_mm2, "f") for place in places]
    found: list[Told] = []
    for frame in check_frames([pl.DataFrame(columns)], base, rulebook):
        found += [Told(*row) for row in frame.select(ADDED).iter_rows()]
    for one in found:
        if one.error:  # A mistake in this file, which must not become a region.
            raise EngineError(f"the plain item of a picture is none: {one.error}")
    return found
