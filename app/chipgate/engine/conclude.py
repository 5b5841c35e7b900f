"""From what applies to a verdict: the state each requirement leaves the shipment in, and the strictest of them.

A missing fact counts as the worst it may be: restrictions count when they may apply, freedoms only when they surely do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from chipgate.model.pack import State, Verdict
from chipgate.model.provision import (
    Act,
    Applying,
    Enforcement,
    Exemption,
    Item,
    Letter,
    LicenseException,
    Policy,
    Prohibition,
    ReportedControl,
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
MILDEST_FIRST = (
    State.NO_REQUIREMENT, State.EXEMPTION, State.EXCEPTION, State.LICENSE, State.UNSTATED,
    State.PRESUMPTION_OF_APPROVAL, State.CASE_BY_CASE, State.PRESUMPTION_OF_DENIAL, State.PROHIBITION,
)  # fmt: skip
"""The order of the states of one verdict."""

InPlay = tuple[Dated, Truth]
"""A provision that applies or may apply, and which of the two."""


@dataclass(frozen=True, slots=True)
class Licensed:
    """A license in hand all of whose terms hold for a shipment, with the ids of what it covers."""

    number: str
    covers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a shipment brings besides its facts: the acts stated as done ("provision#act"), the layer of the law that
    counts, whether anything may be assumed, and the licenses in hand within whose terms it is."""

    certified: frozenset[str]
    scope: Scope
    strict: bool
    licensed: tuple[Licensed, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """One requirement, letter or prohibition that applies or may apply, and the state it leaves the shipment in.

    `worst` takes every missing fact at its worst, `best` at its best. `freed_by` are the exemptions and exceptions that
    surely free it; `yielding` the policies printed for it over which another governs; `licensed_by` the number of the
    license in hand under which the shipment goes.
    """

    target: Target
    truth: Truth
    counted: bool
    worst: State
    best: State
    policies: tuple[tuple[Dated, Truth], ...]
    freed_by: tuple[str, ...]
    yielding: tuple[tuple[Dated, Truth], ...] = ()
    licensed_by: str | None = None


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


def conclude(ruleset: Ruleset, truths: Mapping[str, Truth], terms: Terms) -> Conclusion:
    """Weigh everything that applies or may apply."""
    table = ruleset.in_force.verdicts
    exceptions = _in_play(LicenseException, ruleset, truths)
    freeing = _by_covered([*_in_play(Exemption, ruleset, truths), *exceptions])
    policies = _by_covered(_in_play(Policy, ruleset, truths))
    restricting = (Requirement, Letter, Prohibition, *((ReportedControl,) if terms.strict else ()))
    standings = [
        _standing(target, truths[target.name], policies, freeing, terms, ruleset)
        for kind in restricting
        for target in ruleset.by_type.get(kind, ())
        if truths[target.name] is not Truth.FALSE and target.name == target.dated.id
    ]
    standings = _under_licenses(standings, terms.licensed, ruleset)
    verdict = table.verdict
    counted_states = [standing for standing in standings if standing.counted]
    worst = _strictest([State.NO_REQUIREMENT, *(standing.worst for standing in counted_states)], ruleset)
    sure = (standing.best for standing in counted_states if standing.truth is Truth.TRUE)
    best = _strictest([State.NO_REQUIREMENT, *sure], ruleset)
    standings.sort(key=lambda s: (not s.counted, -_order(s.worst, ruleset), s.truth is not Truth.TRUE, s.target.name))
    return Conclusion(verdict(worst), verdict(best), tuple(standings), tuple(exceptions))


def _in_play(kind: type[Applying], ruleset: Ruleset, truths: Mapping[str, Truth]) -> list[InPlay]:
    """The provisions of a kind that apply or may apply."""
    return [
        (target.dated, truths[target.name])
        for target in ruleset.by_type.get(kind, ())
        if truths[target.name] is not Truth.FALSE
    ]


def _by_covered(provisions: Iterable[InPlay]) -> Mapping[str, list[InPlay]]:
    """The provisions that bear on each requirement, by its id."""
    found: dict[str, list[InPlay]] = {}
    for one in provisions:
        for id in dict.fromkeys(getattr(one[0].version, "covers", ())):
            found.setdefault(id, []).append(one)
    return found


def counts(dated: Dated, scope: Scope) -> bool:
    """Whether a provision counts towards the verdict, or is printed, not enforced, and only shown."""
    enforcement = getattr(dated.version, "enforcement", Enforcement.ENFORCED)
    return enforcement is Enforcement.ENFORCED or scope is Scope.TEXT


def outstanding(dated: Dated, certified: frozenset[str]) -> list[Act]:
    """The acts of a provision that are not stated as done."""
    version = dated.version
    acts = version.conditions if isinstance(version, Policy | LicenseException | Item) else ()
    return [act for act in acts if f"{dated.id}#{act.id}" not in certified]


def _standing(
    target: Target,
    applies: Truth,
    policies: Mapping[str, list[InPlay]],
    freeing: Mapping[str, list[InPlay]],
    terms: Terms,
    ruleset: Ruleset,
) -> Standing:
    version, id = target.dated.version, target.dated.id
    counted = counts(target.dated, terms.scope)
    if isinstance(version, Prohibition):
        return Standing(target, applies, counted, State.PROHIBITION, State.PROHIBITION, (), ())
    if isinstance(version, ReportedControl):
        return Standing(target, Truth.UNKNOWN, counted, State.UNSTATED, State.NO_REQUIREMENT, (), ())
    printed = [
        (dated, sure)
        for dated, sure in policies.get(id, ())
        if isinstance(dated.version, Policy)
        and (counts(dated, terms.scope) or not counted)
    ]  # fmt: skip
    governing, yielding = _governing(printed)
    stated = version.policy if isinstance(version, Letter | Requirement) else None
    worst, best = (STATES[stated], STATES[stated]) if stated else _policy_states(governing, ruleset)
    ready = [
        (dated, sure)
        for dated, sure in freeing.get(id, ())
        if isinstance(dated.version, Exemption | LicenseException)
        and counts(dated, terms.scope)
        and not outstanding(dated, terms.certified)
    ]
    freed_by = tuple(dated.id for dated, sure in ready if sure is Truth.TRUE)
    freed = [State.EXEMPTION if isinstance(dated.version, Exemption) else State.EXCEPTION for dated, _ in ready]
    surely = [state for state, (_, sure) in zip(freed, ready, strict=True) if sure is Truth.TRUE]
    return Standing(
        target, applies, counted,
        min(surely, key=MILDEST_FIRST.index) if surely else worst,
        min(freed, key=MILDEST_FIRST.index) if freed else best,
        tuple(governing), freed_by, tuple(yielding),
    )  # fmt: skip


def _under_licenses(standings: list[Standing], licensed: Iterable[Licensed], ruleset: Ruleset) -> list[Standing]:
    """Free what licenses in hand cover and nothing else frees; a prohibition is never freed.

    The license that frees most goes first, so that no more licenses are drawn from than needed.
    """
    verdict = ruleset.in_force.verdicts.verdict
    needing = {
        standing.target.dated.id
        for standing in standings
        if standing.counted and isinstance(standing.target.dated.version, Requirement | Letter)
        and verdict(standing.worst) is not Verdict.ALLOWED
    }  # fmt: skip
    under: dict[str, str] = {}
    for license in sorted(licensed, key=lambda one: -len(one.covers & needing)):
        under |= {id: license.number for id in license.covers & needing if id not in under}
    found = []
    for standing in standings:
        number = under.get(standing.target.dated.id)
        if number is not None:
            best = min(standing.best, State.LICENSE, key=lambda state: _order(state, ruleset))
            standing = replace(standing, worst=State.LICENSE, best=best, licensed_by=number)
        found.append(standing)
    return found


def _governing(
    printed: list[tuple[Dated, Truth]],
) -> tuple[list[tuple[Dated, Truth]], list[tuple[Dated, Truth]]]:
    """The policies that decide, and those that yield to one of them: two texts that the law prints side by side.

    One yields only to a policy that surely applies; otherwise both may decide.
    """
    applying = {dated.id for dated, sure in printed if sure is Truth.TRUE}
    governing: list[tuple[Dated, Truth]] = []
    yielding: list[tuple[Dated, Truth]] = []
    for dated, sure in printed:
        assert isinstance(dated.version, Policy)
        (yielding if applying & set(dated.version.yields_to) else governing).append((dated, sure))
    return governing, yielding


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
    return 10 * ruleset.in_force.verdicts.verdict(state).strictness + MILDEST_FIRST.index(state)
