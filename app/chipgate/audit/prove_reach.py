"""Provisions that can never apply, limbs that never matter, and requirements that never decide a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from chipgate.engine.ruleset import Target
from chipgate.engine.truth import Truth
from chipgate.model.condition import All, AnyOf, Condition, Not
from chipgate.model.shipment import Shipment

from .answered import judged
from .edits import described
from .prove_findings import Check, Chip, Finding, Ground, Kind
from .solver.logic import FALSE, Formula, Model, Pair, conjunction, differ, disjunction, every, holds, negated, some


def reach_checks(ground: Ground) -> Iterator[Check]:
    """That every provision in force can apply, and every limb of an `any` can be what makes it apply."""
    for name, target in ground.law.ruleset.targets.items():
        pair = ground.law.targets[name]
        yield Check(("reach", name, pair.sure.get_id()), partial(_unreachable, ground, target))
        for node in _choices(target.condition):
            for limb in node.any:
                whole = ground.law.targets[name].sure
                signature = ("limb", name, whole.get_id(), id(limb))
                yield Check(signature, partial(_idle, ground, target, limb))


def _unreachable(ground: Ground, target: Target) -> list[Finding]:
    if not ground.search.proved_none(ground.law.targets[target.name].sure):
        return []
    nearest, missing = _nearest(ground, target.condition)
    chips = () if nearest is None else (ground.chip(nearest, missing),)
    sentence = f"{target.name} can never apply, whatever is shipped to whom"
    return [Finding(Kind.UNREACHABLE, (target.dated.id,), sentence, chips, ground.day)]


def _nearest(ground: Ground, condition: Condition) -> tuple[Shipment | None, str]:
    """A shipment that meets all limbs of a condition but one; else any shipment."""
    limbs = condition.all if isinstance(condition, All) else (condition,)
    for missing in limbs:
        wanted = [ground.law.condition(limb).sure for limb in limbs if limb is not missing]
        found = ground.search.find(ground.day, [ground.known, *wanted])
        if found is not None:
            return found, f"meets all of it but: {described(missing)}"
    return ground.search.find(ground.day, [ground.known]), "does not meet it"


def _choices(node: Condition) -> Iterator[AnyOf]:
    match node:
        case All() | AnyOf():
            if isinstance(node, AnyOf) and len(node.any) > 1:
                yield node
            for limb in node.all if isinstance(node, All) else node.any:
                yield from _choices(limb)
        case Not():
            yield from _choices(node.not_)


def _idle(ground: Ground, target: Target, limb: Condition) -> list[Finding]:
    without = _without(ground, target.condition, limb)
    whole = ground.law.targets[target.name]
    if not ground.search.proved_none(differ(whole.sure, without.sure)):
        return []
    found = ground.search.find(ground.day, [ground.known, whole.sure, ground.law.condition(limb).sure])
    chips: tuple[Chip, ...] = ()
    if found is not None:
        small = ground.small(found, lambda one: _meets(ground, one, target.condition) and _meets(ground, one, limb))
        chips = (ground.chip(small, "meets the limb, and another too"),)
    label = f" ({limb.paragraph})" if limb.paragraph else ""
    sentence = (
        f'{target.name}: the limb "{described(limb)}"{label} never makes a difference: others hold wherever it does'
    )
    return [Finding(Kind.IDLE_LIMB, (target.dated.id,), sentence, chips, ground.day, about=described(limb))]


def _meets(ground: Ground, shipment: Shipment, limb: Condition) -> bool:
    case = judged(ground.rulebook, shipment)
    return case.matching.view(case.facts, case.truths).truth(limb) is Truth.TRUE


def _without(ground: Ground, node: Condition, limb: Condition) -> Pair:
    """A condition as though one of its limbs never held."""
    if node is limb:
        return FALSE
    match node:
        case All():
            return conjunction(_without(ground, one, limb) for one in node.all)
        case AnyOf():
            return disjunction(_without(ground, one, limb) for one in node.any)
        case Not():
            return _without(ground, node.not_, limb).negated
        case _:
            return ground.law.leaf(node)


class Decisive:
    """Remembers for each requirement a shipment whose verdict hung on it: most often it does on the next day too."""

    def __init__(self) -> None:
        self._shown: dict[str, list[Model]] = {}

    def checks(self, ground: Ground) -> Iterator[Check]:
        """That the verdict of some shipment hangs on each requirement, letter and prohibition."""
        law = ground.law
        alone = {name: [law.at_least(one, level) for level in law.verdicts] for name, one in law.standings.items()}
        for name, target in law.standings.items():
            mine = alone[name]
            rest = [parts for other, parts in alone.items() if other != name]
            others = [some(parts[place] for parts in rest) for place in range(len(mine))]
            hangs = some(every([one, negated(other)]) for one, other in zip(mine, others, strict=True))
            if any(holds(model, hangs) for model in self._shown.get(name, ())):
                continue
            signature = ("decides", name, hangs.get_id())
            yield Check(signature, partial(self._never, ground, target, hangs))

    def _never(self, ground: Ground, target: Target, hangs: Formula) -> list[Finding]:
        model = ground.search.plain_model(hangs)
        if model is not None:
            self._shown.setdefault(target.name, []).append(model)
            return []
        applies = ground.law.targets[target.name].sure
        found = ground.search.find(ground.day, [ground.known, applies])
        chips: tuple[Chip, ...] = ()
        if found is not None:
            small = ground.small(found, lambda one: ground.truth(one, target.name) is Truth.TRUE)
            others = ", ".join(_deciding(ground, small, target.name)) or "nothing else"
            chips = (ground.chip(small, f"decided by {others}"),)
        sentence = f"no verdict ever hangs on {target.name}: wherever it applies, something as strict does too"
        return [Finding(Kind.NEVER_DECIDES, (target.dated.id,), sentence, chips, ground.day)]


def _deciding(ground: Ground, shipment: Shipment, name: str) -> list[str]:
    conclusion = judged(ground.rulebook, shipment).conclusion
    return [one.target.name for one in conclusion.standings if one.counted and one.target.name != name]
