"""The composition root for uvicorn: `uvicorn chipgate.main:app`.

Here, and nowhere below, the environment is read: CHIPGATE_RULES names a folder of rules other than the shipped one.
"""

from __future__ import annotations

import os
from pathlib import Path

from chipgate import Rulebook
from chipgate.surfaces.clock import today
from chipgate.surfaces.http.service import create_app
from chipgate.surfaces.rules_at_hand import rules_at_hand


def _load() -> Rulebook:
    named = os.environ.get("CHIPGATE_RULES")
    return rules_at_hand(Path(named) if named else None)


app = create_app(_load, today)
