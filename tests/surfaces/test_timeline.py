"""`chipgate timeline`: the silicon never changed, the answer did."""

from __future__ import annotations

import json

from typer.testing import CliRunner, Result

from chipgate.surfaces.cli.app import app


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, ["timeline", *words])


def test_the_story_of_the_h20_fits_on_one_screen() -> None:
    said = run("H20 (HGX)", "--to", "CN").stdout
    lines = said.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 100
    for part in ("2022-08-01  ✓ allowed", "2025-04-09  ✓ allowed →", "us/letters/nvidia-h20@2025-04-09",
                 "us/announcements/h20-licenses@2025-08-08", "no legal effect"):  # fmt: skip
        assert part in said
    assert said.count("Not legal advice.") == 1


def test_json_has_one_object_per_day_with_the_verdict_before_and_after() -> None:
    days = json.loads(run("H20 (HGX)", "--to", "CN", "--format", "json").stdout)
    assert [day["before"] for day in days[1:]] == [day["verdict"] for day in days[:-1]]
    letter = next(day for day in days if day["date"] == "2025-04-09")
    assert (letter["before"], letter["verdict"]) == ("allowed", "license-required")
    assert "us/letters/nvidia-h20" in {one["provision"] for one in letter["provisions"]}


def test_the_days_can_be_cut_out() -> None:
    words = ["H20 (HGX)", "--to", "CN", "--from", "2025-04-08", "--until", "2025-04-09", "--format", "json"]
    assert [day["date"] for day in json.loads(run(*words).stdout)] == ["2025-04-08", "2025-04-09"]


def test_days_before_the_rules_are_not_answered() -> None:
    result = run("H20 (HGX)", "--to", "CN", "--from", "2010-01-01", "--format", "json")
    assert json.loads(result.stdout)[0]["date"] == "2022-08-01"
    assert "these rules cover dates from 2022-08-01" in result.stderr


def test_what_has_no_timeline_is_refused() -> None:
    assert run("examples/catalog.csv", "--to", "CN").exit_code == 2
    assert run("H20 (HGX)", "--to", "US").exit_code == 2
    assert run("H20 (HGX)", "--to", "XX").exit_code == 2
    assert run("H20 (HGX)", "--to", "CN", "--from", "2025-01-01", "--until", "2024-01-01").exit_code == 2
