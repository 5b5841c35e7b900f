"""One choice on each axis as formulas: a variable for each choice, of which exactly one holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chipgate.engine.truth import Truth

from .axes import Axis
from .logic import OF, YES, Formula, Pair, some


@dataclass
class Chosen:
    """An axis with a variable for each choice."""

    axis: Axis
    picks: list[Formula]

    def where(self, wanted: Iterable[int]) -> Formula:
        """One of these choices is made."""
        places = set(wanted)
        return YES if len(places) == len(self.picks) else some(self.picks[place] for place in sorted(places))

    def pair(self, answers: Sequence[Truth]) -> Pair:
        """A question that each choice answers, in the order of the choices."""
        if len(set(answers)) == 1:
            return OF[answers[0]]
        sure = [place for place, answer in enumerate(answers) if answer is Truth.TRUE]
        possible = [place for place, answer in enumerate(answers) if answer is not Truth.FALSE]
        return Pair(self.where(sure), self.where(possible))
