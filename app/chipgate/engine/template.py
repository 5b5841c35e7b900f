"""A decision with places for digits: worked out once on traced numbers, then filled in for any item within its limits.

What has no digits in it is shared by all decisions made of it. What has is made anew each time, so that a decision is
whole and owes nothing to those before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Any

from chipgate.model.decision import SCHEMA, Answer, Asked, Decision, Outcome

from .choices import Choice, choice
from .digits import Block, block, numbers, parted, write
from .limits import Scale
from .making import Made, Make, maker
from .traced import MARK, Text, Trace, Unordered

FORMAT, ITEM, _SUMMARY, _ASKED, _ANSWER, _DECISION = range(-1, -7, -1)
"""Numbers of what no step of a workshop makes: the format that sets the TPP, the item's name, and what is made of them
last."""

_Form = tuple[int, str, Callable[[Made], Any]]
_Make = tuple[int, Make, tuple[Any, ...], Callable[[Made], Any]]
_Program = tuple[tuple[Block, ...], tuple[_Form, ...], tuple[_Make, ...], Any]
_Choose = tuple[int, Choice, tuple[_Program, ...]]
"""Steps. Each has the number under which others find what it makes: a form what stands of it, and what gets the texts
that it takes in; a part how it is made, those of its own parts that stand, and what gets the others. A choice has for
each thing that may be there the steps to it, and the thing or its hole."""


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

    __slots__ = ("_blocks", "_choices", "_forms", "_last", "_makers", "_named", "_summary", "written")

    def __init__(self, decision: Decision, trace: Trace, workshop: Workshop) -> None:
        plan, answer = _Plan(trace, workshop), decision.answer
        asked = [_Hole(ITEM) if field.name == "item" else getattr(answer.asked, field.name) for field in fields(Asked)]
        apart = {"summary": _Hole(_SUMMARY), "asked": _Hole(_ASKED)}
        whole = [apart.get(field.name) or plan.place(getattr(answer, field.name)) for field in fields(Answer)]
        outlook = workshop.shared(decision.outlook)
        self._last = (
            workshop.shared(_made_of(_ASKED, Asked, asked)),
            _made_of(_ANSWER, Answer, whole),
            _made_of(_DECISION, Decision, [_Hole(_ANSWER), outlook, SCHEMA]),
        )
        self.written: Any = None
        """The same as JSON (`written.Written`), once it was asked for."""
        self._blocks, self._forms = plan.blocks(), tuple(plan.forms.values())
        self._makers, self._choices = tuple(plan.makers), tuple(plan.choices)
        self._named = answer.outcome is Outcome.DECIDED
        self._summary = answer.summary.removeprefix(answer.asked.item) if self._named else answer.summary

    def marked(
        self, mark: Callable[[int | str], str], name: int
    ) -> tuple[Decision, dict[int, tuple[Any, ...]]]:
        """The decision with marks instead of digits, formats and name, each with the number of the step that writes
        it; and for each choice (mark "c…", in a list of its own) the things that it chooses from, so marked too."""
        made: Made = {FORMAT: mark(FORMAT)}
        blocks = [*self._blocks, *(one for *_, programs in self._choices for some in programs for one in some[0])]
        made |= {number: mark(number) for one in blocks for number in numbers(one)}
        _put_together(made, self._forms, self._makers)
        chosen: dict[int, tuple[Any, ...]] = {}
        for number, _, programs in self._choices:
            chosen[number] = tuple(_thing(made, (), program) for program in programs)
            made[number] = (mark(f"c{number}"),)
        return self._decision(made, mark(name)), chosen

    def digits(self, made: Made, figures: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """Write digits alone, by the number of each step; for each choice the places of what it chooses, once the
        digits of that are written too."""
        write(self._blocks, figures, made)
        for number, choose, programs in self._choices:
            chosen = choose(figures)
            for place in chosen:
                write(programs[place][0], figures, made)
            yield number, chosen

    def fill(self, figures: Sequence[int], name: str | None, tpp_format: str | None) -> Decision:
        """The decision for an item of this name: its figures as whole numbers over one denominator, which comes last,
        and the number format that sets its TPP."""
        made: Made = {FORMAT: tpp_format}
        write(self._blocks, figures, made)
        _put_together(made, self._forms, self._makers)
        for number, choose, programs in self._choices:
            made[number] = tuple([_thing(made, figures, programs[place]) for place in choose(figures)])
        return self._decision(made, name or "the item")

    def _decision(self, made: Made, item: str) -> Decision:
        made[ITEM], made[_SUMMARY] = item, item + self._summary if self._named else self._summary
        for number, make, standing, get in self._last:
            made[number] = make(made, standing, get)
        return made[_DECISION]  # type: ignore[no-any-return]


def _put_together(made: Made, forms: Sequence[_Form], makers: Sequence[_Make]) -> None:
    """Take some steps after the digits are written."""
    for number, form, get in forms:
        made[number] = form % get(made)
    for number, make, standing, get in makers:
        made[number] = make(made, standing, get)


def _thing(made: Made, figures: Sequence[int], program: _Program) -> Any:
    """A thing that is there."""
    blocks, forms, makers, thing = program
    if figures:
        write(blocks, figures, made)
    _put_together(made, forms, makers)
    return made[thing.number] if isinstance(thing, _Hole) else thing


@dataclass(frozen=True, slots=True)
class _Hole:
    """A place for what a step makes."""

    number: int


def _made_of(number: int, kind: type, values: Sequence[Any]) -> _Make:
    """The step that makes something of values, some of which are holes."""
    filled = tuple(at for at, one in enumerate(values) if isinstance(one, _Hole))
    standing = tuple(one for one in values if not isinstance(one, _Hole))
    return number, maker(kind, len(values), filled), standing, itemgetter(*(values[at].number for at in filled))


class _Plan:
    """The steps to a decision. Equal parts are made once."""

    def __init__(self, trace: Trace, workshop: Workshop) -> None:
        self._texts: dict[Scale, dict[int, tuple[Text, Fraction]]] = {}
        self.forms: dict[int, _Form] = {}
        self.makers: list[_Make] = []
        self.choices: list[_Choose] = []
        self._mark = re.compile(f"{MARK}{re.escape(trace.mark)}:(\\w+){MARK}")
        self._trace = trace
        self._traced, self._last = list(trace.texts.items()), len(trace.figures)
        self._workshop = workshop
        self._holes: dict[Any, _Hole] = {}

    def place(self, part: Any) -> Any:
        """The part itself where it has no digits to be written, else where it will be."""
        if type(part) is str:
            return self._string(part) if MARK in part else part
        if isinstance(part, Unordered):
            return self._chosen(part)
        if isinstance(part, tuple):
            return self._made(part, tuple, part)
        if is_dataclass(part) and not isinstance(part, type):
            return self._made(part, part.__class__, [getattr(part, field.name) for field in fields(part)])
        return part

    def _made(self, part: Any, kind: type, inner: Sequence[Any]) -> Any:
        if part in self._holes:
            return self._holes[part]
        values = [self.place(one) for one in inner]
        if not any(isinstance(one, _Hole) for one in values):
            return self._workshop.shared(part)
        step = self._workshop.step("part", (kind, *values), lambda number: _made_of(number, kind, values))
        self.makers.append(step)
        self._holes[part] = _Hole(step[0])
        return self._holes[part]

    def _chosen(self, things: Unordered) -> _Hole:
        """A place for those of some things that are there."""
        programs = []
        for thing in things:
            plan = _Plan(self._trace, self._workshop)
            hole = plan.place(thing)
            program: _Program = plan.blocks(), tuple(plan.forms.values()), tuple(plan.makers), hole
            key = (*(tuple(map(id, some)) for some in program[:3]), hole)
            programs.append(self._workshop.step("program", key, lambda _, program=program: program))  # type: ignore[misc]
        key = (things.ranks, tuple(map(id, programs)))
        step: _Choose = self._workshop.step(
            "choice", key, lambda number: (number, choice(things, self._last), tuple(programs))
        )
        self.choices.append(step)
        return _Hole(step[0])

    def _string(self, text: str) -> str | _Hole:
        taken = tuple(self._written(place) for place in self._mark.findall(text))
        if not taken:
            return text
        form = tuple(self._mark.sub(MARK, text).split(MARK))
        if form == ("", ""):
            return _Hole(taken[0])
        standing = "%s".join(piece.replace("%", "%%") for piece in form)
        step = self._workshop.step("form", (form, taken), lambda number: (number, standing, itemgetter(*taken)))
        self.forms[step[0]] = step
        return _Hole(step[0])

    def _written(self, place: str) -> int:
        """The number of the step that writes a text."""
        if place == "format":
            return FORMAT
        key, text = self._traced[int(place)]
        base, constant = parted(text)
        number: int = self._workshop.step("text", key, lambda number: number)
        self._texts.setdefault(base, {})[number] = text, constant
        return number

    def blocks(self) -> tuple[Block, ...]:
        """How all texts that were placed are written."""
        return tuple(self._block(base, sorted(texts.items())) for base, texts in self._texts.items())

    def _block(self, base: Scale, texts: list[tuple[int, tuple[Text, Fraction]]]) -> Block:
        key = base, tuple(number for number, _ in texts)
        those = [(number, *text) for number, text in texts]
        found: Block = self._workshop.step("block", key, lambda _: block(base, those, self._last))
        return found
