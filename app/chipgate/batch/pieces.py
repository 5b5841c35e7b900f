"""A catalog in pieces: some rows at a time as columns named by the fields of an item, in order.

Files with types of their own (Parquet, Arrow) stay columns; texts are gathered into columns. What a row states is the
same as `files.catalog` reads row by row: a cell that it would refuse is left so that the columns refuse it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import polars as pl
import pyarrow as pa

from chipgate.errors import Problem
from chipgate.files.arrow_tables import texts
from chipgate.files.catalog import Catalog, Row
from chipgate.files.columns import MEMORY_TYPE, PART_NUMBER, Column
from chipgate.model.exact import NotAFigure
from chipgate.model.item import ItemSpec

from .items import COLUMNS, FIGURES, FLAGS

_NO_FIGURE = "no figure"
"""Stands in a column of figures for what is refused, whatever it would mean as a plain number."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of a catalog that follow each other.

    `frame` has their columns by field; `line` and `read` say of one of them where it stands and what it is, in the
    words of `files.catalog`; `broken` has the rows that could not even be divided into cells.
    """

    frame: pl.DataFrame
    broken: Mapping[int, list[Problem]]
    line: Callable[[int], int]
    read: Callable[[int], ItemSpec | list[Problem]]
    bytes_read: int


def pieces(catalog: Catalog, sizes: Iterator[int]) -> Iterator[Piece]:
    """The catalog in pieces of these sizes (the last is smaller).

    Raises:
        InvalidCatalog: the rest of the file cannot be read.
    """
    return _of_columns(catalog, sizes) if catalog.table.in_columns else _of_texts(catalog, sizes)


def pieces_of_items(catalog: Catalog, sizes: Iterator[int], read: Callable[[int], None]) -> Iterator[Piece]:
    """The same, each row read as an item first: for catalogs whose rows an item register may replace. `read` is told
    the line of each row while it is the one read last."""
    found = _told(catalog, read)
    while some := list(islice(found, next(sizes))):
        broken = {place: one for place, (_, one) in enumerate(some) if isinstance(one, list)}
        items = [one if isinstance(one, ItemSpec) else ItemSpec() for _, one in some]
        yield Piece(frame_of_items(items), broken, _line_of([line for line, _ in some]),
                    lambda place, some=some: some[place][1], catalog.bytes_read)  # type: ignore[misc]  # fmt: skip


def _told(catalog: Catalog, read: Callable[[int], None]) -> Iterator[Row]:
    for line, found in catalog.rows():
        read(line)
        yield line, found


def frame_of_items(items: Sequence[ItemSpec]) -> pl.DataFrame:
    """Items as rows, every figure exact."""
    columns = {name: [_cell(item, name) for item in items] for name in COLUMNS}
    schema = {name: pl.Boolean() if name in FLAGS else pl.String() for name in COLUMNS}
    return pl.DataFrame({name: pl.Series(name, cells, dtype=schema[name]) for name, cells in columns.items()
                         if any(cell is not None for cell in cells) or name == "name"})  # fmt: skip


def _cell(item: ItemSpec, column: str) -> bool | str | None:
    field, _, form = column.partition(".")
    stated = getattr(item, field)
    if form:
        stated = next((rate for one, rate in stated.items() if one.value == form), None)
    return stated if stated is None or isinstance(stated, bool) else str(getattr(stated, "value", stated))


def _line_of(lines: Sequence[int]) -> Callable[[int], int]:
    return lambda place: lines[place]


def _of_texts(catalog: Catalog, sizes: Iterator[int]) -> Iterator[Piece]:
    records = islice(catalog.table.records(), 1, None)
    empty = [""] * catalog.width
    while some := list(islice(records, next(sizes))):
        broken: dict[int, list[Problem]] = {}
        cells: list[list[str]] = []
        for place, (line, found) in enumerate(some):
            if isinstance(found, Problem) or len(found) != catalog.width:
                read = [found] if isinstance(found, Problem) else catalog.read(line, found)
                broken[place] = read if isinstance(read, list) else []
                found = empty
            cells.append(found)
        columns = dict(zip(range(1, catalog.width + 1), zip(*cells, strict=True), strict=True))
        table = {field: pl.Series(columns[column.number], dtype=pl.String)
                 for field, column in catalog.by_field.items()}  # fmt: skip
        yield Piece(_stated(table, catalog.by_field), broken, _line_of([line for line, _ in some]),
                    _reading(catalog, [line for line, _ in some], cells), catalog.bytes_read)  # fmt: skip


def _reading(
    catalog: Catalog, lines: Sequence[int], cells: Sequence[Sequence[str]]
) -> Callable[[int], ItemSpec | list[Problem]]:
    return lambda place: catalog.read(lines[place], cells[place])


def _of_columns(catalog: Catalog, sizes: Iterator[int]) -> Iterator[Piece]:
    headers = {column.number: column.header for column in catalog.by_field.values()}
    before = 0
    for table in catalog.table.arrow(frozenset(headers.values()), sizes):
        found = {field: table.column(column.header) for field, column in catalog.by_field.items()}
        frame = _stated({field: _series(field, column) for field, column in found.items()}, catalog.by_field)
        yield Piece(frame, {}, _after(before), _reading_arrow(catalog, table, before), catalog.bytes_read)
        before += table.num_rows


def _after(before: int) -> Callable[[int], int]:
    return lambda place: before + place + 1


def _reading_arrow(catalog: Catalog, table: pa.Table, before: int) -> Callable[[int], ItemSpec | list[Problem]]:
    def read(place: int) -> ItemSpec | list[Problem]:
        row = table.slice(place, 1)
        cells = [""] * catalog.width
        for column in catalog.by_field.values():
            (cells[column.number - 1],) = texts(row.column(column.header))
        return catalog.read(before + place + 1, cells)

    return read


def _series(field: str, column: pa.ChunkedArray) -> pl.Series:
    """A column as it is, where the columns read its type as `files.catalog` reads its texts; else its texts."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    number = pa.types.is_integer(kind) or pa.types.is_float32(kind) or pa.types.is_float64(kind)
    plain = text or pa.types.is_null(kind)
    if field in FIGURES and field != "completion_year":
        plain = plain or number or pa.types.is_decimal(kind)
    elif field in FLAGS:
        plain = plain or pa.types.is_boolean(kind)
    if not plain:
        return pl.Series(texts(column), dtype=pl.String)
    found = pl.from_arrow(column)
    assert isinstance(found, pl.Series)
    return found


