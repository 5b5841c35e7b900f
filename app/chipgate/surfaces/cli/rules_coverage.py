"""`chipgate rules coverage`: which conditions of the rules some case has seen true, false and unknown."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Annotated

import typer

from chipgate.surfaces.exit_codes import HAPPENED
from chipgate.surfaces.rules_at_hand import rules_at_hand

from .options import Out, Rules
from .output import output
from .progress import bar_when_slow

COVERAGE_EPILOG = """
Examples:

  chipgate rules coverage\n
  chipgate rules coverage --rules my-rules --fail-under 100\n
  chipgate rules coverage --format json -o coverage.json\n

A line "us/items/x@2023-11-17 /applies/any/0/at_least …: never false" names
the version, the place in its file, and the outcome that no case has. Close
it with a case in the cases.yaml beside the file, dated while the version
is in force. Which days and bounds still want a case: chipgate rules cases.
"""


class CoverageFormat(StrEnum):
    """How the coverage is written."""

    TABLE = "table"
    JSON = "json"


def rules_coverage(
    rules: Rules = None,
    format: Annotated[CoverageFormat, typer.Option(
        "--format", "-f", help="table, or one JSON object.")] = CoverageFormat.TABLE,
    fail_under: Annotated[float | None, typer.Option(
        "--fail-under", metavar="PERCENT", min=0, max=100,
        help="End with 1 where either figure, true and false or unknown, is below this.", show_default=False)] = None,
    out: Out = None,
) -> None:  # fmt: skip
    """Say which conditions of the rules the cases exercise.

    Every leaf of every version (each bound of a limit apart) should be seen
    true and false by some case, and unknown where its fact can be unknown:
    what no case sees can be changed and no case will notice.

    Cases beside a rule file count for its version of their date; whole
    answers (answers.yaml) count for all that is in force.
    """
    from chipgate.audit.coverage import coverage
    from chipgate.surfaces.cases import Cases
    from chipgate.surfaces.render.coverage_text import coverage_json, print_coverage

    from .question import find_item_named

    rulebook = rules_at_hand(rules)
    cases = Cases.read(rules, rulebook)
    with bar_when_slow(len(cases), "trying cases") as done:
        found = coverage(rulebook, cases.beside, cases.whole, find_item_named, done).within(cases.packs)
    with output(out) as sink:
        if format is CoverageFormat.JSON:
            sink.write(coverage_json(found, rulebook.digest))
        else:
            print_coverage(sink.console(), found)
    if fail_under is not None and found.percent < Fraction(str(fail_under)):
        raise typer.Exit(HAPPENED)
