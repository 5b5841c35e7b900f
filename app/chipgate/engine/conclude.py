"""From what applies to a verdict: the state each requirement leaves the shipment in, and the strictest of them.

A missing fact counts as the worst it may be: restrictions count when they may apply, freedoms only when they surely do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chipgate.model.pack import State, Verdict
from chipgate.model.provision import (
    Act,
    Enforcement,
    Letter,
    LicenseException,
    Policy,
    Prohibition,
    Requirement,
    ReviewPolicy,
)
from chipgate.model.rulebook import Dated
from chipgate.model.shipment import Scope

from .ruleset import Ruleset, Target
from .truth import Truth

STATES = {
    ReviewPolicy.PRESUMPTION_OF_DENIAL: State.PRESUMPTION_OF_DENIAL,
    ReviewPolicy.CASE_BY_CASE: State.CASE_BY_CASE,
    ReviewPolicy.PRESUMPTION_OF_APPROVAL: State.PRESUMPTION_OF_APPROVAL,
    ReviewPolicy.UNSTATED: State.UNSTATED,
}
_STRICTEST_LAST = (
    State.NO_REQUIREMENT, State.EXCEPTION, State.UNSTATED, State.PRESUMPTION_OF_APPROVAL, State.CASE_BY_CASE,
    State.PRESUMPTION_OF_DENIAL, State.PROHIBITION,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """One requirement, letter or prohibition that applies or may apply, and the state it leaves the shipment in.

    `worst` takes every missing fact at its worst, `best` at its best. `freed_by` are the exceptions that surely free
    it.
    """

    target: Target
    truth: Truth
    counted: bool
    worst: State
    best: State
    policies: tuple[tuple[Dated, Truth], ...]
    freed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The verdict with every missing fact at its worst, the same at its best, and what led there, strictest first."""

    worst: Verdict
    best: Verdict
    standings: tuple[Standing, ...]
    exceptions: tuple[tuple[Dated, Truth], ...]

    @property
    def definite(self) -> bool:
        """Whether the missing facts leave the verdict alone."""
        return self.worst is self.best


def conclude(
    ruleset: Ruleset, truths: Mapping[str, Truth], certified: frozenset[str], scope: Scope
) -> Conclusion:
    """Weigh everything that applies or may apply.

    `certified` holds the acts stated as done, as "provision#act".
    """
    table = ruleset.in_force.verdicts
    exceptions = [
        (target.dated, truths[name])
        for name, target in ruleset.targets.items()
        if isinstance(target.dated.version, LicenseException) and truths[name] is not Truth.FALSE
    ]
    policies = [
        (target.dated, truths[name])
        for name, target in ruleset.targets.items()
        if isinstance(target.dated.version, Policy) and truths[name] is not Truth.FALSE
    ]
    standings = []
    for name, target in ruleset.targets.items():
        version = target.dated.version
        if truths[name] is Truth.FALSE or name != target.dated.id:
            continue
        if not isinstance(version, Requirement | Letter | Prohibition):
            continue
        counted = counts(target.dated, scope)
        standings.append(_standing(target, truths[name], counted, policies, exceptions, certified, scope, ruleset))
    verdict = table.verdict
    counted_states = [standing for standing in standings if standing.counted]
    worst = _strictest([State.NO_REQUIREMENT, *(standing.worst for standing in counted_states)], ruleset)
    sure = (standing.best for standing in counted_states if standing.truth is Truth.TRUE)
    best = _strictest([State.NO_REQUIREMENT, *sure], ruleset)
    standings.sort(key=lambda s: (not s.counted, -_order(s.worst, ruleset), s.truth is not Truth.TRUE, s.target.name))
    return Conclusion(verdict(worst), verdict(best), tuple(standings), tuple(exceptions))


def counts(dated: Dated, scope: Scope) -> bool:
    """Whether a provision counts towards the verdict, or is printed, not enforced, and only shown."""
    enforcement = getattr(dated.version, "enforcement", Enforcement.ENFORCED)
    return enforcement is Enforcement.ENFORCED or scope is Scope.TEXT


def outstanding(dated: Dated, certified: frozenset[str]) -> list[Act]:
    """The acts of a provision that are not stated as done."""
    version = dated.version
    acts = version.conditions if isinstance(version, Policy | LicenseException) else ()
    return [act for act in acts if f"{dated.id}#{act.id}" not in certified]


def _standing(
    target: Target,
    applies: Truth,
    counted: bool,
    policies: list[tuple[Dated, Truth]],
    exceptions: list[tuple[Dated, Truth]],
    certified: frozenset[str],
    scope: Scope,
    ruleset: Ruleset,
) -> Standing:
    version, id = target.dated.version, target.dated.id
    if isinstance(version, Prohibition):
        return Standing(target, applies, counted, State.PROHIBITION, State.PROHIBITION, (), ())
    covering = tuple(
        (dated, sure)
        for dated, sure in policies
        if isinstance(dated.version, Policy) and id in dated.version.covers and (counts(dated, scope) or not counted)
    )
    if isinstance(version, Letter):
        worst = best = STATES[version.policy]
    else:
        worst, best = _policy_states(covering, ruleset)
    ready = [
        (dated, sure)
        for dated, sure in exceptions
        if isinstance(dated.version, LicenseException)
        and id in dated.version.covers
        and counts(dated, scope)
        and not outstanding(dated, certified)
    ]
    freed_by = tuple(dated.id for dated, sure in ready if sure is Truth.TRUE)
    return Standing(
        target, applies, counted,
        State.EXCEPTION if freed_by else worst,
        State.EXCEPTION if ready else best,
        covering, freed_by,
    )  # fmt: skip


def _policy_states(covering: Iterable[tuple[Dated, Truth]], ruleset: Ruleset) -> tuple[State, State]:
    """The review policy at worst and at best. Where none surely fits, that none fits is possible too."""
    sure, possible = [], []
    for dated, fits in covering:
        assert isinstance(dated.version, Policy)
        possible.append(STATES[dated.version.policy])
        if fits is Truth.TRUE:
            sure.append(possible[-1])
    if not sure:
        possible.append(State.UNSTATED)
    worst = _strictest(possible, ruleset)
    return worst, _strictest(sure, ruleset) if sure else min(possible, key=lambda state: _order(state, ruleset))


def _strictest(states: Iterable[State], ruleset: Ruleset) -> State:
    return max(states, key=lambda state: _order(state, ruleset))


def _order(state: State, ruleset: Ruleset) -> int:
    return 10 * ruleset.in_force.verdicts.verdict(state).strictness + _STRICTEST_LAST.index(state)
