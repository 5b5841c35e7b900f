"""Answers as tables, for the report: each decided alone by `decide`, the row's figures and its next change beside."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction

import pyarrow as pa

from chipgate import Decision, ItemSpec, Rulebook, Shipment, decide
from chipgate.engine.judge import try_case
from chipgate.engine.outlook import turns
from chipgate.surfaces.cli.output import Output
from chipgate.surfaces.cli.report_writer import ReportWriter
from chipgate.surfaces.report.kept_rows import COLUMNS

SCHEMA = pa.schema(
    [pa.field(name, pa.string(), nullable=False) for name in COLUMNS]
    + [("@tpp", pa.float64()), ("@performance_density", pa.float64())]
    + [(name, pa.string()) for name in ("@next_date", "@next_verdict", "@next_reasons")]
)
Cell = str | float | None
Row = dict[str, Cell]


def asked(places: Iterable[str], *days: str) -> list[Shipment]:
    """A question for each place and day."""
    return [
        Shipment(item=ItemSpec(), destination=place, date=dt.date.fromisoformat(day))
        for place in places for day in days
    ]  # fmt: skip


def rows_of(items: Iterable[ItemSpec], bases: Sequence[Shipment], rulebook: Rulebook) -> Iterator[Row]:
    """The rows, each item for each question."""
    for item in items:
        for base in bases:
            yield row_of(decide(rulebook, base.model_copy(update={"item": item})), base, item, rulebook)


def row_of(decision: Decision, base: Shipment, item: ItemSpec, rulebook: Rulebook) -> Row:
    """One row. The reasons of its next change are asked of that day itself."""
    shipment = base.model_copy(update={"item": item})
    days = [] if decision.answer.verdict is None else [
        turn.day for turn in turns(rulebook, try_case(rulebook, shipment, base.date), None, explained=True)
        if turn.case.conclusion.worst != decision.answer.verdict
    ]  # fmt: skip
    later = decide(rulebook, shipment.model_copy(update={"date": days[0]})) if days else None
    return {
        **flat(decision),
        "@tpp": _drawn(decision, "tpp"),
        "@performance_density": _drawn(decision, "performance_density"),
        "@next_date": days[0].isoformat() if days else None,
        "@next_verdict": flat(later)["verdict"] if later else None,
        "@next_reasons": flat(later)["reasons"] if later else None,
    }


def flat(decision: Decision) -> dict[str, str]:
    """A decision in the columns of the flat form."""
    answer = decision.answer
    policy = answer.license.review_policy if answer.license else None
    met, possible = answer.classification, answer.possible_classification
    counted = [one for one in answer.reasons if one.counted and one.provision]
    return {
        "item": answer.asked.item, "destination": answer.asked.destination, "date": answer.asked.date,
        "verdict": answer.verdict.value if answer.verdict else answer.outcome.value,
        "certainty": answer.certainty.value if answer.certainty else "",
        "classification": ";".join([one.paragraph for one in met] or [f"{one.paragraph}?" for one in possible]),
        "review_policy": policy.value if policy else "",
        "reasons": ";".join(f"{one.provision}@{one.version}" for one in counted),
        "missing": ";".join(one.fact for one in answer.missing),
        "error": "",
    }  # fmt: skip


def _drawn(decision: Decision, measure: str) -> float | None:
    found = next((one.value for one in decision.answer.measures if one.measure == measure), None)
    return float(Fraction(found)) if found else None


def plain_row(item: str, verdict: str = "allowed", **more: Cell) -> Row:
    """A row made by hand: to China on 2026-02-15, unless said otherwise."""
    made: Row = dict.fromkeys(COLUMNS, "")
    made |= dict.fromkeys(SCHEMA.names[len(COLUMNS) :])
    return made | {"item": item, "destination": "CN", "date": "2026-02-15", "verdict": verdict} | more


def table_of(rows: Iterable[Row]) -> pa.Table:
    """Rows as one table."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def page_of(tables: Iterable[pa.Table], bases: Sequence[Shipment], rulebook: Rulebook) -> bytes:
    """The page, by the writer."""
    held = io.BytesIO()
    with ExitStack() as stack:
        writer = ReportWriter(Output(held, None), bases, rulebook, stack)
        writer.start()
        for table in tables:
            writer.add(table)
        writer.end()
    return held.getvalue()
