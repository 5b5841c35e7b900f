"""How a decision that was worked out on traced numbers is taken apart: into the steps that make another like it.

Digits are written first (`engine.digits`), then texts and parts are made of them (`engine.making`), each step after
those that it takes from. Steps are shared by all decisions that have them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Any

from .choices import Choice, choice
from .digits import Block, block, parted
from .limits import Scale
from .making import FILLED, STANDS, Made, Make, Structure, maker
from .traced import MARK, Text, Trace, Unordered

FORMAT = -1
"""The number of the format that sets the TPP, which no step makes."""

Making = tuple[int, Make, tuple[Any, ...], Callable[[Made], Any]]
Program = tuple[tuple[Block, ...], tuple[Making, ...], Any]
Choose = tuple[int, Choice, tuple[Program, ...]]
"""Steps. Each has the number under which others find what it makes: a part how it is made, what stands in it, and what
gets the rest. A choice has for each thing that may be there the steps to it, and the thing or its hole."""


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


@dataclass(frozen=True, slots=True)
class Hole:
    """A place for what a step makes."""

    number: int


@dataclass(frozen=True, slots=True)
class _Form:
    """A place for a text that takes others in."""

    form: str
    taken: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A place for a part, made with the one that it is in."""

    kind: type
    inner: tuple[Any, ...]


def made_of(number: int, part: Part | _Form) -> Making:
    """The step that makes a part, or a text."""
    standing: list[Any] = []
    filled: list[int] = []
    structure = _structure(part, standing, filled)
    return number, maker(structure), tuple(standing), itemgetter(*filled)


def _structure(part: Any, standing: list[Any], filled: list[int]) -> Structure:
    """The structure of a part. What stands in it, and the steps of what is filled in, are put into a row each."""
    if isinstance(part, Part):
        return part.kind, tuple([_structure(one, standing, filled) for one in part.inner])
    if isinstance(part, _Form):
        standing.append(part.form)
        filled += part.taken
        return len(part.taken)
    if isinstance(part, Hole):
        filled.append(part.number)
        return FILLED
    standing.append(part)
    return STANDS


def _inner(part: Any) -> tuple[type, Sequence[Any]] | None:
    """Of which kind a part is, and what is in it."""
    if isinstance(part, tuple):
        return tuple, part
    if is_dataclass(part) and not isinstance(part, type):
        return part.__class__, [getattr(part, field.name) for field in fields(part)]
    return None


class Plan:
    """The steps to a decision. What is in it several times is made once."""

    def __init__(self, trace: Trace, workshop: Workshop, parts: Iterable[Any]) -> None:
        self._texts: dict[Scale, dict[int, tuple[Text, Fraction]]] = {}
        self.makers: list[Making] = []
        self.choices: list[Choose] = []
        self._mark = re.compile(f"{MARK}{re.escape(trace.mark)}:(\\w+){MARK}")
        self._trace = trace
        self._traced, self._last = list(trace.texts.items()), len(trace.figures)
        self._workshop = workshop
        self._holes: dict[Any, Hole] = {}
        self._times: Counter[Any] = Counter()
        for part in parts:
            self._count(part)

    def _count(self, part: Any) -> None:
        self._times[part] += 1
        inner = _inner(part)
        if inner is not None and not isinstance(part, Unordered) and self._times[part] == 1:
            for one in inner[1]:
                self._count(one)

    def place(self, part: Any, *, apart: bool = True, entries: bool = False) -> Any:
        """The part itself where it has no digits to be written, else where it will be: made by a step of its own if it
        is in several places, or is to be made `apart`, and each of its `entries` so if those are to be."""
        if type(part) is str and MARK not in part:
            return part
        if part in self._holes:
            return self._holes[part]
        found: Hole | _Form | Part
        if type(part) is str:
            found = self._string(part)
        elif isinstance(part, Unordered):
            return self._chosen(part)
        else:
            kind, inner = _inner(part) or (None, ())
            if kind is None:
                return part
            values = tuple([self.place(one, apart=entries) for one in inner])
            if not any(isinstance(one, Hole | _Form | Part) for one in values):
                return self._workshop.shared(part)
            found = Part(kind, values)
        if isinstance(found, Hole) or (not apart and self._times[part] == 1):
            return found
        step = self._workshop.step("part", found, lambda number: made_of(number, found))
        self.makers.append(step)
        self._holes[part] = Hole(step[0])
        return self._holes[part]

    def _chosen(self, things: Unordered) -> Hole:
        """A place for those of some things that are there."""
        programs = []
        for thing in things:
            plan = Plan(self._trace, self._workshop, [thing])
            hole = plan.place(thing)
            program: Program = plan.blocks(), tuple(plan.makers), hole
            key = (*(tuple(map(id, some)) for some in program[:2]), hole)
            programs.append(self._workshop.step("program", key, lambda _, program=program: program))  # type: ignore[misc]
        key = (things.ranks, tuple(map(id, programs)))
        step: Choose = self._workshop.step(
            "choice", key, lambda number: (number, choice(things, self._last), tuple(programs))
        )
        self.choices.append(step)
        return Hole(step[0])

    def _string(self, text: str) -> Hole | _Form:
        taken = tuple([self._written(place) for place in self._mark.findall(text)])
        form = self._mark.sub(MARK, text).split(MARK)
        return Hole(taken[0]) if form == ["", ""] else _Form("%s".join(one.replace("%", "%%") for one in form), taken)

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
