"""What a catalog states and what it leaves out, and what that costs: gathered in one pass, rendered elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from chipgate import Rulebook, Shipment, Verdict
from chipgate.batch.answered import Questions, Table, sizes
from chipgate.batch.pieces import Piece, pieces
from chipgate.batch.stated import stated, vendors
from chipgate.batch.unreadable import unreadable
from chipgate.errors import Problem
from chipgate.files.catalog import Catalog
from chipgate.files.columns import MEMORY_TYPE, PART_NUMBER, Column
from chipgate.model.decision import Certainty

MOST_PROBLEMS = 10
"""Broken rows that are shown one by one."""
MOST_ITEMS = 10_000
"""Items of one vendor whose missing figures are listed."""


@dataclass(slots=True)
class Cost:
    """What missing figures cost for one destination and day: how many items are conservative, and for lack of what.

    An item that lacks two facts counts under both, so that the counts may add up to more than `conservative`.
    """

    destination: str
    date: str
    decided: int = 0
    conservative: int = 0
    for_lack_of: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Report:
    """A catalog described. `stated` counts rows that state a field; `ask` is vendor → item → missing facts."""

    columns: tuple[Column, ...]
    rows: int = 0
    broken: int = 0
    problems: list[Problem] = field(default_factory=list)
    stated: Counter[str] = field(default_factory=Counter)
    costs: list[Cost] = field(default_factory=list)
    ask: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that some column states, in the order of the columns."""
        return tuple(one.field for one in self.columns if one.field not in (None, MEMORY_TYPE, PART_NUMBER))


def how(column: Column) -> str:
    """By what a column was recognised, or why not."""
    if column.mapped:
        return "by the mapping"
    if column.field is not None:
        return "by its name" if column.plain else "by a known spelling"
    return "known, states nothing" if column.plain else "not known: ignored"


def describe(catalog: Catalog, rulebook: Rulebook | None, bases: Sequence[Shipment]) -> Report:
    """Read every row once; with questions, answer each and gather which facts the answers lack."""
    report = Report(catalog.columns, costs=[Cost(one.region or one.destination, one.date.isoformat()) for one in bases])
    asked = Questions(rulebook, bases, ("verdict", "certainty", "missing"), catalog.shown) if rulebook else None
    for piece in pieces(catalog, sizes(len(bases) or 1)):
        table = asked.answer(asked.read(dict.fromkeys((base.date for base in bases), piece))) if asked else None
        failed = _take(report, piece, table)
        report.stated.update(stated(piece, failed))
    report.ask = {vendor: items for vendor, known in sorted(report.ask.items())
                  if (items := {name: facts for name, facts in known.items() if facts})}  # fmt: skip
    return report


def _take(report: Report, piece: Piece, table: Table | None) -> frozenset[int]:
    """Count a piece; say which of its rows could not be read."""
    rows = piece.frame.height
    report.rows += rows
    wrong = table.failed if table is not None else list(unreadable(piece))
    report.broken += len(wrong)
    for _, problems in wrong:
        report.problems += problems[: max(MOST_PROBLEMS - len(report.problems), 0)]
    lines = {line for line, _ in wrong}
    if table is not None:
        _count(report, piece, table, lines)
    return frozenset(place for place in range(rows) if piece.line(place) in lines) if lines else frozenset()


def _count(report: Report, piece: Piece, table: Table, failed: Collection[int]) -> None:
    """What the missing figures of a piece cost."""
    answers = [table.answers.column(name).to_pylist() for name in ("verdict", "certainty", "missing")]
    who, each = vendors(piece), len(report.costs)
    for place, (verdict, certainty, missing) in enumerate(zip(*answers, strict=True)):
        row, question = divmod(place, each)
        if verdict == "error" or (failed and piece.line(row) in failed):
            continue
        cost = report.costs[question]
        cost.decided += verdict in _VERDICTS
        if certainty == Certainty.CONSERVATIVE:
            cost.conservative += 1
            facts = missing.split(";") if missing else []
            cost.for_lack_of.update(facts or ["(open questions or parties)"])
            vendor, name = who[row]
            items = report.ask.setdefault(vendor or "(no vendor)", {})
            if len(items) < MOST_ITEMS or name in items:
                known = items.setdefault(name or "", [])
                known += [fact for fact in facts if fact not in known]


_VERDICTS = frozenset(verdict.value for verdict in Verdict)
