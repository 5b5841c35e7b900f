"""Coverage says which leaf no case saw true, false or unknown, and which day or bound still wants a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chipgate import ItemSpec, Rulebook
from chipgate.audit.coverage import Coverage, coverage
from chipgate.audit.coverage_gaps import Lack, case_gaps
from chipgate.engine.truth import Truth
from chipgate.files.case_files import answer_cases, provision_cases
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import parse_rulebook
from chipgate.model.case import AnswerCase, ProvisionCase
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.render.coverage_text import percent_text

ITEM, LETTER, COMPANY = "us/items/fast", "us/letters/fast", "us/companies/maker"
CITATION = """citation:
  basis: regulation
  text: a paragraph
  published: true
  confidence: high
  sources:
    - {title: The rule, url: "https://example.org/rule"}
"""
FAST = (
    """title: Fast circuits
effective: 2024-01-02
applies:
  any:
    - {measure: tpp, at_least: 1600, below: 4800, paragraph: a.1}
    - {flag: designed_or_marketed_for_datacenter, is: true, paragraph: a.2}
classification: 3A090.a
says: The circuit is fast.
"""
    + CITATION
)
INFORMED = (
    """title: A letter
effective: 2024-01-02
expires: 2024-06-01
applies: {destination: [CN]}
addressees: [us/companies/maker]
policy: unstated
says: A license is required.
"""
    + CITATION
)
MAKER = "title: A maker\neffective: 2022-08-01\nalready_in_force: true\nnames: [Maker]\n" + CITATION
FILES = {
    f"{ITEM}/2024-01-02.yaml": FAST, f"{LETTER}/2024-01-02.yaml": INFORMED, f"{COMPANY}/2022-08-01.yaml": MAKER,
}  # fmt: skip


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """A small rule folder: one item, one letter to one company, and the places and groups that every pack needs."""
    folder = rules_folder()
    shared = [folder / "verdicts.yaml", folder / "us/pack.yaml", *folder.glob("us/destinations/*/2*.yaml"),
              *folder.glob("us/groups/*/2*.yaml")]  # fmt: skip
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in shared}
    return found | {path: text.encode() for path, text in FILES.items()}


@pytest.fixture(scope="module")
def small(files: Mapping[str, bytes]) -> Rulebook:
    return parse_rulebook(files)


def case(date: str, expect: str = "met", **rest: Any) -> ProvisionCase:
    return ProvisionCase.model_validate({"case": "a case", "date": date, "expect": expect, **rest})


def tpp(*figures: str, date: str = "2024-01-02") -> list[ProvisionCase]:
    return [case(date, item={"tpp": figure}) for figure in figures]


def covered(rulebook: Rulebook, cases: Mapping[str, list[ProvisionCase]], *whole: AnswerCase) -> Coverage:
    return coverage(rulebook, cases, whole, lambda name: ItemSpec(name=name))


def missing(found: Coverage, id: str) -> dict[str, set[Truth]]:
    return {one.spot.pointer: set(one.missing) for one in found.leaves if one.dated.id == id}


def lacks(rulebook: Rulebook, id: str, cases: list[ProvisionCase]) -> list[str]:
    return [f"{gap.lack} {gap.wanted}" for gap in case_gaps(rulebook, {id: cases}) if gap.dated.id == id]


def test_a_leaf_is_covered_once_it_was_seen_true_false_and_unknown(small: Rulebook) -> None:
    sure = case("2024-01-02", item={"tpp": 2000, "designed_or_marketed_for_datacenter": True})
    slow = case("2024-01-02", item={"tpp": 100, "designed_or_marketed_for_datacenter": False})
    low, high, flag = "/applies/any/0/at_least", "/applies/any/0/below", "/applies/any/1"
    nothing = {Truth.TRUE, Truth.FALSE, Truth.UNKNOWN}
    assert missing(covered(small, {}), ITEM) == {low: nothing, high: nothing, flag: nothing}
    assert missing(covered(small, {ITEM: [sure]}), ITEM)[flag] == {Truth.FALSE, Truth.UNKNOWN}
    both = missing(covered(small, {ITEM: [sure, slow]}), ITEM)
    assert both == {low: {Truth.UNKNOWN}, high: {Truth.FALSE, Truth.UNKNOWN}, flag: {Truth.UNKNOWN}}
    all_ = covered(small, {ITEM: [sure, slow, *tpp("4800"), case("2024-01-02", "unknown")]})
    assert missing(all_, ITEM) == {low: set(), high: set(), flag: set()}


def test_a_case_outside_the_days_of_a_version_covers_nothing(small: Rulebook) -> None:
    before = covered(small, {ITEM: tpp("100", "2000", "4800", date="2024-01-01")})
    assert all(len(outcomes) == 3 for outcomes in missing(before, ITEM).values())


def test_a_case_covers_the_provision_beside_which_it_stands_and_a_whole_answer_all_of_them(small: Rulebook) -> None:
    item = {"tpp": 2000, "manufacturer": "Maker"}
    beside = covered(small, {ITEM: [case("2024-01-02", item=item, to="CN")]})
    assert Truth.TRUE in missing(beside, LETTER)["/addressees"]
    answer = {"case": "an answer", "date": "2024-01-02", "to": "CN", "item": item, "expect": {}}
    seen = missing(covered(small, {}, AnswerCase.model_validate(answer)), LETTER)
    assert seen == {"/addressees": {Truth.FALSE, Truth.UNKNOWN}, "/applies": {Truth.FALSE}}
    undecided = AnswerCase.model_validate({**answer, "to": "US", "expect": {"outcome": "not-an-export"}})
    assert Truth.TRUE in missing(covered(small, {}, undecided), LETTER)["/addressees"]


def test_what_a_leaf_cannot_be_is_not_asked_for_and_the_reason_is_given(small: Rulebook) -> None:
    found = covered(small, {LETTER: [case("2024-01-02", to="CN"), case("2024-01-02", to="DE")]})
    (place,) = [one for one in found.leaves if one.spot.pointer == "/applies" and one.dated.id == LETTER]
    assert not place.missing
    assert place.cannot == {Truth.UNKNOWN: "every question states its destination"}
    assert found.share(Truth.UNKNOWN, kind="letters").whole == 1


def test_a_share_reads_100_only_where_nothing_is_left() -> None:
    assert percent_text(Fraction(99_999, 1000)) == "99.9 %"
    assert percent_text(Fraction(100)) == "100 %"


@pytest.mark.parametrize(
    ("figures", "left"),
    [
        (["1600", "1599.99", "1600.01", "4800", "4799.99", "4800.01"], []),
        (["1600", "1600.01", "4800", "4799.99", "4800.01"], ["just-below 1,600"]),
        (["1600", "1599.99", "1600.01", "4799.99", "4800.01"], ["at-the-bound 4,800"]),
        (["1600", "1500", "1600.01", "4800", "4799.99", "4900"], ["just-below 1,600", "just-above 4,800"]),
        (["1600", "1584", "1616", "4800", "4752", "4848"], []),
    ],
)
def test_each_bound_wants_a_case_at_it_and_one_just_below_and_just_above(
    small: Rulebook, figures: list[str], left: list[str]
) -> None:
    found = lacks(small, ITEM, [*tpp(*figures), case("2024-01-01", "not-in-force"), case("2024-01-02", "unknown")])
    assert len(found) == len(left)
    for line, words in zip(found, left, strict=True):
        lack, bound = words.split(" ")
        assert line.startswith(lack)
        assert f"total processing performance {bound} (paragraph a.1)" in line


def test_a_figure_beyond_another_bound_is_not_just_beside(files: Mapping[str, bytes]) -> None:
    path = f"{ITEM}/2024-01-02.yaml"
    close = parse_rulebook({**files, path: FAST.replace("below: 4800", "below: 1601").encode()})
    cases = [case("2024-01-01", "not-in-force"), case("2024-01-02", "unknown"),
             *tpp("1599", "1600", "1601", "1602")]  # fmt: skip
    assert [line.split(" ")[0] for line in lacks(close, ITEM, cases)] == ["just-above", "just-below"]
    assert not lacks(close, ITEM, [*cases, *tpp("1600.5")])


def test_a_quotient_is_just_beside_within_one_percent(files: Mapping[str, bytes]) -> None:
    text = FAST.replace("measure: tpp, at_least: 1600, below: 4800", "measure: performance_density, at_least: 3.2")
    dense = parse_rulebook({**files, f"{ITEM}/2024-01-02.yaml": text.encode()})

    def density(figure: str) -> ProvisionCase:
        return case("2024-01-02", item={"tpp": figure, "die_area_mm2": 100})

    days = [case("2024-01-01", "not-in-force"), case("2024-01-02", "unknown"), density("320"), density("320.1")]
    assert [line.split(" ")[0] for line in lacks(dense, ITEM, [*days, density("300")])] == ["just-below"]
    assert not lacks(dense, ITEM, [*days, density("319")])


def test_the_days_around_a_change_want_cases_and_so_does_an_unknown(small: Rulebook) -> None:
    met, not_met = case("2024-01-02", to="CN", exporter="Maker"), case("2024-01-02", "not-met", exporter="Other")
    assert [line.split(" ")[0] for line in lacks(small, LETTER, [met, not_met])] == [
        Lack.DAY_BEFORE, Lack.LAST_DAY, Lack.FIRST_DAY_AFTER, Lack.UNKNOWN,
    ]  # fmt: skip
    before, last, after = (case(day, "not-in-force") for day in ("2024-01-01", "2024-05-31", "2024-06-01"))
    assert not lacks(small, LETTER, [met, not_met, before, last, after, case("2024-01-02", "unknown", to="CN")])


def test_a_list_wants_a_member_and_somebody_who_is_none(small: Rulebook) -> None:
    member = case("2022-08-01", exporter="Maker")
    assert [line.split(" ")[0] for line in lacks(small, COMPANY, [member])] == [Lack.NO_MEMBER]
    assert not lacks(small, COMPANY, [member, case("2022-08-01", "not-met", exporter="Other")])


def test_an_open_question_wants_both_readings_and_neither(files: Mapping[str, bytes]) -> None:
    id = "us/questions/open"
    text = "title: Open\neffective: 2022-08-01\nasks: Is it?\nif_yes: It is.\nif_no: It is not.\n" + CITATION
    asked = parse_rulebook({**files, f"{id}/2022-08-01.yaml": text.encode()})
    none = case("2022-08-01", "unknown")
    assert [line.split(" ")[0] for line in lacks(asked, id, [none])] == [Lack.YES, Lack.NO]
    assert not lacks(asked, id, [none, case("2022-08-01", "met"), case("2022-08-01", "not-met")])


def test_the_shipped_cases_exercise_every_condition_and_leave_nothing_out(
    rulebook: Rulebook, catalog: dict[str, ItemSpec]
) -> None:
    beside, whole = provision_cases(rules_folder()), answer_cases(rules_folder())
    found = coverage(rulebook, beside, whole, catalog.__getitem__)
    assert len(found.leaves) > 200
    assert [(one.dated.id, one.dated.name, one.spot.pointer, one.missing) for one in found.missing] == []
    assert found.percent == 100
    assert [str(gap) for gap in case_gaps(rulebook, beside)] == []


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, ["rules", *words])


@pytest.fixture
def folder(tmp_path: Path, files: Mapping[str, bytes]) -> Path:
    """The small rule folder on disk, with one case."""
    for name, text in {**files, f"{ITEM}/cases.yaml": _CASE}.items():
        path = tmp_path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return tmp_path / "rules"


_CASE = b"- case: fast\n  date: 2024-01-02\n  item: {tpp: 2000}\n  expect: met\n"


def test_the_command_names_what_is_missing_and_fails_where_asked_to(folder: Path) -> None:
    said = run("coverage", "--rules", str(folder))
    assert said.exit_code == 0
    assert f"{ITEM}@2024-01-02 /applies/any/0/at_least [a.1]: total processing performance ≥" in said.stdout
    assert run("coverage", "--rules", str(folder), "--fail-under", "0").exit_code == 0
    assert run("coverage", "--rules", str(folder), "--fail-under", "0.1").exit_code == 1


def test_the_command_writes_the_same_as_json(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "coverage.json"
    assert run("coverage", "--rules", str(folder), "--format", "json", "-o", str(out)).exit_code == 0
    data = json.loads(out.read_text(encoding="utf-8"))
    assert data["schema"] == "chipgate-coverage/1"
    assert data["true_and_false"] == {"seen": 0, "of": 5, "percent": "0"}
    first = next(one for one in data["missing"] if one["provision"] == ITEM)
    assert (first["pointer"], first["missing"]) == ("/applies/any/0/at_least", ["false", "unknown"])
    assert [one["never"] for one in data["not_asked_for"]] == [{"unknown": "every question states its destination"}]


def test_cases_lists_what_is_wanted_and_fails_only_where_asked_to(folder: Path) -> None:
    said = run("cases", "--rules", str(folder))
    assert said.exit_code == 0
    assert said.stdout.startswith("1 cases: all as expected\n")
    assert f"{ITEM}@2024-01-02: wants a case of 2024-01-01, the day before it begins" in said.stdout
    assert run("cases", "--rules", str(folder), "--complete").exit_code == 1
