"""What shows a change, as it is told: a shipment whose answer differs, the proof that there is none, or neither."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


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
    None where there is none.
    """

    outcome: Outcome
    sentence: str
    day: dt.date | None = None
    before: str | None = None
    after: str | None = None
    shipment: Mapping[str, Any] | None = None
