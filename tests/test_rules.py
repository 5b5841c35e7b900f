"""Every case beside a rule file and every whole answer comes out as its author says; nothing is without cases."""

from __future__ import annotations

import pytest

from chipgate import ItemSpec, Rulebook
from chipgate.audit.cases import try_answer_cases, try_provision_cases
from chipgate.files.case_files import answer_cases, provision_cases
from chipgate.files.places import rules_folder
from chipgate.files.schema import schema_text
from chipgate.model.case import AnswerCase, Expected, ProvisionCase

FOLDER = rules_folder()
CASES = provision_cases(FOLDER)
ANSWERS = answer_cases(FOLDER)


@pytest.mark.parametrize("id", CASES)
def test_the_cases_beside_a_provision_come_out_as_expected(rulebook: Rulebook, id: str) -> None:
    wrong = [(tried.name, tried.complaints) for tried in try_provision_cases(rulebook, {id: CASES[id]})
             if tried.complaints]  # fmt: skip
    assert not wrong


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: f"{case.to} {case.date} {case.case}"[:90])
def test_a_whole_answer_comes_out_as_expected(
    rulebook: Rulebook, catalog: dict[str, ItemSpec], case: AnswerCase
) -> None:
    (tried,) = try_answer_cases(rulebook, [case], catalog.__getitem__)
    assert not tried.complaints


def test_every_provision_has_cases_of_its_own(rulebook: Rulebook) -> None:
    assert set(rulebook.versions) == set(CASES)
    for id, cases in CASES.items():
        outcomes = {case.expect for case in cases}
        assert outcomes & {Expected.MET}, id
        assert outcomes & {Expected.NOT_MET, Expected.UNKNOWN}, id


def test_a_case_that_is_wrong_is_caught(rulebook: Rulebook) -> None:
    id = "us/items/3a090-a"
    wrong = CASES[id][0].model_copy(update={"expect": Expected.UNKNOWN, "case": "wrong on purpose"})
    (tried,) = try_provision_cases(rulebook, {id: [wrong]})
    assert tried.complaints
    (because,) = try_provision_cases(
        rulebook, {id: [_met(id).model_copy(update={"because": ("memory_bandwidth_density",)})]}
    )
    assert "does not bind" in because.complaints[0]


def _met(id: str) -> ProvisionCase:
    return next(case for case in CASES[id] if case.expect is Expected.MET)


def test_the_schema_for_editors_is_current() -> None:
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == schema_text(), "run: chipgate rules schema -o"
