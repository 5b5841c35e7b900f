"""`chipgate timeline`: every day on which the answer to one question changes, and what changed it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chipgate import Rulebook, Shipment
from chipgate.errors import InvalidQuestion, Problem
from chipgate.model.shipment import Scope
from chipgate.surfaces.clock import today
from chipgate.surfaces.timelines import timeline_json, timeline_of

from . import options as o
from .check import item_from
from .in_hand import in_hand
from .output import output
from .question import ItemWords, day_of, looks_like_a_file, shipment_of, usage
from .rules_history import rules_of
from .terminal import note


class TimelineFormat(StrEnum):
    """How the timeline is written."""

    TABLE = "table"
    JSON = "json"


def timeline(
    to: o.To,
    item: Annotated[str | None, typer.Argument(
        metavar="ITEM", help="An item file, or the name of a chip that chipgate knows.", show_default=False)] = None,
    since: Annotated[str | None, typer.Option(
        "--from", metavar="YYYY-MM-DD", help="The first day; unstated, the first that the rules cover.")] = None,
    until: Annotated[str | None, typer.Option(
        "--until", metavar="YYYY-MM-DD", help="The last day; unstated, coming changes are shown too.")] = None,
    hq: o.Headquarters = None, parent: o.Parent = None, location: o.Location = None,
    transfer: o.TransferKind = None, exporter: o.Exporter = None, certify: o.Certify = None,
    origin: o.Origin = None, party: o.Parties = None, exporter_role: o.ExporterRoleOf = None, knows: o.Knows = None,
    reading: o.Readings = None,
    quantity: o.Quantity = None, licenses: o.Licenses = None, ledger: o.LedgerFile = None,
    strict: o.Strict = False, scope: o.ScopeOf = Scope.ENFORCED,
    name: o.ItemName = None, manufacturer: o.Manufacturer = None, kind: o.KindOf = None,
    datacenter: o.Datacenter = None, tops: o.Tops = None, sparse_tops: o.SparseTops = None, tpp: o.Tpp = None,
    die_area: o.DieArea = None, transistor: o.TransistorKind = None, dram: o.Dram = None, link: o.Link = None,
    host: o.Host = None, facts: o.Facts = None,
    format: Annotated[TimelineFormat, typer.Option(
        "--format", "-f", help="table, or a JSON array with one object per day.")] = TimelineFormat.TABLE,
    out: o.Out = None,
    rules: o.Rules = None, rules_rev: o.RulesRev = None, register: o.Register = None,
) -> None:  # fmt: skip
    """Show every day on which the answer changes: the silicon stays the same, the law around it does not.

    Example: chipgate timeline "H20 (HGX)" --to CN
    """
    words = ItemWords(
        name, manufacturer, kind, datacenter, tops, sparse_tops, tpp, die_area, transistor, dram, link, host,
        facts,
    )
    path = Path(item) if item is not None and looks_like_a_file(item) else None
    if path is not None and path.suffix.lower() == ".csv":
        raise usage("a timeline is of one item; give an item file or a name.")
    rest = {
        "transfer": transfer, "exporter": exporter, "certifications": certify, "strict": strict, "scope": scope,
        "origin": origin, "parties": party, "exporter_role": exporter_role, "knowledge": knows, "readings": reading,
        "quantity": quantity,
    }  # fmt: skip
    rulebook = rules_of(rules, rules_rev)
    held = in_hand(rulebook, licenses, ledger)
    start = _start(rulebook, since)
    end = day_of(until, "--until") if until is not None else None
    if end is not None and end < start:
        raise InvalidQuestion([Problem("--until", message=f"{end} is before the first day, {start}.")])
    asked = shipment_of(
        item_from(item, path, words, register, end or today()), to, start.isoformat(), hq, parent, location,
        licenses=held, **rest
    )
    _write(rulebook, asked, end, format, out)


def _start(rulebook: Rulebook, since: str | None) -> dt.date:
    covered = rulebook.pack.covered_from
    if since is None:
        return covered
    day = day_of(since, "--from")
    if day < covered:
        note(f"these rules cover dates from {covered} on; the timeline begins there.")
    return max(day, covered)


def _write(rulebook: Rulebook, asked: Shipment, end: dt.date | None, format: TimelineFormat, out: Path | None) -> None:
    found = timeline_of(rulebook, asked, end)
    if not found.changes:
        raise InvalidQuestion([Problem("--to", message=found.first.summary)])
    with output(out) as sink:
        if format is TimelineFormat.JSON:
            sink.write(timeline_json(found.changes))
            return
        from chipgate.surfaces.render.decision_card import NOT_ADVICE
        from chipgate.surfaces.render.timeline_table import print_timeline

        first = found.first.asked
        where = f"{first.destination_name or asked.destination} ({asked.destination})"
        heading = f"{first.item} to {where}, from {asked.date}" + (f" to {end}" if end else " on")
        console = sink.console()
        print_timeline(console, heading, found.changes, today())
        console.print(NOT_ADVICE)
