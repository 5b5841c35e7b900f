"""A repository of the rules for each test that audits: made once, and copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chipgate.files.places import example_catalog
from tests.repos import make_repo

FEW = ("A30,", "H20 (HGX),", "H100 SXM5,", "H200 SXM,", "GeForce RTX 4090 D,", "TPU v4,")


def few(folder: Path) -> Path:
    """A catalog of a few chips, so that a test is quick."""
    header, *rows = example_catalog().read_text(encoding="utf-8").splitlines()
    found = [row for row in rows if row.split(",", 1)[1].startswith(FEW)]
    assert len(found) == len(FEW)
    (folder / "few.csv").write_text("\n".join((header, *found)) + "\n", encoding="utf-8")
    return folder / "few.csv"


@pytest.fixture(scope="session")
def repository_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules of chipgate in one commit."""
    return make_repo(tmp_path_factory.mktemp("rules") / "work")


@pytest.fixture
def repository(repository_made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in which the test runs, and a catalog of a few chips beside it."""
    made = tmp_path / "work"
    shutil.copytree(repository_made, made)
    few(tmp_path)
    monkeypatch.chdir(made)
    return made
