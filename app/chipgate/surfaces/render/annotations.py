"""Findings as the workflow commands of GitHub Actions, which shows them beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable

from chipgate.model.finding import Finding

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def annotation_lines(findings: Iterable[Finding]) -> str:
    """One line for each finding, each ending in a newline.

    >>> print(annotation_lines([Finding("to-do", "note", "100 % done,\\nnearly.", "a,b.yaml", 3, 7)]), end="")
    ::notice file=a%2Cb.yaml,line=3,col=7,title=to-do::100 %25 done,%0Anearly.
    """
    return "".join(f"{_line(finding)}\n" for finding in findings)


def _line(finding: Finding) -> str:
    properties: dict[str, str] = {}
    if finding.path:
        properties["file"] = finding.path
    if finding.path and finding.line:
        properties["line"] = str(finding.line)
        if finding.column:
            properties["col"] = str(finding.column)
    properties["title"] = finding.rule
    shown = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    text = f"{finding.message} {finding.hint}" if finding.hint else finding.message
    return f"::{_COMMANDS[finding.level]} {shown}::{text.translate(_MESSAGE)}"
