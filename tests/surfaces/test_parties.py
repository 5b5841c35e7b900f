"""What else a question states on the command line: parties, screening, regions, knowledge, readings, other facts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chipgate.surfaces.cli.app import app
from tests.service import asked, make_app

LIST = Path(__file__).resolve().parents[2] / "examples" / "screening-list.json"
T4 = ["check", "Tesla T4", "--to", "DE", "--date", "2026-02-15", "--format", "json"]
LISTED = ["--party", "role=end-user,name=qorvanth semiconducter mfg"]


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": "", "CHIPGATE_SCREENING_LIST": ""}).invoke(app, [*words])


def answer(*words: str) -> dict[str, Any]:
    done = run(*words)
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)["answer"]
    return found


def test_the_strictest_party_decides_and_is_named() -> None:
    words = ["check", "L40", "--to", "SG", "--date", "2026-02-15", "--format", "json"]
    home = ["--party", "role=ultimate-consignee,name=Example Cloud,hq=SG,parent=SG"]
    assert answer(*words, *home)["verdict"] == "allowed"
    found = answer(*words, *home, "--party", "role=end-user,name=Example Lab,in=SG,hq=SG,parent=CN")
    assert found["verdict"] != "allowed"
    shown = [clause["shown"] for reason in found["reasons"] for clause in reason["clauses"]]
    assert any("end user Example Lab (SG, parent CN)" in one for one in shown)
    assert not any("Example Cloud" in one for one in shown)


def test_a_screened_name_that_nobody_reviewed_never_reads_as_allowed() -> None:
    found = answer(*T4, *LISTED, "--screen", str(LIST))
    assert (found["verdict"], found["certainty"]) == ("blocked", "conservative")
    assert answer(*T4, *LISTED)["verdict"] == "allowed"


@pytest.mark.parametrize(("review", "came"), [
    ("--cleared", ("allowed", "definite")), ("--confirmed", ("blocked", "definite")),
])  # fmt: skip
def test_a_person_clears_or_confirms_a_candidate(review: str, came: tuple[str, str]) -> None:
    found = answer(*T4, *LISTED, "--screen", str(LIST), review, "invented-0001")
    assert (found["verdict"], found["certainty"]) == came


@pytest.mark.parametrize(("words", "said"), [
    (["--cleared", "invented-0001"], "--screen"),
    (["--screen", str(LIST), "--cleared", "nobody"], '"nobody" is the entry of no candidate'),
    (["--screen", str(LIST), "--cleared", "invented-0001", "--confirmed", "invented-0001"], "not both"),
])  # fmt: skip
def test_a_review_of_nothing_is_an_error(words: list[str], said: str) -> None:
    done = run(*T4, *LISTED, *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_name_that_cannot_be_compared_is_not_taken_for_screened() -> None:
    done = run(*T4, "--party", "name=例公司", "--screen", str(LIST))
    assert done.exit_code == 2
    assert "--party" in done.stderr or "/parties/0/name" in done.stderr


def test_occupied_regions_are_never_allowed() -> None:
    words = ["check", "--name", "part", "--tpp", "1", "--fact", "base_classification=EAR99", "--format", "json"]
    found = answer(*words, "--to", "UA-43", "--date", "2026-02-15")
    assert found["verdict"] == "blocked"
    assert found["asked"]["destination_name"] == "Ukraine, Crimea"
    assert answer(*words, "--to", "UA-14", "--date", "2026-02-15")["certainty"] == "conservative"
    assert answer(*words, "--to", "UA", "--date", "2026-02-15")["verdict"] == "allowed"
    assert run(*words, "--to", "UA-99", "--date", "2026-02-15").exit_code == 2


def test_a_supercomputer_reaches_chips_under_every_line() -> None:
    words = ["check", "H20 (HGX)", "--to", "CN", "--date", "2024-06-01", "--format", "json"]
    assert answer(*words)["verdict"] == "allowed"
    found = answer(*words, "--knows", "supercomputer-end-use")
    assert found["verdict"] == "blocked"
    assert found["reasons"][0]["provision"] == "us/requirements/supercomputer"


def test_an_open_question_shows_both_branches_until_a_reading_is_stated() -> None:
    words = ["check", "Tesla T4", "--to", "DE", "--date", "2026-11-24", "--format", "json"]
    owned = ["--knows", "majority-owned-by-listed-parties"]
    found = answer(*words, *owned)
    assert (found["verdict"], found["certainty"]) == ("license-required", "conservative")
    notice = next(one for one in found["notices"] if one["code"] == "open-question")
    assert "If yes:" in notice["sentence"]
    assert "If no:" in notice["sentence"]
    reading = ["--reading", "us/questions/affiliates-rule=no"]
    assert answer(*words, *owned, *reading)["verdict"] == "allowed"
    assert run(*words, "--reading", "us/questions/affiliate=no").exit_code == 2


def test_an_item_stated_to_be_foreign_made_is_asked_how_it_is_subject() -> None:
    words = ["check", "--name", "X1", "--tpp", "5000", "--datacenter", "--fact", "designer_headquarters=DE",
             "--fact", "us_origin=no", "--ships-from", "DE", "--to", "SA", "--date", "2026-02-15", "-f", "json"]
    nothing = answer(*words, "--fact", "direct_product=no", "--fact", "us_content_percent=25")
    assert (nothing["outcome"], nothing["verdict"]) == ("not-subject", None)
    content = answer(*words, "--fact", "direct_product=no", "--fact", "us_content_percent=25.0001")
    product = answer(*words, "--fact", "direct_product=yes", "--fact", "us_content_percent=0")
    silent = answer(*words)
    assert {content["outcome"], product["outcome"], silent["outcome"]} == {"decided"}
    assert content["verdict"] == product["verdict"] == "license-required"


def test_a_deemed_export_has_a_named_outcome() -> None:
    words = ["check", "H100 SXM5", "--to", "CN", "--date", "2024-06-01", "--format", "json"]
    found = answer(*words, "--transfer", "deemed-export")
    assert (found["outcome"], found["verdict"]) == ("deemed-export", None)


@pytest.mark.parametrize(("words", "said"), [
    (["--party", "hq"], '"hq" has no "="'), (["--party", "hp=CN"], "not known of a party"),
    (["--party", "hq=CN", "--hq", "CN"], "--party"), (["--fact", "die=1"], "not a field of an item"),
    (["--fact", "us_origin=maybe"], "neither yes nor no"), (["--reading", "x"], 'has no "="'),
    (["--party", "role=boss"], "--party"), (["--party", "hq=XX"], "XX"),
])  # fmt: skip
def test_what_is_badly_said_is_named(words: list[str], said: str) -> None:
    done = run(*T4, *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_the_service_screens_the_names_in_a_question(tmp_path: Path) -> None:
    body = {"item": "Tesla T4", "destination": "DE", "date": "2026-02-15",
            "parties": [{"role": "end user", "name": "Qorvanth Semiconductor Mfg"}]}  # fmt: skip
    for number, (screening_list, verdict) in enumerate(((None, "allowed"), (LIST, "blocked"))):
        with asked(make_app(tmp_path / str(number), screening_list=screening_list)) as client:
            assert client.post("/v1/decisions", json=body).json()["answer"]["verdict"] == verdict
