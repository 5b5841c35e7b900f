"""`chipgate audit`: what a change of rule files means, from when, and which products it flips."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chipgate.surfaces.clock import today
from chipgate.surfaces.exit_codes import HAPPENED

from . import options as o
from .output import output
from .progress import bar_when_slow

if TYPE_CHECKING:
    from chipgate.audit.report import Report

    from .audit_sides import Sides

AUDIT_EPILOG = """
Examples:

  chipgate audit                           your branch and the files on disk, since it left main\n
  chipgate audit HEAD~1..HEAD --to CN      one commit\n
  chipgate audit main...side -f markdown   a pull request, as a comment\n
  chipgate audit v1.2.0..                  a tag, up to the files on disk\n
  chipgate audit old.bundle rules          a bundle and a folder\n
  chipgate audit ..HEAD --fail-on retroactive --fail-on unproved\n

Each change is told in the terms of the law: new, repealed, moved date, renamed; wider or narrower, by what the
provision reaches; tightened (a control reaches more, an exception frees less), loosened, or mixed; citation or wording
only. It is retroactive where an answer for a day before its commit is another now. Witness and proof need the solver:
pip install 'chipgate\\[prove]'.
"""


class AuditFormat(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"


class AuditFailOn(StrEnum):
    """What makes the command end with exit code 1."""

    RETROACTIVE = "retroactive"
    LOOSENED = "loosened"
    ANY_FLIP = "any-flip"
    UNPROVED = "unproved"


def audit(
    sides: Annotated[list[str] | None, typer.Argument(
        metavar="[BASE..HEAD]",
        help="Two sides: revisions, folders of rules or bundle files, as BASE..HEAD or BASE HEAD. BASE.. is up to the "
             "files on disk, ..HEAD from where HEAD left the main branch, BASE...HEAD from where the two parted, a "
             "revision alone from its parent. Unstated, from where your branch left main up to the files on disk.",
        show_default=False)] = None,
    rules: Annotated[Path | None, typer.Option(
        "--rules", metavar="PATH", help="The folder of rules in the repository.", show_default="rules")] = None,
    catalog: Annotated[Path | None, typer.Option(
        "--catalog", metavar="FILE", help="The items to try; unstated, the chips that chipgate knows.")] = None,
    to: Annotated[list[str] | None, typer.Option(
        "--to", metavar="CC[,CC]", help="Where they go. Repeatable.", show_default="CN")] = None,
    format: Annotated[AuditFormat, typer.Option(
        "--format", "-f", help="text, JSON, Markdown for a review, or SARIF for a code host.")] = AuditFormat.TEXT,
    fail_on: Annotated[list[AuditFailOn] | None, typer.Option(
        "--fail-on", help="End with exit code 1 when this has happened. Repeatable. loosened: some answer may be "
                          "freer. unproved: nobody has proved what a change does.", show_default=False)] = None,
    witness: Annotated[bool, typer.Option(
        "--witness/--no-witness",
        help="Search a shipment that shows each change, or prove that there is none. Without, what reads otherwise in "
             "the past counts as retroactive.")] = True,
    out: o.Out = None,
) -> None:  # fmt: skip
    """Show what a change of rule files means: which limits moved, from when, and which items flip."""
    from chipgate.audit.evidence import NOT_ASKED, by_solver, unproved
    from chipgate.audit.report import report
    from chipgate.surfaces.revisions import Place

    from .audit_sides import read_sides
    from .audit_tried import items_of, places_of

    now = today()
    read = read_sides(Place(rules if rules is not None else Path("rules")), sides or [], now)
    found = report(
        read.base, read.head, read.committed, now, items_of(catalog), places_of(to or ["CN"], read.head[1]),
        read.changed_files, compare=by_solver() if witness else unproved(NOT_ASKED), known_from=read.known_from,
        watch=lambda total: bar_when_slow(total, "showing what each change does"),
    )  # fmt: skip
    with output(out) as sink:
        sink.write(_written(found, read, format))
    if any(_happened(found, one) for one in fail_on or []):
        raise typer.Exit(HAPPENED)


def _written(found: Report, read: Sides, format: AuditFormat) -> bytes:
    if format is AuditFormat.JSON:
        from chipgate.surfaces.render.audit_data import audit_json

        return audit_json(found)
    if format is AuditFormat.MARKDOWN:
        from chipgate.surfaces.render.audit_markdown import audit_markdown

        return audit_markdown(found).encode()
    if format is AuditFormat.SARIF:
        from chipgate.surfaces.render.audit_findings import DESCRIPTIONS, audit_findings
        from chipgate.surfaces.render.sarif import sarif

        return sarif(audit_findings(found, read.folder, read.files), DESCRIPTIONS, "audit")
    from chipgate.surfaces.render.audit_text import audit_text

    return audit_text(found).encode()


def _happened(found: Report, what: AuditFailOn) -> bool:
    match what:
        case AuditFailOn.RETROACTIVE:
            return any(change.retroactive for change in found.changes)
        case AuditFailOn.LOOSENED:
            return found.may_loosen
        case AuditFailOn.ANY_FLIP:
            return any(flip.verdict_changed for flip in found.flips)
        case AuditFailOn.UNPROVED:
            return any(change.unproved for change in found.changes)
