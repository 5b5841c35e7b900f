"""A decision with places for digits: worked out once on traced numbers, then filled in for any item within its limits.

What has no digits in it is shared by all decisions made of it. What has is made anew each time, so that a decision is
whole and owes nothing to those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any

from chipgate.model.decision import SCHEMA, Answer, Asked, Decision, Outcome

from .digits import numbers, write
from .making import Made
from .plan import FORMAT, Hole, Making, Part, Plan, Program, Workshop, made_of
from .traced import Trace

ITEM, _SUMMARY, _DECISION = -2, -3, -4
"""Numbers of what no step of a workshop makes, beside the format that sets the TPP: the item's name, and what is made
of it last."""


class Template:
    """What to write, what to put it into, and what to make of that, in order; each step uses what came before."""

    __slots__ = ("_blocks", "_choices", "_last", "_makers", "_named", "_summary", "written")

    def __init__(self, decision: Decision, trace: Trace, workshop: Workshop) -> None:
        answer = decision.answer
        parts = {field.name: getattr(answer, field.name) for field in fields(Answer)}
        parts |= dict.fromkeys(("asked", "summary"))
        plan = Plan(trace, workshop, parts.values())
        # Measures come in the same order, always; of all else decisions have entries in common, but not the lists.
        parts = {name: plan.place(part, entries=name != "measures") for name, part in parts.items()}
        asked = [Hole(ITEM) if field.name == "item" else getattr(answer.asked, field.name) for field in fields(Asked)]
        parts |= {"summary": Hole(_SUMMARY), "asked": Part(Asked, tuple(asked))}
        whole = Part(Answer, tuple(parts.values())), workshop.shared(decision.outlook), SCHEMA
        self._last = made_of(_DECISION, Part(Decision, whole))
        self.written: Any = None
        """The same as JSON (`written.Written`), once it was asked for."""
        self._blocks, self._makers, self._choices = plan.blocks(), tuple(plan.makers), tuple(plan.choices)
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
        _put_together(made, self._makers)
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
        _put_together(made, self._makers)
        for number, choose, programs in self._choices:
            made[number] = tuple([_thing(made, figures, programs[place]) for place in choose(figures)])
        return self._decision(made, name or "the item")

    def _decision(self, made: Made, item: str) -> Decision:
        made[ITEM], made[_SUMMARY] = item, item + self._summary if self._named else self._summary
        _, make, standing, get = self._last
        return make(made, standing, get)  # type: ignore[no-any-return]


def _put_together(made: Made, makers: Sequence[Making]) -> None:
    """Take some steps after the digits are written."""
    for number, make, standing, get in makers:
        made[number] = make(made, standing, get)


def _thing(made: Made, figures: Sequence[int], program: Program) -> Any:
    """A thing that is there."""
    blocks, makers, thing = program
    if figures:
        write(blocks, figures, made)
    _put_together(made, makers)
    return made[thing.number] if isinstance(thing, Hole) else thing
