"""The coverage of a rulebook's cases: as a table with what is missing, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from math import floor
from typing import Any

from rich.console import Console
from rich.text import Text

from chipgate.audit.coverage import NAMES, Coverage, Covered, Share
from chipgate.engine.truth import Truth

from .paragraphs import Hanging
from .plain_text import visible

SCHEMA = "chipgate-coverage/1"
"""Name and version of the JSON shape. A field is added without a new version; none changes meaning within one."""
_BOTH = (Truth.TRUE, Truth.FALSE)


def percent_text(percent: Fraction) -> str:
    """A percentage with one decimal, rounded down, so that only all of it reads 100.

    >>> percent_text(Fraction(99999, 1000)), percent_text(Fraction(100))
    ('99.9 %', '100 %')
    """
    tenths = floor(percent * 10)
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} %"


def print_coverage(console: Console, found: Coverage) -> None:
    """One row per kind of provision, then every leaf with an outcome missing, then what is not asked for and why."""
    heads = ("", "versions", "leaves", "true", "false", "unknown")
    console.print(Text(_row(*heads), "bold"))
    for kind in (*found.kinds, None):
        leaves = [one for one in found.leaves if kind in (None, one.dated.kind)]
        shares = [found.share(outcome, kind=kind) for outcome in NAMES]
        row = _row(
            kind or "all", str(len({one.dated for one in leaves})), str(len(leaves)),
            *(f"{share.part} of {share.whole}" for share in shares),
        )  # fmt: skip
        console.print(Text(row, "bold" if kind is None else ""))
    both, unknown = found.share(*_BOTH), found.share(Truth.UNKNOWN)
    console.print()
    for share, words in ((both, "true and false"), (unknown, "unknown where they can be")):
        line = f"{percent_text(share.percent):<8} of the conditions are seen {words}"
        console.print(Text(line, "" if share.part == share.whole else "bold yellow"))
    console.print(f"{found.cases} cases")
    if found.missing:
        console.print(Text(f"\nNot covered ({len(found.missing)})", "bold"))
        for one in found.missing:
            console.print(Hanging(Text(visible(_line(one)))))
    reasons = Counter((outcome, why) for one in found.leaves for outcome, why in one.cannot.items())
    if reasons:
        console.print(Text("\nNot asked for", "bold"))
        for (outcome, why), count in sorted(reasons.items()):
            leaves_are = "1 leaf is" if count == 1 else f"{count} leaves are"
            console.print(Hanging(Text(f"  {leaves_are} never {NAMES[outcome]}: {why}")))


def _row(name: str, *cells: str) -> str:
    return (f"{name:<14}" + "".join(f"{cell:>13}" for cell in cells)).rstrip()


def _line(one: Covered) -> str:
    limb = f" [{one.spot.paragraph}]" if one.spot.paragraph else ""
    never = ", ".join(f"never {NAMES[outcome]}" for outcome in one.missing)
    return f"  {one.dated.id}@{one.dated.name} {one.spot.pointer}{limb}: {one.spot.asks}: {never}"


def coverage_json(found: Coverage, digest: str) -> bytes:
    """The same as one JSON object; `digest` is that of the rulebook."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "rulebook": digest,
        "cases": found.cases,
        "true_and_false": _share(found.share(*_BOTH)),
        "unknown": _share(found.share(Truth.UNKNOWN)),
        "kinds": [
            {"kind": kind, **{NAMES[one]: _share(found.share(one, kind=kind)) for one in NAMES}} for kind in found.kinds
        ],
        "missing": [{**_place(one), "missing": [NAMES[outcome] for outcome in one.missing]} for one in found.missing],
        "not_asked_for": [
            {**_place(one), "never": {NAMES[outcome]: why for outcome, why in one.cannot.items()}}
            for one in found.leaves
            if one.cannot
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _share(share: Share) -> dict[str, Any]:
    return {"seen": share.part, "of": share.whole, "percent": percent_text(share.percent).removesuffix(" %")}


def _place(one: Covered) -> dict[str, Any]:
    return {
        "provision": one.dated.id, "version": one.dated.name, "pointer": one.spot.pointer,
        "paragraph": one.spot.paragraph, "condition": one.spot.asks,
    }  # fmt: skip
