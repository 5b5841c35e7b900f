"""An earlier result, to hold a new one against: one row for each item, destination and occurrence.

It is held in memory, about a hundred bytes a row: the words that answers share are kept once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, repeat

import polars as pl

from chipgate.errors import InvalidCatalog, Problem
from chipgate.files.sources import Source
from chipgate.files.tables import Table

COMPARED = ("verdict", "certainty", "classification", "review_policy", "reasons", "missing")
"""What of an answer may have changed."""
KEY = ("item", "destination")
NEEDED = (*KEY, "date", "verdict", "ruleset", "figures")
_WORDS = ("destination", "date", *COMPARED, "ruleset")
_AT_ONCE = 65_536


class Earlier:
    """The rows of an earlier result, found in turn: where a name stands twice, the first row is the first one's.

    Raises:
        InvalidCatalog: the file is no result, or one without the columns that say by which rules and figures it came.
    """

    def __init__(self, source: Source) -> None:
        table = Table(source)
        _, header = next(table.records(), (0, []))
        columns = [name for name in (*NEEDED, *COMPARED) if isinstance(header, list) and name in header]
        columns = list(dict.fromkeys(columns))
        if lacking := [name for name in NEEDED if name not in columns]:
            hint = "Give a result of chipgate check -f csv, parquet or xlsx, written with all columns."
            raise InvalidCatalog([Problem(table.shown, message=f"no column {', '.join(lacking)}.", hint=hint)])
        assert isinstance(header, list)
        self.compared = [name for name in COMPARED if name in columns]
        frames = list(_frames(table, header, columns))
        rows = pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        keys = rows.select(KEY).unique(maintain_order=True).with_row_index("@key")
        rows = rows.join(keys, on=KEY, how="left", maintain_order="left").with_row_index("@row")
        self._rows = rows.with_columns((pl.int_range(pl.len()).over("@key")).cast(pl.UInt32).alias("@nth"))
        self._keys = keys
        self._taken = pl.repeat(0, keys.height, dtype=pl.UInt32, eager=True)

    def match(self, items: pl.DataFrame) -> pl.DataFrame:
        """For each of these rows (with the columns of `KEY`), in order, the earlier one, its columns named "was …".

        Nulls stand where there is none. Each earlier row is found once.
        """
        found = items.select(KEY).join(self._keys, on=KEY, how="left", maintain_order="left")
        place = pl.int_range(pl.len()).over("@key").cast(pl.UInt32)
        taken = self._taken.gather(found["@key"].fill_null(0)) if len(self._taken) else found["@key"]
        found = found.with_columns((place + taken).alias("@nth"))
        counts = found.filter(pl.col("@key").is_not_null()).group_by("@key").len()
        if counts.height:
            keys = counts["@key"]
            self._taken = self._taken.scatter(keys, self._taken.gather(keys) + counts["len"])
        names = [name for name in self._rows.columns if not name.startswith("@") and name not in KEY]
        words = [pl.col(name).cast(pl.String).alias(f"was {name}") for name in names]
        earlier = self._rows.select("@key", "@nth", *words)
        return found.join(earlier, on=["@key", "@nth"], how="left", maintain_order="left").drop("@key", "@nth")

    def left(self) -> pl.DataFrame:
        """The earlier rows that nothing was matched with, in their order."""
        taken = self._rows.with_columns(self._taken.gather(self._rows["@key"]).alias("@taken"))
        rest = taken.filter(pl.col("@nth") >= pl.col("@taken"))
        return rest.select(name for name in rest.columns if not name.startswith("@")).cast(pl.String)


def _frames(table: Table, header: list[str], columns: list[str]) -> Iterator[pl.DataFrame]:
    if table.in_columns:
        for piece in table.arrow(columns, repeat(_AT_ONCE)):
            frame = pl.from_arrow(piece)
            assert isinstance(frame, pl.DataFrame)
            yield _plain(frame.select(columns))
        return
    records = islice(table.records(), 1, None)
    places = [header.index(name) for name in columns]
    while some := list(islice(records, _AT_ONCE)):
        cells = [found for _, found in some]
        if wrong := next((one for one in cells if isinstance(one, Problem)), None):
            raise InvalidCatalog([wrong])
        texts = [[row[place] if place < len(row) else "" for row in cells if isinstance(row, list)] for place in places]
        yield _plain(pl.DataFrame(dict(zip(columns, texts, strict=True)), schema=dict.fromkeys(columns, pl.String)))


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts without the apostrophe that keeps a spreadsheet from running them."""
    bare = pl.col(pl.String).str.replace(r"^'([=+\-@\t\r])", "$1").fill_null("")
    return frame.cast(pl.String).with_columns(bare).with_columns(
        pl.col(name).cast(pl.Categorical) for name in frame.columns if name in _WORDS and name not in KEY
    )
