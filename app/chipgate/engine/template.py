"""A decision with places for digits: worked out once on traced numbers, then filled in for any item within its limits.

What has no digits in it is shared by all decisions made of it. What has is made anew each time, so that a decision is
whole and owes nothing to those before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, make_dataclass
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import Any

from chipgate.model.decision import Answer, Asked, Decision, Outcome
from chipgate.model.exact import exact_ratio, shown_ratio

from .polynomials import Whole, quotient
from .traced import Text, Trace

Writer = Callable[[Sequence[int]], str]
_MARK = re.compile("\ue000[^\ue000\ue001]*:(\\w+)\ue001")
_SUMMARY, _ASKED = ([field.name for field in fields(Answer)].index(name) for name in ("summary", "asked"))
_ITEM = [field.name for field in fields(Asked)].index("item")


class Template:
    """What to write, what to put it into, and what to make of that, in order; each step uses what came before."""

    __slots__ = ("_answer", "_asked", "_forms", "_makers", "_outlook", "_tail", "_writers")

    def __init__(self, decision: Decision, trace: Trace, same: Callable[[Any], Any]) -> None:
        plan, answer = _Plan(len(trace.texts), same), decision.answer
        whole = [plan.place(getattr(answer, field.name)) for field in fields(Answer)]
        starts = (0, len(trace.texts) + 1, len(trace.texts) + 1 + len(plan.forms))
        self._writers = tuple(_writer(text, len(trace.figures)) for text in trace.texts.values())
        self._forms = tuple((form, itemgetter(*texts)) for form, texts in plan.forms)
        self._makers = tuple(_step(make, values, starts) for make, values in plan.makers)
        self._answer = _step(_maker(Answer), whole, starts)
        self._outlook = same(decision.outlook)
        self._asked = [getattr(answer.asked, field.name) for field in fields(Asked)]
        named = answer.outcome is Outcome.DECIDED
        self._tail = answer.summary.removeprefix(answer.asked.item) if named else None

    def fill(self, figures: Sequence[int], name: str | None, tpp_format: str | None) -> Decision:
        """The decision for an item of this name: its figures as whole numbers over one denominator, which comes last,
        and the number format that sets its TPP."""
        made: list[Any] = [write(figures) for write in self._writers]
        made.append(tpp_format)
        for form, taken in self._forms:
            made.append(form % taken(made))
        for make, values, holes in self._makers:
            parts = values.copy()
            for at, source in holes:
                parts[at] = made[source]
            made.append(make(*parts))
        make, values, holes = self._answer
        parts = values.copy()
        for at, source in holes:
            parts[at] = made[source]
        asked = self._asked.copy()
        asked[_ITEM] = item = name or "the item"
        parts[_ASKED] = _maker(Asked)(*asked)
        if self._tail is not None:
            parts[_SUMMARY] = item + self._tail
        return Decision(make(*parts), self._outlook)


_Step = tuple[Callable[..., Any], list[Any], tuple[tuple[int, int], ...]]
"""What makes a part, its values, and which of them are taken from what was made before."""


@dataclass(frozen=True, slots=True)
class _Hole:
    """A place in a part for what is made before it: a text, a form with texts in it, or a part."""

    kind: int
    place: int


def _step(make: Callable[..., Any], values: Sequence[Any], starts: tuple[int, int, int]) -> _Step:
    holes = tuple((at, starts[one.kind] + one.place) for at, one in enumerate(values) if isinstance(one, _Hole))
    return make, [None if isinstance(one, _Hole) else one for one in values], holes


class _Plan:
    """The steps to a decision. Equal parts are made once."""

    def __init__(self, texts: int, same: Callable[[Any], Any]) -> None:
        self._texts = texts
        self.forms: list[tuple[str, tuple[int, ...]]] = []
        self.makers: list[tuple[Callable[..., Any], list[Any]]] = []
        self._same = same
        self._holes: dict[Any, _Hole] = {}

    def place(self, part: Any) -> Any:
        """The part itself where it has no digits to be written, else where it will be."""
        if isinstance(part, str) and type(part) is str:
            return self._string(part) if "\ue000" in part else part
        if isinstance(part, tuple):
            return self._made(part, tuple_of, part)
        if is_dataclass(part) and not isinstance(part, type):
            return self._made(part, _maker(part.__class__), [getattr(part, field.name) for field in fields(part)])
        return part

    def _made(self, part: Any, make: Callable[..., Any], inner: Sequence[Any]) -> Any:
        if part in self._holes:
            return self._holes[part]
        values = [self.place(one) for one in inner]
        if not any(isinstance(one, _Hole) for one in values):
            return self._same(part)
        self.makers.append((make, values))
        self._holes[part] = _Hole(2, len(self.makers) - 1)
        return self._holes[part]

    def _string(self, text: str) -> _Hole:
        if text not in self._holes:
            taken = tuple(self._texts if place == "format" else int(place) for place in _MARK.findall(text))
            form = _MARK.sub("%s", text.replace("%", "%%"))
            if form == "%s":
                return _Hole(0, taken[0])
            self.forms.append((form, taken))
            self._holes[text] = _Hole(1, len(self.forms) - 1)
        return self._holes[text]


def tuple_of(*values: Any) -> tuple[Any, ...]:
    """The values as they are."""
    return values


@lru_cache(maxsize=64)
def _maker(kind: type) -> Callable[..., Any]:
    """How to make a frozen value from all its fields, in order, in a fifth of the time that its own way takes: as one
    of the same layout that is not frozen yet."""
    names = [field.name for field in fields(kind)]
    thawed = make_dataclass(f"_{kind.__name__}", names, slots=True, eq=False, repr=False)

    def make(*values: Any) -> Any:
        one = thawed(*values)
        one.__class__ = kind
        return one

    return make


def _writer(text: Text, last: int) -> Writer:
    above, below = quotient(text.number.top, text.number.bottom, last)
    if text.kind == "exact":
        return lambda figures: exact_ratio(above(figures), below(figures))
    if any(isinstance(bound, tuple) for bound in text.against):
        ends = [_end(bound, last) for bound in text.against]
        return lambda figures: shown_ratio(
            above(figures), below(figures), [(over(figures), under(figures)) for over, under in ends]
        )
    return _shown_beside(above, below, [bound.as_integer_ratio() for bound in text.against])


def _end(bound: Any, last: int) -> tuple[Whole, Whole]:
    """A bound as it is reckoned: itself a number, or made of figures."""
    top, bottom = bound if isinstance(bound, tuple) else ((((), Fraction(bound)),), ())
    return quotient({which: factor for which, factor in top if factor}, bottom, last)


def _shown_beside(above: Whole, below: Whole, bounds: list[tuple[int, int]]) -> Writer:
    """Writes a number for a person; only where a bound lies within the same hundredth, or the next, is it held against
    each."""
    near = frozenset(over * 100 // under for over, under in bounds)

    def write(figures: Sequence[int]) -> str:
        over, under = above(figures), below(figures)
        whole, rest = divmod(over, under)
        if not rest:
            return f"{whole:,}"
        part, left = divmod(rest * 100, under)
        hundredths = whole * 100 + part
        if whole < 0 or hundredths in near or hundredths + 1 in near:
            return shown_ratio(over, under, bounds)
        whole, part = divmod(hundredths + (2 * left >= under), 100)
        if not part:
            return f"{whole:,}" if whole else shown_ratio(over, under, bounds)
        return f"{whole:,}.{part:02d}" if part % 10 else f"{whole:,}.{part // 10}"

    return write
