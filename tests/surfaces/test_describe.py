"""`chipgate catalog describe`: nothing is understood in silence, and what is missing has a price."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chipgate.surfaces.cli.app import app

TEXT = """name,Maker,tpp,die_area_mm2,Peak,colour,marketed_for_datacenter
big,x,9000,800,1,red,true
area,x,3000,,2,red,true
both,y,3000,,3,red,
odd,y,1 979,800,4,red,true
small,y,1,,5,red,true
"""


def run(*words: object) -> Result:
    environment = {"COLUMNS": "100", "CHIPGATE_RULES": ""}
    return CliRunner(env=environment).invoke(app, ["catalog", "describe", *map(str, words)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "mapping.yaml").write_text("Peak: link_bandwidth_gb_s\n", encoding="utf-8")
    found = tmp_path / "catalog.csv"
    found.write_text(TEXT, encoding="utf-8")
    return found


def data(path: Path, *words: object) -> dict[str, Any]:
    result = run(path, "--mapping", path.with_name("mapping.yaml"), "-f", "json", *words)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_every_column_is_named_with_what_it_states_and_how_that_is_known(path: Path) -> None:
    columns = {one["column"]: (one["states"], one["how"]) for one in data(path)["columns"]}
    assert columns["name"] == ("name", "by its name")
    assert columns["Maker"] == ("manufacturer", "by a known spelling")
    assert columns["Peak"] == ("link_bandwidth_gb_s", "by the mapping")
    assert columns["colour"] == (None, "not known: ignored")


def test_rows_broken_rows_and_missing_values_are_counted(path: Path) -> None:
    found = data(path)
    assert (found["rows"], found["broken"], found["certainty"], found["ask"]) == (5, 1, [], {})
    assert "catalog.csv:5:3" in found["problems"][0]
    missing = {one["field"]: (one["stated"], one["missing"]) for one in found["fields"]}
    assert missing["die_area_mm2"] == (1, 3)
    assert missing["tpp"] == (4, 0)
    assert missing["designed_or_marketed_for_datacenter"] == (3, 1)


def test_missing_figures_cost_certainty_where_they_matter_only(path: Path) -> None:
    found = data(path, "--to", "CN,SG", "--date", "2024-06-01")
    costs = {one["destination"]: one for one in found["certainty"]}
    assert (costs["CN"]["decided"], costs["CN"]["conservative"]) == (4, 2)
    assert costs["CN"]["for_lack_of"]["die_area_mm2"] == 2
    assert (costs["SG"]["conservative"], costs["SG"]["for_lack_of"]) == (0, {})
    assert list(found["ask"]) == ["x", "y"]
    assert found["ask"]["x"] == {"area": ["die_area_mm2"]}
    assert "small" not in found["ask"]["y"]
    assert "die_area_mm2" in found["ask"]["y"]["both"]


def test_the_table_says_the_same_and_lists_what_to_ask(path: Path) -> None:
    said = run(path, "--mapping", path.with_name("mapping.yaml"), "--to", "CN", "--date", "2024-06-01", "--ask").stdout
    assert "5 rows, 1 of them not read" in said
    assert "To CN on 2024-06-01: 2 of 4 answers are conservative" in said
    assert "    area: die_area_mm2" in said


def test_what_to_ask_depends_on_the_destination(path: Path) -> None:
    result = run(path, "--ask")
    assert result.exit_code == 2
    assert "--to" in result.stderr
