"""`chipgate audit`: what a change of rule files means, from when, and which products it flips."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from . import options as o


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
        metavar="[BASE..HEAD]", help="Two revisions; BASE.. is up to the files on disk, HEAD alone from its parent.",
        show_default="the last commit")] = "HEAD",
    rules: Annotated[Path | None, typer.Option(
        "--rules", metavar="PATH", help="The folder of rules in the repository.", show_default="rules")] = None,
    catalog: Annotated[Path | None, typer.Option(
        "--catalog", metavar="FILE", help="The items to try; unstated, the chips that come with chipgate.")] = None,
    to: Annotated[list[str] | None, typer.Option(
        "--to", metavar="CC[,CC]", help="Where they go. Repeatable.", show_default="CN")] = None,
    format: Annotated[AuditFormat, typer.Option(
        "--format", "-f", help="text, JSON, or Markdown for a review.")] = AuditFormat.TEXT,
    out: o.Out = None,
    fail_on: Annotated[list[AuditFailOn] | None, typer.Option(
        "--fail-on", help="End with exit code 1 when this has happened. Repeatable.")] = None,
) -> None:  # fmt: skip
    """Show what a change of rule files means: which limits moved, from when, and which items flip.

    Example: chipgate audit HEAD~1..HEAD --to CN
    """
    raise NotImplementedError
