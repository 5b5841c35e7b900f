"""The planes that pictures are drawn on: which measures lie across and up, and which item lies at a place.

The item is plain: all that no picture can show is stated where leaving it open would hide the plane.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction

from chipgate.model.exact import exact_text
from chipgate.model.item import Format

Ends = tuple[Fraction, Fraction | None]
"""Where a stretch begins (0: at nothing) and ends (None: open-ended)."""
Place = Mapping[str, Decimal]
"""What an item at a place states, by column."""
RATE = Format.FP8
"""The number format in which the plain item states its rate: its TPP is eight times that."""
_RATE = f"tops.{RATE.value}"
_DIE = "die_area_mm2"
_LARGE_DIE = Decimal(814)


class Axis(StrEnum):
    """Along what a bound cuts a plane: one of its axes, or the sum of both."""

    ACROSS = "across"
    UP = "up"
    TOGETHER = "together"


Turns = Mapping[str, tuple[Axis, Fraction]]
"""Which bounds cut a plane, by their measure: along what, and by what the bound is multiplied there."""
_ONE = Fraction(1)
_STATED = {
    "tpp": (_RATE, RATE.bits), "dram_bandwidth_gb_s": ("dram_bandwidth_gb_s", 1),
    "io_bandwidth_gb_s": ("link_bandwidth_gb_s", 1),
}  # fmt: skip
"""In which column the plain item states a measure, and by what it is divided there."""
_PLAIN: Mapping[str, str | bool] = {
    "name": "a plain circuit", "manufacturer": "a plain maker", "kind": "ic",
    "designed_or_marketed_for_datacenter": True, "transistor": "non-planar", "dram_bandwidth_gb_s": "0",
    "link_bandwidth_gb_s": "0", "host_bandwidth_gb_s": "0", "base_classification": "none",
    "designer_headquarters": "US", "designer_ultimate_parent": "US",
}  # fmt: skip
_IN_WORDS = (
    "an integrated circuit designed or marketed for datacenters, with a name and a maker that no letter names, "
    "non-planar transistors, {rest}, and a designer headquartered in the United States"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A plane. `across`, `up` and `together` (the sum of both, where rules bound it) are measures; `plain` is what the
    item states at every place, and `in_words` says so to a reader."""

    name: str
    across: str
    up: str
    turns: Turns
    plain: Mapping[str, str | bool]
    in_words: str
    together: str | None = None

    def at(self, across: Fraction, up: Fraction) -> Place:
        """Exactly a place."""
        stated = {}
        for measure, value in ((self.across, across), (self.up, up)):
            column, times = _STATED[measure]
            stated[column] = _decimal(value / times)
        return stated

    def inside(self, across: Fraction, up: Ends) -> Place:
        """Exactly so far across, and strictly inside a stretch up."""
        return self.at(across, middle(up))

    def on(self, across: Ends, up: Fraction) -> Place:
        """Exactly so far up, and strictly inside a stretch across."""
        return self.at(middle(across), up)


class _Density(Layout):
    """Up lies a quotient, which an item states by its die area: not every one is a decimal number."""

    __slots__ = ()

    def inside(self, across: Fraction, up: Ends) -> Place:
        for digits in range(4, 60):
            area = _rounded(across / middle(up), digits)
            if within(across / Fraction(area), up):
                return _of_area(across, area)
        raise AssertionError(f"no die area gives a density within {up}")

    def on(self, across: Ends, up: Fraction) -> Place:
        for digits in range(4, 60):
            area = _rounded(middle(across) / up, digits)
            if within(Fraction(area) * up, across):
                return _of_area(Fraction(area) * up, area)
        raise AssertionError(f"no die area gives a TPP within {across}")


def _of_area(tpp: Fraction, area: Decimal) -> Place:
    return {_RATE: _decimal(tpp / RATE.bits), _DIE: area}


def middle(ends: Ends) -> Fraction:
    """A figure strictly inside a stretch."""
    low, high = ends
    return (low + high) / 2 if high is not None else 2 * low or Fraction(1)


def within(value: Fraction, ends: Ends) -> bool:
    """Whether a figure lies strictly inside a stretch."""
    return ends[0] < value and (ends[1] is None or value < ends[1])


def _rounded(value: Fraction, digits: int) -> Decimal:
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _decimal(value: Fraction) -> Decimal:
    """The value to the last digit; bounds are decimals, and so are what lies midway between two and their multiples."""
    return Decimal(exact_text(value))


_OF_TPP: Turns = {"tpp": (Axis.ACROSS, _ONE), "best_tops": (Axis.ACROSS, Fraction(RATE.bits))}
"""A bound on the best rate is one on the TPP, since the plain item states one rate alone."""
DENSITY = _Density(
    "density", "tpp", "performance_density",
    {**_OF_TPP, "performance_density": (Axis.UP, _ONE)},
    _PLAIN,
    _IN_WORDS.format(rest=f"all bandwidths 0, its rate stated in {RATE.value.upper()}"),
)  # fmt: skip
TPP_MEMORY = Layout(
    "tpp-memory", "tpp", "dram_bandwidth_gb_s",
    {**_OF_TPP, "performance_density": (Axis.ACROSS, Fraction(_LARGE_DIE)), "dram_bandwidth_gb_s": (Axis.UP, _ONE),
     "total_bandwidth_gb_s": (Axis.UP, _ONE)},
    {**_PLAIN, _DIE: str(_LARGE_DIE)},
    _IN_WORDS.format(rest=f"a die of {_LARGE_DIE} mm² as of an H100, no bandwidth but that of its DRAM, its rate "
                          f"stated in {RATE.value.upper()}"),
)  # fmt: skip
MEMORY = Layout(
    "memory", "dram_bandwidth_gb_s", "io_bandwidth_gb_s",
    {"dram_bandwidth_gb_s": (Axis.ACROSS, _ONE), "io_bandwidth_gb_s": (Axis.UP, _ONE),
     "total_bandwidth_gb_s": (Axis.TOGETHER, _ONE)},
    {**_PLAIN, _DIE: str(_LARGE_DIE), _RATE: "0"},
    _IN_WORDS.format(rest=f"a die of {_LARGE_DIE} mm², no processing performance"),
    together="total_bandwidth_gb_s",
)  # fmt: skip
LAYOUTS = {layout.name: layout for layout in (DENSITY, TPP_MEMORY, MEMORY)}
"""Every plane by its name."""
