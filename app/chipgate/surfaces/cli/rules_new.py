"""`chipgate rules new`: a version of a provision to begin with, and the cases that it wants."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from chipgate.errors import InvalidQuestion, Problem
from chipgate.files.rule_files import VERDICTS
from chipgate.surfaces.render.plain_text import visible
from chipgate.surfaces.rules_at_hand import rule_folders, rules_at_hand

from .options import Rules
from .output import output
from .question import day_of

NEW_EPILOG = """
Examples:

  chipgate rules new us/items/3a090-a --effective 2027-01-15\n
  chipgate rules new us/items/3a090-a --effective 2027-01-15 --from 2022-10-21\n
  chipgate rules new us/requirements/example --effective 2027-01-15 --rules rules\n

Then say what changed: write the citation, move the bounds, look at each case.
chipgate rules lint lists every TODO, chipgate rules cases --complete tries
the cases and says which are wanted.
"""
_ID = re.compile(r"[a-z][a-z0-9-]*/[a-z]+/[a-z0-9]+(-[a-z0-9]+)*")


def rules_new(
    provision: Annotated[str, typer.Argument(help="Its id: us/items/3a090-a; a new one begins from a template.")],
    effective: Annotated[str, typer.Option(
        "--effective", metavar="YYYY-MM-DD", help="The first day in force, by which the file is named.")],
    source: Annotated[str | None, typer.Option(
        "--from", metavar="YYYY-MM-DD", help="The version to copy; unstated, the one in force that day.")] = None,
    rules: Rules = None,
) -> None:  # fmt: skip
    """Begin a new version: a complete file, copied from the one in force, and its cases in cases.yaml beside it.

    Nothing is overwritten. What a person must decide is written as TODO; what the cases expect is what the engine
    says of the copy, and is theirs to check.
    """
    from chipgate.surfaces.scaffolded import scaffold

    if not _ID.fullmatch(provision):
        hint = "Write <pack>/<kind>/<provision>, as in us/items/3a090-a."
        raise InvalidQuestion([Problem("", message=f'"{provision}" is not the id of a provision.', hint=hint)])
    day = day_of(effective, "--effective")
    copied = day_of(source, "--from") if source is not None else None
    named = rules or _here()
    found = scaffold(rule_folders(named), rules_at_hand(named), provision, day, copied)
    for path, text in (found.version, *([found.cases] if found.added else [])):
        path.parent.mkdir(parents=True, exist_ok=True)
        with output(path) as sink:
            sink.write(text)
    came = f"copied from {found.came_from.name}" if found.came_from else "from the template of its kind"
    print(visible(f"{_shown(found.version[0])}: {came}"))
    print(visible(f"{_shown(found.cases[0])}: {found.added} case{'' if found.added == 1 else 's'} added"))
    for gap in found.gaps:
        print(visible(f"  {gap}"))
    print("next: chipgate rules lint lists what is to be written and checked")


def _here() -> list[Path]:
    if (Path("rules") / VERDICTS).is_file():
        return [Path("rules")]
    hint = "Name it: --rules FOLDER."
    raise InvalidQuestion([Problem("", message="there is no folder of rules here to write into.", hint=hint)])


def _shown(path: Path) -> str:
    return path.as_posix()
