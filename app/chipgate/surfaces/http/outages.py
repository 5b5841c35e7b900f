"""What is said of a decision log that fails: callers are told that there is no answer, and whoever runs the service is
told why, in the service's log."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from chipgate.errors import StoreError

from .logs import log

SAME_AGAIN = 10.0
"""Seconds after which the same reason is written again; every request that fails has it."""
TOLD = "The decision log cannot be used now: nothing was answered. Ask again in a moment."
_PLACE = re.compile(r"\b(sqlite|postgresql):/|(?<![\w/])/\w")
"""Where the log is: a URL of a database, or a path. It says hosts, users and folders, which callers need not know."""
_NUMBER = re.compile(r"[\d,]*\d")
_MOST_KEPT = 64


class Outages:
    """The reasons for which the log failed, each written once in a while. For the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._written: dict[str, float] = {}

    def told(self, error: StoreError) -> str:
        """What a caller is told; the reason goes into the service's log."""
        now, kind = self._clock(), _NUMBER.sub("0", error.message)
        if now - self._written.get(kind, float("-inf")) >= SAME_AGAIN:
            if len(self._written) >= _MOST_KEPT:
                self._written.clear()
            self._written[kind] = now
            log.error("nothing answered", kind=type(error).__name__, reason=error.message)
        return TOLD if _PLACE.search(error.message) else error.message


outages = Outages()
"""Those of this process."""
