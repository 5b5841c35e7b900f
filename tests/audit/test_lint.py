"""Lint: each rule speaks where it should, at its place, and nowhere else; a comment with a reason lets it pass."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from chipgate import Rulebook, load_rulebook
from chipgate.audit.lint_rules import RULES
from chipgate.model.finding import Finding
from chipgate.surfaces.linted import linted
from chipgate.surfaces.rules_at_hand import rules_at_hand
from tests.small_rules import ITEM, LETTER, edit, small_rules

TODAY = dt.date(2026, 10, 10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder of rules in which nothing is found."""
    return small_rules(tmp_path)


def found_in(folder: Path, today: dt.date = TODAY, **days: int) -> list[Finding]:
    return list(linted([folder], load_rulebook(folder), today, **days))


def places(found: list[Finding]) -> list[tuple[str, str, int]]:
    return [(one.rule, one.path.partition("/rules/")[2], one.line) for one in found]


def line_of(folder: Path, path: str, text: str) -> int:
    lines = (folder / path).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_nothing_is_found_where_nothing_is(folder: Path) -> None:
    assert found_in(folder) == []


def todo(folder: Path) -> str:
    edit(folder / ITEM, "ECCN 3A090.a and Note 2", "TODO the paragraph")
    return "text: TODO"


def site(folder: Path) -> str:
    edit(folder / ITEM, "https://www.ecfr.gov/current/title-15/subtitle-B/chapter-VII/subchapter-C",
         "https://www.bis.gov/")  # fmt: skip
    return "www.bis.gov"


def low(folder: Path) -> str:
    edit(folder / ITEM, "confidence: high", "confidence: low")
    return "confidence: low"


def long_title(folder: Path) -> str:
    edit(folder / ITEM, "title: Integrated", f"title: {'Very ' * 20}integrated")
    return "title: Very"


def places_twice(folder: Path) -> str:
    edit(folder / ITEM, "    - any:\n", "    - destination: [CN, DE, FR]\n    - any:\n")
    edit(folder / LETTER, "    - any:\n", "    - destination: [FR, CN, DE]\n    - any:\n")
    return "- destination: [CN, DE, FR]"


def limbs_twice(folder: Path) -> str:
    limb = "    - any:\n        - {measure: tpp, above: 7}\n        - {measure: dram_bandwidth_gb_s, above: 8}\n"
    for path in (ITEM, LETTER):
        edit(folder / path, "    - any:\n", limb + "    - any:\n")
    return "- any:"


def never_met(folder: Path) -> str:
    cases = folder / "us/letters/nvidia-h20/cases.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("expect: met", "expect: unknown"), encoding="utf-8")
    return "effective:"


def old_source(folder: Path) -> str:
    edit(folder / "us/pack.yaml", "verified_through: 2026-07-23", "verified_through: 2026-07-11")
    return "verified_through: 2026-07-11"


def ending(folder: Path) -> str:
    edit(folder / LETTER, "applies:", "expires: 2027-01-08\napplies:")
    return "expires:"


@pytest.mark.parametrize(
    ("rule", "path", "defect"),
    [
        ("to-do", ITEM, todo),
        ("source-without-page", ITEM, site),
        ("confidence-low", ITEM, low),
        ("verified-long-ago", "us/pack.yaml", old_source),
        ("expires-soon", LETTER, ending),
        ("never-met", LETTER, never_met),
        ("limb-repeated", ITEM, limbs_twice),
        ("places-repeated", ITEM, places_twice),
        ("text-too-long", ITEM, long_title),
    ],
)
def test_a_rule_finds_its_defect_and_an_ignore_with_a_reason_lets_it_pass(
    folder: Path, rule: str, path: str, defect: Callable[[Path], str]
) -> None:
    text = defect(folder)
    found = found_in(folder)
    assert places(found) == [(rule, path, line_of(folder, path, text))]
    assert found[0].level == RULES[rule].level
    lines = (folder / path).read_text(encoding="utf-8").splitlines()
    at = line_of(folder, path, text) - 1
    indent = " " * (len(lines[at]) - len(lines[at].lstrip()))
    lines.insert(at, f"{indent}# lint: ignore {rule} because a test says so")
    (folder / path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert found_in(folder) == []


def test_every_rule_has_a_defect_above_or_below() -> None:
    tried = {"to-do", "source-without-page", "confidence-low", "verified-long-ago", "expires-soon", "never-met",
             "limb-repeated", "places-repeated", "text-too-long"}  # fmt: skip
    assert RULES.keys() - tried == {"bad-rules", "ignore-without-reason", "ignore-of-nothing"}


def test_an_ignore_wants_a_reason(folder: Path) -> None:
    low(folder)
    edit(folder / ITEM, "confidence: low", "confidence: low  # lint: ignore confidence-low")
    at = line_of(folder, ITEM, "confidence: low")
    assert places(found_in(folder)) == [("confidence-low", ITEM, at), ("ignore-without-reason", ITEM, at)]
    edit(folder / ITEM, "confidence-low", "confidence-low because nothing better was found")
    assert found_in(folder) == []


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("# lint: ignore confidence-low because of old habits", "there is no confidence-low here to ignore."),
        ("# lint: ignore confidense-low because of a slip", '"confidense-low" is not a rule that can be ignored.'),
        ("# lint: ignore", "this ignore names no rule of lint."),
        ("# lint: ignore ignore-of-nothing because I can",
         '"ignore-of-nothing" is not a rule that can be ignored.'),
    ],
)  # fmt: skip
def test_an_ignore_of_nothing_is_found(folder: Path, comment: str, said: str) -> None:
    edit(folder / ITEM, "effective:", f"{comment}\neffective:")
    (found,) = found_in(folder)
    assert (found.rule, found.message, found.line) == ("ignore-of-nothing", said, line_of(folder, ITEM, "# lint"))


