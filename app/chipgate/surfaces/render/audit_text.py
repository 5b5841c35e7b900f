"""The report of an audit as text: the count first, then what changed, then whom it touches and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from chipgate.audit.change import Change, Depth, Kind
from chipgate.audit.edits import BoundEdit, Edit, FieldEdit, LimbEdit, MembersEdit
from chipgate.audit.evidence_kinds import Evidence, Outcome
from chipgate.audit.impact import Flip
from chipgate.audit.report import Impact, Report, Side

from .plain_text import visible

SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~", Kind.MOVED: ">", Kind.RENAMED: "="}


def audit_text(report: Report) -> str:
    """The whole report."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield visible(heading(report))
    yield ""
    yield summary(report)
    if report.changes or report.same_law:
        yield "\nChanges"
    for change in report.changes:
        yield f"  {SIGNS[change.kind]} {change_line(change)}"
        for edit in change.edits:
            yield f"      {visible(edit_line(edit))}"
        if change.evidence is not None:
            yield f"      {visible(evidence_line(change.evidence))}"
    if report.same_law:
        yield f"  {same_law(report)}"
    turned = [flip for flip in report.flips if flip.verdict_changed]
    if turned:
        yield "\nFlips"
    wide = max((len(f"{flip.before} → {flip.after}") for flip in turned), default=0)
    for who, listed in by_item(turned):
        yield f"  {visible(who)}"
        for flip in listed:
            what, why = f"{flip.before} → {flip.after}", ", ".join(flip.because)
            yield f"      {span(flip):<24}  {what:<{wide}}  {why}{' (today)' * flip.current}"
    if turned:
        yield "\nFlips by provision"
    for impact in report.by_provision:
        if impact.items:
            yield f"  {impact.provision}: {impact_line(impact)}"
    rest = [flip for flip in report.flips if not flip.verdict_changed]
    if rest:
        yield "\nSame verdict, other reasons"
    for who, listed in by_item(rest):
        yield f"  {visible(who)}: {'; '.join(f'{span(flip)} ({flip.after})' for flip in listed)}"


def heading(report: Report) -> str:
    """What was compared."""
    items = f"{report.items} item{'' if report.items == 1 else 's'}"
    return f"{side_name(report.base)} to {side_name(report.head)}: {items} to {', '.join(report.destinations)}"


def side_name(side: Side) -> str:
    """A side as it was named, with its commit where that says more."""
    if side.commit is None or side.commit.startswith(side.revision):
        return side.revision[:12] if side.commit else side.revision
    return f"{side.revision} ({side.commit[:10]})"


def summary(report: Report) -> str:
    """The count, in the manner of a plan: "3 items newly blocked, 1 newly allowed; 1 retroactive change"."""
    counts = report.counts
    newly = (
        (counts.newly_blocked, "newly blocked"), (counts.newly_license_required, "newly license-required"),
        (counts.newly_allowed, "newly allowed"), (counts.newly_without_verdict, "newly without a verdict"),
        (counts.other_reasons, "reasons changed"),
    )  # fmt: skip
    parts = [f"{number} {words}" for number, words in newly if number]
    touched = ", ".join(parts) or "0 items flip"
    if parts:
        number, _, words = parts[0].partition(" ")
        touched = ", ".join((f"{number} item{'' if number == '1' else 's'} {words}", *parts[1:]))
    if counts.flipped_today:
        touched += f" ({counts.flipped_today} flipped as of today)"
    changed = f"{counts.changes} change{'' if counts.changes == 1 else 's'}"
    ways = ((counts.tightened, "tightened"), (counts.loosened, "loosened"), (counts.unproved, "unproved"))
    told = "".join(f", {number} {word}" for number, word in ways if number)
    return f"{touched}; {changed}, {counts.retroactive} retroactive{told}"


def same_law(report: Report) -> str:
    """The files that differ without a change of law or wording."""
    one = report.same_law == 1
    files = f"{report.same_law} rule file{'' if one else 's'}"
    return f"{files} {'differs' if one else 'differ'} in comments or layout alone: no semantic change"


