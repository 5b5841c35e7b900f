"""`chipgate rules`: read, check and list the rule files themselves."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from chipgate import Rulebook
from chipgate.errors import InvalidQuestion, Problem
from chipgate.model.rulebook import Dated
from chipgate.surfaces.exit_codes import HAPPENED
from chipgate.surfaces.render.plain_text import visible
from chipgate.surfaces.rules_at_hand import rules_at_hand

from .options import Out, Rules
from .output import output
from .provision_named import provision_named
from .question import day_of
from .rules_bundle import rules_bundle, rules_verify
from .rules_calendar import rules_calendar
from .rules_coverage import COVERAGE_EPILOG, rules_coverage
from .rules_fmt import FMT_EPILOG, rules_fmt
from .rules_history import rules_history
from .rules_lint import LINT_EPILOG, rules_lint
from .rules_new import NEW_EPILOG, rules_new
from .rules_packs import rules_packs
from .rules_prove import PROVE_EPILOG, rules_prove
from .rules_sweep import rules_sweep

rules_app = typer.Typer(help="Read, check and list the rule files.", no_args_is_help=True)


@rules_app.command("list")
def list_(rules: Rules = None) -> None:
    """List every provision with its versions."""
    rulebook = rules_at_hand(rules)
    from rich.text import Text

    from chipgate.surfaces.render.lint_text import size_of
    from chipgate.surfaces.render.paragraphs import print_cut

    with output(None) as sink:
        console = sink.console()
        kind = ""
        for id, versions in sorted(rulebook.versions.items(), key=lambda entry: (entry[1][0].kind, entry[0])):
            if versions[0].kind != kind:
                console.print(Text(f"{chr(10) if kind else ''}{versions[0].kind}", "bold"))
                kind = versions[0].kind
            line = Text(f"  {id:<42} ")
            count = f"{len(versions)} version{'' if len(versions) == 1 else 's'}"
            line.append(f"{count:<11}", "dim").append(f"{versions[-1].name}  ", "cyan")
            print_cut(console, line.append(versions[-1].version.title, "dim"))
        console.print(f"\n{size_of(rulebook)}; the day is that of the newest version.")


@rules_app.command()
def show(
    provision: Annotated[str, typer.Argument(help="Its id, or the end of it: us/items/3a090-a, or 3a090-a.")],
    date: Annotated[str | None, typer.Option(
        "--date", metavar="YYYY-MM-DD", help="The version in force that day; unstated, all.")] = None,
    rules: Rules = None,
) -> None:  # fmt: skip
    """Show a provision: its limits, what it says, its citation and where to read it.

    Example: chipgate rules show us/items/3a090-a --date 2024-06-01
    """
    rulebook = rules_at_hand(rules)
    id = provision_named(rulebook, provision)
    versions = rulebook.versions[id]
    if date is not None:
        day = day_of(date, "--date")
        found = rulebook.version_on(id, day)
        if found is None:
            days = ", ".join(version.name for version in versions)
            raise InvalidQuestion([Problem("--date", message=f"{id} is not in force on {day}.",
                                           hint=f"Its versions: {days}.")])  # fmt: skip
        versions = (found,)
    from chipgate.surfaces.render.provision_text import print_version

    with output(None) as sink:
        console = sink.console()
        for number, dated in enumerate(versions):
            if number:
                console.print()
            print_version(console, dated, _last_day(rulebook, dated))


@rules_app.command()
def schema(out: Out = None) -> None:
    """Write the JSON Schema of rule files, with which an editor completes and checks while you type."""
    from chipgate.files.schema import schema_text

    with output(out) as sink:
        sink.write(schema_text().encode())


@rules_app.command()
def cases(
    rules: Rules = None,
    complete: Annotated[bool, typer.Option(
        "--complete", help="End with 1 too where a case is wanted that is not there.")] = False,
) -> None:  # fmt: skip
    """Try every case that stands beside a rule file, and every whole answer of a pack; say which cases are wanted.

    Every version wants a case of the day before and of its first day, of each bound exactly at, just below and just
    above it, and one that is unknown. With house packs alone, theirs are tried, on the rules of chipgate tightened by
    them. Which conditions the cases exercise: chipgate rules coverage.
    """
    from chipgate.audit.coverage_gaps import case_gaps
    from chipgate.surfaces.cases import Cases, gap_lines, tally, tried_cases

    from .question import find_item_named

    rulebook = rules_at_hand(rules)
    read = Cases.read(rules, rulebook)
    tried = list(tried_cases(read, rulebook, find_item_named))
    for one in tried:
        for complaint in one.complaints:
            print(visible(f"{one.name}: {complaint}"))
    print(tally(tried))
    gaps = tuple(gap for gap in case_gaps(rulebook, read.beside) if gap.dated.pack in read.packs)
    for line in gap_lines(gaps):
        print(visible(line))
    if any(one.complaints for one in tried) or (complete and gaps):
        raise typer.Exit(HAPPENED)


rules_app.command("coverage", epilog=COVERAGE_EPILOG)(rules_coverage)
rules_app.command("fmt", epilog=FMT_EPILOG)(rules_fmt)
rules_app.command("lint", epilog=LINT_EPILOG)(rules_lint)
rules_app.command("new", epilog=NEW_EPILOG)(rules_new)
rules_app.command("prove", epilog=PROVE_EPILOG)(rules_prove)
rules_app.command("packs")(rules_packs)
rules_app.command("calendar")(rules_calendar)
rules_app.command("history")(rules_history)
rules_app.command("bundle")(rules_bundle)
rules_app.command("verify")(rules_verify)
rules_app.command("sweep")(rules_sweep)


def _last_day(rulebook: Rulebook, dated: Dated) -> str | None:
    """The day before the next version, or before the version expires."""
    later = [other.effective for other in rulebook.versions[dated.id] if other.effective > dated.effective]
    ends = [*later[:1], *([dated.version.expires] if dated.version.expires else [])]
    return (min(ends) - dt.timedelta(days=1)).isoformat() if ends else None
