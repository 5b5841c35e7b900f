"""The rules that a surface answers from: folders that were named, or those that come with chipgate, read once.

A named folder with verdicts.yaml is a whole set of rules and takes the place of the shipped one; one with a pack.yaml
of its own is a house pack, which tightens it. What was read is kept in compiled form in the user's cache folder
(XDG_CACHE_HOME, or ~/.cache), under a key of its content; without one, the rule files are read every time.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chipgate import Rulebook
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import PACK, VERDICTS, load_rulebook

FOLDERS = "CHIPGATE_RULES"
"""Names rule folders where no option does, separated as in PATH."""


@dataclass(frozen=True, slots=True)
class RuleFolders:
    """A folder of law, and the house packs beside it."""

    base: Path
    houses: tuple[Path, ...]


def rule_folders(named: Path | Sequence[Path] | None) -> RuleFolders:
    """Sort the folders that were named: the first with verdicts.yaml is the law, else the shipped one is."""
    folders = [named] if isinstance(named, Path) else list(named or ())
    if len(folders) == 1 and not (folders[0] / PACK).is_file():
        return RuleFolders(folders[0], ())  # What it lacks is said of it as a folder of law.
    base = next((folder for folder in folders if _is_law(folder)), None)
    houses = list(folders)
    if base is not None:
        houses.remove(base)
    return RuleFolders(base if base is not None else rules_folder(), tuple(houses))


def _is_law(folder: Path) -> bool:
    """Whether a folder is a whole set of rules. A house pack with a verdict table is one that will be refused."""
    return (folder / VERDICTS).is_file() and not (folder / PACK).is_file()


def rules_at_hand(named: Path | Sequence[Path] | None) -> Rulebook:
    """The rulebook of the folders that were named, or the shipped one.

    Raises:
        RulesNotFound: there is no such folder.
        InvalidRulebook: with every problem of every file.
    """
    folders = rule_folders(named)
    return load_rulebook(folders.base, _cache(), house=folders.houses)


def folders_in(text: str | None) -> list[Path]:
    """The folders that the environment names."""
    return [Path(word) for word in (text or "").split(os.pathsep) if word]


def _cache() -> Path | None:
    named = os.environ.get("XDG_CACHE_HOME")
    if named and Path(named).is_absolute():
        return Path(named) / "chipgate"
    with suppress(RuntimeError):  # no home folder, as in some containers
        return Path.home() / ".cache" / "chipgate"
    return None
