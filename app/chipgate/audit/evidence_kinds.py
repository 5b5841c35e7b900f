"""What shows a change, as it is told: a shipment whose answer differs, the proof that there is none, or neither."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chipgate.model.pack import Verdict


class Outcome(StrEnum):
    """What came of the search for an answer that differs."""

    VERDICT = "verdict differs"
    REASONS = "only reasons differ"
    NOTHING = "no answer differs"
    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The witness of a change, or what stands in its place.

    `sentence` tells it in one line. `day`, `before`, `after` (verdicts, or outcomes without one) and `shipment` (plain
    data, as a question to chipgate) are those of the witness, which the engine has decided on both sides; all four are
    None where there is none. `loosens` says, where it was asked besides, whether another shipment has a freer verdict.
    """

    outcome: Outcome
    sentence: str
    day: dt.date | None = None
    before: str | None = None
    after: str | None = None
    shipment: Mapping[str, Any] | None = None
    loosens: bool | None = None

    @property
    def freer(self) -> bool:
        """Whether the witness, or another one, has a freer verdict than it had."""
        return bool(self.loosens) or freer(self.before, self.after)


def freer(before: str | None, after: str | None) -> bool:
    """Whether the second of two verdicts is freer than the first. An outcome without a verdict is neither."""
    return _STRICTNESS.get(after, math.inf) < _STRICTNESS.get(before, -math.inf)


_STRICTNESS: dict[str | None, float] = {verdict.value: verdict.strictness for verdict in Verdict}
