"""The formulas say what the engine says; the solver finds what there is, and proves what there is not."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest

from chipgate import Rulebook
from chipgate.audit.answered import judged, outcome
from chipgate.audit.solver.agreement import disagreements
from chipgate.audit.solver.law import World
from chipgate.audit.solver.logic import every, exact, negated, some, variable
from chipgate.audit.solver.search import Search
from chipgate.audit.solver.smallest import smallest
from chipgate.engine.judge import matching_on
from chipgate.engine.truth import Truth
from chipgate.model.measures import Quantity
from chipgate.model.pack import Verdict
from chipgate.model.shipment import Shipment
from tests.sizes import size

DAY = dt.date(2026, 9, 1)
POINTS = size(700, 5_000)


@pytest.fixture(scope="module")
def world(rulebook: Rulebook) -> World:
    """Everything that the rules of any day tell apart."""
    return World([matching_on(rulebook, day).ruleset for day in rulebook.boundaries])


@pytest.mark.slow
def test_the_formulas_agree_with_the_engine_on_random_shipments(rulebook: Rulebook, world: World) -> None:
    """Every target, in three values, and the verdict: bounds exact and a hair beside, on every day."""
    assert list(disagreements(rulebook, rulebook.boundaries, world, POINTS, seed=6)) == []


def test_a_shipment_found_has_the_verdict_it_was_found_for(rulebook: Rulebook, world: World) -> None:
    law, search = world.law(matching_on(rulebook, DAY).ruleset), Search(world)
    decided = [negated(one) for one in law.without_verdict.values()]
    blocked, needed = law.verdicts[Verdict.BLOCKED], law.verdicts[Verdict.LICENSE_REQUIRED]
    for wanted, verdict in (
        ([blocked], "blocked"), ([needed, negated(blocked)], "license-required"), ([negated(needed)], "allowed"),
    ):  # fmt: skip
        found = search.find(DAY, [*wanted, *decided])
        assert found is not None
        assert outcome(rulebook, found, matched=True) == verdict


def test_outcomes_without_a_verdict_are_found_too(rulebook: Rulebook, world: World) -> None:
    law, search = world.law(matching_on(rulebook, DAY).ruleset), Search(world)
    for name in ("not-an-export", "not-subject"):
        found = search.find(DAY, [law.without_verdict[name]])
        assert found is not None
        assert outcome(rulebook, found) == name


def test_figures_found_can_be_written_down_to_the_last_digit(rulebook: Rulebook, world: World) -> None:
    """A density of exactly 5.92 has an area to it whose decimals end."""
    search, figures = Search(world), world.figures
    tpp, area = figures.value[Quantity.TPP], figures.value[Quantity.DIE_AREA]
    stated = [figures.known[Quantity.TPP], figures.known[Quantity.DIE_AREA]]
    found = search.find(DAY, [*stated, tpp == exact(Fraction(592, 100)) * area, tpp > exact(Fraction(1600))])
    assert found is not None
    assert found.item.tpp is not None
    assert found.item.die_area_mm2 is not None
    assert Fraction(found.item.tpp) == Fraction(592, 100) * Fraction(found.item.die_area_mm2)


def test_what_cannot_be_is_proved(rulebook: Rulebook, world: World) -> None:
    law, search = world.law(matching_on(rulebook, DAY).ruleset), Search(world)
    item, level = law.targets["us/items/3a090-a"].sure, world.figures.value[Quantity.TPP]
    assert search.proved_none(item, level < exact(Fraction(1600)))
    assert not search.proved_none(item, level <= exact(Fraction(1600)))


def test_the_smallest_shipment_keeps_what_it_must_show(rulebook: Rulebook) -> None:
    big = Shipment.model_validate({
        "item": {"name": "X1", "manufacturer": "Example", "tpp": "4817.3391", "die_area_mm2": 614, "made_in": "TW",
                 "dram_bandwidth_gb_s": 1300, "designed_or_marketed_for_datacenter": True},
        "destination": "CN", "date": DAY, "exporter": "Example", "knowledge": ["technical-analysis-only"],
    })  # fmt: skip


    def keeps(shipment: Shipment) -> bool:
        return judged(rulebook, shipment).truths["us/items/3a090-a"] is Truth.TRUE

    small = smallest(big, keeps, [Decimal(4800)])
    assert small == Shipment.model_validate({"item": {"tpp": 5000}, "destination": "CN", "date": DAY})


def test_truth_values_are_folded() -> None:
    one, other = variable("one"), variable("other")
    assert every([]).eq(negated(some([])))
    assert every([one, one]).eq(one)
    assert some([one, negated(every([]))]).eq(one)
    assert negated(negated(other)).eq(other)


def test_nothing_loads_the_solver_before_it_is_asked_for() -> None:
    asked = "import sys, chipgate, chipgate.audit.report, chipgate.surfaces.cli.rules; print('z3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_without_the_solver_the_command_says_how_to_get_it(tmp_path: object) -> None:
    asked = (
        "import sys; sys.modules['z3'] = None; from chipgate.surfaces.cli import main; "
        "sys.argv = ['chipgate', 'rules', 'prove']; main()"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'chipgate[prove]'" in " ".join(done.stderr.split())
