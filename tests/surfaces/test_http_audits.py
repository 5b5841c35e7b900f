"""An audit over HTTP: a bundle against the rules that answer, and two revisions of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.repos import commit, edit, make_repo
from tests.service import CLEAN, asked, make_app

BUNDLE = "application/vnd.chipgate.bundle"
A100_BOUND = ("rules/us/items/3a090-a/2023-11-17.yaml", "{measure: tpp, at_least: 4800, paragraph: a.1}")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    repository = make_repo(tmp_path_factory.mktemp("repository"))
    path, limit = A100_BOUND
    edit(repository, path, limit, limit.replace("4800", "2300"))
    commit(repository, "Correct a bound")
    return repository


@pytest.fixture(scope="module")
def client(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"), rules=(repository / "rules",))) as client:
        yield client


def _post(client: TestClient, body: bytes | dict[str, Any], kind: str = "application/json", to: str = "CN") -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/v1/audits", content=content, headers={"content-type": kind}, params={"to": to})


def test_two_revisions_are_audited_as_on_the_command_line(client: TestClient, repository: Path) -> None:
    answer = _post(client, {"base": "HEAD~1", "head": "HEAD"})
    assert answer.status_code == 200
    command = [sys.executable, "-m", "chipgate", "audit", "HEAD~1..HEAD", "--no-witness", "-f", "json"]
    printed = subprocess.run(command, cwd=repository, env=CLEAN, capture_output=True, text=True, check=True).stdout
    ours, theirs = answer.json(), json.loads(printed)
    assert ours["flips"] == theirs["flips"]
    assert [one["provision"] for one in ours["changes"]] == ["us/items/3a090-a"]
    assert any(flip["item"] == "H20 (HGX)" for flip in ours["flips"])


def test_a_bundle_is_held_against_the_rules_that_answer(client: TestClient, repository: Path, tmp_path: Path) -> None:
    file = tmp_path / "shipped.bundle"
    command = [sys.executable, "-m", "chipgate", "rules", "bundle", "-o", str(file)]
    subprocess.run(command, env=CLEAN, check=True, capture_output=True)
    told = _post(client, file.read_bytes(), BUNDLE).json()
    assert (told["base"]["revision"], told["head"]["revision"]) == ("running", "uploaded")
    assert [one["provision"] for one in told["changes"]] == ["us/items/3a090-a"]
    broken = _post(client, file.read_bytes()[:-600], BUNDLE)
    assert broken.status_code == 422
    assert "bundle" in broken.json()["problems"][0]["message"]


@pytest.mark.parametrize(
    ("body", "to", "pointer"),
    [
        ({"base": "no-such"}, "CN", ""), ({}, "CN", "/base"), ({"base": "--all"}, "CN", "/base"),
        ({"base": "HEAD~1", "heed": "HEAD"}, "CN", "/heed"), ({"base": "HEAD~1"}, "XX", "/to"),
        ({"base": "HEAD~1"}, "", "/to"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    client: TestClient, body: dict[str, Any], to: str, pointer: str
) -> None:
    answer = _post(client, body, to=to)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["pointer"] == pointer
