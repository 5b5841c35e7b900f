"""A timeline as plain values: the days on which an answer changes. How they are written is beside this."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from chipgate.model.pack import Verdict


@dataclass(frozen=True, slots=True)
class Cause:
    """A version of a provision that came, or went, on a day."""

    provision: str
    version: str
    title: str
    silent: bool
    """Whether it has no legal effect: an announcement."""
    ends: bool
    """Whether the day is the first without it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One day: the answer before it (None on the first) and from it on."""

    day: dt.date
    before: Verdict | None
    after: Verdict
    state: str
    causes: tuple[Cause, ...]
    licenses: tuple[str, ...] = ()
    """Which licenses in hand begin or have expired."""
