"""Regions of several missing figures on the command line: a few on the card, all when asked for, all in the data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from chipgate.surfaces.cli.app import app

QUESTION = [
    "check", "--name", "X1", "--manufacturer", "Example Silicon", "--datacenter", "--link", "0", "--host", "126",
    "--to", "CN", "--date", "2026-02-15",
]  # fmt: skip


def _said(*words: str) -> str:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, [*QUESTION, *words]).stdout


def _section(card: str) -> list[str]:
    return card.partition("\nTogether\n")[2].partition("\n\n")[0].splitlines()


@pytest.fixture(scope="module")
def regions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(_said("--format", "json"))["answer"]["joint_regions"]
    assert len(found) > 6
    return found


def test_the_card_shows_six_regions_of_every_verdict_and_counts_the_rest(regions: list[dict[str, Any]]) -> None:
    lines = _section(_said())
    shown = {region["shown"]: region["verdict"] for region in regions}
    whole = " ".join(" ".join(lines).split())
    listed = [one for one in shown if one in whole]
    assert len(listed) <= 6
    assert {shown[line] for line in listed} == {region["verdict"] for region in regions}
    assert lines[-1].strip() == (
        f"· and {len(regions) - len(listed)} more regions: --explain lists all {len(regions)}"
    )


def test_explained_the_card_shows_them_all(regions: list[dict[str, Any]]) -> None:
    lines = _section(_said("--explain"))
    assert [line[2] in "✗!✓" for line in lines].count(True) == len(regions)
    whole = " ".join(" ".join(lines).split())
    assert all(region["shown"] in whole for region in regions)


def test_markdown_lists_them_all(regions: list[dict[str, Any]]) -> None:
    section = _said("--format", "markdown").partition("\n## Together\n")[2].partition("\n## ")[0]
    assert section.count("\n- ") == len(regions)


def test_with_one_figure_missing_there_is_no_such_section() -> None:
    said = _said("--tpp", "3200", "--dram", "900")
    assert "Missing" in said
    assert "Together" not in said
