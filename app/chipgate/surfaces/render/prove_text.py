"""What was proved of the rules, as text for a person and as JSON, each finding with the chips that show it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from chipgate.audit.prove import Proved
from chipgate.audit.prove_findings import Chip, Finding, Kind
from chipgate.model.pack import State
from chipgate.surfaces.render.check_command import check_command

SCHEMA = "chipgate-prove/1"
_ASKED = (
    (Kind.UNREACHABLE, "every provision can apply"),
    (Kind.IDLE_LIMB, "every limb of a choice can be what makes its provision apply"),
    (Kind.SHADOWED, "no paragraph lies wholly within another of its entry"),
    (Kind.OVERLAP, "no two paragraphs of an entry overlap"),
    (Kind.GAP, "no entry is met below and above a figure and not at it"),
    (Kind.NEVER_DECIDES, "on every requirement, letter and prohibition some verdict hangs"),
    (Kind.NOT_MONOTONE, "no verdict is freer with more performance"),
    (Kind.STATE, "every state of the verdict table is reached"),
    (Kind.DISAGREES, "the formulas say what the engine says"),
)
"""What is proved, in the order in which it is said."""


def prove_text(found: Proved) -> str:
    """A line for each thing proved, then what was found: first what nobody expects, then what the law means."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Proved) -> Iterator[str]:
    span = f"{found.days[0]}" if len(found.days) == 1 else f"{len(found.days)} intervals from {found.days[0]} on"
    yield f"{found.provisions} provisions, {span}: {found.checks:,} proofs, {found.points} random shipments put to both"
    yield ""
    for kind, asked in _ASKED:
        missing = [state.value for state in State if state not in found.states]
        if kind is Kind.STATE and missing and not found.whole:
            yield f"--   {asked}: not {', '.join(missing)} on {span} (asked of all days together, without --date)"
            continue
        here = [one for one in found.findings if one.kind is kind]
        fresh = sum(one.known is None for one in here)
        meant = f", but for {len(here) - fresh} that the law means" if len(here) > fresh else ""
        yield f"{'NO ' if fresh else 'yes'}  {asked}{f': {fresh} found' if fresh else meant}"
    for title, known in (("Found", False), ("Known, and meant by the law", True)):
        listed = [one for one in found.findings if (one.known is not None) is known]
        if listed:
            yield from ("", title)
        for one in listed:
            yield from _finding(one)


def _finding(one: Finding) -> Iterator[str]:
    yield f"  {one.kind.value}: {one.sentence} (from {one.first}{f' to {one.last}' if one.last else ' on'})"
    if one.known is not None:
        yield f"    {one.known.because} [{one.known.citation}]"
    for chip in one.chips:
        yield f"    {check_command(chip.shipment) or _stated(chip)}"
        yield f"      {chip.says}{f': {chip.note}' if chip.note else ''}"


def _stated(chip: Chip) -> str:
    return "as a question: " + chip.shipment.model_dump_json(exclude_defaults=True)


def prove_json(found: Proved) -> bytes:
    """The same as data."""
    data = {
        "schema": SCHEMA, "days": [day.isoformat() for day in found.days], "provisions": found.provisions,
        "proofs": found.checks, "random_shipments": found.points, "unexpected": len(found.unexpected),
        "findings": [_data(one) for one in found.findings],
        "states": {state.value: _chip(found.states[state]) for state in State if state in found.states},
    }  # fmt: skip
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def _data(one: Finding) -> dict[str, Any]:
    known = one.known and {"because": one.known.because, "citation": one.known.citation}
    return {
        "kind": one.kind.value, "provisions": one.provisions, "about": one.about or None, "sentence": one.sentence,
        "from": one.first.isoformat(),
        "to": one.last.isoformat() if one.last else None, "known": known, "chips": [_chip(chip) for chip in one.chips],
    }  # fmt: skip


def _chip(chip: Chip) -> dict[str, Any]:
    return {
        "says": chip.says, "note": chip.note, "command": check_command(chip.shipment),
        "shipment": chip.shipment.model_dump(mode="json", exclude_defaults=True),
    }  # fmt: skip
