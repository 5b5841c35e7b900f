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
from math import lcm
from operator import itemgetter
from typing import Any

from chipgate.model.decision import SCHEMA, Answer, Asked, Decision, Outcome
from chipgate.model.exact import exact_ratio, shown_ratio

from .polynomials import ONE, Monomial, Polynomial, Whole, quotient
from .traced import MARK, Text, Trace

Writer = Callable[[Sequence[int]], str]
_SUMMARY, _ASKED = ([field.name for field in fields(Answer)].index(name) for name in ("summary", "asked"))
_ITEM = [field.name for field in fields(Asked)].index("item")


_Write = tuple[int, Writer]
_Form = tuple[int, str, Callable[[dict[int, Any]], Any]]
_Make = tuple[int, Callable[..., Any] | None, type, tuple[Any, ...], tuple[tuple[int, int], ...]]
"""Steps. Each has the number under which others find what it makes; a form the texts that it takes in; a part how it is
made (None: a tuple), its values, and for which of them something is put that was made before."""


class Workshop:
    """The steps of all templates over figures of one shape: what two of them have in common is there once, so that it
    is at hand when the next decision is filled in."""

    def __init__(self) -> None:
        self.same: dict[Any, Any] = {}
        self._steps: dict[Any, tuple[int, Any]] = {}

    def step(self, kind: str, key: Any, build: Callable[[int], Any]) -> Any:
        """The step with this content."""
        found = self._steps.get((kind, key))
        if found is None:
            number = len(self._steps)
            found = self._steps[kind, key] = number, build(number)
        return found[1]

    def shared(self, part: Any) -> Any:
        """A part without digits, one for all that are equal."""
        return self.same.setdefault(part, part)


class Template:
    """What to write, what to put it into, and what to make of that, in order; each step uses what came before."""

    __slots__ = ("_asked", "_forms", "_holes", "_makers", "_named", "_outlook", "_summary", "_values", "_writers")

    def __init__(self, decision: Decision, trace: Trace, workshop: Workshop) -> None:
        plan, answer = _Plan(trace, workshop), decision.answer
        whole = [plan.place(getattr(answer, name)) if at not in (_SUMMARY, _ASKED) else None
                 for at, name in enumerate(field.name for field in fields(Answer))]  # fmt: skip
        self._values, self._holes = _parted(whole)
        self._writers, self._forms = tuple(plan.writers.values()), tuple(plan.forms.values())
        self._makers = tuple(plan.makers)
        self._outlook = workshop.shared(decision.outlook)
        self._asked = workshop.shared(tuple(getattr(answer.asked, field.name) for field in fields(Asked)))
        self._named = answer.outcome is Outcome.DECIDED
        self._summary = answer.summary.removeprefix(answer.asked.item) if self._named else answer.summary

    def fill(self, figures: Sequence[int], name: str | None, tpp_format: str | None) -> Decision:
        """The decision for an item of this name: its figures as whole numbers over one denominator, which comes last,
        and the number format that sets its TPP."""
        made: dict[int, Any] = {_FORMAT: tpp_format}
        for number, write in self._writers:
            made[number] = write(figures)
        for number, form, taken in self._forms:
            made[number] = form % taken(made)
        for number, thawed, kind, values, holes in self._makers:
            parts = [*values]
            for at, source in holes:
                parts[at] = made[source]
            if thawed is None:
                made[number] = tuple(parts)
            else:
                made[number] = one = thawed(*parts)
                one.__class__ = kind
        parts = [*self._values]
        for at, source in self._holes:
            parts[at] = made[source]
        asked = [*self._asked]
        asked[_ITEM] = item = name or "the item"
        parts[_ASKED] = _ASK(*asked)
        parts[_SUMMARY] = item + self._summary if self._named else self._summary
        return _DECIDE(_ANSWER(*parts), self._outlook, SCHEMA)  # type: ignore[no-any-return]


_FORMAT = -1
"""The number of the format that sets the TPP, which is no step."""


@dataclass(frozen=True, slots=True)
class _Hole:
    """A place for what a step makes."""

    number: int


def _parted(values: Sequence[Any]) -> tuple[tuple[Any, ...], tuple[tuple[int, int], ...]]:
    """The values that stand, and the places and numbers of those that are made."""
    holes = tuple((at, one.number) for at, one in enumerate(values) if isinstance(one, _Hole))
    return tuple(None if isinstance(one, _Hole) else one for one in values), holes


