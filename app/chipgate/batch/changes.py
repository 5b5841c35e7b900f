"""What changed since an earlier result, row by row, and why: a rule, a figure, or both.

Where the rules and the figures are both others than they were, the present row is asked once more as of the earlier
day, if the rules of that day are still the same ones: what comes out then says which of the two it was.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl
import pyarrow as pa

from chipgate.engine.judge import matching_on
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .answered import FLAT, TRACES, Questions, Ready, Table
from .columns import batch_of
from .earlier import Earlier
from .pieces import Piece

CHANGES = ("why", "changed", "was", "was_reasons")
"""The columns that say what changed: why, which columns, and the earlier verdict and reasons."""
RULE, FIGURE, BOTH, EITHER = "rule", "figure", "rule and figure", "rule or figure"
NEW, GONE, QUESTION = "new", "gone", "question"
"""NEW: not in the earlier result. GONE: only there. QUESTION: neither rule nor figure is another; something else of the
question was."""


class Changes:
    """Answers that differ from those of an earlier result. `counts` says how many of each kind there were."""

    def __init__(self, rulebook: Rulebook, bases: Sequence[Shipment], earlier: Earlier, shown: str) -> None:
        self._rulebook, self._bases, self._earlier = rulebook, bases, earlier
        self._questions = Questions(rulebook, bases, (*FLAT, *TRACES), shown)
        self.columns = (*FLAT, *TRACES, *CHANGES)
        self.counts: Counter[str] = Counter()

    def read(self, pieces: Mapping[dt.date, Piece]) -> Ready:
        """Read some rows of a catalog."""
        return self._questions.read(pieces)

    def answer(self, ready: Ready) -> Table:
        """The rows whose answers changed."""
        table = self._questions.answer(ready)
        now = pl.from_arrow(table.answers)
        assert isinstance(now, pl.DataFrame)
        now = now.cast(pl.String)
        both = now.hstack(self._earlier.match(now).drop("item", "destination")).with_row_index("@row")
        compared = self._earlier.compared
        differs = pl.any_horizontal(pl.col(name) != pl.col(f"was {name}") for name in compared)
        changed = both.filter(pl.col("was verdict").is_null() | differs)
        same_rules = pl.col("ruleset") == pl.col("was ruleset")
        same_figures = pl.col("figures") == pl.col("was figures")
        why = (
            pl.when(pl.col("was verdict").is_null()).then(pl.lit(NEW))
            .when(same_rules & same_figures).then(pl.lit(QUESTION))
            .when(same_rules).then(pl.lit(FIGURE))
            .when(same_figures).then(pl.lit(RULE))
            .otherwise(pl.lit(EITHER))
        )  # fmt: skip
        changed = changed.with_columns(why.alias("why"))
        changed = changed.with_columns(self._told_apart(changed, ready.pieces))
        found = changed.with_columns(
            pl.concat_str([pl.when(pl.col(name) != pl.col(f"was {name}")).then(pl.lit(name)) for name in compared],
                          separator=";", ignore_nulls=True).alias("changed"),
            pl.col("was verdict").fill_null("").alias("was"),
            (pl.col("was reasons") if "reasons" in compared else pl.lit("")).fill_null("").alias("was_reasons"),
        ).select(self.columns)  # fmt: skip
        self.counts.update(found["why"].to_list())
        return Table(_arrow(found), table.failed, table.items)

    def gone(self) -> pa.Table:
        """The rows of the earlier result that the catalog no longer has, in the same columns."""
        left = self._earlier.left()
        self.counts[GONE] += left.height
        empty = {name: pl.lit("").alias(name) for name in self.columns}
        return _arrow(left.with_columns(
            **{name: column for name, column in empty.items() if name not in left.columns}
        ).with_columns(
            pl.lit(GONE).alias("why"), pl.col("verdict").alias("was"), pl.lit(GONE).alias("verdict"),
            (pl.col("reasons") if "reasons" in left.columns else pl.lit("")).alias("was_reasons"),
            *(pl.lit("").alias(name) for name in self._earlier.compared if name != "verdict"),
        ).select(self.columns))  # fmt: skip

    def _told_apart(self, changed: pl.DataFrame, pieces: Mapping[dt.date, Piece]) -> pl.Series:
        """Why each row changed; where it may be either, by asking as of the earlier day."""
        why, each = changed["why"], len(self._bases)
        open = changed.with_row_index("@place").filter(pl.col("why") == EITHER)
        groups = open.group_by("was date", "was ruleset", (pl.col("@row") % each).alias("@base"), maintain_order=True)
        for (date, ruleset, number), rows in groups:
            base = self._bases[int(str(number))]
            day = _day(str(date))
            if day is None or not self._in_force(day, str(ruleset)):
                continue
            items = pieces[base.date].frame[rows["@row"] // each]
            then = batch_of(self._rulebook, base.model_copy(update={"date": day})).answer(items, self._earlier.compared)
            as_was = then.select(
                pl.all_horizontal(pl.col(name) == rows[f"was {name}"] for name in self._earlier.compared)
            ).to_series()
            as_is = then.select(
                pl.all_horizontal(pl.col(name) == rows[name] for name in self._earlier.compared)
            ).to_series()
            told = pl.select(pl.when(as_was).then(pl.lit(RULE)).when(as_is).then(pl.lit(FIGURE))
                             .otherwise(pl.lit(BOTH))).to_series()  # fmt: skip
            why = why.scatter(rows["@place"], told)
        return why.alias("why")

    def _in_force(self, day: dt.date, ruleset: str) -> bool:
        digest = matching_on(self._rulebook, max(day, self._rulebook.pack.covered_from)).ruleset.digest
        return bool(ruleset) and digest.removeprefix("sha256:").startswith(ruleset)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _arrow(frame: pl.DataFrame) -> pa.Table:
    table = frame.to_arrow()
    return table.cast(pa.schema([pa.field(name, pa.string()) for name in table.column_names]))
