"""The report of an audit as a comment on a review: the count, what rewrites the past, and the rest folded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chipgate.audit.change import Change
from chipgate.audit.impact import Flip
from chipgate.audit.report import Report

from .audit_text import (
    SIGNS,
    by_item,
    change_line,
    edit_line,
    evidence_line,
    heading,
    impact_line,
    same_law,
    span,
    summary,
)
from .markdown_text import escaped

MOST_CHARACTERS = 60_000
"""As long as a comment on a review may be, with room to spare."""
MARKER = "<!-- chipgate-audit -->"
"""By which a comment is found again, to be written anew."""
_ROOM = 200
"""Characters kept for the end of a section that is cut."""


@dataclass(frozen=True, slots=True)
class _Section:
    """What is folded under a title. `head` are lines without which the others mean nothing."""

    title: str
    head: tuple[str, ...]
    lines: tuple[str, ...]
    open: bool = False


def audit_markdown(report: Report) -> str:
    """The report as a comment, cut where it would be too long, with a count of the lines left out."""
    found = [MARKER, f"### {escaped(summary(report))}", "", escaped(heading(report))]
    size = sum(len(line) + 1 for line in found)
    for section in _sections(report):
        opening = ["", f"<details{' open' * section.open}><summary>{escaped(section.title)}</summary>", "",
                   *section.head]  # fmt: skip
        size += sum(len(line) + 1 for line in (*opening, "", "</details>"))
        if size + _ROOM > MOST_CHARACTERS:
            return "\n".join((*found, "", f"… {escaped(section.title)}: left out. {_ELSEWHERE}")) + "\n"
        found += opening
        for number, line in enumerate(section.lines):
            size += len(line) + 1
            if size + _ROOM > MOST_CHARACTERS:
                found += ["", f"… {len(section.lines) - number} more lines left out. {_ELSEWHERE}"]
                break
            found.append(line)
        found += ["", "</details>"]
    return "\n".join(found) + "\n"


_ELSEWHERE = "The text or JSON form has all of it."


def _sections(report: Report) -> Iterator[_Section]:
    past = [change for change in report.changes if change.retroactive]
    rest = [change for change in report.changes if not change.retroactive]
    if past:
        yield _Section(f"Rewrites the past: {_count(past)}", (), tuple(_changes(past)), open=True)
    if rest or report.same_law:
        lines = list(_changes(rest))
        if report.same_law:
            lines.append(f"- {escaped(same_law(report))}")
        yield _Section(f"Changes: {_count(rest)}", (), tuple(lines), open=len(lines) <= 20)
    turned = [flip for flip in report.flips if flip.verdict_changed]
    if turned:
        head = "| item | days | before | after | because |\n|---|---|---|---|---|"
        yield _Section("Flips by provision", (), tuple(
            f"- `{impact.provision}`: {escaped(impact_line(impact))}" for impact in report.by_provision if impact.items
        ), open=True)  # fmt: skip
        yield _Section(f"Flips: {_items(turned)}", (head,), tuple(_rows(turned)), open=len(turned) <= 20)
    same = [flip for flip in report.flips if not flip.verdict_changed]
    if same:
        yield _Section(f"Same verdict, other reasons: {_items(same)}", (), tuple(
            f"- {escaped(who)}: {'; '.join(f'{span(flip)} ({flip.after})' for flip in listed)}"
            for who, listed in by_item(same)
        ))  # fmt: skip


def _changes(listed: list[Change]) -> Iterator[str]:
    for change in listed:
        bold = "**" if change.retroactive else ""
        yield f"- {bold}`{SIGNS[change.kind]}` {escaped(change_line(change))}{bold}"
        for edit in change.edits:
            yield f"  - {escaped(edit_line(edit))}"
        if change.evidence is not None:
            yield f"  - {escaped(evidence_line(change.evidence))}"


def _rows(turned: list[Flip]) -> Iterator[str]:
    for who, listed in by_item(turned):
        for flip in listed:
            today = " (today)" if flip.current else ""
            because = ", ".join(f"`{id}`" for id in flip.because)
            yield f"| {escaped(who)} | {span(flip)}{today} | {flip.before} | **{flip.after}** | {because} |"


def _count(listed: list[Change]) -> str:
    return f"{len(listed)} change{'' if len(listed) == 1 else 's'}"


def _items(listed: list[Flip]) -> str:
    number = len({flip.item for flip in listed})
    return f"{number} item{'' if number == 1 else 's'}"
