"""What is about to change: for each row, the first coming day on which its verdict does, by rules already known."""

from __future__ import annotations

import polars as pl

from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .columns import batch_of

_COLUMNS = ("verdict", "reasons")


def coming(rulebook: Rulebook, base: Shipment, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns "@next_date", "@next_verdict" and "@next_reasons"; null where no change is known."""
    now = batch_of(rulebook, base).answer(frame, _COLUMNS)["verdict"]
    found = pl.DataFrame({name: pl.repeat(None, frame.height, dtype=pl.String, eager=True)
                          for name in ("@next_date", "@next_verdict", "@next_reasons")})  # fmt: skip
    for day in (day for day in rulebook.boundaries if day > base.date):
        left = found["@next_date"].is_null().arg_true()
        if not len(left):
            break
        later = batch_of(rulebook, base.model_copy(update={"date": day})).answer(frame[left], _COLUMNS)
        changed = (later["verdict"] != now.gather(left)).arg_true()
        rows = left.gather(changed)
        day_text = pl.repeat(day.isoformat(), len(rows), dtype=pl.String, eager=True)
        found = found.with_columns(
            found["@next_date"].scatter(rows, day_text),
            found["@next_verdict"].scatter(rows, later["verdict"].gather(changed)),
            found["@next_reasons"].scatter(rows, later["reasons"].gather(changed)),
        )
    return found
