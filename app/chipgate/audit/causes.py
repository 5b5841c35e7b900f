"""Which of the provisions that differ have a part in an answer that differs.

First those that carry the answer: what applies, how it is reviewed, what frees it, and what it is classified as there.
An announcement or an exception that stays open can be a reason to tell, and never why a verdict is another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from chipgate.engine.conclude import Conclusion
from chipgate.engine.ruleset import TEXT, Ruleset
from chipgate.engine.truth import Truth
from chipgate.model.condition import Classified, leaves
from chipgate.model.provision import Announcement, Item


@dataclass(frozen=True, slots=True)
class Part:
    """What has a part in one side's answer, by id: what carries the verdict, and what is told besides; `truths` has
    what applies at all."""

    truths: Mapping[str, Truth]
    carrying: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()


def part_of(ruleset: Ruleset, truths: Mapping[str, Truth], conclusion: Conclusion) -> Part:
    """What has a part in a conclusion."""
    carrying: set[str] = set()
    for standing in conclusion.standings:
        if standing.counted:
            carrying |= {standing.target.dated.id, *(dated.id for dated, _ in standing.policies), *standing.freed_by}
            carrying |= set(_classifications(ruleset, standing.target.name))
    told = {dated.id for dated, _ in conclusion.exceptions}
    for name, target in ruleset.targets.items():
        if isinstance(target.dated.version, Item | Announcement) and truths[name] is not Truth.FALSE:
            told.add(name)
    told |= {standing.target.dated.id for standing in conclusion.standings}
    told |= {name.removesuffix(TEXT) for name, truth in truths.items() if name.endswith(TEXT) and truth is Truth.TRUE}
    return Part(truths, frozenset(carrying), frozenset(told | carrying))


def _classifications(ruleset: Ruleset, name: str) -> Iterator[str]:
    """The classifications that a target asks for."""
    for leaf in leaves(ruleset.targets[name].condition):
        if isinstance(leaf, Classified):
            yield from ruleset.key(leaf).values


def because(
    old: Part, new: Part, differing: tuple[str, ...], effects: Collection[str], *, verdict: bool
) -> tuple[str, ...]:
    """The provisions that did it, of those that differ, in their order. `effects` are those that do something else
    where they apply, `verdict` says that the verdict is another.

    Those that turned (apply on one side and not on the other) or have another effect: of these first what carries the
    verdict, if it is another; then what is told; then any. Else those that apply at all; else (a country group, the
    verdict table) every one.
    """
    names = {*old.truths, *new.truths}
    both = {name: (old.truths.get(name, Truth.FALSE), new.truths.get(name, Truth.FALSE)) for name in names}
    turned = {name.removesuffix(TEXT) for name, (before, after) in both.items() if before is not after}
    part = {name.removesuffix(TEXT) for name, truths in both.items() if any(truths)}
    moved = turned | (part & set(effects))
    first = (moved & (old.carrying | new.carrying),) if verdict else ()
    for chosen in (*first, moved & (old.told | new.told), turned, part):
        named = tuple(id for id in differing if id in chosen)
        if named:
            return named
    return differing
