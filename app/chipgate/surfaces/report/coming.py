"""What is about to change: rows whose answer turns on a coming day, together where they turn by the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

EXAMPLES = 3
"""Items of a group that are named."""


@dataclass(slots=True)
class Coming:
    """Rows that turn on one day from one verdict to another. `begins` are the versions of that day which bear on them
    then; where none does, `ends` are those that bear no longer. `examples` are items with their first rows."""

    date: str
    verdict: str
    next_verdict: str
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    rows: int = 0
    destinations: dict[str, None] = field(default_factory=dict)
    examples: dict[str, int] = field(default_factory=dict)


class ComingChanges:
    """The groups, with the first few items of each."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], Coming] = {}
        self._before = 0

    def add(self, table: pa.Table) -> None:
        """Take in the rows of a table that name a coming day."""
        numbers = pa.array(range(self._before, self._before + table.num_rows), pa.int64())
        self._before += table.num_rows
        keys = ["@next_date", "verdict", "@next_verdict", "reasons", "@next_reasons", "destination"]
        rows = table.select([*keys, "item"]).append_column("n", numbers)
        rows = rows.filter(pc.is_valid(rows.column("@next_date")))
        items = rows.group_by([*keys, "item"], use_threads=False).aggregate([("n", "min"), ([], "count_all")])
        wanted = [("n_min", "min"), ("item", "list"), ("n_min", "list"), ("count_all", "sum")]
        groups = items.sort_by("n_min").group_by(keys, use_threads=False).aggregate(wanted)
        for name in ("item_list", "n_min_list"):
            first = pc.list_slice(groups.column(name), 0, EXAMPLES)
            groups = groups.set_column(groups.column_names.index(name), name, first)
        for row in groups.sort_by("n_min_min").to_pylist():
            self._take(row)

    def _take(self, row: dict[str, Any]) -> None:
        now, then = (_versions(row[name]) for name in ("reasons", "@next_reasons"))
        turn = row["@next_date"], row["verdict"], row["@next_verdict"] or ""
        begins = tuple(one for one in then if one.endswith(f"@{turn[0]}"))
        ends = () if begins else tuple(one for one in now if one not in then)
        group = self._found.setdefault((*turn, frozenset(begins), frozenset(ends)), Coming(*turn, begins, ends))
        group.rows += row["count_all_sum"]
        group.destinations[row["destination"]] = None
        for item, n in zip(row["item_list"], row["n_min_list"], strict=True):
            group.examples[item] = min(n, group.examples.get(item, n))
        first = sorted(group.examples.items(), key=lambda example: example[1])
        group.examples = dict(first[:EXAMPLES])

    def groups(self) -> Iterator[Coming]:
        """The soonest first; on one day the most rows first."""
        yield from sorted(self._found.values(), key=_order)


def _versions(joined: str | None) -> list[str]:
    return list(filter(None, (joined or "").split(";")))


def _order(one: Coming) -> tuple[str | int | tuple[str, ...], ...]:
    return one.date, -one.rows, one.verdict, one.next_verdict, one.begins, one.ends
