"""A catalog is read row by row; whatever cannot be relied on is refused with its row and column."""

from __future__ import annotations

import tracemalloc
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from chipgate import ItemSpec
from chipgate.errors import InvalidCatalog, Problem, UnknownItem
from chipgate.files.catalog import Catalog
from chipgate.files.columns import read_mapping
from chipgate.files.csv_lines import MAX_RECORD
from chipgate.files.item_names import find_item, items_by_name
from chipgate.files.places import example_catalog
from chipgate.files.written_numbers import Written
from chipgate.model.item import Format, Transistor


def catalog(folder: Path, text: str | bytes, mapping: Mapping[str, str | Written] | None = None) -> Catalog:
    path = folder / "catalog.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Catalog(path, mapping)


def only_item(found: Catalog) -> ItemSpec:
    ((_, item),) = found.rows()
    assert isinstance(item, ItemSpec), item
    return item


def problems(folder: Path, text: str | bytes, mapping: dict[str, str] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(InvalidCatalog) as caught:
        catalog(folder, text, mapping).check()
    return caught.value.problems


def test_the_shipped_catalog_reads_whole_and_without_a_word_about_its_columns() -> None:
    found = Catalog(example_catalog())
    assert found.check() == 99
    assert all(column.plain for column in found.columns)
    h20 = items_by_name(found)["H20 (HGX)"]
    assert (h20.manufacturer, h20.designed_or_marketed_for_datacenter) == ("NVIDIA", True)
    assert h20.tops[Format.FP8] == 296
    assert h20.transistor is Transistor.NON_PLANAR
    figures = (h20.die_area_mm2, h20.dram_bandwidth_gb_s, h20.link_bandwidth_gb_s, h20.host_bandwidth_gb_s)
    assert figures == (Decimal(814), Decimal(4000), Decimal(900), Decimal("126.1"))


def test_on_chip_memory_is_not_dram_and_leaves_its_bandwidth_unknown(tmp_path: Path) -> None:
    head = "name,memory_type,memory_bandwidth_gbps\n"
    assert only_item(catalog(tmp_path, head + "WSE,SRAM (on-wafer),21000000\n")).dram_bandwidth_gb_s is None
    assert only_item(catalog(tmp_path, head + "A,HBM3,3350\n")).dram_bandwidth_gb_s == 3350


def test_every_digit_of_a_figure_is_kept(tmp_path: Path) -> None:
    item = only_item(catalog(tmp_path, "name,tpp\nx,4799.9999999999999\n"))
    assert item.tpp == Decimal("4799.9999999999999")


def test_other_spellings_are_known_and_said(tmp_path: Path) -> None:
    found = catalog(tmp_path, "Product name,Maker,FP8 TFLOPS (dense),Die size (mm²)\nx,y,100,50\n")
    item = only_item(found)
    assert (item.name, item.manufacturer) == ("x", "y")
    assert (item.tops[Format.FP8], item.die_area_mm2) == (Decimal(100), Decimal(50))
    assert not any(column.plain for column in found.columns)


def test_a_mapping_names_what_a_column_states(tmp_path: Path) -> None:
    text = "Produkt,Spitze FP8,peak_tops\nx,100,3\n"
    mapping = {"Produkt": "name", "Spitze FP8": "tops.fp8", "peak_tops": "ignore"}
    assert only_item(catalog(tmp_path, text, mapping)).tops == {Format.FP8: 100}


def test_a_mapping_file_is_checked_line_by_line() -> None:
    text = b'Produkt: name\n"Peak FP8": tops.fp8\n'
    assert read_mapping(text, "m.yaml") == {"Produkt": "name", "Peak FP8": "tops.fp8"}
    with pytest.raises(InvalidCatalog) as caught:
        read_mapping(b"a: name\nb: top.fp8\n", "m.yaml")
    assert str(caught.value) == 'm.yaml:2:4: "top.fp8" is not a field of an item. Did you mean "tops.fp8"?'


def test_a_mapping_of_a_column_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "name\nx\n", {"nam": "name"})
    assert '"nam"' in problem.message
    assert "name" in problem.hint


@pytest.mark.parametrize("header", ["fp8_sparse_tflops", "FP8 TFLOPS with sparsity", "sparse_tops.fp8", "sparse_fp8"])
def test_a_column_that_speaks_of_sparsity_states_sparse_rates_only(tmp_path: Path, header: str) -> None:
    item = only_item(catalog(tmp_path, f"name,{header}\nx,3352\n"))
    assert item.sparse_tops == {Format.FP8: 3352}
    assert not item.tops
    (problem,) = problems(tmp_path, f"name,{header}\nx,3352\n", {header: "tops.fp8"})
    assert "sparse_tops" in problem.message


@pytest.mark.parametrize("header", ["fp8 tops without sparsity", "fp8 dense or sparse", "sparse", "fp4_pflops", "TOPS"])
def test_a_rate_that_is_not_understood_is_refused_and_not_ignored(tmp_path: Path, header: str) -> None:
    (problem,) = problems(tmp_path, f"name,{header}\nx,1\n")
    assert (problem.line, problem.column) == (1, 2)
    assert header in problem.message
    assert "--mapping" in problem.hint


