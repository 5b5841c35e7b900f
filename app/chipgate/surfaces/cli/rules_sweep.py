"""`chipgate rules sweep`: a catalog over every destination and every boundary date, each change with its cause."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from chipgate import ItemSpec
from chipgate.audit.sweep import Sweep
from chipgate.errors import InvalidCatalog
from chipgate.surfaces.exit_codes import HAPPENED
from chipgate.surfaces.rules_at_hand import rules_at_hand

from .options import Out, Rules
from .output import output
from .progress import bar_when_slow

MOST_VERSIONS = 12


class SweepFormat(StrEnum):
    """How the sweep is written."""

    TABLE = "table"
    JSON = "json"


def rules_sweep(
    catalog: Annotated[Path | None, typer.Argument(
        help="A catalog (.csv); unstated, the one that comes with chipgate.", show_default=False)] = None,
    format: Annotated[SweepFormat, typer.Option(
        "--format", "-f", help="table, or one JSON object.")] = SweepFormat.TABLE,
    out: Out = None,
    rules: Rules = None,
) -> None:  # fmt: skip
    """Ask every item for every destination on every day on which the rules change.

    Destinations that no rule ever tells apart are asked once. Each change of
    an answer is put down to the provision versions that began or ended that
    day and have a part in it; a change that none accounts for is a fault,
    listed, and ends with exit code 1.

    Example: chipgate rules sweep examples/catalog.csv
    """
    from chipgate.audit.sweep import sweep
    from chipgate.files.catalog import Catalog
    from chipgate.files.places import example_catalog

    rulebook = rules_at_hand(rules)
    read = Catalog(catalog or example_catalog())
    items: list[ItemSpec] = []
    for _, found in read.rows():
        if not isinstance(found, ItemSpec):
            raise InvalidCatalog(found)
        items.append(found)
    with bar_when_slow(len(items), "items") as done:
        came = sweep(rulebook, items, done)
    with output(out) as sink:
        if format is SweepFormat.JSON:
            sink.write((json.dumps(_data(came), indent=2, ensure_ascii=False) + "\n").encode())
        else:
            sink.write(("\n".join(_lines(came, len(items))) + "\n").encode())
    if came.unexplained:
        raise typer.Exit(HAPPENED)


def _lines(came: Sweep, items: int) -> list[str]:
    codes = sum(map(len, came.classes))
    lines = [
        f"{items} items, {codes} destinations in {len(came.classes)} classes, {len(came.days)} days on which the rules "
        f"change: {came.asked:,} questions",
        f"{came.changes:,} changes of an answer, {came.verdict_changes:,} of them of the verdict; "
        f"{len(came.unexplained)} unexplained",
        "",
        "changes by provision version",
    ]
    lines += [f"  {count:>7,}  {version}" for version, count in came.by_version.most_common(MOST_VERSIONS)]
    rest = len(came.by_version) - MOST_VERSIONS
    if rest > 0:
        lines.append(f"           and {rest} more versions (--format json lists them)")
    lines += [f"unexplained: {one.item} to {one.destination} on {one.day}" for one in came.unexplained]
    return lines


def _data(came: Sweep) -> dict[str, Any]:
    return {
        "classes": came.classes, "days": [day.isoformat() for day in came.days], "questions": came.asked,
        "changes": came.changes, "verdict_changes": came.verdict_changes,
        "by_version": dict(came.by_version.most_common()),
        "unexplained": [{"item": one.item, "destination": one.destination, "date": one.day.isoformat()}
                        for one in came.unexplained],
    }  # fmt: skip
