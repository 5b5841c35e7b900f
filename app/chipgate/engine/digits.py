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

from .polynomials import ONE, Monomial, Whole, quotient, reckoning, way
from .traced import Text

Made = dict[int, Any]
"""What was made so far, by the number of the step that made it."""
Term = tuple[Monomial, Fraction]
Base = tuple[tuple[Term, ...], Monomial]
"""A number without its constant: its terms in order, and what they are divided by."""
Block = tuple[int, Any, int, Any, tuple[tuple[int, int, int], ...], tuple[Any, ...], tuple[Any, ...]]
"""The texts of one base. How its dividend and its divisor are reckoned (`polynomials.Way`). Then for each text the
number under which it is put: exact ones with a constant; shown ones with the hundredths near a bound, and the bounds;
and those shown against numbers, or with a constant."""

_POINT_AND_TWO = 3
_PLACES = ["", *(f".{part:02d}".rstrip("0") for part in range(1, 100))]
"""How hundredths are written after the whole part."""


def parted(text: Text) -> tuple[Base, Fraction]:
    """A number as one that others share, which is how far it is from zero or from any bound, and a constant."""
    top, bottom = text.number.top, text.number.bottom
    shared = tuple(sorted((which, factor) for which, factor in top.items() if which != bottom))
    return (shared, bottom), top.get(bottom, Fraction(0))


def block(base: Base, texts: Iterable[tuple[int, Text, Fraction]], last: int) -> Block:
    """How some texts of one base are written; each with the number it is put under, and its constant."""
    exact, shown, others = [], [], []
    for number, text, constant in texts:
        if text.kind == "exact":
            exact.append((number, *constant.as_integer_ratio()))
        elif constant or any(isinstance(bound, tuple) for bound in text.against):
            itself = quotient(text.number.top, text.number.bottom, last)
            others.append((number, not constant, *itself, tuple(end(bound, last) for bound in text.against)))
        else:
            bounds = tuple(bound.as_integer_ratio() for bound in text.against)
            below = [over * 100 // under for over, under in bounds]
            shown.append((number, frozenset((*below, *(hundredths - 1 for hundredths in below))), bounds))
    return *way(*base, last), tuple(exact), tuple(shown), tuple(others)


def numbers(one: Block) -> list[int]:
    """The numbers that the texts of a block are put under."""
    return [text[0] for texts in one[4:] for text in texts]


def write(blocks: Iterable[Block], figures: Sequence[int], made: Made) -> None:
    """Write the texts of some blocks."""
    for factor, above, parts, below, exact, shown, others in blocks:
        if factor:
            over, under = factor * figures[above], parts * figures[below]
        else:
            over, under = above(figures), below(figures)
        whole, rest = divmod(over, under)
        after = decimals(rest, under) if rest else ""
        for number, more, by in exact:
            if by == 1 and after is not None and (whole + more >= 0 or not rest):
                made[number] = f"{whole + more}{after}"
            else:
                made[number] = _exact(over * by + more * under, under * by, after is None and not 10**LONGEST % by)
        if not shown and not others:
            continue
        hundredths, text = None, None
        """Those that it has at least, and how it is written with two places. No hundredths: two places say it exactly.
        No text: they do not do."""
        if after is not None and len(after) <= _POINT_AND_TWO and (whole >= 0 or not rest):
            text = f"{whole:,}{after}"
        else:
            hundredths = over * 100 // under
            if over * 200 >= under:
                rounded, part = divmod((over * 200 + under) // (2 * under), 100)
                text = f"{rounded:,}{_PLACES[part]}"
        for number, near, bounds in shown:
            exactly = hundredths is None or hundredths not in near
            made[number] = text if exactly and text is not None else shown_ratio(over, under, bounds)
        for number, itself, dividend, divisor, ends in others:
            if itself and text is not None and hundredths is None:
                made[number] = text
            else:
                bounds = [(first(figures), second(figures)) for first, second in ends]
                made[number] = shown_ratio(dividend(figures), divisor(figures), bounds)


def _exact(over: int, under: int, endless: bool) -> str:
    if not endless:
        return exact_ratio(over, under)
    common = gcd(over, under)
    return f"{over // common}/{under // common}"


def frozen(number: Any) -> Base:
    """A number by its terms and what they are divided by: itself one, or made of figures."""
    return number if isinstance(number, tuple) else (((ONE, Fraction(number)),), ONE)


def end(number: Any, last: int) -> tuple[Whole, Whole]:
    """How a number is reckoned: dividend and divisor."""
    return reckoning(*frozen(number), last)
