"""The options that several commands share, each with the words that its help shows."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chipgate.model.item import Transistor
from chipgate.model.shipment import Scope
from chipgate.model.terms import ExporterRole, Kind, Knowledge, Transfer

_ITEM = "The item, where no file and no name is given (with one, these override its figures)"
_SHIPMENT = "The shipment"
_LICENSES = "Licenses in hand"
_OUTPUT = "The output"


class OutputFormat(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "markdown"
    PARQUET = "parquet"
    XLSX = "xlsx"
    HTML = "html"


class OnError(StrEnum):
    """What a catalog row that cannot be read does."""

    STOP = "stop"
    SKIP = "skip"


class Progress(StrEnum):
    """How it is said how far a catalog is: to a person, or to a program that waits."""

    WORDS = "words"
    JSON = "json"


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

Facts = Annotated[list[str] | None, typer.Option(
    "--fact", metavar="FIELD=VALUE", help="Any other field of an item: made_in=TW, designer_headquarters=US, "
                                          "base_classification=5A002, process_node_nm=5. Repeatable.",
    rich_help_panel=_ITEM)]

To = Annotated[str, typer.Option(
    "--to", metavar="CC", help="Where it goes: a country code, as in CN, or a region that the law treats apart, as in "
                               "UA-43 (Crimea).", rich_help_panel=_SHIPMENT)]
ToMany = Annotated[str, typer.Option(
    "--to", metavar="CC,…|all", help="Where it goes: a country code, as in CN, several, as in CN,SG,AE, or all; or a "
                                     "region that the law treats apart, as in UA-43 (Crimea).",
    rich_help_panel=_SHIPMENT)]
Origin = Annotated[str | None, typer.Option(
    "--ships-from", metavar="CC", help="Where it ships from; unstated, the United States.", rich_help_panel=_SHIPMENT)]
Parties = Annotated[list[str] | None, typer.Option(
    "--party", metavar="WORDS", help='A party: "role=end-user,name=Example Ltd,in=SG,hq=CN,parent=CN,owner=CN". '
                                     "Repeatable; the strictest decides.", rich_help_panel=_SHIPMENT)]
ExporterRoleOf = Annotated[ExporterRole | None, typer.Option(
    "--exporter-role", metavar="ROLE", help="front-end-fabricator, osat or other; Note 1 to 3A090.a binds the first "
                                            "two. Unstated, other.",
    rich_help_panel=_SHIPMENT)]
Knows = Annotated[list[Knowledge] | None, typer.Option(
    "--knows", metavar="WHAT", help=f"What is known of end use or parties: {', '.join(Knowledge)}. Repeatable; "
                                    "unstated, nothing.",
    rich_help_panel=_SHIPMENT)]
ScreeningList = Annotated[Path | None, typer.Option(
    "--screen", metavar="FILE", envvar="CHIPGATE_SCREENING_LIST",
    help="Hold the parties' names against this screening list (docs/screening.md).", rich_help_panel=_SHIPMENT)]
Cleared = Annotated[list[str] | None, typer.Option(
    "--cleared", metavar="ENTRY", help="A person found that the party is not this entry of the list. Repeatable.",
    rich_help_panel=_SHIPMENT)]
Confirmed = Annotated[list[str] | None, typer.Option(
    "--confirmed", metavar="ENTRY", help="A person found that the party is this entry of the list. Repeatable.",
    rich_help_panel=_SHIPMENT)]
Readings = Annotated[list[str] | None, typer.Option(
    "--reading", metavar="ID=YES|NO", help="Your reading of a question that the sources leave open: "
                                           "us/questions/affiliates-rule=no. Repeatable.", rich_help_panel=_SHIPMENT)]
Quantity = Annotated[int | None, typer.Option(
    "--quantity", metavar="N", min=1, help="How many pieces; the caps of licenses count them.",
    rich_help_panel=_SHIPMENT)]
Licenses = Annotated[Path | None, typer.Option(
    "--licenses", metavar="DIR", help="Licenses in hand: a folder with one .yaml file per license.",
    rich_help_panel=_LICENSES)]
LedgerFile = Annotated[Path | None, typer.Option(
    "--ledger", metavar="FILE", help="What was drawn from the licenses so far.", rich_help_panel=_LICENSES)]
DrawDown = Annotated[bool, typer.Option(
    "--draw", help="Record the draw in the ledger, if the answer is allowed under a license; exit with 1 if it is not "
                   "allowed.",
    rich_help_panel=_LICENSES)]
Headquarters = Annotated[str | None, typer.Option(
    "--hq", metavar="CC", help="Where the party is headquartered.", rich_help_panel=_SHIPMENT)]
Parent = Annotated[str | None, typer.Option(
    "--parent", metavar="CC", help="Where its ultimate parent is headquartered.", rich_help_panel=_SHIPMENT)]
Location = Annotated[str | None, typer.Option(
    "--location", metavar="CC", help="Where the party is, if not at the destination.", rich_help_panel=_SHIPMENT)]
TransferKind = Annotated[Transfer | None, typer.Option(
    "--transfer", metavar="KIND", help="export, reexport, in-country, deemed-export or deemed-reexport; unstated, an "
                                       "export.", rich_help_panel=_SHIPMENT)]
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

Rules = Annotated[list[Path] | None, typer.Option(
    "--rules", metavar="DIR", envvar="CHIPGATE_RULES",
    help="A folder or a bundle of rule files, in place of those of chipgate, or a house pack, which tightens them. "
         "Repeatable.")]
RulesRev = Annotated[str | None, typer.Option(
    "--rules-rev", metavar="REV", help="The rules as this git revision had them: a commit, a branch or a tag. Without "
                                       "--rules, of the folder rules/ of the repository.")]
Register = Annotated[Path | None, typer.Option(
    "--register", metavar="DIR", envvar="CHIPGATE_REGISTER",
    help="A register of reviewed items: names and part numbers are looked up there first.")]
Out = Annotated[Path | None, typer.Option(
    "--output", "-o", metavar="FILE", help="Write there; whole or not at all.", rich_help_panel=_OUTPUT)]
# fmt: on
