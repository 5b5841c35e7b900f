"""`chipgate licenses`: the register of licenses in hand, checked, and what is left of each."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from chipgate.errors import InvalidLicenses
from chipgate.files.ledger import Drawn, Ledger
from chipgate.model.exact import shown
from chipgate.model.license import License
from chipgate.surfaces.clock import today
from chipgate.surfaces.exit_codes import BAD_INPUT
from chipgate.surfaces.render.plain_text import visible
from chipgate.surfaces.rules_at_hand import rules_at_hand

from . import options as o
from .in_hand import register_of
from .output import output
from .question import day_of

licenses_app = typer.Typer(help="Check and list the licenses in hand.", no_args_is_help=True)

_Folder = Annotated[Path, typer.Option(
    "--licenses", metavar="DIR", help="The folder with one .yaml file per license.")]  # fmt: skip


@licenses_app.command("list")
def list_(
    licenses: _Folder,
    ledger: o.LedgerFile = None,
    date: Annotated[str | None, typer.Option(
        "--date", metavar="YYYY-MM-DD", help="The day; unstated, today in New York.")] = None,
    rules: o.Rules = None,
) -> None:  # fmt: skip
    """List the licenses: whether each is valid that day, and with a ledger what is left of it.

    Example: chipgate licenses list --licenses examples/licenses --ledger ledger.jsonl
    """
    register = register_of(rules_at_hand(rules), licenses)
    drawn = Ledger(ledger).all_drawn() if ledger is not None else None
    day = day_of(date, "--date") if date is not None else today()
    from rich.text import Text

    with output(None) as sink:
        console = sink.console()
        for license in register.licenses.values():
            console.print(Text(visible(f"{license.number}  {license.title}"), "bold"))
            console.print(f"  {_validity(license, day)}")
            left = _left(license, None if drawn is None else drawn.get(license.number, Drawn()))
            console.print(f"  {left}")
            where = f"  to {', '.join(license.destinations)}: {', '.join(license.consignees)}"
            console.print(Text(visible(where), "dim"))
    for number in sorted(set(drawn or ()) - set(register.licenses)):
        print(visible(f"{number}  is in the ledger, and not in {licenses}"))


@licenses_app.command()
def lint(licenses: _Folder, ledger: o.LedgerFile = None, rules: o.Rules = None) -> None:
    """Check every license file, every id and code in it, and the chain of the ledger; say every problem."""
    try:
        register = register_of(rules_at_hand(rules), licenses)
    except InvalidLicenses as error:
        for problem in error.problems:
            print(visible(str(problem)))
        raise typer.Exit(BAD_INPUT) from None
    if ledger is not None:
        Ledger(ledger).all_drawn()
    count = len(register.licenses)
    print(f"{count} license{'' if count == 1 else 's'}: no problems")


def _validity(license: License, day: dt.date) -> str:
    span = f"from {license.valid_from} until {license.valid_until}"
    if day < license.valid_from:
        return f"not valid yet on {day}: {span}"
    return f"expired on {day}: {span}" if day > license.valid_until else f"valid on {day}: {span}"


def _left(license: License, drawn: Drawn | None) -> str:
    """What is left of the cap, as far as it is known."""
    cap = license.cap
    if cap.unlimited:
        return "no cap" + (f"; {drawn.units:,} units drawn" if drawn is not None else "")
    if drawn is None:
        parts = ((cap.units, "units"), (cap.tpp, "TPP"))
        said = [f"{shown(Fraction(most))} {unit}" for most, unit in parts if most is not None]
        return f"cap of {' and '.join(said)}; what is left is not known without --ledger"
    found = []
    if cap.units is not None:
        found.append(f"{max(cap.units - drawn.units, 0):,} of {cap.units:,} units left")
    if cap.tpp is not None:
        most = Fraction(cap.tpp)
        left = "an unknown part" if drawn.tpp is None else shown(max(most - drawn.tpp, Fraction(0)))
        found.append(f"{left} of {shown(most)} TPP left")
    return " and ".join(found)
