"""Exact numbers: how a figure is read from text and written back without losing a digit.

Every comparison in chipgate is made on `Fraction`; nothing is rounded before it is compared. Rounding is for display.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import TypeVar

MAX_DIGITS = 60
"""Digits that one figure may have. Real figures have fewer than ten; more is a mistake or an attack."""
MAX_EXPONENT = 30


_PLAIN = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,20})?").fullmatch
"""What needs no further look: digits, and none too many."""


class NotAFigure(ValueError):
    """The text is not a finite, non-negative decimal number of sane size."""


def parse_figure(text: str | int | float | Decimal) -> Decimal:
    """Read a figure: finite, not negative, kept to the last digit as written.

    A float means its shortest round-trip decimal (a spreadsheet cell of 0.1 is 0.1).

    >>> parse_figure("4799.9999999999999")
    Decimal('4799.9999999999999')
    >>> parse_figure("1,979")
    Traceback (most recent call last):
    ...
    chipgate.model.exact.NotAFigure: "1,979" is not a plain number

    Raises:
        NotAFigure: with the reason.
    """
    if text.__class__ is str and _PLAIN(text):
        return Decimal(text)
    if isinstance(text, bool):
        raise NotAFigure(f"{str(text).lower()} is a truth value, not a number")
    raw = repr(text) if isinstance(text, float) else str(text).strip()
    if _PLAIN(raw):
        return Decimal(raw)
    if len(raw) > MAX_DIGITS + 10:
        raise NotAFigure(f"a figure of {len(raw)} characters is longer than the {MAX_DIGITS} digits accepted")
    try:
        if "_" in raw or not raw.isascii():
            raise InvalidOperation
        value = Decimal(raw)
    except InvalidOperation:
        raise NotAFigure(f'"{raw}" is not a plain number') from None
    if not value.is_finite():
        raise NotAFigure(f'"{raw}" is not a finite number')
    if value.is_signed() and value:
        raise NotAFigure(f'"{raw}" is negative')
    exponent = value.as_tuple().exponent
    if value and (abs(value.adjusted()) > MAX_EXPONENT or (isinstance(exponent, int) and exponent < -MAX_DIGITS)):
        raise NotAFigure(f'"{raw}" is out of any physical range')
    return value.copy_abs()


Thing = TypeVar("Thing")


class Unwritten:
    """A number whose digits are not known yet: it stands for others, and is written when they are (`engine.traced`)."""

    __slots__ = ()

    def exact_text(self) -> str:
        """What stands in a text for its exact digits."""
        raise NotImplementedError

    def shown(self, bounds: Sequence[Fraction]) -> str:
        """What stands in a text for its digits for a person."""
        raise NotImplementedError

    def in_order(
        self, found: Sequence[tuple[Sequence[Fraction], str, Thing]], within: Fraction, most: int
    ) -> tuple[Thing, ...]:
        """What stands for the things that `in_order` gives, which are known when the numbers are."""
        raise NotImplementedError


def in_order(
    found: Iterable[tuple[Sequence[Fraction], str, Callable[[], Thing]]], within: Fraction, most: int
) -> tuple[Thing, ...]:
    """Of some things, those that have no number above `within`, each once, at most so many: by the highest number of
    each, then by name. A thing is made where it is needed.

    >>> chips = [([Fraction(3)], "a", "far"), ([Fraction(1), Fraction(2)], "b", "last"), ([Fraction(1)], "c", "first")]
    >>> in_order([(left, name, str(thing).upper) for left, name, thing in chips], Fraction(2), 8)
    ('FIRST', 'LAST')
    """
    unwritten: Unwritten | None = None
    near = []
    for numbers, name, make in found:
        written = [number for number in numbers if not isinstance(number, Unwritten)]
        if all(number <= within for number in written):
            near.append((numbers, name, make))
            unwritten = next((number for number in numbers if isinstance(number, Unwritten)), unwritten)
    if unwritten is not None:
        return unwritten.in_order([(numbers, name, make()) for numbers, name, make in near], within, most)
    near.sort(key=lambda entry: (max(entry[0]), entry[1]))
    return tuple(dict.fromkeys(make() for _, _, make in near))[:most]


def exact_text(value: Fraction) -> str:
    """Write a number so that it can be read back: a plain decimal where one exists, else a fraction "a/b".

    >>> exact_text(Fraction(2368)), exact_text(Fraction("3.20")), exact_text(Fraction(2368, 814))
    ('2368', '3.2', '32/11')
    """
    if isinstance(value, Unwritten):
        return value.exact_text()
    return exact_ratio(value.numerator, value.denominator)


def exact_ratio(numerator: int, denominator: int) -> str:
    """The same of a quotient of whole numbers, which need not be in lowest terms; the divisor is positive.

    >>> exact_ratio(64, 20), exact_ratio(-4, 2), exact_ratio(2368, 814)
    ('3.2', '-2', '32/11')
    """
    if denominator == 1:
        return str(numerator)
    whole, rest = divmod(abs(numerator), denominator)
    after = decimals(rest, denominator)
    if after is None:
        common = gcd(numerator, denominator)
        return f"{numerator // common}/{denominator // common}"
    return f"{'-' if numerator < 0 else ''}{whole}{after}"


def decimals(rest: int, denominator: int) -> str | None:
    """What is written after the whole part, with the point, where less than the divisor is left; None where no decimal
    ends.

    >>> decimals(0, 7), decimals(15, 20), decimals(5, 15)
    ('', '.75', None)
    """
    if not rest:
        return ""
    if (tenths := _TENTHS.get(denominator)) is not None:
        return f".{rest * tenths}"
    if denominator < _SMALL and _TENS % denominator:
        common = gcd(rest, denominator)
        rest, denominator = rest // common, denominator // common
        if _TENS % denominator:
            return None
    places, factor = _decimal(denominator)
    if not places:
        common = gcd(rest, denominator)
        return decimals(rest // common, denominator // common) if common > 1 else None
    if places == 1:
        return f".{rest * factor}"
    return "." + str(rest * factor).rjust(places, "0").rstrip("0")


_TENTHS = {2: 5, 5: 2, 10: 1}
"""How many tenths make up one part of so many: most figures are written with one place, or none."""
LONGEST = 64
_SMALL = 1 << LONGEST
_TENS = 10**LONGEST
"""A small number divides it where its only factors are 2 and 5: then its quotients are decimals that end."""


@lru_cache(maxsize=1_024)
def _decimal(denominator: int) -> tuple[int, int]:
    """How many places a quotient by it has at most, and by what its dividend is multiplied then; (0, 0) where its
    decimals may never end."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    places = max(twos, fives)
    return (0, 0) if rest != 1 else (places, 10**places // denominator)


def shown(value: Fraction, *bounds: Fraction) -> str:
    """Write a number for a person: grouped thousands, two places, and more where rounding would reach a bound.

    A figure below a bound stays below it in print: against 3.2, 3.1961 is written 3.196 and never 3.20.

    >>> shown(Fraction(15832)), shown(Fraction(2368, 814)), shown(Fraction(2640, 826), Fraction("3.2"))
    ('15,832', '2.91', '3.196')
    >>> shown(Fraction("4799.9999999999999"), Fraction(4800))
    '4,799.9999999999999'
    """
    if isinstance(value, Unwritten):
        return value.shown(bounds)
    return shown_ratio(value.numerator, value.denominator, [bound.as_integer_ratio() for bound in bounds])


def shown_ratio(numerator: int, denominator: int, bounds: Iterable[tuple[int, int]]) -> str:
    """The same of a quotient of whole numbers, against bounds that are quotients; every divisor is positive."""
    whole, rest = divmod(numerator, denominator)
    if not rest:
        return f"{whole:,}"
    size, sign = abs(numerator), "-" if numerator < 0 else ""
    scale = 100
    for places in range(2, MAX_DIGITS):
        digits = (2 * size * scale + denominator) // (2 * denominator)  # half a unit is rounded up
        near = -digits if sign else digits
        if digits and all(
            (near * below > bound * scale) is (numerator * below > bound * denominator)
            and (near * below < bound * scale) is (numerator * below < bound * denominator)
            for bound, below in bounds
        ):
            part, decimals = divmod(digits, scale)
            return f"{sign}{part:,}.{decimals:0{places}d}".rstrip("0").rstrip(".")
        scale *= 10
    return exact_ratio(numerator, denominator)
