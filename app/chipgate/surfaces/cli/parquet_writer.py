"""A catalog's answers in Parquet: the columns of the CSV form, the date as a date, written a row group at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import astuple

import pyarrow as pa
import pyarrow.parquet as pq

from chipgate import Decision, Shipment
from chipgate.errors import Problem
from chipgate.surfaces.render.flat import COLUMNS, Flat, flat, flat_error

from .output import Output

GROUP = 50_000
"""Rows that are held until they are written."""
SCHEMA = pa.schema([pa.field(name, pa.date32() if name == "date" else pa.string(), nullable=False) for name in COLUMNS])


class ParquetWriter:
    """One row per item, destination and date."""

    def __init__(self, sink: Output, bases: Sequence[Shipment], stack: ExitStack) -> None:
        self._sink, self._bases, self._stack = sink, bases, stack
        self._held: list[Flat] = []

    def start(self) -> None:
        self._file = pq.ParquetWriter(self._sink.opened(), SCHEMA, compression="zstd")
        self._stack.callback(self._clear)

    def decided(self, decision: Decision) -> None:
        self._add(flat(decision))

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        for base in self._bases:
            self._add(flat_error(problems, base.destination, base.date.isoformat()))

    def end(self) -> None:
        self._write()
        self._file.close()

    def _clear(self) -> None:
        """Let go of the file where it was not ended; what stands in it is thrown away."""
        with suppress(OSError):
            self._file.close()

    def _add(self, row: Flat) -> None:
        self._held.append(row)
        if len(self._held) >= GROUP:
            self._write()

    def _write(self) -> None:
        columns = dict(zip(COLUMNS, zip(*map(astuple, self._held), strict=True), strict=True)) if self._held else {}
        held = {name: list(columns.get(name, ())) for name in COLUMNS}
        held["date"] = [dt.date.fromisoformat(day) for day in held["date"]]
        self._file.write_table(pa.table(held, schema=SCHEMA))
        self._held.clear()
