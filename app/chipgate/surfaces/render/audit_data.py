"""The report of an audit for machines (JSON), and for a review (Markdown that folds what is long)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

from chipgate.audit.report import SCHEMA, Report

from .audit_text import SIGNS, by_item, change_line, edit_line, heading, same_law, span, summary
from .markdown_text import escaped

MOST_CHARACTERS = 60_000
"""As long as a comment on a review may be, with room to spare."""
MARKER = "<!-- chipgate-audit -->"
"""By which a comment is found again, to be written anew."""


def audit_json(report: Report) -> bytes:
    """The report as one JSON document, ending in a newline."""
    data = dataclasses.asdict(report)
    for change, found in zip(data["changes"], report.changes, strict=True):
        change["retroactive"] = found.retroactive
    turned = [flip.verdict_changed for flip in report.flips]
    listed = list(data.pop("flips"))
    data["flips"] = [flip for flip, verdict in zip(listed, turned, strict=True) if verdict]
    data["other_reasons"] = [flip for flip, verdict in zip(listed, turned, strict=True) if not verdict]
    whole = {"schema": SCHEMA, "summary": {"text": summary(report), **dataclasses.asdict(report.counts)}, **data}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str).encode() + b"\n"


def audit_markdown(report: Report) -> str:
    """The report as a comment, cut at a line where it would be too long."""
    found: list[str] = []
    size = 0
    for line in _lines(report):
        size += len(line) + 1
        if size > MOST_CHARACTERS:
            return "\n".join((*found, "", "… cut here; the text or JSON form has all of it.")) + "\n"
        found.append(line)
    return "\n".join(found) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield MARKER
    yield f"### {escaped(summary(report))}"
    yield f"\n{escaped(heading(report))}\n"
    for change in report.changes:
        bold = "**" if change.retroactive else ""
        yield f"- {bold}`{SIGNS[change.kind]}` {escaped(change_line(change))}{bold}"
        for edit in change.edits:
            yield f"  - {escaped(edit_line(edit))}"
    if report.same_law:
        yield f"- {escaped(same_law(report))}"
    turned = [flip for flip in report.flips if flip.verdict_changed]
    if turned:
        yield "\n| item | days | before | after | because |\n|---|---|---|---|---|"
    for who, listed in by_item(turned):
        for flip in listed:
            today = " (today)" if flip.current else ""
            because = ", ".join(f"`{id}`" for id in flip.because)
            yield f"| {escaped(who)} | {span(flip)}{today} | {flip.before} | **{flip.after}** | {because} |"
    rest = [flip for flip in report.flips if not flip.verdict_changed]
    if rest:
        yield "\nSame verdict, other reasons:\n"
    for who, listed in by_item(rest):
        yield f"- {escaped(who)}: {'; '.join(f'{span(flip)} ({flip.after})' for flip in listed)}"
