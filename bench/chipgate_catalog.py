"""A catalog answered by chipgate as a program would have it: Parquet in, Parquet out, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from chipgate import Rulebook, Shipment
from chipgate.batch.check import ROWS_AT_ONCE, check_frames

TOLD = ("verdict", "certainty", "classification", "reasons")
"""What is written beside the item's name."""


def answers(source: Path, base: Shipment, rulebook: Rulebook) -> Iterator[pl.DataFrame]:
    """The item's name and what is told of every row, in order."""
    batches = pq.ParquetFile(source, pre_buffer=False).iter_batches(batch_size=ROWS_AT_ONCE)
    frames = (frame for batch in batches if isinstance(frame := pl.from_arrow(batch), pl.DataFrame))
    for told in check_frames(frames, base, rulebook, columns=TOLD):
        yield told.select(pl.col("name").alias("item"), *TOLD)


def write_answers(source: Path, target: Path, base: Shipment, rulebook: Rulebook) -> int:
    """Write the answers to one question, and say how many rows that were."""
    writer, rows = None, 0
    for told in answers(source, base, rulebook):
        table = told.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(target, table.schema, compression="zstd")
        writer.write_table(table)
        rows += told.height
    if writer is not None:
        writer.close()
    return rows
