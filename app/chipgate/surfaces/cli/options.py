"""The options that several commands share, each with the words that its help shows."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chipgate.model.condition import Kind, Transfer
from chipgate.model.item import Transistor
from chipgate.model.shipment import Scope

_ITEM = "The item, where no file and no name is given (with one, these override its figures)"
_SHIPMENT = "The shipment"
_OUTPUT = "The output"


class OutputFormat(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"


class OnError(StrEnum):
    """What a catalog row that cannot be read does."""

    STOP = "stop"
    SKIP = "skip"


class FailOn(StrEnum):
    """What makes the command end with exit code 1."""

    BLOCKED = "blocked"
    LICENSE_REQUIRED = "license-required"
    CONSERVATIVE = "conservative"


# fmt: off
ItemName = Annotated[str | None, typer.Option("--name", help="Its name: letters name models.", rich_help_panel=_ITEM)]
Manufacturer = Annotated[str | None, typer.Option(help="Who makes or designs it.", rich_help_panel=_ITEM)]
KindOf = Annotated[Kind | None, typer.Option(
    "--kind", help="What moves; unstated, one circuit.", rich_help_panel=_ITEM)]
Datacenter = Annotated[bool | None, typer.Option(
    "--datacenter/--no-datacenter", help="Designed or marketed for datacenters?", rich_help_panel=_ITEM)]
Tops = Annotated[list[str] | None, typer.Option(
    "--tops", metavar="FORMAT=RATE", help="Dense peak rate in TOPS or TFLOPS, as in fp8=296. Repeatable.",
    rich_help_panel=_ITEM)]
SparseTops = Annotated[list[str] | None, typer.Option(
    "--sparse-tops", metavar="FORMAT=RATE", help="A rate that counts 2:1 sparsity: halved. Repeatable.",
    rich_help_panel=_ITEM)]
Tpp = Annotated[str | None, typer.Option(
    "--tpp", metavar="NUMBER", help="TPP as the maker states it; overrides rates.", rich_help_panel=_ITEM)]
DieArea = Annotated[str | None, typer.Option(
    "--die-area", metavar="MM2", help="Area of all logic dies, mm².", rich_help_panel=_ITEM)]
TransistorKind = Annotated[Transistor | None, typer.Option(
    "--transistor", help="Unstated, non-planar.", rich_help_panel=_ITEM)]
Dram = Annotated[str | None, typer.Option(
    "--dram", metavar="GB/S", help="Total DRAM bandwidth.", rich_help_panel=_ITEM)]
Link = Annotated[str | None, typer.Option(
    "--link", metavar="GB/S", help="Chip-to-chip link, both directions; 0 if none.", rich_help_panel=_ITEM)]
Host = Annotated[str | None, typer.Option(
    "--host", metavar="GB/S", help="Host link (PCIe), both directions.", rich_help_panel=_ITEM)]

To = Annotated[str, typer.Option(
    "--to", metavar="CC", help="Where it goes: a country code, as in CN.", rich_help_panel=_SHIPMENT)]
Headquarters = Annotated[str | None, typer.Option(
    "--hq", metavar="CC", help="Where the party is headquartered.", rich_help_panel=_SHIPMENT)]
Parent = Annotated[str | None, typer.Option(
    "--parent", metavar="CC", help="Where its ultimate parent is headquartered.", rich_help_panel=_SHIPMENT)]
Location = Annotated[str | None, typer.Option(
    "--location", metavar="CC", help="Where the party is, if not at the destination.", rich_help_panel=_SHIPMENT)]
TransferKind = Annotated[Transfer | None, typer.Option(
    "--transfer", help="How it moves; unstated, an export.", rich_help_panel=_SHIPMENT)]
Exporter = Annotated[str | None, typer.Option(
    "--exporter", metavar="NAME", help="Who ships; unstated, the manufacturer.", rich_help_panel=_SHIPMENT)]
Certify = Annotated[list[str] | None, typer.Option(
    "--certify", metavar="ID", help="An act stated as done: us/exceptions/nac#notice-25-days, or us/exceptions/nac for "
                                    "all of its acts. Repeatable.", rich_help_panel=_SHIPMENT)]
Subject = Annotated[bool | None, typer.Option(
    "--subject/--not-subject", help="Is the item subject to the EAR? Unstated, yes is assumed. If not, there is no "
                                    "verdict.", rich_help_panel=_SHIPMENT)]
Strict = Annotated[bool, typer.Option(
    "--strict", help="Assume nothing: what is unstated counts as the worst it may be.", rich_help_panel=_SHIPMENT)]
ScopeOf = Annotated[Scope, typer.Option(
    "--scope", help="Count what is enforced, or what is printed too.", rich_help_panel=_SHIPMENT)]

Rules = Annotated[Path | None, typer.Option(
    "--rules", metavar="DIR", envvar="CHIPGATE_RULES", help="A folder of rule files, in place of those of chipgate.")]
Out = Annotated[Path | None, typer.Option(
    "--output", "-o", metavar="FILE", help="Write there; whole or not at all.", rich_help_panel=_OUTPUT)]
# fmt: on
