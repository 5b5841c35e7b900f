"""A ruleset as formulas: when each of its targets applies, and what verdict follows.

Conditions follow `engine.explain`, conclusions `engine.conclude`; a test holds both against the engine point by point.
Licenses in hand are not encoded: a proof speaks of shipments that have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chipgate.engine.conclude import STATES
from chipgate.engine.ruleset import Ruleset, Target
from chipgate.model.condition import All, AnyOf, Classified, Condition, FlagIs, Leaf, Limit, Not, leaves
from chipgate.model.pack import State, Verdict
from chipgate.model.provision import (
    Act,
    Enforcement,
    Exemption,
    Letter,
    LicenseException,
    Policy,
    Prohibition,
    Requirement,
    Subjection,
)
from chipgate.model.rulebook import Dated

from .figures import Figures
from .logic import FALSE, NO, YES, Formula, Pair, conjunction, disjunction, every, negated, some, variable
from .questions import Questions

Freed = tuple[Dated, Formula]
"""What may free a requirement, and when it surely does."""


class World:
    """What shipments may state, shared by the rulesets that are compared."""

    def __init__(self, laws: Sequence[Ruleset]) -> None:
        self.questions = Questions(tuple(laws))
        self.figures = Figures(self.questions)
        self.text = variable("the printed text counts")
        self.acts: dict[str, Formula] = {}
        self.rules = [*self.questions.rules, *self.figures.rules]
        self._laws: dict[str, Law] = {}
        self.kept: dict[tuple[object, ...], tuple[Target, tuple[Pair, ...], Pair]] = {}
        self.standing: dict[tuple[object, ...], tuple[list[Dated], Formula]] = {}
        """Conditions, and what follows from them, by what they hang on, with the objects that the keys name."""

    def known(self) -> Formula:
        """Every fact and every figure is known."""
        return every([self.questions.all_known(), self.figures.all_known()])

    def law(self, ruleset: Ruleset) -> Law:
        """A ruleset as formulas."""
        if ruleset.digest not in self._laws:
            self._laws[ruleset.digest] = Law(self, ruleset)
        return self._laws[ruleset.digest]

    def act(self, id: str) -> Formula:
        """Whether an act is stated as done."""
        chosen = self.questions.chosen.get(f"certified:{id}")
        if chosen is not None and len(chosen.picks) > 1:
            return chosen.where([1])
        if id not in self.acts:
            self.acts[id] = variable(f"done: {id}")
        return self.acts[id]

    def counts(self, dated: Dated) -> Formula:
        """Whether a provision counts towards the verdict."""
        enforcement = getattr(dated.version, "enforcement", Enforcement.ENFORCED)
        return YES if enforcement is Enforcement.ENFORCED else self.text


class Law:
    """When each target of a ruleset applies, and the verdict: at least license-required, blocked, or none at all."""

    def __init__(self, world: World, ruleset: Ruleset) -> None:
        self.world = world
        self.ruleset = ruleset
        self.targets: dict[str, Pair] = {}
        for target in ruleset.by_level:
            self.targets[target.name] = self._target(target)
        self._covering = {
            kind: _by_covered(ruleset, kind) for kind in (Policy, Exemption, LicenseException)
        }  # fmt: skip
        self.standings = {target.dated.id: target for target in _restricting(ruleset)}
        free = ruleset.in_force.verdicts.verdict(State.NO_REQUIREMENT).strictness
        self.verdicts = {
            level: YES if free >= level.strictness
            else some(self.at_least(target, level) for target in self.standings.values())
            for level in (Verdict.LICENSE_REQUIRED, Verdict.BLOCKED)
        }  # fmt: skip
        self.without_verdict = self._without_verdict()

    def _target(self, target: Target) -> Pair:
        """The condition of a target, kept: most are the same from one ruleset to the next."""
        keys = [self.ruleset.key(leaf) for leaf in leaves(target.condition) if not isinstance(leaf, Limit)]
        asked = tuple(self.targets[id] for key in keys if key.subject == "classified" for id in key.values
                      if id in self.targets)  # fmt: skip
        looked_up = self.world.questions.looked_up(self.ruleset)
        spot = (target.name, id(target.dated.version), looked_up, tuple(keys), tuple(map(id, asked)))
        found = self.world.kept.get(spot)
        if found is None:
            found = self.world.kept[spot] = (target, asked, self.condition(target.condition))
        return found[2]

    def condition(self, node: Condition) -> Pair:
        """A condition in three values. What it asks of classifications must be there already."""
        match node:
            case All():
                return conjunction(self.condition(limb) for limb in node.all)
            case AnyOf():
                return disjunction(self.condition(limb) for limb in node.any)
            case Not():
                return self.condition(node.not_).negated
            case _:
                return self.leaf(node)

    def leaf(self, leaf: Leaf) -> Pair:
        """A leaf in three values."""
        if isinstance(leaf, Limit):
            return self.world.figures.limit(leaf)
        key = self.ruleset.key(leaf)
        if isinstance(leaf, Classified):
            return disjunction(self.targets.get(id, FALSE) for id in key.values)
        answer = self.world.questions.pair(key, self.ruleset)
        return answer.negated if isinstance(leaf, FlagIs) and not leaf.is_ else answer

    def state(self, target: Target, wanted: State) -> Formula:
        """A restricting target may apply, counts, and leaves the shipment in this state at worst."""
        version = target.dated.version
        applies = every([self.targets[target.name].possible, self.world.counts(target.dated)])
        if isinstance(version, Prohibition):
            return applies if wanted is State.PROHIBITION else NO
        if wanted not in _STATES:
            return NO
        exempt, excepted = self._freed(target, Exemption), self._freed(target, LicenseException)
        if wanted is State.EXEMPTION:
            return every([applies, exempt])
        if wanted is State.EXCEPTION:
            return every([applies, negated(exempt), excepted])
        return every([applies, negated(exempt), negated(excepted), self._policy_state(target, wanted)])

    def at_least(self, target: Target, level: Verdict) -> Formula:
        """What a restricting target leaves is at least so strict; kept, as most are the same in the next ruleset."""
        verdict = self.ruleset.in_force.verdicts.verdict
        strict = tuple(state for state in _STATES if verdict(state).strictness >= level.strictness)
        bearing = [target.dated, *(dated for found in self._covering.values() for dated in found.get(target.name, ()))]
        spot = (target.name, strict, tuple(map(self._order, _STATES)), tuple(id(dated.version) for dated in bearing),
                tuple(id(self.targets[dated.id]) for dated in bearing))  # fmt: skip
        found = self.world.standing.get(spot)
        if found is None:
            found = self.world.standing[spot] = (bearing, some(self.state(target, state) for state in strict))
        return found[1]

    def _freed(self, target: Target, kind: type[Exemption] | type[LicenseException]) -> Formula:
        """Some exemption or exception surely frees a requirement."""
        return some(self.frees(dated.id) for dated in self._covering[kind].get(target.dated.id, ()))

    def frees(self, id: str) -> Formula:
        """An exemption or exception surely applies, counts, and all that it asks for is done."""
        dated = self.ruleset.targets[id].dated
        done = [self.world.act(f"{id}#{act.id}") for act in acts_of(dated)]
        return every([self.targets[id].sure, self.world.counts(dated), *done])

    def _policy_state(self, target: Target, wanted: State) -> Formula:
        """The review leaves a requirement in this state at worst. Only for one that counts: then only policies that
        count are read."""
        version = target.dated.version
        stated = version.policy if isinstance(version, Letter | Requirement) else None
        if stated is not None:
            return YES if STATES[stated] is wanted else NO
        printed = self._covering[Policy].get(target.dated.id, ())
        sure = {dated.id: every([self.targets[dated.id].sure, self.world.counts(dated)]) for dated in printed}
        governing: dict[str, Pair] = {}
        for dated in printed:
            assert isinstance(dated.version, Policy)
            yields = some(sure[id] for id in dated.version.yields_to if id in sure)
            may = every([self.targets[dated.id].possible, self.world.counts(dated)])
            governing[dated.id] = Pair(every([sure[dated.id], negated(yields)]), every([may, negated(yields)]))
        possible = dict.fromkeys(_STATES, NO)
        for dated in printed:
            assert isinstance(dated.version, Policy)
            state = STATES[dated.version.policy]
            possible[state] = some([possible[state], governing[dated.id].possible])
        nothing_sure = negated(some(pair.sure for pair in governing.values()))
        possible[State.UNSTATED] = some([possible[State.UNSTATED], nothing_sure])
        stricter = (state for state in _STATES if self._order(state) > self._order(wanted))
        return every([possible[wanted], *(negated(possible[state]) for state in stricter)])

    def _order(self, state: State) -> tuple[int, int]:
        return self.ruleset.in_force.verdicts.verdict(state).strictness, _STATES.index(state)

    def _without_verdict(self) -> dict[str, Formula]:
        """The outcomes without verdict, by name: what the destination alone decides, or not subject to the EAR."""
        questions, places = self.world.questions, self.ruleset.destinations
        chosen = questions.chosen["destination"]
        found: dict[str, list[int]] = {}
        for place, choice in enumerate(chosen.axis.choices):
            code = dict(choice.stated)["destination"]
            name = ("not-an-export" if code in places.part_of_united_states
                    else "destination-unresolved" if code in places.unresolved
                    else "unknown-destination" if code not in places.names else "")  # fmt: skip
            if name:
                found.setdefault(name, []).append(place)
        outcomes = {name: chosen.where(places) for name, places in found.items()}
        ways = [name for name, target in self.ruleset.targets.items() if isinstance(target.dated.version, Subjection)]
        if ways:
            foreign = questions.chosen["flag:us_origin"].where([1])
            reached = some(self.targets[name].possible for name in ways)
            plain = negated(some(outcomes.values()))
            outcomes["not-subject"] = every([plain, foreign, negated(reached)])
        return outcomes


_STATES = (
    State.UNSTATED, State.EXEMPTION, State.EXCEPTION, State.PRESUMPTION_OF_APPROVAL, State.CASE_BY_CASE,
    State.PRESUMPTION_OF_DENIAL, State.PROHIBITION,
)  # fmt: skip
"""The states that a requirement may leave a shipment in without a license, the looser first."""


def acts_of(dated: Dated) -> tuple[Act, ...]:
    """The acts that must be stated as done before it frees anything."""
    return dated.version.conditions if isinstance(dated.version, LicenseException) else ()


def _restricting(ruleset: Ruleset) -> Iterator[Target]:
    for kind in (Requirement, Letter, Prohibition):
        yield from (target for target in ruleset.by_type.get(kind, ()) if target.name == target.dated.id)


def _by_covered(ruleset: Ruleset, kind: type) -> dict[str, list[Dated]]:
    found: dict[str, list[Dated]] = {}
    for target in ruleset.by_type.get(kind, ()):
        for id in dict.fromkeys(target.dated.version.covers):  # type: ignore[union-attr]
            found.setdefault(id, []).append(target.dated)
    return found
