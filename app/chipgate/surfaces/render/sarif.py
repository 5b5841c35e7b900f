"""Findings as SARIF 2.1.0, which code hosts show beside the lines of a change."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from chipgate import __version__
from chipgate.model.finding import Description, Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
"""What the paths are relative to: the reader's checkout, wherever that is."""


def sarif(findings: Iterable[Finding], rules: Iterable[Description], category: str = "lint") -> bytes:
    """The findings as one SARIF log, ending in a newline: the same bytes for the same findings, in any order.

    Every rule is listed, found or not. `category` tells the runs of one tool apart, where several are uploaded.

    Raises:
        ValueError: a finding has a rule that is not described.
    """
    described = sorted(rules, key=lambda one: one.rule)
    index = {one.rule: number for number, one in enumerate(described)}
    listed = sorted(findings, key=Finding.order)
    if strange := sorted({finding.rule for finding in listed} - index.keys()):
        raise ValueError(f"no description of {', '.join(strange)}")
    run = {
        "tool": {"driver": {
            "name": "chipgate", "version": __version__, "semanticVersion": __version__,
            "rules": [_rule(one) for one in described],
        }},
        "automationDetails": {"id": f"chipgate/{category}/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, index[one.rule], print_)
                    for one, print_ in zip(listed, _fingerprints(listed), strict=True)],
    }  # fmt: skip
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2).encode() + b"\n"


def _rule(description: Description) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": description.rule,
        "shortDescription": {"text": description.summary},
        "defaultConfiguration": {"level": description.level},
    }
    return {**found, "help": {"text": description.help}} if description.help else found


def _result(finding: Finding, number: int, fingerprint: str) -> dict[str, Any]:
    text = f"{finding.message} {finding.hint}" if finding.hint else finding.message
    return {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": finding.level,
        "message": {"text": text},
        "locations": [{"physicalLocation": _place(finding)}] if finding.path else [],
        "partialFingerprints": {"chipgate/v1": fingerprint},
    }


def _place(finding: Finding) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _file(finding.path)}
    if finding.line:
        column = {"startColumn": finding.column} if finding.column else {}
        place["region"] = {"startLine": finding.line, **column}
    return place


def _file(path: str) -> dict[str, str]:
    """A file below the reader's checkout; one that is named from the root of the disk stands for itself."""
    if path.startswith("/"):
        return {"uri": f"file://{quote(path)}"}
    return {"uri": quote(path.removeprefix("./")), "uriBaseId": ROOT}


def _fingerprints(findings: Sequence[Finding]) -> list[str]:
    """By what a finding is known again when lines move: all but its place, and a count among those alike."""
    seen: Counter[str] = Counter()
    found = []
    for one in findings:
        content = "\0".join((one.rule, one.path, one.message))
        seen[content] += 1
        found.append(hashlib.sha256(f"{content}\0{seen[content]}".encode()).hexdigest())
    return found
