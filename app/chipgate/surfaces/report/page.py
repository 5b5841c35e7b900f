"""The page: its head, its parts in order, and the one style and the one script that it carries within itself.

Equal answers give equal bytes: nothing here knows the time. A policy in the page forbids it to load anything.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chipgate import Rulebook, Shipment
from chipgate.surfaces.render.decision_card import NOT_ADVICE

from .answers import answers
from .coming import ComingChanges
from .counts import Counts
from .facts_in_words import FactWords
from .kept_rows import KeptRows
from .lists import coming, missing, reasons
from .page_text import counted, text
from .picture import definitions
from .pictures import pictures
from .points import Points
from .question import days, places, stated
from .row_table import row_table

Part = tuple[str, str, str]
"""Id, heading and content of a section."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted and kept of a catalog's answers."""

    counts: Counts
    coming: ComingChanges
    kept: KeptRows
    points: Points


def page(seen: Seen, rulebook: Rulebook, bases: Sequence[Shipment]) -> str:
    """The whole page."""
    style, script = _carried("page.css"), _carried("page.js")
    title = _title(seen.counts, rulebook, bases)
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'"
    )
    parts = list(_parts(seen, rulebook, bases))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{text(title)} – chipgate</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#rows-title">Skip to the rows</a>\n{definitions()}\n'
        f"{_head(title, rulebook, bases)}\n{_contents(parts)}\n<main>\n{''.join(map(_section, parts))}</main>\n"
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _title(counts: Counts, rulebook: Rulebook, bases: Sequence[Shipment]) -> str:
    """What was asked of how many: "99 items to China (CN) on 2026-02-15"."""
    items = counts.rows // len(bases)
    return f"{counted(items, 'item')} to {places(rulebook, bases)} on {days(bases)}"


def _head(title: str, rulebook: Rulebook, bases: Sequence[Shipment]) -> str:
    also = "".join(f"<li>{text(fact)}</li>" for fact in stated(bases))
    stated_too = f'<div><dt>Stated for every item</dt><dd><ul class="plain">{also}</ul></dd></div>' if also else ""
    return (
        f'<header><p class="brand">chipgate</p><h1>{text(title)}</h1><dl>{"".join(_rules(rulebook, bases))}{stated_too}'
        f"</dl><p class='advice'>{NOT_ADVICE}</p></header>"
    )


def _rules(rulebook: Rulebook, bases: Sequence[Shipment]) -> Iterator[str]:
    """Which rules gave the answers, and up to when they were checked."""
    through = rulebook.pack.verified_through
    late = any(base.date > through for base in bases)
    note = ". A day asked for lies after that: what changed since is not known." if late else ""
    yield f"<div><dt>Rules checked through</dt><dd>{through.isoformat()}{note}</dd></div>"
    digests: dict[str, list[str]] = {}
    for day in dict.fromkeys(base.date for base in bases):
        digests.setdefault(rulebook.on(day).digest, []).append(day.isoformat())
    several = len(digests) > 1
    listed = "".join(
        f"<li><code>{text(digest)}</code>{' on ' + text(', '.join(on)) if several else ''}</li>"
        for digest, on in digests.items()
    )
    yield f'<div><dt>Ruleset in force</dt><dd><ul class="plain">{listed}</ul></dd></div>'


def _parts(seen: Seen, rulebook: Rulebook, bases: Sequence[Shipment]) -> Iterator[Part]:
    counts = seen.counts
    several = len({base.destination for base in bases}) > 1
    rows = f"Answers, {counted(counts.rows, 'row')}" if len(bases) > 1 else "Answers"
    yield "answers", rows, answers(counts, rulebook, bases)
    yield "picture", "TPP and performance density", pictures(seen.points, counts, rulebook, bases)
    yield "coming", "What is about to change", coming(seen.coming, rulebook, several)
    yield "missing", "Missing most often", missing(counts, FactWords(rulebook, [base.date for base in bases]))
    yield "reasons", "Reasons", reasons(counts, rulebook)
    yield "rows", "Rows", row_table(seen.kept, bases)


def _contents(parts: Sequence[Part]) -> str:
    links = "".join(f'<li><a href="#{id}-title">{text(heading)}</a></li>' for id, heading, _ in parts)
    return f'<nav aria-label="On this page"><ul>{links}</ul></nav>'


def _section(part: Part) -> str:
    id, heading, content = part
    return f'<section aria-labelledby="{id}-title"><h2 id="{id}-title">{text(heading)}</h2>{content}</section>\n'


@cache
def _carried(file: str) -> str:
    """A file that lies beside this one."""
    return files(__package__).joinpath(file).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """How a policy names what it lets run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
