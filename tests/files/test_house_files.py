"""A house pack adds rules of its own beside the law; whatever could loosen the law is refused at its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chipgate import Rulebook, load_rulebook
from chipgate.errors import InvalidRulebook, RulesNotFound
from chipgate.files.house_files import HouseFiles
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import load_rulebook as load, parse_rulebook

HOUSE = Path(__file__).resolve().parents[2] / "examples" / "house"
PACK = "title: Example, policy\nhouse: example-house\nowner: Desk\ncontact: desk@example.com\n"
CITATION = """citation:
  basis: house-rule
  text: Policy
  published: false
  confidence: high
  sources:
    - {title: The policy, url: "https://intranet.example.com/policy"}
"""
APPLYING = "title: Rule\neffective: 2026-01-01\napplies: {measure: tpp, at_least: 1600}\nsays: So.\n" + CITATION
REQUIREMENT = APPLYING + "reasons_for_control: [policy]\n"
ITEM = APPLYING + 'classification: "house:big"\n'
POLICY = APPLYING + "covers: [example-house/requirements/desk]\npolicy: case-by-case\n"
COMPANY = "title: A company\neffective: 2026-01-01\nnames: [Example Trading]\n" + CITATION
LETTER = APPLYING + "addressees: [us/companies/nvidia]\npolicy: presumption-of-denial\n"
DAY = "2026-01-01.yaml"
GOOD = {
    "pack.yaml": PACK, f"requirements/desk/{DAY}": REQUIREMENT, f"items/big/{DAY}": ITEM,
    f"policies/desk/{DAY}": POLICY, f"companies/trading/{DAY}": COMPANY, f"letters/private/{DAY}": LETTER,
}  # fmt: skip


@pytest.fixture(scope="module")
def law() -> dict[str, bytes]:
    """As much of the shipped law as these house packs speak of."""
    folder = rules_folder()
    kinds = ("destinations", "groups", "companies", "items", "lists", "questions")
    wanted = [folder / "verdicts.yaml", folder / "us/pack.yaml"]
    wanted += [path for kind in kinds for path in (folder / "us" / kind).rglob("*.yaml")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in wanted}


def parsed(law: dict[str, bytes], *houses: dict[str, str]) -> Rulebook:
    files = [HouseFiles("house", {path: text.encode() for path, text in house.items()}) for house in houses]
    return parse_rulebook(law, houses=files)


def refused(law: dict[str, bytes], *houses: dict[str, str]) -> list[str]:
    with pytest.raises(InvalidRulebook) as error:
        parsed(law, *houses)
    return [str(problem) for problem in error.value.problems]


def test_its_provisions_stand_beside_the_laws_under_the_name_of_the_house(law: dict[str, bytes]) -> None:
    without, found = parsed(law), parsed(law, GOOD)
    own = {id for id in found.versions if id.startswith("example-house/")}
    assert own == {f"example-house/{path.rsplit('/', 1)[0]}" for path in GOOD if "/" in path}
    assert set(found.versions) - own == set(without.versions)
    assert found.houses["example-house"].owner == "Desk"
    assert set(found.packs) == set(without.packs)
    assert found.digest != without.digest


def test_the_example_is_a_house_pack_in_the_folder_and_in_the_library(tmp_path: Path) -> None:
    assert "example-distribution/requirements/compliance-desk" in load_rulebook(house=[HOUSE]).versions
    with pytest.raises(RulesNotFound, match="not a folder of a house pack"):
        load_rulebook(house=[tmp_path / "none"])


def test_the_compiled_form_keeps_the_house_and_another_house_is_read_anew(tmp_path: Path) -> None:
    first = load(rules_folder(), tmp_path / "cache", house=[HOUSE])
    again = load(rules_folder(), tmp_path / "cache", house=[HOUSE])
    assert (again.digest, again.houses) == (first.digest, first.houses)
    assert [dated.version for dated in first] == [dated.version for dated in again]
    assert not load(rules_folder(), tmp_path / "cache").houses
    other = Path(shutil.copytree(HOUSE, tmp_path / "house"))
    page = other / "pack.yaml"
    page.write_text(page.read_text(encoding="utf-8").replace("Ltd, export", "Ltd, our export"), encoding="utf-8")
    changed = load(rules_folder(), tmp_path / "cache", house=[other])
    assert changed.digest != first.digest
    assert changed.houses["example-distribution"].title.endswith("our export policy")


@pytest.mark.parametrize(
    ("path", "old", "new", "place", "words"),
    [
        (f"policies/desk/{DAY}", "example-house/requirements/desk", "us/requirements/headquarters", ":12:10",
         '"us/requirements/headquarters" is of another pack; covers names provisions of its own. Write a requirement'),
        (f"policies/desk/{DAY}", "policy: case", "yields_to: [us/policies/denial]\npolicy: case", ":13:13",
         "is of another pack; yields_to"),
        (f"items/big/{DAY}", "says:", "replaces: [us/items/3a090-a]\nsays:", ":4:12", "is of another pack; replaces"),
        (f"items/big/{DAY}", "says:", "level_of: [us/items/3a090-b]\nsays:", ":4:12", "is of another pack; level_of"),
        (f"items/big/{DAY}", '"house:big"', "3A090.a", ":12:17",
         "3A090.a is the law's to define. Give it a name of its own: "),
        (f"companies/trading/{DAY}", "names:", "headquarters: DE\nnames:", ":3:15", "where a company is at home"),
        (f"companies/trading/{DAY}", "names:", "ultimate_parent: DE\nnames:", ":3:18", "where a company is at home"),
        (f"companies/trading/{DAY}", "[Example Trading]", "[Example Trading, nvidia corporation gmbh]", ":3:26",
         '"nvidia corporation gmbh" is, or may be, us/companies/nvidia. Refer to us/companies/nvidia itself.'),
        ("pack.yaml", "house: example-house", "house: us", ":2:8", "3 characters"),
        ("pack.yaml", "house: example-house", "jurisdiction: US", ":2:1", 'unknown key "jurisdiction"'),
        ("pack.yaml", "owner: Desk\n", "", ":1:1", '"owner" is missing'),
        (f"requirements/desk/{DAY}", "measure: tpp, at_least: 1600", "classified: [us/items/3a090-x]", ":3:24",
         '"us/items/3a090-x" is not one of the items. Did you mean'),
        (f"requirements/desk/{DAY}", "measure: tpp, at_least: 1600", "certified: example-house/policies/desk#ok",
         ":3:22", '"ok" is not an act that example-house/policies/desk asks for'),
        (f"requirements/desk/{DAY}", "measure: tpp, at_least: 1600", "destination: [us/groups/d44]", ":3:25",
         '"us/groups/d44" is not one of the groups'),
        (f"requirements/desk/{DAY}", "at_least", "atleast", ":3:25", 'Did you mean "at_least"?'),
    ],
)  # fmt: skip
def test_what_would_reach_into_the_law_is_refused_at_its_place(
    law: dict[str, bytes], path: str, old: str, new: str, place: str, words: str
) -> None:
    assert old in GOOD[path]
    problems = refused(law, {**GOOD, path: GOOD[path].replace(old, new, 1)})
    assert any(problem.startswith(f"house/{path}{place}: ") and words in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"exceptions/nac/{DAY}", "a house pack may only tighten, and has no exceptions. An exception frees."),
        (f"exemptions/ours/{DAY}", "a house pack may only tighten, and has no exemptions. An exemption frees."),
        (f"destinations/places/{DAY}", "has no destinations. How a place is treated is the law's to say."),
        (f"subjection/ours/{DAY}", "has no subjection."),
        (f"questions/ours/{DAY}", "has no questions."),
        (f"reported/ours/{DAY}", "has no reported."),
        ("verdicts.yaml", "would change what the law's answers mean. Remove it"),
        (f"us/items/3a090-a/{DAY}", 'would stand in the pack "us". A house pack adds provisions of its own: items/'),
        (f"us/requirements/x/{DAY}", 'would stand in the pack "us"'),
        ("us/pack.yaml", "does not stand where a rule file stands"),
        (f"requirments/x/{DAY}", 'Did you mean "requirements"?'),
        ("requirements/x/2026-01-01.yml", "ends in .yml"),
        ("requirements/x/tomorrow.yaml", '"tomorrow" is not a date'),
    ],
)
def test_a_file_that_could_loosen_or_stands_elsewhere_is_refused(
    law: dict[str, bytes], path: str, words: str
) -> None:
    problems = refused(law, {**GOOD, path: REQUIREMENT})
    assert any(problem.startswith(f"house/{path}: ") and words in problem for problem in problems), problems


def test_every_problem_of_a_pack_without_a_title_page_is_said(law: dict[str, bytes]) -> None:
    files = {f"requirements/desk/{DAY}": REQUIREMENT.replace("says:", "sys:"), f"exceptions/x/{DAY}": APPLYING}
    problems = refused(law, files)
    assert "house/pack.yaml: is missing. A house pack needs it, with title, house, owner and contact." in problems
    assert len(problems) == 4


def test_two_houses_stand_side_by_side_but_not_under_one_name(law: dict[str, bytes]) -> None:
    other = {"pack.yaml": PACK.replace("example-house", "other-house"), f"requirements/desk/{DAY}": REQUIREMENT}
    assert list(parsed(law, GOOD, other).houses) == ["example-house", "other-house"]
    (problem,) = refused(law, GOOD, GOOD)
    assert problem.startswith('house/pack.yaml:2:8: another house pack is named "example-house" too.')


def test_the_law_does_not_rest_on_a_house(law: dict[str, bytes]) -> None:
    path = f"us/requirements/x/{DAY}"
    text = REQUIREMENT.replace("measure: tpp, at_least: 1600", "classified: [example-house/items/big]")
    text = text.replace("house-rule", "guidance")
    problems = refused({**law, path: text.encode()}, GOOD)
    assert problems == [
        f'rules/{path}:3:24: "example-house/items/big" is of a house pack. Write what the law names into its own pack.'
    ]


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        (f"us/requirements/x/{DAY}", REQUIREMENT, ":6:10: only a house pack rests on a house rule."),
        (f"us/items/x/{DAY}", ITEM, ":12:17: only a house pack has such a classification."),
    ],
)
def test_the_law_has_no_house_rules(law: dict[str, bytes], path: str, text: str, words: str) -> None:
    assert any(f"rules/{path}{words}" in problem for problem in refused({**law, path: text.encode()}))
