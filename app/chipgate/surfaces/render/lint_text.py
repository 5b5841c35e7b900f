"""What lint found, as text and as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence

from chipgate import Rulebook
from chipgate.model.finding import LEVELS, Finding

from .plain_text import visible

SCHEMA = "chipgate-lint/1"
"""Name and version of the JSON shape. A field is added without a new version; none changes meaning within one."""


def size_of(rulebook: Rulebook) -> str:
    """How large a rulebook is, in words."""
    return f"{len(rulebook.versions)} provisions, {sum(map(len, rulebook.versions.values()))} versions"


def lint_text(findings: Sequence[Finding], rulebook: Rulebook, notes: bool) -> str:
    """One line for the rules, one for each finding (notes on demand), and the count of each level that was found."""
    listed = [finding for finding in findings if notes or finding.level != "note"]
    lines = [f"{size_of(rulebook)}: no problems", *(visible(str(finding)) for finding in listed)]
    if findings:
        hint = "" if len(listed) == len(findings) else " (--notes lists them)"
        lines.append(f"{tally(findings)}{hint}")
    return "\n".join(lines) + "\n"


def tally(findings: Sequence[Finding]) -> str:
    """The count of each level that was found: "1 warning, 7 notes"."""
    counts = [(level, sum(finding.level == level for finding in findings)) for level in LEVELS]
    return ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts if count)


def lint_json(findings: Sequence[Finding], rulebook: str | None) -> bytes:
    """The findings as one JSON object; `rulebook` is the digest of the rules, or None where they cannot be read."""
    document = {
        "schema": SCHEMA,
        "rulebook": rulebook,
        "counts": {level: sum(finding.level == level for finding in findings) for level in LEVELS},
        "findings": [dataclasses.asdict(finding) for finding in findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"
