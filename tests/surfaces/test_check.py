"""`chipgate check` of one item: the same decision as the library's, in every format, and a code for the shell."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from chipgate import Rulebook, Shipment, decide
from chipgate.files.items import read_item
from chipgate.model.decision import Outcome
from chipgate.model.decision_text import decision_json
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.render.looks import OUTCOMES

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
H20 = ["check", "H20 (HGX)", "--to", "CN", "--date"]


def run(*words: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": "", **(env or {})}).invoke(app, list(words))


def test_the_day_before_the_letter_h20_is_allowed_and_on_the_day_it_is_not() -> None:
    assert "✓  ALLOWED" in run(*H20, "2025-04-08").stdout
    assert "!  LICENSE REQUIRED" in run(*H20, "2025-04-09").stdout


def test_json_is_the_decision_byte_for_byte(rulebook: Rulebook) -> None:
    file = EXAMPLES / "h20.yaml"
    shipment = Shipment.model_validate({"item": read_item(file), "destination": "CN", "date": "2025-04-09"})
    said = run("check", str(file), "--to", "CN", "--date", "2025-04-09", "--format", "json")
    assert said.stdout_bytes == decision_json(decide(rulebook, shipment))
    assert run(*H20, "2025-04-09", "-f", "jsonl").stdout_bytes.count(b"\n") == 1


def test_csv_has_one_row_with_the_versions_that_decide() -> None:
    (row,) = csv.DictReader(run(*H20, "2025-04-09", "--format", "csv").stdout.splitlines())
    assert (row["item"], row["destination"], row["date"]) == ("H20 (HGX)", "CN", "2025-04-09")
    assert (row["verdict"], row["certainty"], row["review_policy"]) == ("license-required", "definite", "unstated")
    assert row["reasons"] == "us/letters/nvidia-h20@2025-04-09"


def test_markdown_is_a_short_document() -> None:
    said = run(*H20, "2025-04-09", "--format", "markdown").stdout
    assert said.startswith("# ! License required: H20 (HGX) to China (CN) on 2025-04-09\n")
    assert said.endswith("Not legal advice.\n")


def test_the_table_shows_reasons_near_misses_and_what_comes_and_fits_the_width() -> None:
    said = run(*H20, "2025-04-09").stdout
    for part in (
        "DRAM bandwidth 4,000 ≥ 1,400", "us/letters/nvidia-h20@2025-04-09", "confidence", "TPP 2,368 of 2,400",
        "What would change it", "This holds until 2025-07-13", "Notices", "Assumed",
    ):  # fmt: skip
        assert part in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 100
    assert said.count("Not legal advice.") == 1
    assert "\x1b" not in said


def test_explain_shows_more_than_the_compact_table() -> None:
    compact, full = run(*H20, "2025-04-09").stdout, run(*H20, "2025-04-09", "--explain").stdout
    assert "https://www.sec.gov" in full
    assert "https://www.sec.gov" not in compact
    assert "Not covered by these rules" in full


def test_an_unknown_die_area_is_shown_with_the_regions_it_cuts() -> None:
    said = run("check", str(EXAMPLES / "startup-accelerator.yaml"), "--to", "CN", "--date", "2024-06-01").stdout
    assert "conservative" in said
    assert "✓ above 2,000 mm²: allowed" in said
    assert "✗ up to 540.54 mm²: blocked (3A090.a)" in said


def test_a_figure_a_hair_under_the_limit_stays_under_it() -> None:
    figures = ["--name", "x", "--datacenter", "--die-area", "900", "--dram", "1", "--link", "0", "--host", "1"]
    question = ["check", *figures, "--to", "CN", "--date", "2024-06-01", "-f", "csv", "--tpp"]
    assert ",license-required," in run(*question, "4799.9999999999999").stdout
    assert ",blocked," in run(*question, "4800").stdout


def test_options_override_the_figures_of_a_known_item() -> None:
    assert ",license-required," in run(*H20, "2025-04-08", "--die-area", "700", "-f", "csv").stdout
    assert ",blocked," in run(*H20, "2025-04-08", "--tops", "fp8=600", "-f", "csv").stdout


def test_parties_exporter_and_certifications_reach_the_engine() -> None:
    singapore = ["check", "H100 SXM5", "--to", "sg", "--date", "2024-06-01", "-f", "csv"]
    assert ",allowed," in run(*singapore).stdout
    assert ",blocked," in run(*singapore, "--parent", "cn").stdout
    assert ",blocked," in run(*singapore, "--hq", "CN").stdout
    assert ",definite," in run(*H20, "2025-04-09", "--exporter", "NVIDIA", "-f", "csv").stdout
    assert ",conservative," in run(*H20, "2025-04-09", "--exporter", "A distributor", "-f", "csv").stdout
    gaming = ["check", "GeForce RTX 4090", "--to", "CN", "--date", "2024-02-01", "-f", "csv"]
    assert ",license-required," in run(*gaming).stdout
    assert ",allowed," in run(*gaming, "--certify", "us/exceptions/nac").stdout


def test_without_a_date_today_in_new_york_is_taken_and_said() -> None:
    before = dt.datetime.now(ZoneInfo("America/New_York")).date().isoformat()
    answer = json.loads(run("check", "H20 (HGX)", "--to", "CN", "-f", "json").stdout)["answer"]
    assert answer["asked"]["date"] in {before, dt.datetime.now(ZoneInfo("America/New_York")).date().isoformat()}
    assert any("today" in one["sentence"] for one in answer["assumptions"])


def test_fail_on_counts_what_is_named_what_is_stricter_and_what_has_no_verdict() -> None:
    assert run(*H20, "2025-04-09").exit_code == 0
    assert run(*H20, "2025-04-09", "--fail-on", "blocked").exit_code == 0
    assert run(*H20, "2025-04-09", "--fail-on", "license-required").exit_code == 1
    assert run(*H20, "2025-04-08", "--fail-on", "license-required", "--fail-on", "conservative").exit_code == 0
    h100 = ["check", "H100 SXM5", "--to", "CN", "--date", "2024-06-01", "--fail-on"]
    assert run(*h100, "license-required").exit_code == 1
    assert run(*H20, "2020-01-01", "--fail-on", "blocked").exit_code == 1
    startup = ["check", str(EXAMPLES / "startup-accelerator.yaml"), "--to", "CN", "--date", "2024-06-01"]
    assert run(*startup, "--fail-on", "conservative").exit_code == 1


def test_an_outcome_without_a_verdict_never_looks_allowed() -> None:
    said = run("check", "H20 (HGX)", "--to", "US", "--date", "2025-01-01").stdout
    assert "NO VERDICT" in said
    assert "does not mean allowed" in said.replace("\n", " ")
    assert ",not-an-export," in run("check", "H20 (HGX)", "--to", "US", "--date", "2025-01-01", "-f", "csv").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["h20", "--to", "CN"], 'Did you mean "H20 (HGX)"'),
        (["none.csv", "--to", "CN"], "none.csv: No such file"),
        (["none.yaml", "--to", "CN"], "none.yaml: No such file"),
        (["H20 (HGX)"], "--to"),
        (["--to", "CN"], "say which item"),
        (["H20 (HGX)", "--to", "CHN"], "--to: "),
        (["H20 (HGX)", "--to", "XX"], "--to: "),
        (["H20 (HGX)", "--to", "SG", "--hq", "XX"], "--hq: "),
        (["H20 (HGX)", "--to", "CN", "--date", "2025-4-9"], "--date: "),
        (["H20 (HGX)", "--to", "CN", "--date", "20250409"], "--date: "),
        (["H20 (HGX)", "--to", "CN", "--certify", "us/exceptions/nax"], "--certify: "),
        (["--tops", "fp8=1,979", "--to", "CN"], "--tops fp8: "),
        (["--tops", "296", "--to", "CN"], "fp8=296"),
        (["--tops", "fp8=1", "--tops", "fp8=2", "--to", "CN"], "twice"),
        (["--name", "x", "--tpp", "NaN", "--to", "CN"], "--tpp: "),
        (["--name", "x", "--die-area", "0", "--to", "CN"], "--die-area: "),
        (["H20 (HGX)", "--to", "CN", "--mapping", "m.yaml"], "--mapping"),
        (["H20 (HGX)", "--to", "CN", "--format", "xml"], "--format"),
    ],
)
def test_bad_input_is_named_on_stderr_with_code_2(words: list[str], said: str) -> None:
    result = run("check", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_every_bad_option_is_reported_at_once() -> None:
    said = run("check", "--name", "x", "--tpp=-5", "--die-area", "0", "--tops", "fp9=1", "--to", "CN").stderr
    assert [line.partition(":")[0] for line in said.splitlines()] == ["--die-area", "--tops fp9", "--tpp"]


def test_a_name_cannot_send_commands_to_the_terminal() -> None:
    said = run("check", "--name", "a\x1b[31m\u202e[bold]b", "--tpp", "1", "--to", "CN").stdout
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "[bold]b" in said


def test_rules_come_from_the_option_and_from_the_environment(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    assert run(*H20, "2025-04-09", "--rules", missing).exit_code == 3
    assert run(*H20, "2025-04-09", env={"CHIPGATE_RULES": missing}).exit_code == 3


def test_every_outcome_has_words_for_people() -> None:
    assert set(OUTCOMES) == set(Outcome)


def test_an_item_that_is_not_subject_is_told_so() -> None:
    done = run("check", "H100 SXM5", "--to", "CN", "--date", "2024-06-01", "--not-subject")
    assert done.exit_code == 0
    assert "not subject to the EAR" in done.stdout
    assert "ALLOWED" not in done.stdout
