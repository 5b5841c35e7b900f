"""`chipgate rules prove`: what must be so of rules that hang together, proved, and a chip for each exception."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from chipgate.surfaces.exit_codes import HAPPENED
from chipgate.surfaces.rules_at_hand import rule_folders, rules_at_hand

from .options import Out, Rules
from .output import output
from .progress import bar_when_slow
from .question import day_of, usage

PROVE_EPILOG = """
Examples:

  chipgate rules prove\n
  chipgate rules prove --date 2026-09-01\n
  chipgate rules prove --rules my-rules --format json -o proof.json\n

Each finding comes with a chip: the chipgate check command that shows it.
What the law means goes into findings.yaml beside the pack's pack.yaml, with
its citation; it is listed and does not count. docs/proofs.md says more.
"""


class ProveFormat(StrEnum):
    """How the proofs are written."""

    TEXT = "text"
    JSON = "json"


def rules_prove(
    date: Annotated[str | None, typer.Option(
        "--date", metavar="YYYY-MM-DD", help="The law of this day alone; unstated, of every interval between two "
                                             "changes.", show_default=False)] = None,
    format: Annotated[ProveFormat, typer.Option("--format", "-f", help="text, or one JSON object.")] = ProveFormat.TEXT,
    out: Out = None,
    rules: Rules = None,
) -> None:  # fmt: skip
    """Prove that the rules hang together; exit with 1 where something is found that nobody expects.

    That every provision can apply and every requirement can decide; that the
    paragraphs of an entry leave no gap, and which of them overlap; that more
    performance never makes a verdict freer; that every state of the verdict
    table is reached. Needs the solver: pip install 'chipgate[prove]'.
    """
    try:
        from chipgate.audit.prove import intervals, prove
    except ImportError as error:
        raise usage(f"{error}") from None
    from chipgate.audit.prove_findings import known_of
    from chipgate.files.findings import known_findings
    from chipgate.surfaces.render.prove_text import prove_json, prove_text

    rulebook, folders = rules_at_hand(rules), rule_folders(rules)
    known = known_of(known_findings((folders.base, *folders.houses)))
    days = [day_of(date, "--date")] if date is not None else intervals(rulebook)
    with bar_when_slow(len(days), "proving") as done:
        found = prove(rulebook, days, known, done)
    with output(out) as sink:
        sink.write(prove_json(found) if format is ProveFormat.JSON else prove_text(found).encode())
    if found.unexpected:
        raise typer.Exit(HAPPENED)
