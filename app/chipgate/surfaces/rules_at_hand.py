"""The rules that a surface answers from: a folder that was named, or those that come with chipgate, read once.

What was read is kept in compiled form in the user's cache folder (XDG_CACHE_HOME, or ~/.cache), under a key of its
content; without one, the rule files are read every time.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from chipgate import Rulebook
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import load_rulebook


def rules_at_hand(folder: Path | None) -> Rulebook:
    """The rulebook of a folder, or the shipped one.

    Raises:
        RulesNotFound: there is no such folder.
        InvalidRulebook: with every problem of every file.
    """
    return load_rulebook(folder if folder is not None else rules_folder(), _cache())


def _cache() -> Path | None:
    named = os.environ.get("XDG_CACHE_HOME")
    if named and Path(named).is_absolute():
        return Path(named) / "chipgate"
    with suppress(RuntimeError):  # no home folder, as in some containers
        return Path.home() / ".cache" / "chipgate"
    return None
