"""The changes of an audit as findings, each at its line of the file, for SARIF and annotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from chipgate.audit.change import Change, Depth
from chipgate.audit.edits import BoundEdit, Edit, FieldEdit, MembersEdit
from chipgate.audit.effect import Effect
from chipgate.audit.report import Report
from chipgate.files.strict_yaml import Document, read
from chipgate.model.finding import Description, Finding

from .audit_text import change_line, edit_line, evidence_line, impact_line

DESCRIPTIONS = (
    Description("audit-retroactive", "error", "An answer for a day before the commit is another now.",
                "Law is appended, not edited: a change of law is a new file of a coming day. Where an old file was "
                "wrong, say so in the commit, and look at who was answered: chipgate log affected."),
    Description("audit-loosened", "warning", "Some answer may be freer than before.",
                "Hold the change against its citation. The items that flip are in the report."),
    Description("audit-unproved", "warning", "Nobody has proved what the change does.",
                "Install the solver (pip install 'chipgate[prove]') and audit again."),
    Description("audit-tightened", "note", "A control reaches more, or an exception frees less.",
                "Look at the items that flip, and at the first day on which they do."),
    Description("audit-changed", "note", "The law reads otherwise, and no verdict hangs on it.",
                "Classifications, conditions and reasons are shown, and may be what somebody goes by."),
)  # fmt: skip
"""What is found, the gravest first."""


def audit_findings(report: Report, folder: str, files: Mapping[str, bytes]) -> list[Finding]:
    """One finding for each change of meaning. `files` are those of the head, by their path below the folder of rules;
    `folder` is where that stands in the repository."""
    impacts = {impact.provision: impact for impact in report.by_provision if impact.items}
    found = []
    for change in report.changes:
        if change.depth is not Depth.MEANING:
            continue
        kind = _kind(change)
        parts = [change_line(change), *(edit_line(edit) for edit in change.edits)]
        if change.evidence is not None:
            parts.append(evidence_line(change.evidence))
        if change.provision in impacts:
            parts.append(f"flips {impact_line(impacts[change.provision])}")
        path, line, column = _place(change, folder, files)
        found.append(Finding(kind.rule, kind.level, "; ".join(parts) + ".", path, line, column))
    return found


def _kind(change: Change) -> Description:
    kinds = {kind.rule.removeprefix("audit-"): kind for kind in DESCRIPTIONS}
    if change.retroactive:
        return kinds["retroactive"]
    if change.effect in {Effect.LOOSENED, Effect.MIXED}:
        return kinds["loosened"]
    if change.unproved:
        return kinds["unproved"]
    return kinds["tightened" if change.effect is Effect.TIGHTENED else "changed"]


def _place(change: Change, folder: str, files: Mapping[str, bytes]) -> tuple[str, int, int]:
    """The file that a change stands in, and the line and column of what it changed; 0 where the file is gone."""
    stem = f"{change.provision}/{change.version}" if change.version else change.provision
    for name in (f"{stem}.yaml", f"{stem}.yml"):
        if name in files:
            document, _ = read(files[name], name)
            line, column = _position(change.edits, document) if document else (1, 1)
            return f"{folder}/{name}", line, column
    return f"{folder}/{stem}.yaml", 0, 0


def _position(edits: tuple[Edit, ...], document: Document) -> tuple[int, int]:
    for edit in edits:
        match edit:
            case BoundEdit():
                place = _bound(document.value, edit, ())
            case FieldEdit() | MembersEdit():
                name = edit.field.partition(" ")[0] if isinstance(edit, FieldEdit) else edit.of
                place = (name,) if (name,) in document.places else None
            case _:
                place = ("applies",) if ("applies",) in document.places else None
        if place is not None:
            return document.position(place, key=True)
    return document.position(("applies",), key=True) if ("applies",) in document.places else (1, 1)


def _bound(value: Any, edit: BoundEdit, at: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    """Where a bound stands as it is now."""
    sign = edit.comparison_after or ""
    here = isinstance(value, dict) and value.get("measure") == edit.measure and sign in value
    if here and _same(value[sign], edit.after):
        return (*at, sign)
    for key, inner in _inside(value):
        found = _bound(inner, edit, (*at, key))
        if found is not None:
            return found
    return None


def _inside(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _same(written: Any, exact: str | None) -> bool:
    try:
        return exact is not None and Decimal(str(written)) == Decimal(exact)
    except InvalidOperation:
        return False
