"""Every way to write a rule file wrong is refused, with its place, and one run reports all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipgate.errors import InvalidRulebook, RulesNotFound
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import load_rulebook, parse_rulebook
from chipgate.files.rule_reader import Known

ITEM = "us/items/3a090-a/2023-11-17.yaml"
TEXT = """title: Paragraph a
effective: 2023-11-17
applies:
  any:
    - {measure: tpp, at_least: 4800, paragraph: a.1}
    - all:
        - {measure: tpp, at_least: 1600}
        - {measure: performance_density, at_least: 5.92}
classification: 3A090.a
says: The item is classified 3A090.a.
citation:
  basis: regulation
  text: 3A090.a
  published: true
  confidence: high
  sources:
    - {title: The rule, url: "https://example.org/rule"}
"""
REQUIREMENT = """title: Regional stability
effective: 2023-11-17
applies:
  all:
    - {classified: [us/items/3a090-a]}
    - {destination: [CN, us/groups/d5]}
reasons_for_control: [RS]
says: A license is required.
citation:
  basis: regulation
  text: 15 CFR 742.6
  published: true
  confidence: high
  sources:
    - {title: The rule, url: "https://example.org/rule"}
"""


@pytest.fixture(scope="module")
def shipped() -> dict[str, bytes]:
    folder = rules_folder()
    wanted = [folder / "verdicts.yaml", folder / "us/pack.yaml", *folder.glob("us/destinations/*/2*.yaml"),
              *folder.glob("us/groups/*/2*.yaml")]  # fmt: skip
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in wanted}


def _problems(shipped: dict[str, bytes], **files: str) -> list[str]:
    extra = {path: text.encode() for path, text in files.items()}
    with pytest.raises(InvalidRulebook) as error:
        parse_rulebook({**shipped, **extra})
    return [str(problem) for problem in error.value.problems]


def test_the_shipped_rules_load() -> None:
    rulebook = load_rulebook(rules_folder())
    assert len(rulebook.versions) > 30


def test_what_two_sides_have_in_common_is_read_once_and_shown_where_each_has_it(shipped: dict[str, bytes]) -> None:
    files = {**shipped, ITEM: TEXT.encode()}
    known = Known()
    one, other = (parse_rulebook(files, known=known).versions["us/items/3a090-a"][0].version for _ in range(2))
    assert other is one
    assert parse_rulebook(files).versions["us/items/3a090-a"][0].version is not one
    moved = {**shipped, ITEM.replace("2023-11-17", "2023-11-18"): TEXT.encode()}
    with pytest.raises(InvalidRulebook) as error:
        parse_rulebook(moved, "head", known=known)
    (problem,) = error.value.problems
    assert problem.path == "head/us/items/3a090-a/2023-11-18.yaml"


def test_the_example_is_right_as_it_stands(shipped: dict[str, bytes]) -> None:
    files = {ITEM: TEXT.encode(), "us/requirements/rs/2023-11-17.yaml": REQUIREMENT.encode()}
    assert "us/items/3a090-a" in parse_rulebook({**shipped, **files}).versions


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("says: The", "says: twice\nsays: The", "11:1", 'key "says" again, first on line 10'),
        ("at_least: 4800", "atleast: 4800", "5:22", 'Did you mean "at_least"?'),
        ("title: Paragraph a", "title: NO", "1:8", "NO"),
        ("title: Paragraph a", "on: 2025-04-08", "1:1", "on"),
        ("at_least: 4800", "at_least: 1e26", "5:32", "1e26"),
        ("at_least: 4800", "at_least: 04800", "5:32", "leading zero"),
        ("at_least: 4800", "at_least: &x 4800", "5:32", "anchor"),
        ("at_least: 4800", "at_least: !!int 4800", "5:32", "tag"),
        ("at_least: 4800", "at_least: true", "5:32", "plain number"),
        ("at_least: 4800", 'at_least: "4800x"', "5:32", "plain number"),
        ("at_least: 4800, ", "", "5:7", "without a bound"),
        ("at_least: 4800", "at_least: 4800, above: 4700", "5:7", "two bounds on the same side"),
        ("at_least: 4800", "at_least: 4800, below: 100", "5:7", "no figure can be"),
        ("measure: tpp, at_least: 4800", "measure: tqp, at_least: 4800", "5:17", 'Did you mean "tpp"?'),
        ("effective: 2023-11-17", "effective: 2023-11-18", "2:12", "the file is named 2023-11-17"),
        ("effective: 2023-11-17", "effective: 2023-11-31", "2:12", "2023-11-31"),
        ("confidence: high", "confidence: hihg", "15:15", 'Did you mean "high"?'),
        ("  confidence: high\n", "", "12:3", '"confidence" is missing'),
        ("classification: 3A090.a", "classification: 3090.a", "9:17", "pattern"),
        ("{measure: tpp, at_least: 4800, paragraph: a.1}", "{mesure: tpp, at_least: 4800}", "5:7", '"measure"'),
    ],
)
def test_a_mistake_is_refused_at_its_place(
    shipped: dict[str, bytes], old: str, new: str, place: str, words: str
) -> None:
    assert old in TEXT
    problems = _problems(shipped, **{ITEM: TEXT.replace(old, new, 1)})
    assert any(f"{ITEM}:{place}" in problem and words in problem for problem in problems), problems


def test_a_missing_citation_is_refused(shipped: dict[str, bytes]) -> None:
    problems = _problems(shipped, **{ITEM: TEXT[: TEXT.index("citation:")]})
    assert any('"citation" is missing' in problem for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("us/items/3a090-a", "us/items/3a090-x", "5:21", '"us/items/3a090-x" is not one of the items. Did you mean'),
        ("us/groups/d5", "us/groups/d9", "6:26", '"us/groups/d9" is not one of the groups'),
        ("CN", "CX9", "6:22", '"CX9" is not a country code'),
        ("us/items/3a090-a", "us/groups/d5", "5:21", "is not one of the items"),
    ],
)
def test_a_reference_to_nothing_is_refused(
    shipped: dict[str, bytes], old: str, new: str, place: str, words: str
) -> None:
    path = "us/requirements/rs/2023-11-17.yaml"
    problems = _problems(shipped, **{ITEM: TEXT, path: REQUIREMENT.replace(old, new, 1)})
    assert any(f"{path}:{place}" in problem and words in problem for problem in problems), problems


def test_a_reference_to_something_not_yet_in_force_is_refused(shipped: dict[str, bytes]) -> None:
    later = {ITEM.replace("2023", "2024"): TEXT.replace("2023", "2024")}
    problems = _problems(shipped, **{**later, "us/requirements/rs/2023-11-17.yaml": REQUIREMENT})
    assert any("begins on 2024-11-17, after this file" in problem for problem in problems)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("us/items/3a090-a/2023-11-17.yml", "two versions on one day"),
        ("us/items/3a090-a/2023-11-18.yml", "ends in .yml"),
        ("us/items/3a090-a/17-11-2023.yaml", "is not a date"),
        ("us/items/3a090-a/20231117.yaml", "is not a date"),
        ("us/itmes/3a090-a/2023-11-17.yaml", 'Did you mean "items"?'),
        ("us/items/2023-11-17.yaml", "does not stand where a rule file stands"),
    ],
)
def test_a_file_in_the_wrong_place_is_refused(shipped: dict[str, bytes], path: str, words: str) -> None:
    problems = _problems(shipped, **{ITEM: TEXT, path: TEXT})
    assert any(path in problem and words in problem for problem in problems), problems


def test_one_run_reports_every_problem_of_every_file(shipped: dict[str, bytes]) -> None:
    broken = TEXT.replace("at_least: 4800", "atleast: 4800").replace("confidence: high", "confidence: sure")
    problems = _problems(shipped, **{ITEM: broken, "us/items/x/2024-01-01.yaml": "title: [", "us/foo/x/y.yaml": "a: 1"})
    assert len({problem.split(":")[0] for problem in problems}) == 3
    assert len(problems) >= 4


def test_a_missing_pack_or_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulesNotFound, match="is not a folder"):
        load_rulebook(tmp_path / "nothing")
    with pytest.raises(InvalidRulebook) as error:
        load_rulebook(tmp_path)
    assert {problem.path.split("/", 1)[1] for problem in error.value.problems} == {"us/pack.yaml", "verdicts.yaml"}
