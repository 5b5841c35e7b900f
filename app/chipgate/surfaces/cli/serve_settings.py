"""What `chipgate serve --help` adds to its options: every setting, with its variable, its default and its meaning."""

from __future__ import annotations

import sys
from typing import Any

from typer.core import TyperCommand

_WHERE = (
    "Each is a variable of the environment, or a key of the settings file (its name without CHIPGATE_, in small "
    "letters; relative paths are taken from the file's folder). Options win over variables, variables over the file."
)
_NAMES = 31
_DEFAULTS = {
    "state_folder": "$XDG_STATE_HOME/chipgate, or ~/.local/state/chipgate", "database_url": "log.sqlite3 there",
    "signing_key": "signing-key.pem there", "anchor": "anchors.jsonl there", "log_format": "console or json",
}  # fmt: skip
"""Defaults that hang on where the service runs."""


class ServeCommand(TyperCommand):
    """The command, with the list of settings below its help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, then every setting."""
        super().format_help(ctx, formatter)
        _list_settings()


def _list_settings() -> None:
    from rich.table import Table

    from chipgate.surfaces.settings import GROUPS, PREFIX, Settings

    from .terminal import console

    screen = console(sys.stdout)
    with screen.capture() as written:
        screen.print("Settings", style="bold")
        screen.print(_WHERE)
        for title, names in GROUPS.items():
            table = Table(title=f"\n{title}", title_justify="left", title_style="bold", box=None, show_header=False,
                          padding=(0, 2, 0, 0))  # fmt: skip
            table.add_column(no_wrap=True, min_width=_NAMES)
            table.add_column()
            for name in names:
                meaning, default = Settings.model_fields[name].description, default_of(name)
                table.add_row(f"{PREFIX}{name.upper()}", f"{meaning} [{default}]" if default else meaning)
            screen.print(table)
    print("\n".join(line.rstrip() for line in written.get().splitlines()))


def default_of(name: str) -> str:
    """The default of a setting in words; "" where there is none.

    >>> default_of("port"), default_of("watch"), default_of("rules")
    ('8000', 'false', '')
    """
    from chipgate.surfaces.settings import Settings

    value = Settings.model_fields[name].default
    if name in _DEFAULTS:
        return _DEFAULTS[name]
    if value is None or value == ():
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
