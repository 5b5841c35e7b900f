"""Where an answer may differ though no verdict does: shipments on which a changed provision applies, or nearly does.

Each is only a candidate; the engine says whether its answers differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from chipgate.engine.ruleset import TEXT, Ruleset
from chipgate.model.condition import Limit, Unsettled, leaves
from chipgate.model.measures import MEASURES
from chipgate.model.provision import Exemption, LicenseException
from chipgate.model.shipment import Shipment

from .seen import seen
from .solver.law import Law
from .solver.logic import FALSE, NO, Formula, differ, every, exact, negated, some
from .solver.search import Search

MOST = 3
"""Shipments tried for each way in which an answer may differ."""


def candidates(before: Law, after: Law, search: Search, day: dt.date) -> Iterator[Shipment]:
    """Shipments on which something that differs between two rulesets may show."""
    for wanted in _ways(before, after):
        if wanted.eq(NO):
            continue
        found: list[Formula] = []
        for _ in range(MOST):
            model = search.model([wanted, *found])
            if model is None:
                break
            yield search.shipment(model, day)
            found.append(negated(search.same_place(model)))


def _ways(before: Law, after: Law) -> Iterator[Formula]:
    changed = _changed(before.ruleset, after.ruleset)
    sides = (before, after)
    names = [name for name in dict.fromkeys((*before.targets, *after.targets)) if name.removesuffix(TEXT) in changed]
    for name in names:
        pairs = [law.targets.get(name, FALSE) for law in sides]
        yield differ(pairs[0].sure, pairs[1].sure)
        yield differ(pairs[0].possible, pairs[1].possible)
    for name in names:
        for law in sides:
            if name in law.targets:
                yield from _applying(law, name)
    for name in names:
        for law, other in ((before, after), (after, before)):
            yield from _binding(law, other, name)
    for name in names:
        for law in sides:
            yield from _near(law, name)


def _changed(old: Ruleset, new: Ruleset) -> set[str]:
    """The provisions that are not the same, or ask something else than before, or ask what is read otherwise now."""
    before, after = seen(old), seen(new)
    ids = {id for id in {*before, *after} if "/" in id and before.get(id) != after.get(id)}
    for name in {*before["asked"], *after["asked"]}:
        if before["asked"].get(name) != after["asked"].get(name):
            ids.add(name.removesuffix(TEXT))
    for law in (old, new):
        for name, target in law.targets.items():
            if any(isinstance(leaf, Unsettled) and leaf.unsettled in ids for leaf in leaves(target.condition)):
                ids.add(name.removesuffix(TEXT))
    return ids


def _applying(law: Law, name: str) -> Iterator[Formula]:
    """The provision applies, and what it speaks of is in play: first as it is shown most surely."""
    target, pair, matters = law.ruleset.targets[name], law.targets[name], _matters(law, name)
    if isinstance(target.dated.version, Exemption | LicenseException):
        yield every([law.frees(name), matters])
    for leaf in leaves(target.condition):
        if isinstance(leaf, Unsettled):
            asked = law.condition(leaf)
            yield every([pair.possible, negated(pair.sure), asked.possible, negated(asked.sure), matters])
    yield every([pair.sure, matters])
    yield every([pair.possible, matters])


def _binding(law: Law, other: Law, name: str) -> Iterator[Formula]:
    """The provision applies, and a leaf that the other side does not have takes part in it, by holding or by not; or
    one that the other side has comes to something else there."""
    if name not in law.targets or name not in other.targets:
        return
    freeing = isinstance(law.ruleset.targets[name].dated.version, Exemption | LicenseException)
    applies = [law.frees(name) if freeing else law.targets[name].possible, _matters(law, name)]
    known = set(leaves(other.ruleset.targets[name].condition))
    for leaf in leaves(law.ruleset.targets[name].condition):
        asked = law.leaf(leaf)
        if leaf not in known:
            yield every([*applies, asked.sure])
            yield every([*applies, negated(asked.possible)])
        elif not isinstance(leaf, Limit):
            yield every([*applies, differ(asked.sure, other.leaf(leaf).sure)])


def _matters(law: Law, name: str) -> Formula:
    """What a policy, an exemption or an exception speaks of is in play."""
    version = law.ruleset.targets[name].dated.version
    covered = getattr(version, "covers", None)
    if covered is None:
        return every(())
    return some(law.targets[id].possible for id in covered if id in law.targets)


def _near(law: Law, name: str) -> Iterator[Formula]:
    """A shipment that misses a limit of the provision by little."""
    if name not in law.targets:
        return
    figures = law.world.figures
    for leaf in leaves(law.ruleset.targets[name].condition):
        if isinstance(leaf, Limit):
            for _, bound in law.ruleset.comparisons(leaf):
                parts = MEASURES[leaf.measure].parts
                if len(parts) == 1 and bound:
                    value = figures.value[parts[0]]
                    around = [value >= exact(bound * 9 / 10), value <= exact(bound * 11 / 10)]
                    yield every([figures.known[parts[0]], *around, negated(law.targets[name].possible)])
