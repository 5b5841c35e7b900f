"""`chipgate rules new`: a version with its cases, whole and in place, and never over another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chipgate.files.places import rules_folder
from chipgate.model.provision import KINDS
from chipgate.surfaces.cli.app import app
from tests.small_rules import ITEM, LETTER, small_rules


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with few rules in it, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    return small_rules(tmp_path)


def rules(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, ["rules", *words])


def holds_together(here: Path, id: str, day: str) -> None:
    """Every case comes out as expected, none is wanted, all is formatted, and lint names what is to be written."""
    tried = rules("cases", "--complete", "--rules", "rules")
    assert (tried.exit_code, "all as expected" in tried.stdout) == (0, True), tried.stdout
    assert rules("fmt", "--check").exit_code == 0
    said = json.loads(rules("lint", "--rules", "rules", "--today", "2026-10-10", "-f", "json").stdout)
    errors = [one for one in said["findings"] if one["level"] == "error"]
    assert {one["rule"] for one in errors} == {"to-do"}
    assert {one["path"] for one in errors} == {f"rules/{id}/{day}.yaml", f"rules/{id}/cases.yaml"}


def test_a_version_is_copied_from_the_one_in_force(here: Path) -> None:
    cases = (here / ITEM).with_name("cases.yaml").read_text(encoding="utf-8")
    said = rules("new", "us/items/3a090-a", "--effective", "2027-01-15")
    assert said.exit_code == 0
    assert "copied from 2023-11-17" in said.stdout
    new = (here / ITEM).with_name("2027-01-15.yaml").read_text(encoding="utf-8")
    old = (here / ITEM).read_text(encoding="utf-8")
    assert new.partition("applies:")[2].partition("citation:")[0] == old.partition("applies:")[2].partition(
        "citation:")[0]  # fmt: skip
    assert "effective: 2027-01-15\n" in new
    assert "88 FR 73458" not in new
    after = (here / ITEM).with_name("cases.yaml").read_text(encoding="utf-8")
    assert after.startswith(cases)
    for wanted in ("the day before it begins", "its first day", "exactly at", "just below", "just above"):
        assert wanted in after[len(cases) :]
    holds_together(here, "us/items/3a090-a", "2027-01-15")


def test_a_version_can_be_copied_from_another(here: Path) -> None:
    assert rules("new", "us/items/3a090-a", "--effective", "2027-01-15", "--from", "2022-10-21").exit_code == 0
    assert "io_bandwidth_gb_s" in (here / ITEM).with_name("2027-01-15.yaml").read_text(encoding="utf-8")
    holds_together(here, "us/items/3a090-a", "2027-01-15")


KIND_NAMES = {"items": "3a090-d", "exceptions": "abc"}


def test_every_kind_has_a_template(here: Path) -> None:
    kinds = ["requirements", *(kind for kind in KINDS if kind not in {"requirements", "destinations"})]
    for kind in kinds:
        said = rules("new", f"us/{kind}/{KIND_NAMES.get(kind, 'example')}", "--effective", "2027-03-01")
        assert said.exit_code == 0, said.stderr
        assert "wants" not in said.stdout
    tried = rules("cases", "--complete", "--rules", "rules")
    assert (tried.exit_code, "all as expected" in tried.stdout) == (0, True), tried.stdout
    assert rules("fmt", "--check").exit_code == 0
    said = rules("lint", "--rules", "rules", "--today", "2026-10-10", "--fail-on", "error")
    assert said.exit_code == 1
    assert all(f"/{kind}/" in said.stdout for kind in kinds)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["us/letters/nvidia-h20", "--effective", "2025-04-09"], "has a version of 2025-04-09"),
        (["us/items/3a090-a", "--effective", "2020-01-01"], "is not in force on 2020-01-01"),
        (["us/items/3a090-a", "--effective", "2027-01-01", "--from", "2024-01-01"], "no version of 2024-01-01"),
        (["us/wishes/a", "--effective", "2027-01-01"], '"wishes" is not a kind'),
        (["xx/items/3a090-a", "--effective", "2027-01-01"], '"xx" is not a pack'),
        (["us/items/new-chips", "--effective", "2027-01-01"], "after its paragraph"),
        (["us/policies/a", "--effective", "2027-01-01"], "begin with one of those"),
        (["us/exceptions/long-name", "--effective", "2027-01-01"], "by its letters"),
        (["us/destinations/a", "--effective", "2027-01-01"], "Copy the version in force"),
        (["3a090-a", "--effective", "2027-01-01"], "is not the id of a provision"),
        (["us/items/3a090-a", "--effective", "soon"], "not a day"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(here: Path, words: list[str], said: str) -> None:
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    result = rules("new", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == before


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = rules("new", "us/items/3a090-a", "--effective", "2027-01-01")
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "--rules FOLDER" in result.stderr


def test_a_house_alone_writes_nothing_into_the_rules_of_chipgate(tmp_path: Path) -> None:
    house = Path(shutil.copytree(rules_folder().parent / "examples/house", tmp_path / "house"))
    before = sorted(rules_folder().rglob("*"))
    words = ("new", "us/items/3a090-a", "--effective", "2099-01-15", "--rules")
    said = rules(*words, str(house))
    assert sorted(rules_folder().rglob("*")) == before
    assert said.exit_code == 2
    assert "would be written into the rules that come with chipgate" in said.stderr
    law = Path(shutil.copytree(rules_folder(), tmp_path / "law"))
    assert rules(*words, str(law), "--rules", str(house)).exit_code == 0
    assert (law / "us/items/3a090-a/2099-01-15.yaml").is_file()
    own = "example-distribution/requirements/compliance-desk"
    assert rules("new", own, "--effective", "2099-01-15", "--rules", str(house)).exit_code == 0
    assert (house / "requirements/compliance-desk/2099-01-15.yaml").is_file()


def test_a_sunset_is_not_copied(here: Path) -> None:
    file = here / LETTER
    file.write_text(file.read_text(encoding="utf-8").replace("applies:", "expires: 2028-01-01\napplies:", 1))
    assert rules("new", "us/letters/nvidia-h20", "--effective", "2027-01-01").exit_code == 0
    assert "expires" not in file.with_name("2027-01-01.yaml").read_text(encoding="utf-8")
