"""A decision as one flat row, and its forms for machines: CSV and JSON. What one cell cannot hold is left out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields

from chipgate.errors import Problem
from chipgate.model.decision import Decision

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Flat:
    """The columns, in order."""

    item: str
    destination: str
    date: str
    verdict: str
    certainty: str
    classification: str
    review_policy: str
    reasons: str
    missing: str
    error: str = ""


COLUMNS = tuple(field.name for field in fields(Flat))


def flat(decision: Decision) -> Flat:
    """A decision in one row. Without a verdict, the outcome stands in its place: it is never empty.

    The reasons are those that count, strictest first, as provision@version.
    """
    answer = decision.answer
    license = answer.license
    return Flat(
        item=answer.asked.item,
        destination=answer.asked.destination,
        date=answer.asked.date,
        verdict=answer.verdict.value if answer.verdict else answer.outcome.value,
        certainty=answer.certainty.value if answer.certainty else "",
        classification=";".join(one.paragraph for one in answer.classification)
        or ";".join(f"{one.paragraph}?" for one in answer.possible_classification),
        review_policy=license.review_policy.value if license and license.review_policy else "",
        reasons=";".join(f"{r.provision}@{r.version}" for r in answer.reasons if r.counted and r.provision),
        missing=";".join(one.fact for one in answer.missing),
    )


def flat_error(problems: Sequence[Problem], destination: str, date: str) -> Flat:
    """A row that could not be read, in the same columns."""
    where = f"line {problems[0].line}"
    said = "; ".join(f"{problem.message} {problem.hint}".strip() for problem in problems)
    return Flat(where, destination, date, "error", "", "", "", "", "", said)


def guarded(cell: str) -> str:
    """A cell for a spreadsheet: one that it would take for a formula gets an apostrophe before it.

    >>> guarded("=1+1"), guarded("H20 (HGX)")
    ("'=1+1", 'H20 (HGX)')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_line(cells: Sequence[str]) -> bytes:
    """One line of CSV, its cells `guarded`."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(map(guarded, cells))
    return out.getvalue().encode()


def csv_row(row: Flat) -> bytes:
    """A flat row as CSV."""
    return csv_line([getattr(row, name) for name in COLUMNS])


def error_json(line: int, problems: Sequence[Problem]) -> bytes:
    """A catalog row that could not be read, in the place of its decision."""
    said = [
        {"path": one.path, "line": one.line, "column": one.column, "message": one.message, "hint": one.hint}
        for one in problems
    ]
    text = json.dumps({"error": {"line": line, "problems": said}}, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"
