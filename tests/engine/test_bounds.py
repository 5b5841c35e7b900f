"""Every bound of the pack decides exactly at itself, and not a hair to either side of itself."""

from __future__ import annotations

from fractions import Fraction

from chipgate import Rulebook
from chipgate.engine.judge import matching_on
from chipgate.engine.truth import Truth, bounds, compare
from chipgate.model.condition import Limit, leaves
from chipgate.model.figures import Span

HAIR = Fraction(1, 10**15)


def test_every_bound_of_every_version_decides_exactly_at_itself(rulebook: Rulebook) -> None:
    tried = 0
    for day in rulebook.boundaries:
        for target in matching_on(rulebook, day).ruleset.targets.values():
            for leaf in leaves(target.condition):
                if isinstance(leaf, Limit):
                    for sign, bound in bounds(leaf):
                        outcomes = [compare(Span(v, v), sign, bound) is Truth.TRUE for v in _around(bound)]
                        assert outcomes == {
                            "at_least": [False, True, True],
                            "above": [False, False, True],
                            "below": [True, False, False],
                            "at_most": [True, True, False],
                        }[sign]
                        tried += 1
    assert tried > 100


def _around(bound: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    return bound - HAIR, bound, bound + HAIR
