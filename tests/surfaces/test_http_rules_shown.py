"""What the workbench asks about the rules: their calendar, their cases and their commits."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate import Rulebook
from chipgate.files.question import read_shipment
from chipgate.surfaces.cases import Cases
from tests.repos import commit, edit, make_repo
from tests.service import CLEAN, TODAY, asked, make_app

SOURCE = "rules/us/items/3a090-a/2023-11-17.yaml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    repository = make_repo(tmp_path_factory.mktemp("repository"))
    edit(repository, SOURCE, "{measure: tpp, at_least: 4800, paragraph: a.1}",
         "{measure: tpp, at_least: 4700, paragraph: a.1}")  # fmt: skip
    commit(repository, "Correct a bound: ≥ 4700\n\nNothing else.")
    (repository / "beside.txt").write_text("no rule\n")
    commit(repository, "Say something beside the rules")
    return repository


@pytest.fixture(scope="module")
def client(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"), rules=(repository / "rules",), log="off")) as client:
        yield client


def test_the_calendar_is_that_of_the_command_line(client: TestClient, repository: Path) -> None:
    answer = client.get("/v1/calendar", params={"from": "2025-04-01", "until": "2025-05-01", "flips": "true"})
    assert answer.status_code == 200, answer.text
    command = [sys.executable, "-m", "chipgate", "rules", "calendar", "--from", "2025-04-01", "--days", "30",
               "-f", "json", "--rules", str(repository / "rules")]  # fmt: skip
    printed = json.loads(subprocess.run(command, env=CLEAN, capture_output=True, check=True).stdout)
    assert {**answer.json(), "today": None} == {**printed, "today": None}
    assert answer.json()["today"] == TODAY.isoformat()
    assert answer.json()["turns"]


def test_the_calendar_of_no_days_is_that_of_all_and_sent_again_only_where_it_changed(
    client: TestClient, rulebook: Rulebook
) -> None:
    answer = client.get("/v1/calendar")
    told = answer.json()
    assert (told["from"], told["until"]) == (
        rulebook.pack.covered_from.isoformat(), rulebook.boundaries[-1].isoformat()
    )  # fmt: skip
    assert {event["day"] > TODAY.isoformat() for event in told["events"]} == {True, False}
    assert told["turns"] == []
    assert client.get("/v1/calendar", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked_for", "pointer"),
    [
        ({"until": "2020-01-01"}, "/until"), ({"to": "XX"}, "/to"), ({"to": ""}, "/to"),
        ({"from": "1.2.2026"}, "/from"),
        ({"since": "2026-01-01"}, "/since"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_calendar_is_told(client: TestClient, asked_for: dict[str, str], pointer: str) -> None:
    answer = client.get("/v1/calendar", params=asked_for)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["pointer"] == pointer


def test_every_case_is_told_and_its_question_is_the_one_that_is_tried(client: TestClient, rulebook: Rulebook) -> None:
    told = client.get("/v1/cases").json()
    read = Cases.read(None, rulebook)
    assert told["why"] is None
    assert len(told["cases"]) == len(read) > 1_000
    assert len({one["id"] for one in told["cases"]}) == len(read)
    beside = {one["id"]: one for one in told["cases"]}
    for id, listed in read.beside.items():
        for number, case in enumerate(listed, 1):
            one = beside[f"{id}#{number}"]
            assert (one["case"], one["expected"], one["because"]) == (case.case, case.expect, list(case.because))
            assert read_shipment(json.dumps(one["question"]).encode(), dt.date.min) == case.shipment(case.item)


def test_the_question_of_a_case_may_be_asked(client: TestClient) -> None:
    whole = [one for one in client.get("/v1/cases").json()["cases"] if one["source"] == "answers.yaml"]
    assert any(isinstance(one["question"]["item"], str) for one in whole)
    assert any(isinstance(one["question"]["item"], dict) for one in whole)
    for one in whole:
        answer = client.post("/v1/decisions", json=one["question"]).json()["answer"]
        expected: dict[str, Any] = one["expected"]
        for name in ("outcome", "verdict", "certainty"):
            assert answer[name] == expected.get(name, answer[name]), one["id"]


def test_cases_of_one_provision_are_those_beside_it_and_those_that_name_it(client: TestClient) -> None:
    found = client.get("/v1/cases", params={"provision": "us/letters/nvidia-h20"}).json()["cases"]
    assert {one["source"] for one in found} == {"us/letters/nvidia-h20/cases.yaml", "answers.yaml"}
    assert all("us/letters/nvidia-h20" in one["provisions"] for one in found)
    assert client.get("/v1/cases", params={"provision": "us/none"}).json() == {"cases": [], "why": None}


def test_broken_cases_keep_no_answer_back(tmp_path: Path) -> None:
    repository = make_repo(tmp_path / "repository")
    (repository / "rules/us/items/3a090-a/cases.yaml").write_text("- case: of nothing\n")
    with asked(make_app(tmp_path / "state", rules=(repository / "rules",), log="off")) as client:
        told = client.get("/v1/cases").json()
        assert told["cases"] == []
        assert told["why"].startswith("The cases cannot be read: ")
        assert "us/items/3a090-a/cases.yaml:1" in told["why"]
        assert client.post("/v1/decisions", json={"item": "H20 (HGX)", "destination": "CN"}).status_code == 200


def test_revisions_are_the_commits_that_touched_the_rules(client: TestClient, repository: Path) -> None:
    command = ["git", "log", "--format=%H", "--", "rules"]
    ids = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True).stdout.split()
    told = client.get("/v1/revisions").json()
    assert told["why"] is None
    assert [one["commit"] for one in told["revisions"]] == ids
    assert told["revisions"][0]["subject"] == "Correct a bound: ≥ 4700"
    assert dt.date.fromisoformat(told["revisions"][0]["date"]) <= dt.date.today()
    assert client.get("/v1/revisions", params={"limit": 1}).json()["revisions"] == told["revisions"][:1]
    assert client.get("/v1/revisions", params={"limit": 0}).status_code == 422


def test_rules_in_no_repository_have_no_revisions_and_it_is_said(repository: Path, tmp_path: Path) -> None:
    folder, bundle = tmp_path / "rules", repository / "rules.bundle"
    subprocess.run(["cp", "-r", repository / "rules", folder], check=True)
    command = [sys.executable, "-m", "chipgate", "rules", "bundle", "-o", str(bundle)]
    subprocess.run(command, env=CLEAN, check=True, capture_output=True)
    for rules in (folder, bundle):
        with asked(make_app(tmp_path / "state", rules=(rules,), log="off")) as client:
            told = client.get("/v1/revisions").json()
            assert told == {
                "revisions": [], "why": "The rules that answer are in no git repository with a commit.",
            }  # fmt: skip
