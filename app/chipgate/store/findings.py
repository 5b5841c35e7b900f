"""What verifying a log can find, as data: what is wrong and where, what is only worth knowing, and which rows nobody
has vouched for yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

MOST = 200
"""Findings that are told one by one; of more, the number."""


class What(StrEnum):
    """What happened, as far as it can be told from what is left."""

    ANSWER = "answer-changed"
    QUESTION = "question-changed"
    SWAPPED = "swapped"
    FIELD = "field-changed"
    DIGEST = "digest-changed"
    RECORD = "record-changed"
    MISSING = "missing"
    MOVED = "renumbered"
    REPLACED = "replaced"
    REWRITTEN = "rewritten"
    ERASED = "erased-unrecorded"
    RULES = "rules-missing"
    RULES_CHANGED = "rules-changed"
    CHECKPOINT = "checkpoint"
    KEY = "untrusted-key"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `seq` to `until` are rows of the chain, None where it is not about rows; `record_id` is
    that of the first of them where it is known."""

    what: What
    message: str
    chain: int | None = None
    seq: int | None = None
    until: int | None = None
    record_id: str | None = None

    def __str__(self) -> str:
        if self.chain is None:
            return self.message
        place = f"chain {self.chain}"
        if self.seq is not None:
            several = self.until is not None and self.until != self.seq
            place += f", rows {self.seq:,} to {self.until:,}" if several else f", row {self.seq:,}"
        return f"{place}{f' ({self.record_id})' if self.record_id else ''}: {self.message}"


@dataclass(frozen=True, slots=True)
class Tail:
    """The newest rows of a chain that no signed head covers in a second place (or, without one, in a checkpoint)."""

    chain: int
    first: int
    count: int
    record_ids: tuple[str, ...]
    """The first of them, at most 20."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What verifying a log has found. It is whole where `wrong` is empty."""

    log_id: str
    records: int
    chains: int
    checkpoints: int
    anchored: int
    erased: int
    keys: tuple[str, ...]
    """Ids of the keys that were trusted."""
    wrong: tuple[Finding, ...]
    more: int
    """How many more findings there are than are told."""
    remarks: tuple[str, ...]
    unprotected: tuple[Tail, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


@dataclass(slots=True)
class Collected:
    """Findings while they are made: as many as are told, and the number of the rest."""

    wrong: list[Finding] = field(default_factory=list)
    more: int = 0
    remarks: list[str] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Take down a finding."""
        if len(self.wrong) < MOST:
            self.wrong.append(finding)
        else:
            self.more += 1

    def take(self, other: Collected) -> None:
        """Take down all that was found elsewhere."""
        self.add_all(other.wrong)
        self.more += other.more
        self.remarks += other.remarks

    def add_all(self, findings: Iterable[Finding]) -> None:
        """Take down several."""
        for finding in findings:
            self.add(finding)


def counted(number: int, noun: str) -> str:
    """A number and its noun: "1 row", "2,000 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
