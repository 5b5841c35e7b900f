"""The command line's table of contents: every command, registered by name."""

from __future__ import annotations

from typing import Annotated

import typer

from .audit import AUDIT_EPILOG, audit
from .catalog import catalog_app
from .check import check
from .guard import GuardedGroup
from .keys import keys_app
from .licenses import licenses_app
from .log import log_app
from .rules import rules_app
from .screen import SCREEN_EPILOG, screen
from .serve import serve
from .serve_settings import ServeCommand
from .timeline import timeline

_CHECK = """
Examples:

  chipgate check "H20 (HGX)" --to CN --date 2025-04-09\n
  chipgate check examples/h20.yaml --to SG --parent CN --format json\n
  chipgate check --name K1 --tops int8=400 --dram 1200 --to CN\n
  chipgate check "GeForce RTX 4090" --to CN --date 2024-02-01 --certify us/exceptions/nac\n
  chipgate check catalog.csv --to CN --fail-on blocked -f csv -o answers.csv\n
  chipgate check catalog.parquet --to CN,SG,AE --date 2025-04-08,2025-04-09\n
  chipgate check parts.xlsx --to CN --append-to parts.xlsx --sheet "to CN"\n

A catalog has one row per item, with the columns of examples/catalog.csv (name, vendor, dense_fp8_tflops, …); what its
columns are understood to state, and what is missing, says chipgate catalog describe.
Figures are exact: 4799.9999999999999 is below 4800. What is not stated is unknown, never zero.
"""
_EXAMPLES = """
Examples:

  chipgate check "H20 (HGX)" --to CN --date 2025-04-08\n
  chipgate check "H20 (HGX)" --to CN --date 2025-04-09 --explain\n
  chipgate check --name "My chip" --tops int8=400 --die-area 600 --to CN\n
  chipgate check catalog.csv --to SG --parent CN --format csv -o answers.csv\n
  chipgate timeline "H20 (HGX)" --to CN\n
  chipgate rules show us/items/3a090-a --date 2024-06-01\n

Exit codes: 0 done, 1 what --fail-on names has happened, 2 bad input, 3 bad rule files, 70 a bug, 74 the decision
log cannot be used.

Not legal advice.
"""

app = typer.Typer(
    name="chipgate",
    cls=GuardedGroup,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from chipgate import __version__

        print(f"chipgate {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of a bug (also: CHIPGATE_DEBUG=1).")
    ] = False,
) -> None:
    """May this chip go to this place, on this date, and why?"""


app.command("check", epilog=_CHECK)(check)
app.command("timeline")(timeline)
app.command("audit", epilog=AUDIT_EPILOG)(audit)
app.command("screen", epilog=SCREEN_EPILOG)(screen)
app.command("serve", cls=ServeCommand)(serve)
app.add_typer(catalog_app, name="catalog")
app.add_typer(rules_app, name="rules")
app.add_typer(licenses_app, name="licenses")
app.add_typer(log_app, name="log")
app.add_typer(keys_app, name="keys")
