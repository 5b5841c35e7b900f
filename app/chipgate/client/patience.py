"""When to ask again, and after how long: exponential backoff with full jitter, or what the service says."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx2

AGAIN = frozenset({429, 503})
"""Statuses after which nothing was answered, and later something may be."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to ask again, and how long to wait at most before each time. Seconds."""

    retries: int = 4
    shortest: float = 0.1
    longest: float = 30.0

    def after_answer(self, attempt: int, status: int, headers: Mapping[str, str], now: dt.datetime) -> float | None:
        """How long to wait before asking again after an answer; None: not at all. The service's own word is kept to,
        unless it asks for more than `longest`."""
        if status not in AGAIN or attempt >= self.retries:
            return None
        asked = _seconds(headers.get("retry-after"), now)
        if asked is None:
            return self._backoff(attempt)
        return None if asked > self.longest else asked + random.uniform(0, self.shortest)

    def after_error(self, attempt: int, error: httpx2.TransportError, *, repeatable: bool) -> float | None:
        """How long to wait before asking again where no answer came; None: not at all. What may not be asked twice is
        asked again only where it never arrived."""
        never_arrived = isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout)
        if attempt >= self.retries or not (repeatable or never_arrived):
            return None
        return self._backoff(attempt)

    def _backoff(self, attempt: int) -> float:
        return random.uniform(0, min(self.longest, self.shortest * 2.0**attempt * 2)) + self.shortest / 2


def _seconds(text: str | None, now: dt.datetime) -> float | None:
    """What Retry-After says: seconds, or a time (RFC 9110, 10.2.3)."""
    if text is None:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return float(text)
    try:
        return max((parsedate_to_datetime(text) - now).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
