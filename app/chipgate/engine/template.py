"""A decision with places for digits: worked out once on traced numbers, then filled in for any item within its limits.

What has no digits in it is shared by all decisions made of it. What has is made anew each time, so that a decision is
whole and owes nothing to those before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, make_dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from chipgate.model.decision import SCHEMA, Answer, Asked, Decision, Outcome

from .traced import MARK, Trace, Unordered
from .writers import Choice, Writer, base, choice, parted, writer

_SUMMARY, _ASKED = ([field.name for field in fields(Answer)].index(name) for name in ("summary", "asked"))
_ITEM = [field.name for field in fields(Asked)].index("item")


_Write = tuple[int, Writer]
_Form = tuple[int, str, Callable[[dict[int, Any]], Any]]
_Make = tuple[int, Callable[..., Any] | None, type, tuple[Any, ...], tuple[tuple[int, int], ...]]
_Program = tuple[tuple[_Write, ...], tuple[_Form, ...], tuple[_Make, ...], Any]
_Choose = tuple[int, Choice, tuple[_Program, ...]]
"""Steps. Each has the number under which others find what it makes; a form the texts that it takes in; a part how it is
made (None: a tuple), its values, and for which of them something is put that was made
before. A choice has for each thing that may be there the steps to it, and the thing or its hole."""


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

    __slots__ = (
        "_asked", "_choices", "_forms", "_holes", "_makers", "_named", "_outlook", "_summary", "_values", "_writers",
        "written",
    )  # fmt: skip

    def __init__(self, decision: Decision, trace: Trace, workshop: Workshop) -> None:
        plan, answer = _Plan(trace, workshop), decision.answer
        whole = [plan.place(getattr(answer, name)) if at not in (_SUMMARY, _ASKED) else None
                 for at, name in enumerate(field.name for field in fields(Answer))]  # fmt: skip
        self._values, self._holes = _parted(whole)
        self.written: Any = None
        """The same as JSON (`written.Written`), once it was asked for."""
        self._writers, self._forms = tuple(plan.writers.values()), tuple(plan.forms.values())
        self._makers, self._choices = tuple(plan.makers), tuple(plan.choices)
        self._outlook = workshop.shared(decision.outlook)
        self._asked = workshop.shared(tuple(getattr(answer.asked, field.name) for field in fields(Asked)))
        self._named = answer.outcome is Outcome.DECIDED
        self._summary = answer.summary.removeprefix(answer.asked.item) if self._named else answer.summary

    def marked(
        self, mark: Callable[[int | str], str], name: int
    ) -> tuple[Decision, dict[int, tuple[Any, ...]]]:
        """The decision with marks instead of digits, formats and name, each with the number of the step that writes
        it; and for each choice (mark "c…", in a list of its own) the things that it chooses from, so marked too."""
        made: dict[int, Any] = {FORMAT: mark(FORMAT)}
        steps = [*self._writers, *(step for *_, programs in self._choices for some in programs for step in some[0])]
        made |= {number: mark(number) for number, _ in steps}
        _write(made, (), (), self._forms, self._makers)
        chosen: dict[int, tuple[Any, ...]] = {}
        for number, _, programs in self._choices:
            chosen[number] = tuple(_thing(made, (), program) for program in programs)
            made[number] = (mark(f"c{number}"),)
        return self._decision(made, mark(name)), chosen

    def digits(self, made: dict[int, Any], figures: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """Write digits alone, by the number of each step; for each choice the places of what it chooses, once the
        digits of that are written too."""
        for number, write in self._writers:
            made[number] = write(figures, made)
        for number, choose, programs in self._choices:
            chosen = choose(figures)
            for place in chosen:
                for step, write in programs[place][0]:
                    if step not in made:
                        made[step] = write(figures, made)
            yield number, chosen

    def fill(self, figures: Sequence[int], name: str | None, tpp_format: str | None) -> Decision:
        """The decision for an item of this name: its figures as whole numbers over one denominator, which comes last,
        and the number format that sets its TPP."""
        made: dict[int, Any] = {FORMAT: tpp_format}
        _write(made, figures, self._writers, self._forms, self._makers)
        for number, choose, programs in self._choices:
            made[number] = tuple([_thing(made, figures, programs[place]) for place in choose(figures)])
        return self._decision(made, name or "the item")

    def _decision(self, made: dict[int, Any], item: str) -> Decision:
        parts = [*self._values]
        for at, source in self._holes:
            parts[at] = made[source]
        asked = [*self._asked]
        asked[_ITEM] = item
        parts[_ASKED] = _ASK(*asked)
        parts[_SUMMARY] = item + self._summary if self._named else self._summary
        return _DECIDE(_ANSWER(*parts), self._outlook, SCHEMA)  # type: ignore[no-any-return]


def _write(
    made: dict[int, Any],
    figures: Sequence[int],
    writers: Sequence[_Write],
    forms: Sequence[_Form],
    makers: Sequence[_Make],
) -> None:
    """Take some steps."""
    for number, write in writers:
        made[number] = write(figures, made)
    for number, form, taken in forms:
        made[number] = form % taken(made)
    for number, thawed, kind, values, holes in makers:
        parts = [*values]
        for at, source in holes:
            parts[at] = made[source]
        if thawed is None:
            made[number] = tuple(parts)
        else:
            made[number] = one = thawed(*parts)
            one.__class__ = kind


def _thing(made: dict[int, Any], figures: Sequence[int], program: _Program) -> Any:
    """A thing that is there; steps to it that were taken before are not taken again."""
    writers, forms, makers, thing = program
    _write(
        made, figures, [step for step in writers if step[0] not in made],
        [step for step in forms if step[0] not in made], [step for step in makers if step[0] not in made],
    )  # fmt: skip
    return made[thing.number] if isinstance(thing, _Hole) else thing


FORMAT = -1
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
        self.choices: list[_Choose] = []
        self._mark = re.compile(f"{MARK}{re.escape(trace.mark)}:(\\w+){MARK}")
        self._trace = trace
        self._texts, self._last = list(trace.texts.items()), len(trace.figures)
        self._workshop = workshop
        self._holes: dict[Any, _Hole] = {}

    def place(self, part: Any) -> Any:
        """The part itself where it has no digits to be written, else where it will be."""
        if type(part) is str:
            return self._string(part) if MARK in part else part
        if isinstance(part, Unordered):
            return self._chosen(part)
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

    def _chosen(self, things: Unordered) -> _Hole:
        """A place for those of some things that are there."""
        programs = []
        for thing in things:
            plan = _Plan(self._trace, self._workshop)
            hole = plan.place(thing)
            steps = tuple(plan.writers.values()), tuple(plan.forms.values()), tuple(plan.makers)
            key = (*(tuple(step[0] for step in some) for some in steps), hole)
            program: _Program = (*steps, hole)
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
        form = self._mark.sub("%s", text.replace("%", "%%"))
        if form == "%s":
            return _Hole(taken[0])
        step = self._workshop.step("form", (form, taken), lambda number: (number, form, itemgetter(*taken)))
        self.forms[step[0]] = step
        return _Hole(step[0])

    def _written(self, place: str) -> int:
        """The number of the step that writes a text."""
        if place == "format":
            return FORMAT
        key, text = self._texts[int(place)]
        top, bottom, constant = parted(text)
        key_of_base = tuple(sorted(top.items())), bottom
        first: _Write = self._workshop.step("base", key_of_base, lambda number: (number, base(top, bottom, self._last)))
        self.writers[first[0]] = first
        step: _Write = self._workshop.step(
            "text", key, lambda number: (number, writer(text, first[0], constant, self._last))
        )
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
