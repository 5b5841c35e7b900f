"""Proofs over a whole rulebook: what must be so of rules that hang together, for every interval between two changes.

Equal law is proved once, whatever the days. What is found comes with a chip that shows it, decided by the engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from chipgate.engine.judge import matching_on
from chipgate.model.pack import State, Verdict
from chipgate.model.rulebook import Rulebook

from .answered import judged
from .licensed import licensed
from .prove_findings import Check, Chip, Finding, Ground, Kind, Known
from .prove_items import item_checks
from .prove_monotone import monotone_checks
from .prove_reach import Decisive, reach_checks
from .solver.agreement import disagreements
from .solver.law import World
from .solver.logic import negated, some
from .solver.search import Search

POINTS, SEED = 100, 1
_FREE = (State.NO_REQUIREMENT, State.EXEMPTION, State.EXCEPTION)


@dataclass(frozen=True, slots=True)
class Proved:
    """What was proved of a rulebook, and what was found.

    `states` has for each row of the verdict table a shipment in that state. A row without one is a finding only where
    the days are `whole`: one in each interval between two changes. `points` counts the random shipments on which the
    formulas and the engine agree.
    """

    days: tuple[dt.date, ...]
    provisions: int
    checks: int
    points: int
    states: dict[State, Chip]
    findings: tuple[Finding, ...]
    whole: bool

    @property
    def unexpected(self) -> tuple[Finding, ...]:
        """The findings of which nobody said that the law means them."""
        return tuple(one for one in self.findings if one.known is None)


def prove(
    rulebook: Rulebook, days: Sequence[dt.date], known: Sequence[Known] = (), done: Callable[[], None] = lambda: None,
    points: int = POINTS,
) -> Proved:  # fmt: skip
    """Prove the rules in force on each of the days; `done` is called after each. `points` random shipments are put to
    the formulas and to the engine.

    Raises:
        ImportError: z3 is not installed.
    """
    laws = [matching_on(rulebook, day).ruleset for day in days]
    world = World(laws)
    search, every_known, decisive = Search(world), world.known(), Decisive()
    proved: dict[tuple[object, ...], Sequence[Finding]] = {}
    by_day: list[list[Finding]] = []
    for day, ruleset in zip(days, laws, strict=True):
        ground = Ground(rulebook, day, world.law(ruleset), search, every_known, known)
        by_day.append(list(_found(_checks(ground, decisive), proved)))
        done()
    findings = list(_spread(by_day, days, known))
    states = dict(_states(rulebook, days, world, search))
    whole = set(days) >= set(intervals(rulebook))
    if whole:
        findings += (_out_of_reach(state, days[0], known) for state in State if state not in states)
    for one in disagreements(rulebook, days, world, points, SEED):
        sentence = f"of {one.about}, the formulas say {one.solver} and the engine says {one.engine}"
        chip = Chip(one.shipment, one.engine)
        findings.append(Finding(Kind.DISAGREES, (one.about,), sentence, (chip,), one.shipment.date))
    order = list(Kind)
    findings.sort(key=lambda one: (one.known is not None, order.index(one.kind), one.provisions, one.first))
    count = len({dated.id for law in laws for dated in law.in_force.versions.values()})
    return Proved(tuple(days), count, len(proved), points, states, tuple(findings), whole)


def intervals(rulebook: Rulebook) -> list[dt.date]:
    """The first day of every interval between two changes, from the first day covered on."""
    first = rulebook.pack.covered_from
    return [first, *(day for day in rulebook.boundaries if day > first)]


def _checks(ground: Ground, decisive: Decisive) -> Iterator[Check]:
    yield from reach_checks(ground)
    yield from item_checks(ground)
    yield from decisive.checks(ground)
    yield from monotone_checks(ground)


def _found(
    checks: Iterable[Check], proved: dict[tuple[object, ...], Sequence[Finding]]
) -> Iterator[Finding]:
    for check in checks:
        if check.signature not in proved:
            proved[check.signature] = check.make()
        yield from proved[check.signature]


def _spread(
    by_day: Sequence[list[Finding]], days: Sequence[dt.date], known: Sequence[Known]
) -> Iterator[Finding]:
    """Each finding once for every stretch of days on which it is found; what is the same in other law is joined."""
    open_now: dict[tuple[object, ...], tuple[dt.date, Finding]] = {}
    for place, found in enumerate(by_day):
        here = {one.key: one for one in found}
        for key in [key for key in open_now if key not in here]:
            first, finding = open_now.pop(key)
            yield finding.on(first, days[place] - dt.timedelta(days=1), known)
        for key, finding in here.items():
            open_now.setdefault(key, (days[place], finding))
    for first, finding in open_now.values():
        yield finding.on(first, None, known)


def _states(
    rulebook: Rulebook, days: Sequence[dt.date], world: World, search: Search
) -> Iterator[tuple[State, Chip]]:
    """A shipment for each row of the verdict table, on the first day that has one."""
    waiting = [state for state in State if state is not State.LICENSE]
    for day in days:
        law = world.law(matching_on(rulebook, day).ruleset)
        decided = negated(some(law.without_verdict.values()))
        for state in tuple(waiting):
            wanted = some(law.state(target, state) for target in law.standings.values())
            if state is State.NO_REQUIREMENT:
                wanted = negated(some(law.targets[name].possible for name in law.standings))
            if search.proved_none(decided, wanted):
                continue
            alone = negated(law.verdicts[Verdict.LICENSE_REQUIRED])
            choices = ([world.known(), alone], [world.known()], []) if state in _FREE else ([world.known()], [])
            tried = (search.find(day, [decided, wanted, *choice]) for choice in choices)
            found = next(shipment for shipment in tried if shipment is not None)
            waiting.remove(state)
            case = judged(rulebook, found)
            yield state, Chip(found, case.conclusion.worst.value)
            held = licensed(case) if state is State.UNSTATED or state is State.CASE_BY_CASE else None
            if held is not None:
                yield State.LICENSE, Chip(held, judged(rulebook, held).conclusion.worst.value)


def _out_of_reach(state: State, day: dt.date, known: Sequence[Known]) -> Finding:
    sentence = f"no shipment is ever in the state {state.value}, to which the verdict table gives a row"
    return Finding(Kind.STATE, (state.value,), sentence, (), day).on(day, None, known)
