"""What screening found: as a table with one row per candidate, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from rich.console import Console
from rich.text import Text

from chipgate.model.screening import Candidate, ScreeningList, Strength

from .paragraphs import Hanging, columns
from .plain_text import visible

SCHEMA = "chipgate-screening/1"
"""Name and version of the JSON shape. A field is added without a new version; none changes meaning within one."""
NEVER_CLEARS = "A score asks for a person's review; it never clears."
_NONE = "· no candidate. That is no clearance: it may be listed by another name, or owned by one that is listed."
_COLOURS = {Strength.EXACT: "bold red", Strength.STRONG: "bold yellow", Strength.WEAK: "dim"}
_HEADS = ("SCORE", "", "LIST", "NOTICE", "CANDIDATE")
_WIDTHS = [7, 9, 8, 18]
_CANDIDATES: TypeAdapter[tuple[Candidate, ...]] = TypeAdapter(tuple[Candidate, ...])


@dataclass(frozen=True, slots=True)
class Screened:
    """A name and what it may be, nearest first."""

    name: str
    candidates: tuple[Candidate, ...]


def print_screened(console: Console, listed: ScreeningList, found: Sequence[Screened]) -> None:
    """Each name with its candidates, then which list was searched and what a score is not."""
    for one in found:
        console.print(Text(visible(one.name), "bold"))
        if not one.candidates:
            console.print(Hanging(Text(_NONE)))
            console.print()
            continue
        for line in columns(console, [[Text(head, "dim")] for head in _HEADS], _WIDTHS):
            console.print(line)
        for candidate in one.candidates:
            for line in columns(console, _row(candidate), _WIDTHS):
                console.print(line)
        console.print()
    day = f" of {listed.date}" if listed.date else ", without a date"
    console.print(f"Searched a list{day}: {len(listed.parties):,} entries, {listed.digest[:19]}…")
    console.print(NEVER_CLEARS)


def _row(found: Candidate) -> list[list[Text]]:
    name = [Text(visible(found.listed_name))]
    if found.country:
        name[0].append(f" ({', '.join(map(visible, found.country))})", "dim")
    if found.matched_name != found.listed_name:
        name.append(Text(f"by its other name {visible(found.matched_name)}", "dim"))
    if found.license_policy:
        name.append(Text(visible(found.license_policy), "dim"))
    color = _COLOURS[found.strength]
    return [
        [Text(str(found.score), color)], [Text(found.strength.value, color)], [Text(found.list.value)],
        [Text(visible(found.federal_register_notice or "–"))], name,
    ]  # fmt: skip


def screened_json(listed: ScreeningList, found: Sequence[Screened]) -> bytes:
    """The same as one JSON object. A candidate has the form in which a question takes it."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "list": {
            "date": listed.date.isoformat() if listed.date else None,
            "digest": listed.digest,
            "entries": len(listed.parties),
        },
        "screened": [
            {"name": one.name, "candidates": _CANDIDATES.dump_python(one.candidates, mode="json")} for one in found
        ],
        "remark": NEVER_CLEARS,
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
