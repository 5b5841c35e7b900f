"""`chipgate rules fmt`: rule files in their one form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from chipgate.errors import InvalidQuestion, InvalidRulebook, Problem
from chipgate.surfaces.exit_codes import HAPPENED
from chipgate.surfaces.render.plain_text import visible

from .output import output

FMT_EPILOG = """
Examples:

  chipgate rules fmt rules\n
  chipgate rules fmt --check rules\n
  chipgate rules fmt rules/us/items/3a090-a/2023-11-17.yaml\n

Keys stand in one order, a condition's leaf of several keys in braces, and
long texts are folded at 120 columns. Comments stay with what they stand
beside. Values, and with them every digest and answer, stay what they are: a
file for which that cannot be shown is refused.
"""


def rules_fmt(
    paths: Annotated[list[Path] | None, typer.Argument(
        metavar="PATH", help="Rule files, or folders of them; unstated, the folder rules.", show_default=False)] = None,
    check: Annotated[bool, typer.Option(
        "--check", help="Change nothing; end with exit code 1 where a file is not formatted.")] = False,
) -> None:  # fmt: skip
    """Format rule files; comments and meaning stay what they are."""
    from chipgate.files.key_order import shape_of
    from chipgate.files.rule_format import formatted

    files = list(dict.fromkeys(_files(paths or [Path("rules")])))
    problems: list[Problem] = []
    changed = 0
    for file in files:
        shape = shape_of(file.resolve().parts)
        if shape is None:
            hint = "A version stands at <kind>/<provision>/<first day in force>.yaml, its cases beside it."
            problems.append(Problem(file.as_posix(), message="does not stand where a rule file stands.", hint=hint))
            continue
        before = file.read_bytes()
        try:
            after = formatted(before, file.as_posix(), shape)
        except InvalidRulebook as error:
            problems += error.problems
            continue
        if after != before:
            changed += 1
            print(visible(f"{file.as_posix()}: {'is not formatted' if check else 'formatted'}"))
            if not check:
                with output(file) as sink:
                    sink.write(after)
    if problems:
        raise InvalidRulebook(problems)
    counted = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    print(f"{counted}: {changed or 'none'} {'not' if check and changed else 'to be' if check else 'newly'} formatted")
    if check and changed:
        raise typer.Exit(HAPPENED)


def _files(paths: list[Path]) -> Iterator[Path]:
    """The files that were named, and the rule files in the folders that were named."""
    from chipgate.files.key_order import shape_of

    for path in paths:
        if path.is_dir():
            yield from (file for file in sorted(path.rglob("*.yaml")) if shape_of(file.resolve().parts) is not None)
        elif path.is_file():
            yield path
        else:
            hint = "Name rule files, or a folder of them."
            raise InvalidQuestion([Problem(path.as_posix(), message="is not there.", hint=hint)])
