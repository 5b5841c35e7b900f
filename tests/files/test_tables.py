"""Every format is the same catalog; what is broken, or would be passed over in silence, is refused by name."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from chipgate import ItemSpec
from chipgate.errors import InvalidCatalog
from chipgate.files.catalog import Catalog
from chipgate.files.sources import Source, TableFormat

HEADER = ("name", "vendor", "dense_fp8_tflops", "die_area_mm2", "marketed_for_datacenter")
ROWS = [("big", "x", 296.1, 814, True), ("café, 2", "x", 0.1, None, None), ("none", None, 4799.9, 100, False)]
TABLE = pa.table({name: [row[n] for row in ROWS] for n, name in enumerate(HEADER)})


def delimited(path: Path, delimiter: str) -> None:
    def text(value: object) -> str:
        said = "" if value is None else str(value)
        return f'"{said}"' if delimiter in said else said

    lines = [delimiter.join(map(text, row)) for row in (HEADER, *ROWS)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def json_lines(path: Path) -> None:
    import json

    path.write_text("".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in ROWS), encoding="utf-8")


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *ROWS):
        sheet.append(list(row))
    book.create_sheet("empty")
    book.save(path)


def stream(path: Path) -> None:
    with pa.ipc.new_stream(str(path), TABLE.schema) as writer:
        writer.write_table(TABLE)


WRITERS: dict[str, Callable[[Path], None]] = {
    "c.csv": lambda path: delimited(path, ","),
    "semicolons.csv": lambda path: delimited(path, ";"),
    "c.tsv": lambda path: delimited(path, "\t"),
    "c.jsonl": json_lines,
    "c.parquet": lambda path: pq.write_table(TABLE, path, row_group_size=2),
    "c.arrow": lambda path: feather.write_feather(TABLE, str(path), compression="lz4"),
    "c.arrows": stream,
    "c.xlsx": workbook,
}


def items(path: Path | Source) -> list[ItemSpec]:
    found = [item for _, item in Catalog(path).rows()]
    assert all(isinstance(item, ItemSpec) for item in found), found
    return [item for item in found if isinstance(item, ItemSpec)]


def packed(path: Path, kind: str) -> Path:
    target = path.with_name(f"{path.name}.{kind}")
    if kind == "gz":
        target.write_bytes(gzip.compress(path.read_bytes()))
    else:
        with pa.output_stream(str(target), compression="zstd") as stream:
            stream.write(path.read_bytes())
    return target


def refused(path: Path | Source) -> str:
    with pytest.raises(InvalidCatalog) as caught:
        Catalog(path).check()
    return str(caught.value)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("kind", ["", "gz", "zst"])
def test_every_format_plain_or_packed_is_the_same_catalog(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / name
    WRITERS[name](path)
    found = items(packed(path, kind) if kind else path)
    assert [item.name for item in found] == ["big", "café, 2", "none"]
    assert [list(item.tops.values()) for item in found] == [[Decimal("296.1")], [Decimal("0.1")], [Decimal("4799.9")]]
    assert [item.die_area_mm2 for item in found] == [814, None, 100]
    assert [item.designed_or_marketed_for_datacenter for item in found] == [True, None, False]


@pytest.mark.parametrize("name", WRITERS)
def test_the_ending_can_be_missing_where_the_format_is_said(tmp_path: Path, name: str) -> None:
    path = tmp_path / "catalog"
    WRITERS[name](path)
    format = TableFormat({"arrows": "arrow"}.get(name.rpartition(".")[2], name.rpartition(".")[2]))
    assert len(items(Source(path, "shown", format))) == 3
    if format in {TableFormat.PARQUET, TableFormat.ARROW, TableFormat.XLSX}:
        assert len(items(path)) == 3
    else:
        assert "--input-format" in refused(path)


@pytest.mark.parametrize("name", ["c.parquet", "c.arrow", "c.arrows", "c.xlsx"])
@pytest.mark.parametrize("part", [0.0, 0.3, 0.9])
def test_a_truncated_file_is_refused_whole(tmp_path: Path, name: str, part: float) -> None:
    path = tmp_path / name
    WRITERS[name](path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    assert f"{name}: not a" in refused(path)


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_truncated_compressed_file_says_how_far_it_went(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text("name,tpp\n" + "".join(f"n{n},{n * 7919 % 10007}\n" for n in range(30_000)), encoding="utf-8")
    target = packed(path, kind)
    data = target.read_bytes()
    target.write_bytes(data[:-400])
    said = refused(target)
    assert "damaged, or not whole" in said
    assert "last line read" in said


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("c.csv", b"PAR1xxxx", "first bytes are those of Parquet"),
        ("c.parquet", b"name,tpp\nx,1\n", "not Parquet"),
        ("c.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls"),
        ("c.feather", b"FEA1\0\0\0\0", "Feather file of version 1"),
        ("c.csv.gz", b"name,tpp\nx,1\n", "its name says gzip"),
        ("c.jsonl", b'["x"]\n', "not an object"),
        ("c.jsonl", b"", "the file is empty"),
        ("c.jsonl", b'{"name": "x", "tpp": [1]}\n{"name": "y"}\n', "a list"),
        ("c.jsonl", b'{"name": "x"}\n{"name": "y", "name": "z"}\n', "twice"),
        ("c.jsonl", b'{"name": "x"}\n{"name": "y", "peak_tops": 3}\n', "looks like a rate"),
    ],
)
def test_what_a_file_is_not_is_said(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert said in refused(path)


def test_every_digit_of_a_json_line_is_kept_and_an_object_is_flattened(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"name": "a", "tpp": 4799.9999999999999}\n\n{"name": "b", "tops": {"fp8": 296}}\n')
    found = items(path)
    assert found[0].tpp == Decimal("4799.9999999999999")
    assert [one.value for one in found[1].tops] == ["fp8"]


def test_arrow_columns_of_every_kind_are_texts(tmp_path: Path) -> None:
    table = pa.table(
        {
            "name": pa.array(["a"]).dictionary_encode(), "tpp": pa.array([0.1], pa.float32()),
            "die_area_mm2": pa.array([Decimal("814.50")], pa.decimal128(10, 2)),
            "tops": pa.array([{"fp8": 296}]), "completion_year": pa.array([2026], pa.int16()),
            "tags": pa.array([["x"]]),
        }
    )  # fmt: skip
    pq.write_table(table, tmp_path / "c.parquet")
    (item,) = items(tmp_path / "c.parquet")
    assert (item.name, item.tpp, item.completion_year) == ("a", Decimal("0.1"), 2026)
    assert item.die_area_mm2 == Decimal("814.5")
    assert [int(rate) for rate in item.tops.values()] == [296]


def test_a_column_twice_is_refused_in_parquet_too(tmp_path: Path) -> None:
    pq.write_table(pa.table([["a"], [1], [2]], names=["name", "tpp", "TPP"]), tmp_path / "c.parquet")
    assert 'column "TPP" again' in refused(tmp_path / "c.parquet")


def sheet_of(path: Path, rows: list[list[object]], change: Callable[[object], None] = lambda _: None) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    change(book.active)
    book.save(path)
    return path


def test_rows_of_a_sheet_keep_their_numbers(tmp_path: Path) -> None:
    path = sheet_of(tmp_path / "c.xlsx", [[], ["name", "tpp"], ["a", 1], [], ["b", "x"]])
    (line, first), (_, second) = Catalog(path).rows()
    assert (line, isinstance(first, ItemSpec)) == (3, True)
    assert isinstance(second, list)
    assert (second[0].line, second[0].column) == (5, 2)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "every sheet is empty"),
        ([["name", "name"], ["a", "b"]], 'column "name" again'),
        ([["name", None, "tpp"], ["a", 1, 2]], "column 2 has no name"),
        ([["name", "tpp"], ["a", 1, 2]], "3 cells, but the header has 2"),
        ([["name", "tpp"], ["a", "=1+1"]], "cell B2 has a formula without a saved result"),
        ([["name", "tpp"], ["a", "#DIV/0!"]], "not a plain number"),
    ],
)
def test_a_sheet_that_cannot_be_relied_on_is_refused(tmp_path: Path, rows: list[list[object]], said: str) -> None:
    assert said in refused(sheet_of(tmp_path / "c.xlsx", rows))


def test_merged_cells_are_refused_since_only_the_first_has_the_value(tmp_path: Path) -> None:
    rows: list[list[object]] = [["name", "tpp"], ["a", 9000], ["b", None]]
    path = sheet_of(tmp_path / "c.xlsx", rows, lambda sheet: sheet.merge_cells("B2:B3"))  # type: ignore[attr-defined]
    assert "merged cells on sheet Sheet: B2:B3" in refused(path)


def test_a_percentage_is_not_taken_for_a_fraction(tmp_path: Path) -> None:
    def percent(sheet: object) -> None:
        sheet["B2"].number_format = "0%"  # type: ignore[index]

    path = sheet_of(tmp_path / "c.xlsx", [["name", "us_content_percent"], ["a", 0.25]], percent)
    assert '"25 %" is not a plain number' in refused(path)


def test_one_of_several_sheets_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title in ("2025", "2026"):
        sheet = book.create_sheet(title)
        sheet.append(["name", "tpp"])
        sheet.append([title, 1])
    path = tmp_path / "c.xlsx"
    book.save(path)
    assert "several sheets: 2025, 2026" in refused(path)
    assert [item.name for item in items(Source(path, sheet="2026"))] == ["2026"]
    assert 'no sheet "2027"' in refused(Source(path, sheet="2027"))
