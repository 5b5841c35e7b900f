"""Exact numbers: how a figure is read from text and written back without losing a digit.

Every comparison in chipgate is made on `Fraction`; nothing is rounded before it is compared. Rounding is for display.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction

MAX_DIGITS = 60
"""Digits that one figure may have. Real figures have fewer than ten; more is a mistake or an attack."""
MAX_EXPONENT = 30


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
    if isinstance(text, bool):
        raise NotAFigure(f"{str(text).lower()} is a truth value, not a number")
    raw = repr(text) if isinstance(text, float) else str(text).strip()
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


def exact_text(value: Fraction) -> str:
    """Write a number so that it can be read back: a plain decimal where one exists, else a fraction "a/b".

    >>> exact_text(Fraction(2368)), exact_text(Fraction("3.20")), exact_text(Fraction(2368, 814))
    ('2368', '3.2', '32/11')
    """
    denominator = value.denominator
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}")


def shown(value: Fraction, *bounds: Fraction) -> str:
    """Write a number for a person: grouped thousands, two places, and more where rounding would reach a bound.

    A figure below a bound stays below it in print: against 3.2, 3.1961 is written 3.196 and never 3.20.

    >>> shown(Fraction(15832)), shown(Fraction(2368, 814)), shown(Fraction(2640, 826), Fraction("3.2"))
    ('15,832', '2.91', '3.196')
    >>> shown(Fraction("4799.9999999999999"), Fraction(4800))
    '4,799.9999999999999'
    """
    if value.denominator == 1:
        return f"{value.numerator:,}"
    quotient = _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
    for places in range(2, MAX_DIGITS):
        rounded = quotient.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_CONTEXT)
        near = Fraction(rounded)
        if (near or not value) and all((near > bound) is (value > bound) and (near < bound) is (value < bound)
                                       for bound in bounds):  # fmt: skip
            return f"{rounded:,f}".rstrip("0").rstrip(".")
    return exact_text(value)


_CONTEXT = Context(prec=2 * MAX_DIGITS + 20)
