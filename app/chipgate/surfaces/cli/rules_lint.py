"""`chipgate rules lint`: every problem of the rule files, and where there is none, what is worth a look."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from chipgate import Rulebook
from chipgate.errors import InvalidRulebook
from chipgate.surfaces.clock import today as today_in_new_york
from chipgate.surfaces.exit_codes import BAD_RULES, HAPPENED
from chipgate.surfaces.render.plain_text import visible
from chipgate.surfaces.rules_at_hand import rules_at_hand

from .options import Out, Rules
from .output import output
from .question import day_of

if TYPE_CHECKING:
    from chipgate.model.finding import Finding

LINT_EPILOG = """
Examples:

  chipgate rules lint\n
  chipgate rules lint --rules rules --fail-on warning\n
  chipgate rules lint -f sarif -o lint.sarif\n
  chipgate rules lint -f github\n

A comment lets a finding pass, on its line or the line above, and says why:

  confidence: low  # lint: ignore confidence-low because no filing has the figures

Each rule, with what to avoid and what to prefer: docs/linting.md.
"""


class LintFormat(StrEnum):
    """How the findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


class LintFailOn(StrEnum):
    """The level of finding that makes the command end with exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


def rules_lint(
    rules: Rules = None,
    format: Annotated[LintFormat, typer.Option(
        "--format", "-f", help="text, JSON, SARIF 2.1.0, or annotations of GitHub Actions.")] = LintFormat.TEXT,
    fail_on: Annotated[LintFailOn | None, typer.Option(
        "--fail-on", help="End with exit code 1 at a finding of this level, or a graver one.",
        show_default=False)] = None,
    today: Annotated[str | None, typer.Option(
        "--today", metavar="YYYY-MM-DD", help="The day on which to look.", show_default="today in New York")] = None,
    stale_after: Annotated[int, typer.Option(
        "--stale-after", metavar="DAYS", min=0, help="Sources read longer ago than this are to be read again.")] = 90,
    within: Annotated[int, typer.Option(
        "--within", metavar="DAYS", min=0, help="Say which versions end in so many days.")] = 90,
    notes: Annotated[bool, typer.Option(
        "--notes", help="List the notes too, which the text otherwise only counts.")] = False,
    out: Out = None,
) -> None:  # fmt: skip
    """Check every rule file: say every problem, with its place; or, where there is none, what is worth a look.

    A problem is a file that cannot be read as a rule: exit code 3, and no answer is given from such rules. A finding
    is graded error, warning or note, and changes no answer.
    """
    from chipgate.surfaces.linted import linted, problem_findings

    day = day_of(today, "--today") if today is not None else today_in_new_york()
    try:
        rulebook = rules_at_hand(rules)
        found = linted(rules, rulebook, day, stale_after, within)
    except InvalidRulebook as error:
        if format is LintFormat.TEXT:
            text = "".join(f"{visible(str(problem))}\n" for problem in error.problems).encode()
        else:
            text = _written(problem_findings(error.problems, rules), None, format)
        with output(out) as sink:
            sink.write(text)
        raise typer.Exit(BAD_RULES) from None
    with output(out) as sink:
        sink.write(_written(found, rulebook, format, notes))
    if fail_on is not None:
        from chipgate.model.finding import at_least

        if at_least(found, fail_on.value):
            raise typer.Exit(HAPPENED)


def _written(
    found: tuple[Finding, ...], rulebook: Rulebook | None, format: LintFormat, notes: bool = True
) -> bytes:
    from chipgate.audit.lint_rules import DESCRIPTIONS
    from chipgate.surfaces.render.annotations import annotation_lines
    from chipgate.surfaces.render.lint_text import lint_json, lint_text
    from chipgate.surfaces.render.sarif import sarif

    if format is LintFormat.SARIF:
        return sarif(found, DESCRIPTIONS, "lint")
    if format is LintFormat.GITHUB:
        return annotation_lines(found).encode()
    if format is LintFormat.JSON or rulebook is None:
        return lint_json(found, rulebook.digest if rulebook else None)
    return lint_text(found, rulebook, notes).encode()
