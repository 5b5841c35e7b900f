"""More performance, never a freer verdict: raising one figure alone makes nothing freer, unless the law says so."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial

from chipgate.engine.judge import Case
from chipgate.engine.truth import Truth
from chipgate.model.exact import shown
from chipgate.model.measures import TITLES, Quantity
from chipgate.model.provision import Item
from chipgate.model.shipment import Shipment

from .answered import judged
from .prove_findings import Check, Finding, Ground, Kind
from .prove_items import PERFORMANCE
from .solver.logic import Formula, Model, every, holds, moved, negated, number, some, value_of
from .solver.search import decimal, with_figure
from .solver.smallest import plainest

MOST = 12
"""Exceptions listed for one figure and one ruleset; more are a sign of something else."""


def monotone_checks(ground: Ground) -> Iterator[Check]:
    """That the verdict is never freer with more of a figure, apart from each way in which it is."""
    ids = tuple(formula.get_id() for formula in ground.law.verdicts.values())
    for quantity in PERFORMANCE:
        yield Check(("monotone", quantity, *ids), partial(_ways, ground, quantity))


def _ways(ground: Ground, quantity: Quantity) -> list[Finding]:
    """Every way in which the verdict is freer with more of a figure."""
    found: list[Formula] = []
    listed: list[Finding] = []
    while len(listed) < MOST and (one := _freer(ground, quantity, found)) is not None:
        listed.append(one)
    return listed


def _freer(ground: Ground, quantity: Quantity, found: list[Formula]) -> Finding | None:
    """A shipment that is freer with more of a figure, in another way than those found before."""
    law, figures = ground.law, ground.law.world.figures
    value, high = figures.value[quantity], number("high")
    decided = negated(some(law.without_verdict.values()))
    freer = some(every([strict, negated(moved(strict, [(value, high)]))]) for strict in law.verdicts.values())
    wanted = [ground.known, figures.known[quantity], value < high, freer, decided, moved(decided, [(value, high)])]
    if quantity is Quantity.TPP:
        wanted.append(figures.known[Quantity.BEST_TOPS])
    model = ground.search.model([*wanted, *found])
    if model is None:
        return None
    found.append(negated(_way(ground, model, quantity)))
    low, up = (decimal(value_of(model, term)) for term in (value, high))
    base = ground.search.shipment(model, ground.day)
    ended = _ended(ground, base, quantity, low, up)

    def shows(chip: Shipment, below: Decimal, above: Decimal) -> bool:
        sides = [judged(ground.rulebook, with_figure(chip, quantity, at)) for at in (below, above)]
        strict = [case.conclusion.worst.strictness for case in sides]
        return below < above and strict[0] > strict[1] and _gone(*sides) == ended

    base = ground.small(base, lambda chip: shows(chip, low, up))
    low = plainest(low, lambda at: shows(base, at, up), ground.bounds)
    up = plainest(up, lambda at: shows(base, low, at), ground.bounds)
    chips = tuple(ground.chip(with_figure(base, quantity, at)) for at in (low, up))
    sentence = (
        f"raising {TITLES[quantity]} alone from {shown(Fraction(low))} to {shown(Fraction(up))} makes it freer: "
        f"{chips[0].says} → {chips[1].says}, as {' and '.join(sorted(ended))} no longer applies"
    )
    return Finding(Kind.NOT_MONOTONE, tuple(sorted(ended)), sentence, chips, ground.day, about=quantity.value)


def _way(ground: Ground, model: Model, quantity: Quantity) -> Formula:
    """The requirements that let go in this model do so."""
    law, pair = ground.law, [(ground.law.world.figures.value[quantity], number("high"))]
    let_go = []
    for target in law.standings.values():
        goes = some(every([strict, negated(moved(strict, pair))])
                    for strict in (law.at_least(target, level) for level in law.verdicts))  # fmt: skip
        if holds(model, goes):
            let_go.append(goes)
    return every(let_go)


def _ended(ground: Ground, base: Shipment, quantity: Quantity, low: Decimal, up: Decimal) -> frozenset[str]:
    return _gone(*(judged(ground.rulebook, with_figure(base, quantity, at)) for at in (low, up)))


def _gone(before: Case, after: Case) -> frozenset[str]:
    """The requirements that bind no more, or less, and the paragraphs that are met no more."""
    strict = {one.target.name: one for one in after.conclusion.standings if one.counted}
    verdict = before.ruleset.in_force.verdicts.verdict
    found = set()
    for one in before.conclusion.standings:
        other = strict.get(one.target.name)
        if one.counted and (other is None or verdict(other.worst).strictness < verdict(one.worst).strictness):
            found.add(one.target.name)
    for target in before.ruleset.items:
        assert isinstance(target.dated.version, Item)
        if before.truths[target.name] is Truth.TRUE and after.truths[target.name] is not Truth.TRUE:
            found.add(target.name)
    return frozenset(found)
