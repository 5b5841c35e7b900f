"""Drafts: the answer that would go on record, to the byte, and nothing on record; by rules of now or of a revision."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate.files.places import rules_folder
from chipgate.store.signing import Signer
from chipgate.surfaces.http import examples
from chipgate.surfaces.http.workbench.earlier_rules import KEPT
from tests.repos import commit, edit, git, make_repo
from tests.service import CLEAN, asked, make_app

H20 = {"item": "H20 (HGX)", "destination": "CN", "date": "2024-06-01"}
BOUND = "rules/us/items/3a090-a/2023-11-17.yaml"
LIMIT = "{measure: tpp, at_least: 4800, paragraph: a.1}"
ROUTES = {
    "/v1/drafts": examples.H20, "/v1/drafts/maps": {"item": "H20 (HGX)"},
    "/v1/drafts/timelines": {"item": "H20 (HGX)", "destinations": ["CN"]},
}  # fmt: skip
HOUSE = rules_folder().parent / "examples/house"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"))) as client:
        yield client


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rules whose last commit makes the H20 a chip of 3A090.a."""
    repository = make_repo(tmp_path_factory.mktemp("repository"))
    edit(repository, BOUND, LIMIT, LIMIT.replace("4800", "2300"))
    commit(repository, "Correct a bound")
    return repository