def test_an_ignore_of_what_the_day_decides_may_wait(folder: Path) -> None:
    ending(folder)
    edit(folder / LETTER, "expires: 2027-01-08", "expires: 2027-01-08  # lint: ignore expires-soon because confirmed")
    for today in (dt.date(2026, 9, 1), TODAY, dt.date(2026, 12, 1)):
        assert [one.rule for one in found_in(folder, today)] in ([], ["verified-long-ago"])


def test_words_in_a_text_are_no_comment(folder: Path) -> None:
    edit(folder / ITEM, "title: Integrated", 'title: "# lint: ignore to-do" # Integrated')
    assert found_in(folder) == []


@pytest.mark.parametrize(
    ("today", "within", "rules"),
    [(dt.date(2026, 10, 9), 90, []), (TODAY, 90, ["expires-soon"]), (TODAY, 89, []),
     (dt.date(2027, 1, 7), 0, []), (dt.date(2027, 1, 7), 1, ["expires-soon"]), (dt.date(2027, 1, 8), 90, [])],
)  # fmt: skip
def test_an_end_is_soon_within_so_many_days(folder: Path, today: dt.date, within: int, rules: list[str]) -> None:
    ending(folder)
    assert [one.rule for one in found_in(folder, today, within=within, stale_after=9999)] == rules


def test_an_end_that_a_version_follows_is_none(folder: Path) -> None:
    ending(folder)
    text = (folder / LETTER).read_text(encoding="utf-8").replace("expires: 2027-01-08\n", "")
    after = folder / LETTER.replace("2025-04-09", "2027-01-08")
    after.write_text(text.replace("effective: 2025-04-09", "effective: 2027-01-08"), encoding="utf-8")
    assert [one.rule for one in found_in(folder)] == ["never-met"]


def test_sources_are_old_after_so_many_days(folder: Path) -> None:
    old_source(folder)
    assert [one.message for one in found_in(folder, stale_after=91)] == []
    (found,) = found_in(folder, stale_after=90)
    assert found.message.startswith("last read 91 days ago: Commerce Control List")


def test_a_pack_may_ask_for_more(folder: Path) -> None:
    low(folder)
    (found,) = found_in(folder)
    assert (found.level, found.message) == ("note", "confidence is low, below medium.")
    edit(folder / "us/pack.yaml", "coverage:", "least_confidence: high\ncoverage:")
    graver = found_in(folder)
    assert {one.level for one in graver} == {"warning"}
    assert ("confidence-low", ITEM) in [place[:2] for place in places(graver)]


def test_a_policy_that_is_not_stated_changes_no_digest(folder: Path) -> None:
    before = load_rulebook(folder)
    edit(folder / "us/pack.yaml", "coverage:", "least_confidence: low\ncoverage:")
    assert before.digest != load_rulebook(folder).digest
    assert before.pack.least_confidence is None


def test_the_shipped_rules_have_few_findings_and_no_error(rulebook: Rulebook) -> None:
    found = linted(None, rulebook, TODAY)
    assert {one.level for one in found} == {"note"}
    assert len(found) <= 8
    assert {one.rule for one in found} == {"confidence-low", "limb-repeated"}


def test_a_house_pack_is_looked_at_alone(folder: Path) -> None:
    house = folder.parent / "house"
    shutil.copytree(Path(__file__).parents[2] / "examples/house", house)
    version = sorted(house.glob("*/*/2*.yaml"))[0]
    edit(version, "title: ", "title: TODO ")
    rulebook = rules_at_hand([house])
    (found,) = linted([house], rulebook, TODAY)
    assert (found.rule, found.path) == ("to-do", version.as_posix())
