"""What is left of the conditions once everything known is put in: small trees over the limits that are still open.

They say which limits an answer hangs on, and what becomes of it in a part of the space of the missing figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chipgate.model.condition import All, AnyOf, Condition, Not
from chipgate.model.leaves import Classified, Limit
from chipgate.model.measures import Quantity

from .boxes import Box, Space
from .explain import View
from .judge import Case
from .truth import Truth, bounds


@dataclass(frozen=True, slots=True)
class Open:
    """A limit that is open: it holds from a first to a last rank on an axis."""

    axis: int
    first: int
    last: int

    def cuts(self) -> Iterator[tuple[int, int]]:
        """The axis, and the last rank below each end of the limit."""
        yield self.axis, self.first - 1
        yield self.axis, self.last


@dataclass(frozen=True, slots=True)
class Inverse:
    """The contrary."""

    of: Residue


@dataclass(frozen=True, slots=True)
class Several:
    """All of the limbs, or any."""

    every: bool
    limbs: tuple[Residue, ...]


Residue = Truth | Open | Inverse | Several


def residues(case: Case, space: Space, moved: Quantity | None = None) -> dict[str, Residue]:
    """What is left of every target that is open, by name; where one quantity is moved, of those that it may turn."""
    view = case.matching.view(case.facts, case.truths)
    turned: frozenset[str] | None = None
    if moved is not None:
        measures = (axis.measure.name for axis in space.axes if moved in axis.measure.parts)
        turned = frozenset().union(*(case.matching.dependents.turned_by(name) for name in measures))
    found: dict[str, Residue] = {}
    for target in case.ruleset.by_level:
        name = target.name
        if case.truths[name] is Truth.UNKNOWN:
            touched = turned is None or name in turned
            found[name] = _residue(target.condition, view, space, found) if touched else Truth.UNKNOWN
    return {name: residue for name, residue in found.items() if turned is None or name in turned}


def _residue(node: Condition, view: View, space: Space, found: dict[str, Residue]) -> Residue:
    match node:
        case All():
            return _several(True, (_residue(limb, view, space, found) for limb in node.all))
        case AnyOf():
            return _several(False, (_residue(limb, view, space, found) for limb in node.any))
        case Not():
            return _inverse(_residue(node.not_, view, space, found))
    outcome = view.leaf(node)
    if outcome is not Truth.UNKNOWN:
        return outcome
    if isinstance(node, Limit):
        place = space.places[node.measure]
        ends = [space.axes[place].ranks(comparison, bound) for comparison, bound in bounds(node)]
        return Open(place, max(first for first, _ in ends), min(last for _, last in ends))
    if isinstance(node, Classified):
        return _several(False, (found[id] for id in view.ruleset.key(node).values if id in found))
    return Truth.UNKNOWN


def _several(every: bool, limbs: Iterable[Residue]) -> Residue:
    """Without the limbs that do not matter; settled as soon as one of them settles it."""
    decides, idle = (Truth.FALSE, Truth.TRUE) if every else (Truth.TRUE, Truth.FALSE)
    left = []
    for limb in limbs:
        if limb is decides:
            return decides
        if limb is not idle:
            left.append(limb)
    if all(limb is Truth.UNKNOWN for limb in left):
        return Truth.UNKNOWN if left else idle
    return left[0] if len(left) == 1 else Several(every, tuple(left))


def _inverse(residue: Residue) -> Residue:
    return residue.negated if isinstance(residue, Truth) else Inverse(residue)


def within(residue: Residue, box: Box) -> Residue:
    """What is left of it in a box."""
    if isinstance(residue, Open):
        low, high = box[residue.axis]
        if residue.first <= low and high <= residue.last:
            return Truth.TRUE
        return Truth.FALSE if high < residue.first or low > residue.last else residue
    if isinstance(residue, Several):
        return _several(residue.every, [within(limb, box) for limb in residue.limbs])
    return _inverse(within(residue.of, box)) if isinstance(residue, Inverse) else residue


def settled(left: Mapping[str, Residue], box: Box) -> dict[str, Truth]:
    """What each target comes to in a box."""
    found = ((name, within(residue, box)) for name, residue in left.items())
    return {name: residue if isinstance(residue, Truth) else Truth.UNKNOWN for name, residue in found}


def open_limits(residue: Residue) -> Iterator[Open]:
    """Every open limit in what is left."""
    if isinstance(residue, Open):
        yield residue
    elif isinstance(residue, Several):
        for limb in residue.limbs:
            yield from open_limits(limb)
    elif isinstance(residue, Inverse):
        yield from open_limits(residue.of)
