"""Do the formulas say what the engine says? Random shipments, figures at bounds and a hair beside, put to both."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chipgate.engine.judge import Case
from chipgate.engine.outcomes import not_subject
from chipgate.engine.truth import Truth
from chipgate.model.measures import MEASURES, Measure, Quantity
from chipgate.model.pack import Verdict
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from ..answered import judged
from .law import Law, World
from .logic import Model, Pair, assigned, every, holds
from .search import Search

HAIR = Fraction(1, 10**9)
DEFAULT_SHARE, STATED_SHARE = 0.6, 0.7
"""How often a random shipment takes the usual choice on an axis, and how often it states a figure."""
AT_BOUND = 0.9
"""How often a figure stands at a bound of some rule, or a hair beside."""
Bounds = dict[Quantity, list[tuple[Measure, Fraction]]]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A shipment of which the formulas and the engine say different things about a target, or the verdict."""

    shipment: Shipment
    about: str
    solver: str
    engine: str


def disagreements(
    rulebook: Rulebook, days: Sequence[dt.date], world: World, points: int, seed: int
) -> Iterator[Disagreement]:
    """Put so many random shipments to both; nothing comes where they agree on every target and on every verdict."""
    chance, search, rules, bounds = random.Random(seed), Search(world), every(world.rules), _bounds(world)
    tried = 0
    while tried < points:
        day = chance.choice(days)
        model = _point(world, bounds, chance)
        if not holds(model, rules):
            continue
        tried += 1
        shipment = search.shipment(model, day)
        case = judged(rulebook, shipment)
        yield from _compared(world.law(case.ruleset), model, case)


def _compared(law: Law, model: Model, case: Case) -> Iterator[Disagreement]:
    for name, pair in law.targets.items():
        said = _truth(model, pair)
        if said is not case.truths[name]:
            yield Disagreement(case.shipment, name, said.name, case.truths[name].name)
    solver, engine = _verdict(law, model), _outcome(case)
    if solver != engine:
        yield Disagreement(case.shipment, "the verdict", solver, engine)


def _truth(model: Model, pair: Pair) -> Truth:
    return Truth.TRUE if holds(model, pair.sure) else Truth.UNKNOWN if holds(model, pair.possible) else Truth.FALSE


def _verdict(law: Law, model: Model) -> str:
    for name, formula in law.without_verdict.items():
        if holds(model, formula):
            return name
    if holds(model, law.verdicts[Verdict.BLOCKED]):
        return Verdict.BLOCKED.value
    return (Verdict.LICENSE_REQUIRED if holds(model, law.verdicts[Verdict.LICENSE_REQUIRED]) else Verdict.ALLOWED).value


def _outcome(case: Case) -> str:
    places, code = case.ruleset.destinations, case.shipment.destination
    if code in places.part_of_united_states:
        return "not-an-export"
    if code in places.unresolved:
        return "destination-unresolved"
    if code not in places.names:
        return "unknown-destination"
    return "not-subject" if not_subject(case) else case.conclusion.worst.value


def _bounds(world: World) -> Bounds:
    """For each quantity the bounds of the measures that it takes part in, on any day."""
    limits = {(MEASURES[name], bound) for law in world.questions.laws for name, found in law.bounds.items()
              for bound in found}  # fmt: skip
    listed = sorted(limits, key=lambda one: (one[0].name, one[1]))
    return {quantity: [one for one in listed if quantity in one[0].parts] for quantity in Quantity}


def _point(world: World, bounds: Bounds, chance: random.Random) -> Model:
    truths = [(world.text, chance.random() < 0.2), *((done, chance.random() < 0.5) for done in world.acts.values())]
    for chosen in world.questions.chosen.values():
        usual = chance.random() < DEFAULT_SHARE
        place = 0 if usual else chance.randrange(len(chosen.picks))
        truths += [(pick, number == place) for number, pick in enumerate(chosen.picks)]
    figures, values = world.figures, dict[Quantity, Fraction]()
    for quantity in Quantity:
        stated = chance.random() < STATED_SHARE
        values[quantity] = _figure(quantity, values, bounds[quantity], chance) if stated else Fraction(-1)
    if values[Quantity.TPP] < 0:
        values[Quantity.BEST_TOPS] = Fraction(-1)
    truths += [(figures.known[quantity], value >= 0) for quantity, value in values.items()]
    tpp = max(values[Quantity.TPP], Fraction(0))
    for quantity, value in values.items():
        if value < 0:
            values[quantity] = tpp / 64 if quantity is Quantity.BEST_TOPS else Fraction(0)
    return assigned(truths, [(figures.value[quantity], value) for quantity, value in values.items()])


def _figure(
    quantity: Quantity, values: dict[Quantity, Fraction], bounds: Sequence[tuple[Measure, Fraction]],
    chance: random.Random,
) -> Fraction:  # fmt: skip
    """A figure at a bound of some rule that it takes part in, a hair beside, or anywhere."""
    if quantity is Quantity.COMPLETION_YEAR:
        return Fraction(chance.randint(2024, 2031))
    found: Fraction | None = Fraction(chance.choice((0, 100, 400, 1000, 5000)))
    if bounds and chance.random() < AT_BOUND:
        measure, bound = chance.choice(bounds)
        others = {one: values[one] if values.get(one, -1) >= 0 else Fraction(400) for one in measure.parts}
        found = measure.solve(bound, quantity, others)
    at = max((found or Fraction(0)) + chance.choice((-HAIR, 0, 0, HAIR)), Fraction(0))
    at = Fraction(round(at * 10**12), 10**12)
    if quantity is Quantity.US_CONTENT:
        at = min(at, Fraction(100))
    return at or Fraction(1) if quantity in (Quantity.DIE_AREA, Quantity.HBM_AREA) else at
