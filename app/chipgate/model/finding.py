"""Something worth a look in a rule file: what was found, how grave it is, and where it stands.

Who finds (lint, the audit, the proof) and how it is shown (text, SARIF, annotations) are not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

Level: TypeAlias = Literal["error", "warning", "note"]

LEVELS: tuple[Level, ...] = get_args(Level)
"""Gravest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found at one place.

    `rule` is the name of what was looked for ("citation-without-link"). `path` is a file as the reader can open it,
    with "/" between its parts, relative to where the command ran; empty where the finding has no file. `line` and
    `column` count from 1, in characters, and are 0 where there are none. `hint` says what to do next.
    """

    rule: str
    level: Level
    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    hint: str = ""

    def order(self) -> tuple[str, int, int, str, str]:
        """Where the finding stands, for sorting."""
        return self.path, self.line, self.column, self.rule, self.message

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.path and self.line else self.path
        text = f"{self.level}: {self.message} [{self.rule}]"
        text = f"{place}: {text}" if place else text
        return f"{text} {self.hint}" if self.hint else text


@dataclass(frozen=True, slots=True)
class Description:
    """What findings of one name mean: a sentence, the usual level, and more for whoever wants to know why."""

    rule: str
    level: Level
    summary: str
    help: str = ""


def at_least(findings: tuple[Finding, ...], level: Level) -> bool:
    """Whether any finding is as grave as this level, or graver."""
    return any(LEVELS.index(finding.level) <= LEVELS.index(level) for finding in findings)