def change_line(change: Change) -> str:
    """A change in one line: where, what it is called in the terms of the law, what happened to the file, and whether it
    rewrites the past."""
    name = f"{change.provision}@{change.version}" if change.version else change.provision
    words = [f"{name}  {visible(change.title)}"]
    terms = [term for term in change.terms if term != "retroactive"]
    if terms:
        words.append(", ".join(terms))
    if what := _happened(change):
        words.append(what)
    if change.retroactive:
        words.append(f"RETROACTIVE: {_past(change)}")
    elif change.past and change.evidence is not None:
        words.append("an old date reads otherwise, and no answer of the past differs")
    return "; ".join(words)


def _happened(change: Change) -> str:
    """What happened to the version, where it is more than an edit."""
    if change.kind is Kind.RENAMED:
        return f"{change.beside} until now; questions and licenses that name the old id must follow"
    if change.kind is Kind.MOVED:
        return f"from {change.beside}"
    if change.kind is Kind.CHANGED:
        return ""
    if change.version is None:
        return f"the pack is {'new' if change.kind is Kind.ADDED else 'gone'}"
    if change.kind is Kind.ADDED and change.beside is not None and not change.stands:
        return f"{change.kind}; {change.beside} had ended"
    if change.beside is None:
        return "the provision is new on that day" if change.kind is Kind.ADDED else "nothing stands in its place"
    if change.depth is not Depth.MEANING:
        return f"{change.kind}; means what {change.beside} means"
    return f"{change.kind}; {'changes' if change.kind is Kind.ADDED else 'leaves in force'} {change.beside}"


def _past(change: Change) -> str:
    if change.evidence is None or change.evidence.outcome is Outcome.UNPROVED:
        return f"the law reads otherwise from {change.retroactive_from} on"
    return f"an answer of {change.retroactive_from} is another now"


def evidence_line(evidence: Evidence) -> str:
    """What shows a change: "witness: …", or "proved: no answer differs"."""
    words = {Outcome.NOTHING: "proved", Outcome.UNPROVED: "unproved"}
    return f"{words.get(evidence.outcome, 'witness')}: {evidence.sentence}"


def impact_line(impact: Impact) -> str:
    """What one provision did: "3 items allowed → blocked, 1 license-required → blocked"."""
    parts = [f"{items} {before} → {after}" for before, after, items in impact.moves]
    number, _, words = parts[0].partition(" ")
    return ", ".join((f"{number} item{'' if number == '1' else 's'} {words}", *parts[1:]))


def edit_line(edit: Edit) -> str:
    """One difference, old to new."""
    match edit:
        case BoundEdit():
            return _label(edit.paragraph) + _bound(edit)
        case MembersEdit():
            moved = [f"+{entry}" for entry in edit.added] + [f"-{entry}" for entry in edit.removed]
            return f"{_label(edit.paragraph)}{edit.of}: {', '.join(moved)}"
        case FieldEdit():
            return f"{edit.field}: {edit.before or 'none'} → {edit.after or 'none'}"
        case LimbEdit():
            return f"{_label(edit.paragraph)}{f'added: {edit.added}' if edit.added else f'removed: {edit.removed}'}"


def _label(paragraph: str | None) -> str:
    return f"{paragraph}: " if paragraph else ""


def _bound(edit: BoundEdit) -> str:
    """A bound, old to new: "tpp 4800 → 2300 (at least, TPP)"."""
    before, after = ((word or "").replace("_", " ") for word in (edit.comparison_before, edit.comparison_after))
    if before == after:
        return f"{edit.measure} {edit.before} → {edit.after} ({after}, {edit.unit})"
    old = f"{before} {edit.before}" if before else "no bound"
    new = f"{after} {edit.after}" if after else "no bound"
    return f"{edit.measure} {old} → {new} ({edit.unit})"


def by_item(flips: Iterable[Flip]) -> Iterator[tuple[str, list[Flip]]]:
    """The flips of each item and its destinations: "H20 (HGX) to CN"."""
    for (item, destinations), listed in groupby(flips, key=lambda flip: (flip.item, flip.destinations)):
        yield f"{item} to {', '.join(destinations)}", list(listed)


def span(flip: Flip) -> str:
    """The days of a flip."""
    if flip.last is None:
        return f"{flip.first} on"
    return str(flip.first) if flip.first == flip.last else f"{flip.first} to {flip.last}"