@pytest.fixture(scope="module")
def with_history(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"), rules=(repository / "rules",))) as client:
        yield client


def _problem(answer: Any, status: int = 422) -> dict[str, str]:
    assert answer.status_code == status, answer.text
    (found,) = answer.json()["problems"]
    return dict(found)


@pytest.mark.parametrize(
    "question",
    [
        *examples.QUESTIONS.values(), {**H20, "destination": "US"}, {**H20, "date": "2020-01-01"},
        {"item": {}, "strict": True, "destination": "AE"},
        {"item": {"tops": {"int8": "330.000000000000000001"}}, "destination": "CN"},
        {**H20, "item": "GeForce RTX 4090", "certifications": ["us/exceptions/nac"]},
    ],
)  # fmt: skip
def test_a_draft_is_the_decision_to_the_byte(client: TestClient, question: dict[str, Any]) -> None:
    draft, decision = (client.post(path, json=question) for path in ("/v1/drafts", "/v1/decisions"))
    assert draft.status_code == 200
    assert draft.content == decision.content
    assert draft.headers["chipgate-ruleset-digest"] == decision.headers["chipgate-ruleset-digest"]


def test_nothing_of_a_draft_is_on_record(tmp_path: Path) -> None:
    with asked(make_app(tmp_path)) as client:
        for path, question in ROUTES.items():
            answer = client.post(path, json=question, headers={"idempotency-key": "once"})
            assert answer.status_code == 200, answer.text
            assert answer.headers["chipgate-draft"] == "true"
            assert not {"location", "chipgate-record-id"} & set(answer.headers)
        assert client.get("/v1/decisions").json()["records"] == []
        figures = client.get("/metrics").text
        assert all(f'chipgate_drafts_total{{kind="{kind}"}} 1.0' in figures for kind in ("decision", "map", "timeline"))
        assert "chipgate_decisions_total{" not in figures
        recorded = client.post("/v1/decisions", json=examples.H20, headers={"idempotency-key": "once"})
        assert "chipgate-draft" not in recorded.headers
        assert len(client.get("/v1/decisions").json()["records"]) == 1


@pytest.mark.parametrize("path", ROUTES)
def test_an_operator_may_refuse_them(tmp_path: Path, path: str) -> None:
    with asked(make_app(tmp_path, drafts="refuse", log="off")) as client:
        answer = client.post(path, json=ROUTES[path])
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
        assert "CHIPGATE_DRAFTS" in answer.json()["detail"]
        assert client.post("/v1/decisions", json=examples.H20).status_code == 200
        assert client.get("/v1/about").json()["drafts"] is False


@pytest.mark.parametrize("path", ROUTES)
def test_what_is_wrong_is_told_as_elsewhere(client: TestClient, path: str) -> None:
    assert client.post(path, content=b"{", headers={"content-type": "application/json"}).status_code == 400
    assert client.post(path, content=b"{}", headers={"content-type": "text/plain"}).status_code == 415
    assert _problem(client.post(f"{path}?revison=HEAD", json=ROUTES[path]))["pointer"] == "/revison"
    answer = client.post(path, json={**ROUTES[path], "item": "H2O"})
    assert _problem(answer)["pointer"] == "/item"
    assert "chipgate-draft" not in answer.headers


def test_names_are_screened_as_in_a_decision(tmp_path: Path) -> None:
    listed = rules_folder().parent / "examples/screening-list.json"
    question: dict[str, Any] = {"item": "Tesla T4", "destination": "DE", "date": "2026-02-15",
                                "parties": [{"role": "end user", "name": "Qorvanth Semiconductor Mfg"}]}  # fmt: skip
    with asked(make_app(tmp_path, screening_list=listed)) as client:
        draft, decision = (client.post(path, json=question) for path in ("/v1/drafts", "/v1/decisions"))
        assert draft.content == decision.content
        assert draft.json()["answer"]["verdict"] == "blocked"
        del question["destination"]
        told = client.post("/v1/drafts/maps", json=question)
        assert {one["code"]: one["verdict"] for one in told.json()["destinations"]}["DE"] == "blocked"


def test_by_a_revision_it_is_what_the_command_line_says_by_it(with_history: TestClient, repository: Path) -> None:
    now = with_history.post("/v1/drafts", json=H20)
    before = with_history.post("/v1/drafts?revision=HEAD~1", json=H20)
    assert [one.json()["answer"]["verdict"] for one in (before, now)] == ["allowed", "blocked"]
    assert before.headers["chipgate-ruleset-digest"] != now.headers["chipgate-ruleset-digest"]
    command = [sys.executable, "-m", "chipgate", "check", "H20 (HGX)", "--to", "CN", "--date", "2024-06-01",
               "--rules-rev", "HEAD~1", "-f", "json"]  # fmt: skip
    printed = subprocess.run(command, cwd=repository, env=CLEAN, capture_output=True, check=True)
    assert before.content == printed.stdout
    at_head = with_history.post("/v1/drafts?revision=HEAD", json=H20)
    assert at_head.content == now.content


def test_maps_and_timelines_go_by_it_too(with_history: TestClient) -> None:
    world, days = ("/v1/drafts/maps", "/v1/drafts/timelines")
    question = {"item": "H20 (HGX)", "date": "2024-06-01"}
    verdicts = []
    for revision in ("HEAD~1", "HEAD"):
        told = with_history.post(f"{world}?revision={revision}", json=question).json()["destinations"]
        verdicts.append({one["code"]: one["verdict"] for one in told}["CN"])
    assert verdicts == ["allowed", "blocked"]
    asked_for = {"item": "H20 (HGX)", "destinations": ["CN"], "until": "2024-12-01"}
    before, now = (with_history.post(f"{days}{more}", json=asked_for).json() for more in ("?revision=HEAD~1", ""))
    assert before["rulebook"] != now["rulebook"]
    assert [len(one["timelines"][0]["changes"]) for one in (before, now)] == [2, 3]


def test_a_branch_that_moves_is_followed_and_few_revisions_are_kept(tmp_path: Path) -> None:
    repository = make_repo(tmp_path / "repository")
    text, found = (repository / BOUND).read_text(), []
    with asked(make_app(tmp_path / "state", rules=(repository / "rules",))) as client:
        for bound in range(2301, 2303 + KEPT):
            (repository / BOUND).write_text(text.replace(LIMIT, LIMIT.replace("4800", str(bound))))
            id = commit(repository, f"Set the bound to {bound}")
            by_name, by_id = (client.post(f"/v1/drafts?revision={one}", json=H20) for one in ("main", id))
            assert by_name.content == by_id.content
            found.append((id, by_name.content))
        assert len({content for _, content in found}) == len(found)
        for id, content in found:
            assert client.post(f"/v1/drafts?revision={id}", json=H20).content == content


@pytest.mark.parametrize("revision", ["no-such", "--all", "HEAD~99", "0" * 40, "HEAD:rules", "main\u00a0x"])
def test_a_revision_that_there_is_not_is_refused(with_history: TestClient, repository: Path, revision: str) -> None:
    answer = with_history.post("/v1/drafts", params={"revision": revision}, json=H20)
    assert _problem(answer)["pointer"] == "/revision"
    assert str(repository) not in answer.text


def test_rules_that_this_release_cannot_read_are_refused(tmp_path: Path) -> None:
    repository = make_repo(tmp_path / "repository")
    edit(repository, BOUND, "at_least: 4800", "at_least: lots")
    broken = commit(repository, "Break a bound")
    git(repository, "rm", "-rq", "rules")
    gone = commit(repository, "Take the rules out")
    git(repository, "checkout", "-q", "HEAD~2", "--", "rules")
    with asked(make_app(tmp_path / "state", rules=(repository / "rules",))) as client:
        told = _problem(client.post(f"/v1/drafts?revision={broken}", json=H20))
        assert "3a090-a/2023-11-17.yaml" in told["message"]
        told = _problem(client.post(f"/v1/drafts?revision={gone}", json=H20))
        assert told["message"] == 'at that revision there were no rules in "rules".'


def test_rules_in_no_repository_have_no_revisions(tmp_path: Path) -> None:
    shutil.copytree(rules_folder(), tmp_path / "rules")
    with asked(make_app(tmp_path / "state", rules=(tmp_path / "rules",))) as client:
        told = _problem(client.post("/v1/drafts?revision=HEAD", json=H20))
        assert (told["pointer"], told["message"]) == (
            "/revision", "the rules of this service are in no git repository.",
        )  # fmt: skip
        assert client.post("/v1/drafts", json=H20).status_code == 200


def test_where_rules_must_be_signed_those_of_a_revision_do_not_answer(tmp_path: Path, repository: Path) -> None:
    public, bundle = tmp_path / "key.pub.pem", repository / "signed.bundle"
    public.write_text(Signer.create(tmp_path / "key.pem").public_pem())
    words = ["rules", "bundle", "-o", str(bundle), "--version", "1", "--sign", str(tmp_path / "key.pem")]
    subprocess.run([sys.executable, "-m", "chipgate", *words], env=CLEAN, check=True, capture_output=True)
    with asked(make_app(tmp_path / "state", rules=(bundle,), rules_key=(public,))) as client:
        assert client.post("/v1/drafts", json=H20).status_code == 200
        assert "must be signed" in _problem(client.post("/v1/drafts?revision=HEAD", json=H20))["message"]


def test_a_house_pack_is_that_of_the_revision_or_there_is_no_answer(tmp_path: Path) -> None:
    repository = make_repo(tmp_path / "repository")
    git(repository, "tag", "before")
    shutil.copytree(HOUSE, repository / "house")
    commit(repository, "Add our own rules")
    question = {"item": "H100 SXM5", "destination": "DE", "date": "2026-02-15"}
    with asked(make_app(tmp_path / "state", rules=(repository / "rules", repository / "house"))) as client:
        answers = [client.post(f"/v1/drafts{more}", json=question) for more in ("", "?revision=HEAD")]
        assert answers[0].content == answers[1].content
        assert "example-distribution" in answers[0].json()["answer"]["ruleset"]["packs"]
        told = _problem(client.post("/v1/drafts?revision=before", json=question))
        assert told["message"] == 'at that revision there were no rules in "house".'
    with asked(make_app(tmp_path / "other", rules=(repository / "rules", HOUSE))) as client:
        told = _problem(client.post("/v1/drafts?revision=HEAD", json=question))
        assert "house is not in the repository" in told["message"]
