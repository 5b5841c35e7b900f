"""The composition root for uvicorn: `uvicorn chipgate.main:app`.

Here, and nowhere below, the environment is read: CHIPGATE_RULES names a folder of rules other than the shipped one,
and house packs, separated as in PATH; CHIPGATE_REGISTER an item register; CHIPGATE_SCREENING_LIST a list of restricted
parties, against which the names in questions are held.
"""

from __future__ import annotations

import os
from pathlib import Path

from chipgate import Rulebook
from chipgate.files.register import read_register
from chipgate.files.screening_list import read_screening_list
from chipgate.model.register import ItemRegister
from chipgate.screening.match import Screener
from chipgate.surfaces.clock import today
from chipgate.surfaces.http.service import create_app
from chipgate.surfaces.rules_at_hand import FOLDERS, folders_in, rules_at_hand


def _load() -> Rulebook:
    return rules_at_hand(folders_in(os.environ.get(FOLDERS)))


def _register() -> ItemRegister | None:
    named = os.environ.get("CHIPGATE_REGISTER")
    return read_register(Path(named)) if named else None


def _screener() -> Screener | None:
    named = os.environ.get("CHIPGATE_SCREENING_LIST")
    return Screener(read_screening_list(Path(named))) if named else None


app = create_app(_load, today, _register, _screener)
