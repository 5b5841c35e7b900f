"""Numbers with units and separators are read where the mapping says so, exactly, and in no other way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from chipgate import ItemSpec
from chipgate.errors import InvalidCatalog, Problem
from chipgate.files.catalog import Catalog
from chipgate.files.columns import read_mapping


def read(folder: Path, form: str, cell: str) -> ItemSpec | list[Problem]:
    path = folder / "c.tsv"
    path.write_text(f"name\tFigure\nx\t{cell}\n", encoding="utf-8")
    ((_, found),) = Catalog(path, read_mapping(f"Figure: {form}\n".encode(), "m.yaml")).rows()
    return found


@pytest.mark.parametrize(
    ("form", "cell", "value"),
    [
        ('{field: tpp, thousands: ","}', "1,979", "1979"),
        ('{field: tpp, thousands: ","}', "1979", "1979"),
        ('{field: tpp, thousands: ","}', "1,979,000.25", "1979000.25"),
        ('{field: tpp, thousands: ".", decimal: ","}', "3.352,5", "3352.5"),
        ('{field: tpp, decimal: ","}', "4799,9999999999999", "4799.9999999999999"),
        ("{field: tpp, thousands: \" \"}", "4\u202f800", "4800"),
        ("{field: dram_bandwidth_gb_s, unit: TB/s}", "3.35 TB/s", "3350"),
        ("{field: dram_bandwidth_gb_s, unit: TB/s}", "3.35", "3350"),
        ("{field: dram_bandwidth_gb_s, unit: [TB/s, GB/s]}", "900 GB/s", "900"),
        ("{field: dram_bandwidth_gb_s, unit: Gbit/s}", "100 Gbit/s", "12.5"),
        ("{field: die_area_mm2, unit: mm²}", "814mm²", "814"),
    ],
)  # fmt: skip
def test_a_figure_is_read_as_the_mapping_says_it_is_written(tmp_path: Path, form: str, cell: str, value: str) -> None:
    item = read(tmp_path, form, cell)
    assert isinstance(item, ItemSpec), item
    found = next(one for one in (item.tpp, item.dram_bandwidth_gb_s, item.die_area_mm2) if one is not None)
    assert found == Decimal(value)


def test_rates_are_converted_exactly(tmp_path: Path) -> None:
    item = read(tmp_path, '{field: tops.fp8, unit: [TFLOPS, PFLOPS], thousands: ","}', "1.979 PFLOPS")
    assert isinstance(item, ItemSpec)
    assert list(item.tops.values()) == [1979]


@pytest.mark.parametrize(
    ("form", "cell", "said"),
    [
        ('{field: tpp, thousands: ","}', "1,5", "not a number as the mapping says"),
        ('{field: tpp, thousands: ","}', "19,79,000", "not a number as the mapping says"),
        ('{field: tpp, decimal: ","}', "3.352", "not a number as the mapping says"),
        ('{field: tpp, thousands: ","}', "1,979 TFLOPS", "has the unit TFLOPS, not no unit"),
        ("{field: dram_bandwidth_gb_s, unit: TB/s}", "3350 GB/s", "has the unit GB/s, not TB/s"),
        ("{field: dram_bandwidth_gb_s, unit: GB/s}", "3350 Gb/s", "has the unit Gb/s, not GB/s"),
        ("{field: dram_bandwidth_gb_s, unit: [TB/s, GB/s]}", "3350", "has no unit, not TB/s or GB/s"),
        ("{field: tpp}", "-5", "not a number as the mapping says"),
        ("{field: tpp}", "about 5", "not a number as the mapping says"),
    ],
)
def test_a_cell_that_is_written_otherwise_is_an_error_of_its_row(
    tmp_path: Path, form: str, cell: str, said: str
) -> None:
    found = read(tmp_path, form, cell)
    assert isinstance(found, list)
    assert (found[0].line, found[0].column) == (2, 2)
    assert said in found[0].message


def test_an_empty_cell_is_unknown_whatever_its_form(tmp_path: Path) -> None:
    item = read(tmp_path, "{field: dram_bandwidth_gb_s, unit: TB/s}", "")
    assert isinstance(item, ItemSpec)
    assert item.dram_bandwidth_gb_s is None


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("{field: tops.fp8, unit: GB/s}", '"GB/s" is not a unit of tops.fp8'),
        ("{field: name, unit: x}", "not a field with a figure"),
        ("{field: tpp, thousands: '.'}", "separators do not go together"),
        ("{field: tpp, decimal: ';'}", "separators do not go together"),
        ("{field: tpp, unti: x}", '"unti" is not a key'),
        ("{unit: GB/s}", "not a field with a figure"),
    ],
)
def test_a_form_that_means_nothing_is_refused_in_the_mapping(form: str, said: str) -> None:
    with pytest.raises(InvalidCatalog, match=r"m\.yaml:1:") as caught:
        read_mapping(f"Figure: {form}\n".encode(), "m.yaml")
    assert said in str(caught.value)
