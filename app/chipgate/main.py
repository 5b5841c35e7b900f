"""The composition root for uvicorn: `uvicorn chipgate.main:app`.

Here, and nowhere below, the environment is read: CHIPGATE_RULES names a folder of rules other than the shipped one.
"""

from __future__ import annotations

import os
from pathlib import Path

from chipgate import Rulebook
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import load_rulebook
from chipgate.surfaces.clock import today
from chipgate.surfaces.http.service import create_app


def _load() -> Rulebook:
    named = os.environ.get("CHIPGATE_RULES")
    return load_rulebook(Path(named) if named else rules_folder())


app = create_app(_load, today)
