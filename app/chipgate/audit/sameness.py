"""The proof that two rulesets answer alike though their lists are not the same: nothing that an answer is made of
differs on any shipment.

It is tried where the text of every provision is the same and only whom a question of destinations names has changed,
such as a country group that gained a member whom another clause leaves out again.
"""

from __future__ import annotations

from collections.abc import Iterator

from chipgate.model.condition import All, AnyOf, Condition, Limit, Not, leaves
from chipgate.model.provision import Item, Letter, Policy

from .solver.law import Law
from .solver.logic import NO, YES, Formula, differ, every, negated, some
from .solver.search import Search


def answer_alike(before: Law, after: Law, search: Search) -> bool:
    """Whether it is proved that every answer is the same under both."""
    return search.proved_none(some(_differences(before, after)))


def _differences(before: Law, after: Law) -> Iterator[Formula]:
    for name, old in before.targets.items():
        new = after.targets[name]
        yield some((differ(old.sure, new.sure), differ(old.possible, new.possible)))
        target, other = before.ruleset.targets[name], after.ruleset.targets[name]
        shown = some((old.possible, new.possible))
        for one, another in zip(leaves(target.condition), leaves(other.condition), strict=True):
            pairs = before.leaf(one), after.leaf(another)
            apart = some((differ(pairs[0].sure, pairs[1].sure), differ(pairs[0].possible, pairs[1].possible)))
            yield NO if apart.eq(NO) else every([shown, apart])
        if isinstance(target.dated.version, Item | Letter | Policy):
            yield differ(_near(target.condition, before), _near(other.condition, after))


def _near(node: Condition, law: Law, want: bool = True) -> Formula:
    """Some figures would do: all that is no figure is as the condition wants it."""
    match node:
        case Not():
            return _near(node.not_, law, not want)
        case All() | AnyOf():
            limbs = (_near(limb, law, want) for limb in (node.all if isinstance(node, All) else node.any))
            return every(limbs) if isinstance(node, All) is want else some(limbs)
        case Limit():
            return YES
        case _:
            pair = law.condition(node)
            return pair.sure if want else negated(pair.possible)
