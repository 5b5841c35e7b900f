"""`chipgate catalog describe`: what a catalog was understood to state, what is missing, and what that costs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chipgate import Shipment
from chipgate.files.sources import TableFormat
from chipgate.surfaces.render.plain_text import visible
from chipgate.surfaces.rules_at_hand import rules_at_hand

from . import options as o
from .many import questions_of
from .output import output
from .question import ItemWords, item_of, usage
from .standard_input import source_of

if TYPE_CHECKING:
    from chipgate.surfaces.catalog_report import Report

catalog_app = typer.Typer(no_args_is_help=True, help="Product catalogs.", rich_markup_mode="rich")


@catalog_app.callback()
def _top() -> None:
    """Product catalogs."""


class DescribeFormat(StrEnum):
    """How the description is written."""

    TABLE = "table"
    JSON = "json"


@catalog_app.command("describe")
def catalog_describe(
    file: Annotated[Path, typer.Argument(help="A catalog, or - for standard input.", show_default=False)],
    mapping: Annotated[Path | None, typer.Option(
        "--mapping", metavar="FILE", help='What its columns state, in YAML: "Peak FP8: tops.fp8".')] = None,
    input_format: Annotated[TableFormat | None, typer.Option(
        "--input-format", help="What it is written in, where its name does not say so.")] = None,
    input_sheet: Annotated[str | None, typer.Option(
        "--input-sheet", metavar="NAME", help="Which sheet of a workbook.")] = None,
    to: Annotated[str | None, typer.Option(
        "--to", metavar="CC,…|all", help="Say what the missing figures cost for these destinations.")] = None,
    date: Annotated[str | None, typer.Option(
        "--date", metavar="YYYY-MM-DD,…", help="On these days; unstated, today in New York.")] = None,
    ask: Annotated[bool, typer.Option(
        "--ask", help="List the figures to ask of each vendor: those that keep an answer uncertain.")] = False,
    format: Annotated[DescribeFormat, typer.Option(
        "--format", "-f", help="table, or one JSON object.")] = DescribeFormat.TABLE,
    out: o.Out = None,
    rules: o.Rules = None,
) -> None:  # fmt: skip
    """Say what a catalog states, what is missing, and what that costs in certainty.

    Example: chipgate catalog describe examples/catalog.csv --to CN --ask
    """
    from chipgate.files.catalog import Catalog
    from chipgate.files.columns import read_mapping
    from chipgate.surfaces.catalog_report import describe

    if to is None and (ask or date is not None):
        raise usage("what is missing matters for a destination: say which with --to.")
    wanted = read_mapping(mapping.read_bytes(), str(mapping)) if mapping else None
    with source_of(file, input_format, input_sheet) as source:
        catalog = Catalog(source, wanted)
        bases: list[Shipment] = []
        rulebook = rules_at_hand(rules) if to is not None else None
        if rulebook is not None and to is not None:
            each = item_of(ItemWords(name="each item"))
            bases = questions_of(rulebook, each, to, date, None, None, None, (None, None, None))
        report = describe(catalog, rulebook, bases)
        shown = catalog.shown
    with output(out) as sink:
        if format is DescribeFormat.JSON:
            sink.write((json.dumps(_data(shown, report), indent=2, ensure_ascii=False) + "\n").encode())
        else:
            sink.write(("\n".join(map(visible, _lines(shown, report, ask))) + "\n").encode())


def _lines(shown: str, report: Report, ask: bool) -> Iterator[str]:
    from chipgate.surfaces.catalog_report import how

    broken = f", {report.broken:,} of them not read" if report.broken else ""
    yield f"{shown}: {report.rows:,} row{'' if report.rows == 1 else 's'}{broken}"
    yield from (f"  {problem}" for problem in report.problems)
    yield ""
    yield f"{'COLUMN':<34}{'STATES':<38}HOW IT IS KNOWN"
    for column in report.columns:
        yield f"{column.header[:33]:<34}{column.field or '–':<38}{how(column)}"
    yield ""
    yield f"{'FIELD':<44}{'STATED':>8}{'MISSING':>10}"
    read = report.rows - report.broken
    for name in report.fields:
        yield f"{name:<44}{report.stated[name]:>8,}{read - report.stated[name]:>10,}"
    for cost in report.costs:
        yield ""
        counts = f"{cost.conservative:,} of {cost.decided:,}"
        yield f"To {cost.destination} on {cost.date}: {counts} answers are conservative"
        for fact, count in cost.for_lack_of.most_common():
            yield f"{count:>8,}  for lack of {fact}"
    if ask:
        yield ""
        yield "Figures to ask of each vendor"
        for vendor, items in report.ask.items():
            yield f"  {vendor}"
            yield from (f"    {name}: {', '.join(facts)}" for name, facts in items.items())
        if not report.ask:
            yield "  none: every answer is definite"


def _data(shown: str, report: Report) -> dict[str, Any]:
    from chipgate.surfaces.catalog_report import how

    read = report.rows - report.broken
    return {
        "catalog": shown, "rows": report.rows, "broken": report.broken,
        "problems": [str(one) for one in report.problems],
        "columns": [{"column": one.header, "states": one.field, "how": how(one)} for one in report.columns],
        "fields": [{"field": name, "stated": report.stated[name], "missing": read - report.stated[name]}
                   for name in report.fields],
        "certainty": [
            {"destination": one.destination, "date": one.date, "decided": one.decided,
             "conservative": one.conservative, "for_lack_of": dict(one.for_lack_of.most_common())}
            for one in report.costs
        ],
        "ask": report.ask,
    }  # fmt: skip
