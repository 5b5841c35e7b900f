"""How far a change of rules reaches: a verdict, only reasons, nothing; shown by a shipment, or proved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest

from chipgate import Rulebook
from chipgate.audit.witness import Comparison, Difference, Proof, Witness
from chipgate.engine.afresh import decide_afresh
from chipgate.errors import EngineDisagreement
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import files_in, parse_rulebook
from chipgate.model.shipment import Shipment

FILES = files_in(rules_folder())
A, B = "us/items/3a090-a/2023-11-17.yaml", "us/items/3a090-b/2023-11-17.yaml"
CASE_BY_CASE = "us/policies/case-by-case-2026/2026-01-15.yaml"


def edited(*edits: tuple[str, str, str]) -> Rulebook:
    """The rules with some texts replaced, each of which stands once in its file."""
    files = dict(FILES)
    for path, old, new in edits:
        text = files[path].decode()
        assert text.count(old) == 1, (path, old)
        files[path] = text.replace(old, new).encode()
    return parse_rulebook(files)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return Comparison()


def _shown(found: Witness | Proof, old: Rulebook, new: Rulebook) -> Witness:
    """The witness, which the engine confirms in full on both sides."""
    assert isinstance(found, Witness)
    answers = [decide_afresh(side, found.shipment).answer for side in (old, new)]
    assert [answer.verdict and answer.verdict.value for answer in answers] == [found.before, found.after]
    return found


def test_a_bound_moved_by_one_is_shown_at_the_bound(rulebook: Rulebook, comparison: Comparison) -> None:
    new = edited((A, "tpp, at_least: 4800, paragraph: a.1", "tpp, at_least: 4799, paragraph: a.1"))
    found = _shown(comparison.compare(rulebook, new), rulebook, new)
    assert found.difference is Difference.VERDICT
    assert found.shipment.item.tpp is not None
    assert 4799 <= found.shipment.item.tpp < 4800
    assert found.shipment.date == dt.date(2023, 11, 17)


def test_an_operator_is_shown_at_the_one_figure_where_it_matters(rulebook: Rulebook, comparison: Comparison) -> None:
    new = edited((A, "performance_density, at_least: 5.92", "performance_density, above: 5.92"))
    found = _shown(comparison.compare(rulebook, new), rulebook, new)
    item = found.shipment.item
    assert item.tpp is not None
    assert item.die_area_mm2 is not None
    assert item.tpp == Decimal("5.92") * item.die_area_mm2


def test_a_bound_that_another_provision_masks_moves_only_reasons(rulebook: Rulebook, comparison: Comparison) -> None:
    """The policy of denial applies at 21000 TPP, whatever the policy of review case by case says of it."""
    new = edited((CASE_BY_CASE, "tpp, below: 21000", "tpp, below: 21001"))
    found = _shown(comparison.compare(rulebook, new), rulebook, new)
    assert found.difference is Difference.REASONS
    assert found.before == found.after
    assert "reasons" in found.parts
    denial = ("us/policies/denial/2026-01-15.yaml", "tpp, below: 21000", "tpp, below: 21001")
    both = edited((CASE_BY_CASE, "tpp, below: 21000", "tpp, below: 21001"), denial)
    assert comparison.compare(rulebook, both).difference is Difference.VERDICT


def test_a_citation_moves_reasons_and_a_comment_nothing(rulebook: Rulebook, comparison: Comparison) -> None:
    cited = edited(("us/policies/denial/2026-01-15.yaml", "\n  text: ", "\n  text: see "))
    found = _shown(comparison.compare(rulebook, cited), rulebook, cited)
    assert (found.difference, found.parts) == (Difference.REASONS, ("reasons",))
    said = parse_rulebook({**FILES, A: FILES[A] + b"# a comment\n"})
    proof = comparison.compare(rulebook, said)
    assert isinstance(proof, Proof)
    assert proof.complete
    assert proof.days == ()


def test_a_member_that_the_groups_beside_it_have_moves_nothing(rulebook: Rulebook, comparison: Comparison) -> None:
    """Kazakhstan is in D:1, and whatever asks for D:4 asks for D:1 too."""
    path = "us/groups/d4/2026-07-10.yaml"
    proof = comparison.compare(rulebook, edited((path, "[BH,", "[BH, KZ,")))
    assert isinstance(proof, Proof)
    assert proof.complete
    assert min(proof.days) == dt.date(2026, 7, 10)


def test_a_member_that_another_clause_leaves_out_again_moves_only_reasons(
    rulebook: Rulebook, comparison: Comparison
) -> None:
    """Germany is in A:5, and whatever requires a license for D:4 does not for A:5; what is said of it differs."""
    new = edited(("us/groups/d4/2026-07-10.yaml", "[BH,", "[BH, DE,"))
    found = _shown(comparison.compare(rulebook, new, [dt.date(2026, 7, 10)]), rulebook, new)
    assert (found.difference, found.shipment.destination) == (Difference.REASONS, "DE")


def test_a_verdict_of_the_table_is_shown_even_for_a_license_in_hand(
    rulebook: Rulebook, comparison: Comparison
) -> None:
    new = edited(("verdicts.yaml", "license-in-hand, verdict: allowed", "license-in-hand, verdict: blocked"))
    found = _shown(comparison.compare(rulebook, new), rulebook, new)
    assert (found.before, found.after) == ("allowed", "blocked")
    assert found.shipment.licenses


def test_more_days_covered_is_a_verdict_where_there_was_none(rulebook: Rulebook, comparison: Comparison) -> None:
    new = edited(("us/pack.yaml", "covered_from: 2022-08-01", "covered_from: 2022-08-26"))
    found = comparison.compare(rulebook, new)
    assert isinstance(found, Witness)
    assert (found.after, found.shipment.date) == ("date-not-covered", dt.date(2022, 8, 1))


class Erring(Comparison):
    """A solver that finds a verdict to differ of a shipment of which none does."""

    def _verdict_differs(self, old: Rulebook, new: Rulebook, day: dt.date, days: Sequence[dt.date]) -> Shipment | None:
        return Shipment.model_validate({"item": {"tpp": 1}, "destination": "CN", "date": day})


def test_what_the_engine_does_not_confirm_is_no_witness(rulebook: Rulebook) -> None:
    new = edited((A, "tpp, at_least: 4800, paragraph: a.1", "tpp, at_least: 4799, paragraph: a.1"))
    with pytest.raises(EngineDisagreement, match="TPP 1 to CN on 2023-11-17, and the engine does not confirm it"):
        Erring().compare(rulebook, new)


def test_only_the_days_asked_for_are_looked_at(rulebook: Rulebook, comparison: Comparison) -> None:
    new = edited((A, "tpp, at_least: 4800, paragraph: a.1", "tpp, at_least: 4799, paragraph: a.1"))
    later = dt.date(2025, 4, 9)
    assert _shown(comparison.compare(rulebook, new, [later]), rulebook, new).shipment.date == later
    before = comparison.compare(rulebook, new, [dt.date(2022, 10, 21)])
    assert isinstance(before, Proof)


def test_equal_rules_are_proved_equal(rulebook: Rulebook, comparison: Comparison) -> None:
    assert comparison.compare(rulebook, rulebook) == Proof(())
