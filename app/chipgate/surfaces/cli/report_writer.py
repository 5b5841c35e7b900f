"""A catalog's answers as one page of HTML that stands alone. What the page says is `report`'s.

Answers come in tables and are counted as they come; only what the page shows is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

import pyarrow as pa

from chipgate import Rulebook, Shipment
from chipgate.surfaces.report.coming import ComingChanges
from chipgate.surfaces.report.counts import Counts
from chipgate.surfaces.report.kept_rows import KeptRows
from chipgate.surfaces.report.page import Seen, page
from chipgate.surfaces.report.pictures import points_of

from .output import Output


class ReportWriter:
    """One page for all rows. Beside the columns of the flat form a table has `@tpp` and `@performance_density` for
    drawing, and `@next_date`, `@next_verdict` and `@next_reasons` for what is about to change; these may be null."""

    def __init__(self, sink: Output, bases: Sequence[Shipment], rulebook: Rulebook, stack: ExitStack) -> None:
        self._sink, self._bases, self._rulebook = sink, bases, rulebook

    def start(self) -> None:
        """Begin with nothing counted."""
        self._seen = Seen(Counts(), ComingChanges(), KeptRows(), points_of(self._bases))

    def add(self, table: pa.Table) -> None:
        """Take in rows, in order; how they are divided into tables makes no difference."""
        seen, plain = self._seen, _plain(table)
        for part in (seen.counts, seen.coming, seen.kept, seen.points):
            part.add(plain)

    def end(self) -> None:
        """Write the page."""
        self._sink.write(page(self._seen, self._rulebook, self._bases).encode())


def _plain(table: pa.Table) -> pa.Table:
    """The table with its texts as such, where they were numbers into a dictionary of their own part."""
    fields = [
        pa.field(field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))
