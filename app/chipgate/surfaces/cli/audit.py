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

if TYPE_CHECKING:
    from chipgate.audit.report import Report


class AuditFormat(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class AuditFailOn(StrEnum):
    """What makes the command end with exit code 1."""

    RETROACTIVE = "retroactive"
    ANY_FLIP = "any-flip"


def audit(
    revisions: Annotated[str, typer.Argument(
        metavar="BASE..HEAD", help="Two revisions; BASE.. is up to the files on disk, BASE...HEAD from where the two "
                                     "parted, HEAD alone from its parent.", show_default=True)] = "HEAD",
    rules: Annotated[Path | None, typer.Option(
        "--rules", metavar="PATH", help="The folder of rules in the repository.", show_default="rules")] = None,
    catalog: Annotated[Path | None, typer.Option(
        "--catalog", metavar="FILE", help="The items to try; unstated, the chips that chipgate knows.")] = None,
    to: Annotated[list[str] | None, typer.Option(
        "--to", metavar="CC[,CC]", help="Where they go. Repeatable.", show_default="CN")] = None,
    format: Annotated[AuditFormat, typer.Option(
        "--format", "-f", help="text, JSON, or Markdown for a review.")] = AuditFormat.TEXT,
    fail_on: Annotated[list[AuditFailOn] | None, typer.Option(
        "--fail-on", help="End with exit code 1 when this has happened. Repeatable.", show_default=False)] = None,
    out: o.Out = None,
) -> None:  # fmt: skip
    """Show what a change of rule files means: which limits moved, from when, and which items flip.

    Example: chipgate audit HEAD~1..HEAD --to CN
    """
    from chipgate.audit.report import report

    from .audit_sides import items_of, located, places_of, read_sides

    now = today()
    sides = read_sides(located(rules), revisions, now)
    found = report(
        sides.base, sides.head, sides.committed, now, items_of(catalog), places_of(to or ["CN"], sides.head[1]),
        sides.changed_files,
    )  # fmt: skip
    with output(out) as sink:
        sink.write(_written(found, format))
    if _happened(found, fail_on or []):
        raise typer.Exit(HAPPENED)


def _written(found: Report, format: AuditFormat) -> bytes:
    from chipgate.surfaces.render.audit_data import audit_json, audit_markdown
    from chipgate.surfaces.render.audit_text import audit_text

    if format is AuditFormat.JSON:
        return audit_json(found)
    return (audit_text if format is AuditFormat.TEXT else audit_markdown)(found).encode()


def _happened(found: Report, fail_on: list[AuditFailOn]) -> bool:
    retroactive = AuditFailOn.RETROACTIVE in fail_on and any(change.retroactive for change in found.changes)
    flipped = AuditFailOn.ANY_FLIP in fail_on and any(flip.verdict_changed for flip in found.flips)
    return retroactive or flipped
