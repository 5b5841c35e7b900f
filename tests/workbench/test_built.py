"""The committed page is what its sources give: built again from scratch, byte for byte the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import chipgate

SOURCES = Path(__file__).parents[2] / "app" / "workbench"
BUILT = Path(chipgate.__file__).parent / "surfaces" / "http" / "workbench" / "built"
pytestmark = pytest.mark.slow


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_sources_give_the_committed_bytes(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.fail("npm is missing, and the page must be built anew: apt-get install npm")
    sources = tmp_path / "workbench"
    shutil.copytree(SOURCES, sources, ignore=shutil.ignore_patterns("node_modules"))
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    for command in (install, ["npm", "run", "types"], ["node", "build.mjs", str(tmp_path / "built")]):
        done = subprocess.run(command, cwd=sources, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    again, committed = _files(tmp_path / "built"), _files(BUILT)
    assert sorted(again) == sorted(committed), "build it: make workbench"
    assert [name for name in again if again[name] != committed[name]] == [], "build it: make workbench"


def test_no_page_names_another_host() -> None:
    for name, content in _files(BUILT).items():
        if name.endswith((".js", ".css", ".html")):
            for found in (b"https://", b"http://"):
                at = content.find(found)
                around = content[at : at + 60]
                assert at < 0 or around.startswith(b"http://www.w3.org/"), f"{name}: {around!r}"
