"""A table of answers as CSV: quoted where needed, and no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import io

import polars as pl
import pyarrow as pa

_FORMULA = r"^[=+\-@\t\r\n\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}]"


def csv_text(table: pa.Table) -> bytes:
    """The rows of a table as lines of CSV, without a header."""
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    texts = [pl.col(name).cast(pl.String) for name in frame.columns]
    safe = frame.with_columns(
        pl.when(text.str.contains(_FORMULA))
        .then(pl.concat_str(pl.lit("'"), text))
        .when(text != "")
        .then(text)
        .alias(name)
        for text, name in zip(texts, frame.columns, strict=True)
    )
    sink = io.BytesIO()
    safe.write_csv(sink, include_header=False, line_terminator="\n", quote_style="necessary")
    return sink.getvalue()
