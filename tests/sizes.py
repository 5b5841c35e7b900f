"""How much a long test tries: enough to notice in a test run, and all of it in `make soak`."""

from __future__ import annotations

import os

SOAK = bool(os.environ.get("CHIPGATE_SOAK"))


def size(usual: int, soak: int) -> int:
    """The first number in a test run, the second where CHIPGATE_SOAK is set."""
    return soak if SOAK else usual
