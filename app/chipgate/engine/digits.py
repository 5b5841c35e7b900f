"""How the digits of traced numbers are written for the figures of an item.

Texts that differ by no more than a constant, or by the bounds that they are shown against, are written together: the
number is reckoned, divided and rounded once. Everything is reckoned in whole numbers: figures over one denominator,
which comes last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd
from typing import Any

from chipgate.model.exact import LONGEST, decimals, exact_ratio, shown_ratio

from .limits import Scale
from .making import Made
from .polynomials import ONE, Whole, reckoning, way
from .traced import Text

Block = tuple[
    int, Any, int, Any, int | None, tuple[tuple[int, int, int, bool], ...], tuple[Any, ...], tuple[Any, ...]
]
"""The texts of one base, which is a number without its constant. How its dividend and its divisor are reckoned
(`polynomials.Way`). Then the number under which its exact text is put, where there is one. Then for each other text
its number: exact ones with a constant, and whether its decimals end; shown ones with the hundredths near a bound, and
the bounds; and those shown with a constant, or against numbers that are reckoned."""

_POINT_AND_TWO = 3
_PLACES = ["", *(f".{part:02d}".rstrip("0") for part in range(1, 100))]
"""How hundredths are written after the whole part."""


def parted(text: Text) -> tuple[Scale, Fraction]:
    """A number as one that others share, which is how far it is from zero or from any bound, and a constant."""
    top, bottom = text.number.top, text.number.bottom
    shared = tuple(sorted((which, factor) for which, factor in top.items() if which != bottom))
    return (shared, bottom), top.get(bottom, Fraction(0))


def block(base: Scale, texts: Iterable[tuple[int, Text, Fraction]], last: int) -> Block:
    """How some texts of one base are written; each with the number it is put under, and its constant."""
    plain: int | None = None
    exact, shown, others = [], [], []
    for number, text, constant in texts:
        if text.kind == "exact" and not constant:
            plain = number
        elif text.kind == "exact":
            more, by = constant.as_integer_ratio()
            exact.append((number, more, by, not 10**LONGEST % by))
        elif constant or any(isinstance(bound, tuple) for bound in text.against):
            others.append((number, *constant.as_integer_ratio(), tuple(end(bound, last) for bound in text.against)))
        else:
            bounds = tuple(bound.as_integer_ratio() for bound in text.against)
            below = [over * 100 // under for over, under in bounds]
            shown.append((number, frozenset((*below, *(hundredths - 1 for hundredths in below))), bounds))
    return *way(*base, last), plain, tuple(exact), tuple(shown), tuple(others)


def numbers(one: Block) -> list[int]:
    """The numbers that the texts of a block are put under."""
    plain = [] if one[4] is None else [one[4]]
    return plain + [text[0] for texts in one[5:] for text in texts]


def write(blocks: Iterable[Block], figures: Sequence[int], made: Made) -> None:
    """Write the texts of some blocks."""
    for factor, above, parts, below, plain, exact, shown, others in blocks:
        if factor:
            over, under = factor * figures[above], parts * figures[below]
        else:
            over, under = above(figures), below(figures)
        whole, rest = divmod(over, under)
        after = decimals(rest, under) if rest else ""
        if after is not None and whole >= 0:
            if plain is not None:
                made[plain] = f"{whole}{after}"
            for number, more, by, _ in exact:
                if by == 1 and whole + more >= 0:
                    made[number] = f"{whole + more}{after}"
                else:
                    made[number] = exact_ratio(over * by + more * under, under * by)
            if len(after) <= _POINT_AND_TWO:  # two places say it exactly
                text = f"{whole:,}{after}"
                for number, _, _ in shown:
                    made[number] = text
                for number, more, by, against in others:
                    made[number] = _against(over, under, more, by, against, figures) if more else text
                continue
        else:
            if plain is not None:
                made[plain] = _exact(over, under, after is None)
            for number, more, by, ends in exact:
                made[number] = _exact(over * by + more * under, under * by, after is None and ends)
        if shown:
            # The hundredths that it has at least, and how it is written with two places: none where they do not do.
            hundredths, rounded = over * 100 // under, ""
            if over * 200 >= under:
                digits, part = divmod((over * 200 + under) // (2 * under), 100)
                rounded = f"{digits:,}{_PLACES[part]}"
            for number, near, bounds in shown:
                made[number] = rounded if rounded and hundredths not in near else shown_ratio(over, under, bounds)
        for number, more, by, against in others:
            made[number] = _against(over, under, more, by, against, figures)


def _against(over: int, under: int, more: int, by: int, against: Iterable[Any], figures: Sequence[int]) -> str:
    bounds = [(dividend(figures), divisor(figures)) for dividend, divisor in against]
    return shown_ratio(over * by + more * under, under * by, bounds)


def _exact(over: int, under: int, endless: bool) -> str:
    if not endless:
        return exact_ratio(over, under)
    common = gcd(over, under)
    return f"{over // common}/{under // common}"


def frozen(number: Any) -> Scale:
    """A number by its terms and what they are divided by: itself one, or made of figures."""
    return number if isinstance(number, tuple) else (((ONE, Fraction(number)),), ONE)


def end(number: Any, last: int) -> tuple[Whole, Whole]:
    """How a number is reckoned: dividend and divisor."""
    return reckoning(*frozen(number), last)
