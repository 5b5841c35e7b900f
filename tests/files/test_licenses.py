"""The register of licenses: strict, and every problem of every file with its line and column."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from chipgate.errors import InvalidLicenses
from chipgate.files.licenses import read_licenses
from chipgate.model.terms import Transfer

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "licenses"
TEXT = (EXAMPLE / "D1234567.yaml").read_text(encoding="utf-8")


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(InvalidLicenses) as caught:
        read_licenses(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_the_example_is_read() -> None:
    license = read_licenses(EXAMPLE).licenses["D1234567"]
    assert license.items[0].at_most == {"tpp": Decimal(4800), "dram_bandwidth_gb_s": Decimal(1400)}
    assert (license.cap.units, license.cap.tpp, license.cap.unlimited) == (100, None, False)
    assert (license.valid_from, license.valid_until) == (dt.date(2026, 1, 2), dt.date(2027, 12, 31))
    assert license.transfers == (Transfer.EXPORT,)


def test_every_problem_of_every_file_is_told_with_its_place(tmp_path: Path) -> None:
    broken = TEXT.replace("consignees:", "consignes:").replace("units: 100", "units: many").replace("[SA]", "[NO]")
    (tmp_path / "a.yaml").write_text(broken, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(TEXT.replace("number: D1234567\n", "").replace("{tpp: 4800", "{tp: 4800"))
    found = problems_of(tmp_path)
    assert 'a.yaml:12:16: NO reads as a boolean in older YAML. Quote it if it is text: "NO".' in found
    assert any(line.startswith("b.yaml:2:1:") and '"number" is missing' in line for line in found)
    assert any(line.startswith("b.yaml:8:") for line in found)
    (tmp_path / "a.yaml").write_text(broken.replace("[NO]", "[SA]"), encoding="utf-8")
    found = problems_of(tmp_path)
    assert 'a.yaml:10:1: unknown key "consignes". Did you mean "consignees"?' in found
    assert any(line.startswith("a.yaml:17:14:") and "integer" in line for line in found)


def test_one_number_is_one_license(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEXT)
    (tmp_path / "b.yaml").write_text(TEXT.replace("number: D1234567", "number: d1234567"))
    (found,) = problems_of(tmp_path)
    assert found == f"b.yaml:2:9: license d1234567 stands in {tmp_path}/a.yaml too. Keep one file per license."


def test_a_folder_without_licenses_is_refused(tmp_path: Path) -> None:
    assert "holds no license" in problems_of(tmp_path)[0]
    assert "is not a folder" in problems_of(tmp_path / "nowhere")[0]
    (tmp_path / "a.yml").write_text(TEXT)
    assert problems_of(tmp_path) == ["a.yml: ends in .yml. Name it .yaml, so that it is read."]


def test_a_place_in_a_file_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEXT)
    problem = read_licenses(tmp_path).place("D1234567", ("covers", 1), "unknown.", "")
    assert (problem.line, problem.column) == (16, 5)
