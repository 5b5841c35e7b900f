"""The rows of a checked catalog as lines of JSON: first the columns, then rows in chunks, exact texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from chipgate.surfaces.render.flat import COLUMNS

from .streamed import line

AT_ONCE = 1_000
"""Rows of one line."""
TITLES = {
    "item": "Item", "destination": "Destination", "date": "Date", "verdict": "Verdict", "certainty": "Certainty",
    "classification": "Classification", "review_policy": "Review policy", "reasons": "Reasons", "missing": "Missing",
    "error": "Error",
}  # fmt: skip


def row_lines(file: Path) -> Iterator[bytes]:
    """The lines of a result that stands in a Parquet file."""
    import pyarrow.parquet as pq

    yield line("columns", columns=[{"name": name, "title": TITLES[name]} for name in COLUMNS])
    with pq.ParquetFile(file) as found:
        for batch in found.iter_batches(batch_size=AT_ONCE, columns=list(COLUMNS)):
            columns = [[str(cell) for cell in batch.column(name).to_pylist()] for name in COLUMNS]
            rows = json.dumps(list(zip(*columns, strict=True)), ensure_ascii=False, separators=(",", ":"))
            yield b'{"kind": "rows", "rows": ' + rows.encode() + b"}\n"