def _stated(table: Mapping[str, pl.Series], columns: Mapping[str, Column]) -> pl.DataFrame:
    """The fields of an item, with figures as their mappings say they are written, and no DRAM where there is none."""
    found = dict(table)
    for field, column in columns.items():
        if column.written is not None:
            found[field] = _written(table[field].cast(pl.String), column)
    memory = found.get(MEMORY_TYPE)
    if memory is not None and "dram_bandwidth_gb_s" in found and columns["dram_bandwidth_gb_s"].any_memory:
        none = memory.cast(pl.String).str.strip_chars().str.to_lowercase().str.starts_with("sram").fill_null(False)
        dram = found["dram_bandwidth_gb_s"]
        found["dram_bandwidth_gb_s"] = pl.select(pl.when(none).then(None).otherwise(dram)).to_series()
    return pl.DataFrame([series.alias(field) for field, series in found.items()
                         if field not in (MEMORY_TYPE, PART_NUMBER)])  # fmt: skip


def _written(cells: pl.Series, column: Column) -> pl.Series:
    """The figures of a column whose cells a mapping says how to read, each different text read once."""
    assert column.written is not None
    distinct = cells.unique().to_list()
    plain: list[str | None] = []
    for text in distinct:
        stated = (text or "").strip()
        try:
            plain.append(column.written.plain(stated) if stated else None)
        except NotAFigure:
            plain.append(_NO_FIGURE)
    return cells.replace_strict(distinct, plain, return_dtype=pl.String)