class _Plan:
    """The steps to a decision. Equal parts are made once."""

    def __init__(self, trace: Trace, workshop: Workshop) -> None:
        self.writers: dict[int, _Write] = {}
        self.forms: dict[int, _Form] = {}
        self.makers: list[_Make] = []
        self._mark = re.compile(f"{MARK}{re.escape(trace.mark)}:(\\w+){MARK}")
        self._texts, self._last = list(trace.texts.items()), len(trace.figures)
        self._workshop = workshop
        self._holes: dict[Any, _Hole] = {}

    def place(self, part: Any) -> Any:
        """The part itself where it has no digits to be written, else where it will be."""
        if type(part) is str:
            return self._string(part) if MARK in part else part
        if isinstance(part, tuple):
            return self._made(part, None, part)
        if is_dataclass(part) and not isinstance(part, type):
            return self._made(part, _thawed(part.__class__), [getattr(part, field.name) for field in fields(part)])
        return part

    def _made(self, part: Any, thawed: Callable[..., Any] | None, inner: Sequence[Any]) -> Any:
        if part in self._holes:
            return self._holes[part]
        values, holes = _parted([self.place(one) for one in inner])
        if not holes:
            return self._workshop.shared(part)
        key = (part.__class__, values, holes)
        step = self._workshop.step("part", key, lambda number: (number, thawed, *key))
        self.makers.append(step)
        self._holes[part] = _Hole(step[0])
        return self._holes[part]

    def _string(self, text: str) -> str | _Hole:
        taken = tuple(self._written(place) for place in self._mark.findall(text))
        if not taken:
            return text
        form = self._mark.sub("%s", text.replace("%", "%%"))
        if form == "%s":
            return _Hole(taken[0])
        step = self._workshop.step("form", (form, taken), lambda number: (number, form, itemgetter(*taken)))
        self.forms[step[0]] = step
        return _Hole(step[0])

    def _written(self, place: str) -> int:
        """The number of the step that writes a text."""
        if place == "format":
            return _FORMAT
        key, text = self._texts[int(place)]
        step: _Write = self._workshop.step("text", key, lambda number: (number, _writer(text, self._last)))
        self.writers[step[0]] = step
        return step[0]


@lru_cache(maxsize=64)
def _thawed(kind: type) -> Callable[..., Any]:
    """The same as a frozen kind of value, of the same layout, but not frozen: made in a fifth of the time from all its
    fields in order, and then turned into one."""
    return make_dataclass(f"_{kind.__name__}", [field.name for field in fields(kind)], slots=True, eq=False, repr=False)


def _maker(kind: type) -> Callable[..., Any]:
    """How to make a frozen value from all its fields, in order."""
    thawed = _thawed(kind)

    def make(*values: Any) -> Any:
        one = thawed(*values)
        one.__class__ = kind
        return one

    return make


_ANSWER, _ASK, _DECIDE = _maker(Answer), _maker(Asked), _maker(Decision)


def _writer(text: Text, last: int) -> Writer:
    top, bottom = text.number.top, text.number.bottom
    above, below = quotient(top, bottom, last)
    if text.kind == "exact":
        return _figure_beside(top, last) if _of_one(top, bottom) else (
            lambda figures: exact_ratio(above(figures), below(figures)))  # fmt: skip
    if any(isinstance(bound, tuple) for bound in text.against):
        ends = [_end(bound, last) for bound in text.against]
        return lambda figures: shown_ratio(
            above(figures), below(figures), [(over(figures), under(figures)) for over, under in ends]
        )
    return _shown_beside(above, below, [bound.as_integer_ratio() for bound in text.against])


def _of_one(top: Polynomial, bottom: Monomial) -> bool:
    """Whether a number is one figure, or that and a constant."""
    return bottom == ONE and all(len(which) <= 1 for which in top) and len(top) == 1 + (ONE in top)


def _figure_beside(top: Polynomial, last: int) -> Writer:
    """Writes a figure, or how far it is from a bound, without a detour."""
    [(place,)] = (which for which in top if which != ONE)
    scale = lcm(*(factor.denominator for factor in top.values()))
    factor, constant = int(top[place,] * scale), int(top.get(ONE, Fraction(0)) * scale)
    if factor == scale == 1 and not constant:
        return lambda figures: exact_ratio(figures[place], figures[last])
    return lambda figures: exact_ratio(factor * figures[place] + constant * figures[last], scale * figures[last])


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
