"""Numbers that stand for the figures of many items at once, and keep a record of all that was asked of them.

A decision is worked out on them as on any numbers: comparisons are answered as the item at hand has it, and each answer
is kept as a limit. Any other item within the same limits goes exactly the same way, so that its decision differs in the
digits alone. A traced number lets nothing else out: whatever cannot be kept track of raises `Untraceable`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NoReturn

from chipgate.model.exact import Thing, Unwritten

from .limits import Limits
from .polynomials import ONE, Monomial, Polynomial, constant_of, product

MARK = "\ue000"
"""A character for private use, around what stands for digits in a text."""


class Untraceable(Exception):
    """Something was asked of a traced number that no limit keeps. The question is decided on its own figures."""


class Trace:
    """One decision being worked out: the figures of the item at hand, the limits met, and the digits to be written."""

    def __init__(self, figures: Sequence[Fraction], mark: str) -> None:
        self.figures = tuple(figures)
        self.limits = Limits(self.figures)
        self.texts: dict[tuple[str, Any], Text] = {}
        self.mark = mark

    def numbers(self) -> list[Any]:
        """The figures as traced numbers."""
        return [Traced(self, {(place,): Fraction(1)}, ONE) for place in range(len(self.figures))]

    def text(self, kind: str, number: Traced, bounds: Sequence[Any] = ()) -> str:
        """What stands for the digits of a number until they are known."""
        against = tuple(_frozen(bound) for bound in bounds)
        found = self.texts.setdefault((kind, (_frozen(number), against)), Text(len(self.texts), kind, number, against))
        return f"{MARK}{self.mark}:{found.place}{MARK}"

    @property
    def format(self) -> str:
        """What stands for the number format that sets the TPP."""
        return f"{MARK}{self.mark}:format{MARK}"


class Text:
    """Digits to be written: exactly, or for a person against bounds, which are numbers or traced themselves."""

    __slots__ = ("against", "kind", "number", "place")

    def __init__(self, place: int, kind: str, number: Traced, against: tuple[Any, ...]) -> None:
        self.place, self.kind, self.number, self.against = place, kind, number, against


class Unordered(tuple[Any, ...]):
    """Things of which the figures say whether they are there, and in which order: those of whose `ranks` (numbers, name
    and place of each time that a thing was found) no number is above `within`."""

    ranks: tuple[tuple[tuple[Any, ...], str, int], ...]
    within: Fraction
    most: int


def _frozen(number: Any) -> Any:
    """A number as a key: itself, or the expression."""
    return (tuple(sorted(number.top.items())), number.bottom) if isinstance(number, Traced) else number


def _refused(name: str) -> Callable[..., NoReturn]:
    def refuse(self: Traced, *_: Any) -> NoReturn:
        raise Untraceable(name)

    return refuse


class Traced(Unwritten):
    """A polynomial of the figures over a product of some of them, which are not zero."""

    __slots__ = ("_told", "bottom", "top", "trace")

    def __init__(self, trace: Trace, top: Polynomial, bottom: Monomial) -> None:
        self.trace, self.top, self.bottom = trace, top, bottom
        self._told: dict[tuple[int, str], tuple[Any, bool]] = {}

    def _made(self, top: Polynomial, bottom: Monomial) -> Any:
        """The number, in lowest terms as far as single figures go; a plain one where no figure is left."""
        top = {which: factor for which, factor in top.items() if factor}
        for figure in sorted(set(bottom)):
            while figure in bottom and all(figure in which for which in top):
                bottom = _without(bottom, figure)
                top = {_without(which, figure): factor for which, factor in top.items()}
        constant = constant_of(top)
        return constant if constant is not None and (bottom == ONE or not constant) else Traced(self.trace, top, bottom)

    def _parts(self, other: Any) -> tuple[Polynomial, Monomial] | None:
        if isinstance(other, Traced):
            return other.top, other.bottom
        return ({ONE: Fraction(other)}, ONE) if isinstance(other, Fraction | int) else None

    def __add__(self, other: Any) -> Any:
        parts = self._parts(other)
        if parts is None:
            return NotImplemented
        top, bottom = parts
        mine, theirs = product(self.top, {bottom: Fraction(1)}), product(top, {self.bottom: Fraction(1)})
        if bottom == self.bottom:
            mine, theirs, under = self.top, top, bottom
        else:
            under = tuple(sorted((*bottom, *self.bottom)))
        found = dict(mine)
        for which, factor in theirs.items():
            found[which] = found.get(which, Fraction(0)) + factor
        return self._made(found, under)

    def __neg__(self) -> Any:
        return Traced(self.trace, {which: -factor for which, factor in self.top.items()}, self.bottom)

    def __sub__(self, other: Any) -> Any:
        return self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        parts = self._parts(other)
        if parts is None:
            return NotImplemented
        return self._made(product(self.top, parts[0]), tuple(sorted((*self.bottom, *parts[1]))))

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Traced):
            if len(other.top) != 1 or other.sign() <= 0:
                raise Untraceable("division")
            [(which, factor)] = other.top.items()
            over = product(self.top, {other.bottom: 1 / factor})
            return self._made(over, tuple(sorted((*self.bottom, *which))))
        return self * (1 / Fraction(other)) if isinstance(other, Fraction | int) else NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        return Traced(self.trace, {ONE: Fraction(other)}, ONE) / self

    __radd__, __rmul__ = __add__, __mul__

    def __abs__(self) -> Any:
        return self if self >= 0 else -self

    def sign(self) -> int:
        """-1, 0 or 1, and that is kept."""
        return 0 if self == 0 else 1 if self > 0 else -1

    def _held(self, other: Any, comparison: str) -> Any:
        """Whether the comparison holds, and that is kept. Signs are those of the dividend: no divisor is below zero."""
        told = self._told.get((id(other), comparison))
        if told is not None:
            return told[1]
        parts = self._parts(other)
        if parts is None:
            return NotImplemented
        top, bottom = parts
        if bottom == self.bottom:
            bottom = below = ONE
        else:
            below = self.bottom
        difference = dict(product(self.top, {bottom: Fraction(1)}))
        for which, factor in product(top, {below: Fraction(1)}).items():
            difference[which] = difference.get(which, Fraction(0)) - factor
        found = self.trace.limits.ask({which: factor for which, factor in difference.items() if factor}, comparison)
        self._told[id(other), comparison] = other, found  # kept alive, the other keeps its identity
        return found

    def __eq__(self, other: object) -> bool:
        return self is other or self._held(other, "==")

    def __lt__(self, other: Any) -> Any:
        return self._held(other, "<")

    def __le__(self, other: Any) -> Any:
        return self._held(other, "<=")

    def __gt__(self, other: Any) -> Any:
        return self._held(other, ">")

    def __ge__(self, other: Any) -> Any:
        return self._held(other, ">=")

    def __bool__(self) -> bool:
        return self != 0

    def exact_text(self) -> str:
        """What stands for its digits."""
        return self.trace.text("exact", self)

    def shown(self, bounds: Sequence[Any]) -> str:
        """What stands for its digits for a person."""
        return self.trace.text("shown", self, bounds)

    def in_order(
        self, found: Sequence[tuple[Sequence[Fraction], str, Thing]], within: Fraction, most: int
    ) -> tuple[Thing, ...]:
        """The things, with what says which are there; no limit is kept of that."""
        places: dict[Thing, int] = {}
        for _, _, thing in found:
            places.setdefault(thing, len(places))
        things = Unordered(places)
        things.within, things.most = within, most
        things.ranks = tuple((tuple(map(_frozen, numbers)), name, places[thing]) for numbers, name, thing in found)
        return things

    def __getattr__(self, name: str) -> NoReturn:
        raise Untraceable(name)

    __hash__ = __float__ = __int__ = __index__ = __round__ = __format__ = __str__ = __repr__ = _refused("digits")
    __floordiv__ = __mod__ = __divmod__ = __pow__ = __trunc__ = __floor__ = __ceil__ = _refused("whole numbers")


def _without(which: Monomial, figure: int) -> Monomial:
    place = which.index(figure)
    return (*which[:place], *which[place + 1 :])
