"""A folder of few rules for tests that change them: provisions that stand by themselves, from those of chipgate."""

from __future__ import annotations

import shutil
from pathlib import Path

from chipgate.files.places import rules_folder

ITEM = "us/items/3a090-a/2023-11-17.yaml"
LETTER = "us/letters/nvidia-h20/2025-04-09.yaml"
KEPT = ("us/destinations", "us/groups/d5", "us/items/3a090-a", "us/letters/nvidia-h20", "us/companies/nvidia")


def small_rules(folder: Path) -> Path:
    """The folder `rules` below another, in which lint finds nothing on 2026-10-10."""
    small = folder / "rules"
    for part in KEPT:
        shutil.copytree(rules_folder() / part, small / part)
    for name in ("verdicts.yaml", "us/pack.yaml"):
        shutil.copy(rules_folder() / name, small / name)
    return small


def edit(file: Path, old: str, new: str) -> None:
    """Replace the first place of a text that must be there."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
