"""The report of an audit: what was compared, the changes, whom they touch, and the count of it all.

Reading the two sides and writing the report are the surface's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from chipgate.model.item import ItemSpec
from chipgate.model.pack import Verdict
from chipgate.model.rulebook import Rulebook

from .changes import Change, changes
from .impact import Flip, flips

SCHEMA = "chipgate-audit/1"
"""Name and version of this shape. A field is added without a new version; none changes meaning within one."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two rulebooks compared: as it was named, and the commit (None: the files on disk)."""

    revision: str
    commit: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items are newly given a verdict (on some day, and on the day of asking), and how many changes there are.

    An item that is newly blocked in one span and newly allowed in another counts in both. `other_reasons` are the items
    whose verdict stays on every day.
    """

    newly_blocked: int
    newly_license_required: int
    newly_allowed: int
    newly_without_verdict: int
    other_reasons: int
    flipped_today: int
    changes: int
    retroactive: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found. `same_law` counts the files that differ in comments, key order or layout alone."""

    base: Side
    head: Side
    committed: dt.date
    asked_on: dt.date
    items: int
    destinations: tuple[str, ...]
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]
    same_law: int = 0

    @property
    def counts(self) -> Counts:
        """The figures of the summary."""
        turned = [flip for flip in self.flips if flip.verdict_changed]
        names = {flip.item for flip in turned}
        verdicts = {verdict.value for verdict in Verdict}

        def newly(*after: str) -> int:
            return len({flip.item for flip in turned if flip.after in after})

        return Counts(
            newly(Verdict.BLOCKED), newly(Verdict.LICENSE_REQUIRED), newly(Verdict.ALLOWED),
            newly(*{flip.after for flip in turned} - verdicts),
            len({flip.item for flip in self.flips} - names),
            len({flip.item for flip in turned if flip.current}),
            len(self.changes), sum(change.retroactive for change in self.changes),
        )  # fmt: skip


def report(
    base: tuple[Side, Rulebook], head: tuple[Side, Rulebook], committed: dt.date, asked_on: dt.date,
    items: Sequence[ItemSpec], destinations: Sequence[str], changed_files: int = 0,
) -> Report:  # fmt: skip
    """Compare two rulebooks, and try the items on both.

    `committed` is the day from which the head's rules were known; `changed_files` how many rule files differ in bytes.
    """
    old, new = base[1], head[1]
    found = changes(old, new, committed)
    touched = flips(old, new, items, destinations, asked_on)
    same = max(0, changed_files - len(found))
    return Report(base[0], head[0], committed, asked_on, len(items), tuple(destinations), found, touched, same)
