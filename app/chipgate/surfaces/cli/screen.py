"""`chipgate screen`: which restricted parties a name may be."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chipgate.errors import InvalidQuestion, Problem
from chipgate.surfaces.exit_codes import HAPPENED

from .options import Out
from .output import output
from .question import usage

SCREEN_EPILOG = """
Examples:

  chipgate screen "Qorvanth Semi Manufacturing" --list examples/screening-list.json\n
  chipgate screen "Example Trading LLC" "Jane Doe" --list consolidated.json --format json\n
  CHIPGATE_SCREENING_LIST=consolidated.json.gz chipgate screen "Example Trading LLC" --fail-on match\n

chipgate ships no list of real parties: docs/screening.md says where to get one, and how to read a candidate.
exact: the same but for case, accents and punctuation. strong: the legal form, the order of words or a typing error
apart. weak: similar, or one name contains the other. Names are compared in the script they are written in.
A score asks for a person's review; it never clears. No candidate is no clearance: a list does not say who owns whom,
and knows a party by the names written there alone.
"""


class ScreenFormat(StrEnum):
    """How candidates are written."""

    TABLE = "table"
    JSON = "json"


class ScreenFailOn(StrEnum):
    """What makes the command end with exit code 1."""

    MATCH = "match"
    STRONG = "strong"


def screen(
    names: Annotated[list[str], typer.Argument(
        metavar="NAME…", help="Whom to screen: a company, a person, a vessel. Quote names with spaces.",
        show_default=False)],
    listed: Annotated[Path | None, typer.Option(
        "--list", metavar="FILE", envvar="CHIPGATE_SCREENING_LIST", show_default=False,
        help="The Consolidated Screening List in JSON as published, or FollowTheMoney entities (.ftm.json); "
             "gzip too.")] = None,
    format: Annotated[ScreenFormat, typer.Option(
        "--format", "-f", help="table, or one JSON object.")] = ScreenFormat.TABLE,
    fail_on: Annotated[list[ScreenFailOn] | None, typer.Option(
        "--fail-on", metavar="WHAT", show_default=False,
        help="End with exit code 1 when a name has a candidate (match), or one that is exact or strong (strong). "
             "Repeatable.")] = None,
    out: Out = None,
) -> None:  # fmt: skip
    """Hold names against a list of restricted parties, and show whom they may be: for a person to review."""
    from chipgate.files.screening_list import GET_ONE, read_screening_list
    from chipgate.model.screening import Strength
    from chipgate.screening.match import Screener
    from chipgate.surfaces.render.screening_text import Screened, print_screened, screened_json

    if listed is None:
        raise usage(f"say which list: --list FILE, or CHIPGATE_SCREENING_LIST. chipgate ships none. {GET_ONE}")
    read = read_screening_list(listed)
    screener = Screener(read)
    found: list[Screened] = []
    problems: list[Problem] = []
    for name in names:
        try:
            found.append(Screened(name, screener.screen(name)))
        except InvalidQuestion as error:
            problems += error.problems
    if problems:
        raise InvalidQuestion(problems)
    with output(out) as sink:
        if format is ScreenFormat.JSON:
            sink.write(screened_json(read, found))
        else:
            print_screened(sink.console(), read, found)
    near = [one for each in found for one in each.candidates]
    wanted = fail_on or []
    strong = any(one.strength is not Strength.WEAK for one in near)
    if (ScreenFailOn.MATCH in wanted and near) or (ScreenFailOn.STRONG in wanted and strong):
        raise typer.Exit(HAPPENED)