@pytest.mark.parametrize(
    "cell", ["3352 (sparse)", '"1,979 TFLOPS"', "-1", "NaN", "inf", "-Infinity", "1_000", "about 5", "0x10", "٣"]
)
def test_a_figure_that_is_no_plain_number_is_refused_with_row_and_column(tmp_path: Path, cell: str) -> None:
    (problem,) = problems(tmp_path, f"name,die_area_mm2,dense_fp8_tflops\na,1,1\nb,1,{cell}\n")
    assert (problem.line, problem.column) == (3, 3)
    assert problem.message.startswith('column "dense_fp8_tflops": ')


def test_every_problem_of_every_row_is_reported_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, "name,tpp,transistor,marketed_for_datacenter\n,x,tube,maybe\na,1,finfet,true\nb,-2,,\n")
    assert [(one.line, one.column) for one in found] == [(2, 1), (2, 2), (2, 3), (2, 4), (4, 2)]


def test_a_bad_row_stands_in_its_place_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = list(catalog(tmp_path, 'name,tpp\na,1\nb\n\n"c\nd",2\ne,3\n').rows())
    assert [line for line, _ in rows] == [2, 3, 5, 7]
    assert [isinstance(item, ItemSpec) for _, item in rows] == [True, False, True, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("vendor,tpp\nx,1\n", "no column states the name"),
        ("name,name\nx,y\n", 'column "name" again'),
        ("name,Name \nx,y\n", "again"),
        ("name,tpp,,\nx,1,,\n", "has no name"),
        ("name,dense_int8_tops,int8_tops\nx,1,1\n", "both state tops.int8"),
        ("name,tpp\nx\n", "1 cells, but the header has 2"),
        ("name,tpp\nx,1,979\n", "3 cells, but the header has 2"),
        ('name,tpp\n"x,1\n', "never closed"),
        ('name,tpp\n"x"y,1\n', "after a closing quotation mark"),
        (b"name,tpp\n\xe9t\xe9,1\n", "not UTF-8"),
        ("name,tpp\nx,1\n".encode("utf-16"), "UTF-16"),
        (b"name,tpp\nx\0,1\n", "NUL"),
        (b"name,tpp\rx,1\r", "carriage return"),
    ],
)
def test_a_file_that_is_not_a_catalog_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert any(said in problem.message for problem in problems(tmp_path, text))


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidCatalog, match="No such file"):
        Catalog(tmp_path / "none.csv")


def test_a_header_alone_is_a_catalog_of_nothing(tmp_path: Path) -> None:
    assert catalog(tmp_path, "name,tpp\n").check() == 0


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    assert only_item(catalog(tmp_path, b"\xef\xbb\xbfname,tpp\r\nx,1\r\n")).name == "x"


def test_two_items_may_share_a_name(tmp_path: Path) -> None:
    assert catalog(tmp_path, "name,tpp\nx,1\nx,2\n").check() == 2


@pytest.mark.parametrize("begin", [b"x", b'"'])
def test_an_endless_line_is_refused_without_being_held(tmp_path: Path, begin: bytes) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as stream:
        stream.write(b"name,tpp\n" + begin)
        for _ in range(100):
            stream.write(b"x" * 1024 * 1024)
        stream.write(b"\na,1\n")
    tracemalloc.start()
    rows = list(Catalog(path).rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * MAX_RECORD
    assert isinstance(rows[0][1], list)
    assert "longer than" in rows[0][1][0].message
    assert isinstance(rows[-1][1], ItemSpec)


@pytest.mark.parametrize("name", ["H20 (HGX)", "h20 hgx", "NVIDIA H20 (HGX)", "H20-HGX"])
def test_an_item_is_found_whatever_its_case_and_punctuation(name: str) -> None:
    assert find_item(Catalog(example_catalog()), name).name == "H20 (HGX)"


@pytest.mark.parametrize("name", ["H20", "H2O (HGX)", "", "()"])
def test_a_name_that_nothing_has_is_never_guessed(name: str) -> None:
    with pytest.raises(UnknownItem) as caught:
        find_item(Catalog(example_catalog()), name)
    assert ('"H20 (HGX)"' in caught.value.message) is name.startswith("H2")


def test_the_example_of_a_mapping_reads_a_catalog_with_those_columns(tmp_path: Path) -> None:
    path = example_catalog().with_name("mapping.yaml")
    mapping = read_mapping(path.read_bytes(), path.name)
    head = ",".join(f'"{column}"' for column in mapping)
    item = only_item(catalog(tmp_path, f"{head}\nx,y,100,200,350 W\n", mapping))
    assert item.tops == {Format.FP8: Decimal(100)}
    assert item.sparse_tops == {Format.FP8: Decimal(200)}
