"""The open conditions of a batch in groups, each with cells of its own.

A cell of the whole is a cell of each group. So a group meets far fewer cells than there are combinations, and more
provisions mean more groups rather than more combinations to match.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from chipgate.engine.ranks import rank
from chipgate.engine.truth import Truth

from .live import Left, Ranks, atoms, classes
from .reduced import Reduced

Bounds = Mapping[str, tuple[Fraction, ...]]
Span = tuple[int, int] | None
Walk = Callable[[Mapping[str, Left], Ranks], dict[str, Left]]
"""What is left of trees in a cell: the second opinion (`live`)."""


class Group:
    """Some conditions, with the bounds that they ask about. `number` tells groups apart.

    `truths` and `left` have by number what the conditions came to, and what was left of them.
    """

    def __init__(self, number: int, trees: Mapping[str, Left], among: Bounds, walk: Walk) -> None:
        self.number, self._trees, self._walk = number, trees, walk
        bounds = own_bounds(trees.values(), among)
        self._places = {name: _places(among[name], mine) for name, mine in bounds.items()}
        self._reduced = Reduced(trees, bounds)
        self._cells: dict[tuple[Span, ...], tuple[int, int]] = {}
        self._numbers: dict[tuple[Left, ...], tuple[int, int]] = {}
        self._outcomes: dict[bytes, int] = {}
        self.truths: list[dict[str, Truth]] = []
        self.left: list[dict[str, Left]] = []

    @property
    def matched(self) -> int:
        """How many cells durable-rules has matched."""
        return len(self._cells)

    def cell(self, ranks: Ranks) -> tuple[int, int]:
        """The numbers of what the conditions come to in a cell, and of what is left of them.

        Raises:
            EngineDisagreement: the matcher and the explanation differ, so there is no answer.
        """
        own: dict[str, Span] = {}
        for name, places in self._places.items():
            span = ranks[name]
            own[name] = None if span is None else (places[span[0]], places[span[1]])
        key = tuple(own.values())
        found = self._cells.get(key)
        if found is None:
            left = self._walk(self._trees, ranks)
            truths = self._reduced.truths(own, left)
            found = self._cells[key] = self._number(left, truths)
        return found

    def _number(self, left: dict[str, Left], truths: dict[str, Truth]) -> tuple[int, int]:
        key = tuple(left.values())
        if key not in self._numbers:
            outcome = bytes(truths.values())
            if outcome not in self._outcomes:
                self._outcomes[outcome] = len(self.truths)
                self.truths.append(truths)
            self._numbers[key] = self._outcomes[outcome], len(self.left)
            self.left.append(left)
        return self._numbers[key]


def own_bounds(trees: Iterable[Left], among: Bounds) -> dict[str, tuple[Fraction, ...]]:
    """The bounds that some trees ask about, by measure."""
    asked: dict[str, set[Fraction]] = {}
    for atom in atoms(trees):
        if atom[0] == "limit":
            asked.setdefault(str(atom[1]), set()).add(atom[3])  # type: ignore[arg-type]
    return {name: tuple(sorted(asked[name])) for name in among if name in asked}


def _places(among: Sequence[Fraction], mine: tuple[Fraction, ...]) -> list[int]:
    """For every rank among all bounds, the rank among some of them."""
    found = [0]
    for bound in among:
        at = rank(bound, mine)
        found += [at, at + 1 if at % 2 else at]
    return found


def grouped(trees: Mapping[str, Left], among: Bounds) -> list[dict[str, Left]]:
    """The open conditions in groups: those that hang on each other's classification, and those of the same bounds."""
    open = [name for name, tree in trees.items() if not isinstance(tree, bool)]
    leader = {name: name for name in open}

    def of(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    first: dict[object, str] = {}
    for name in open:
        for id in classes(trees[name]):
            if id in leader:
                leader[of(name)] = of(id)
    members: dict[str, list[str]] = {}
    for name in open:
        members.setdefault(of(name), []).append(name)
    joined: dict[str, list[str]] = {}
    for one, names in members.items():
        asked = tuple(own_bounds([trees[name] for name in names], among).items())
        joined.setdefault(first.setdefault(asked, one), []).extend(names)
    order = {name: place for place, name in enumerate(trees)}
    return [{name: trees[name] for name in sorted(names, key=order.__getitem__)} for names in joined.values()]
