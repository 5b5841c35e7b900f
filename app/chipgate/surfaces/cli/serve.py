"""`chipgate serve`: the HTTP service on this machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

_RUNNING, _RULES, _LOG, _SAYING = "Running", "Rules", "Decision log", "What it says"


# fmt: off
def serve(
    settings: Annotated[Path | None, typer.Option(
        "--settings", metavar="FILE", help="A settings file (TOML); CHIPGATE_SETTINGS may name it too.")] = None,
    host: Annotated[str | None, typer.Option(
        help="The address to listen on; unless told, this machine alone can reach it.",
        rich_help_panel=_RUNNING)] = None,
    port: Annotated[int | None, typer.Option(
        min=0, max=65535, help="The port to listen on; 0 takes a free one.", rich_help_panel=_RUNNING)] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that answer.", rich_help_panel=_RUNNING)] = None,
    auth: Annotated[str | None, typer.Option(
        metavar="loopback-free|required",
        help="Who needs an API key (chipgate keys create): whoever does not ask from this machine, or everybody. "
             "From elsewhere nobody is ever answered without one.", rich_help_panel=_RUNNING)] = None,
    rules: Annotated[list[Path] | None, typer.Option(
        "--rules", metavar="DIR", help="A folder of rule files, in place of those of chipgate, or a house pack, which "
        "tightens them. Repeatable.", rich_help_panel=_RULES)] = None,
    register: Annotated[Path | None, typer.Option(
        "--register", metavar="DIR", help="A register of reviewed items.", rich_help_panel=_RULES)] = None,
    screening_list: Annotated[Path | None, typer.Option(
        "--screening-list", metavar="FILE", help="Hold the parties' names against this list (docs/screening.md).",
        rich_help_panel=_RULES)] = None,
    watch: Annotated[bool | None, typer.Option(
        "--watch/--no-watch", help="Read all three again when their files change. (A SIGHUP always does.)",
        rich_help_panel=_RULES)] = None,
    log: Annotated[str | None, typer.Option(
        metavar="durable|unsafe-async|off",
        help="An answer is sent after its record is on disk; or at once, and a crash loses records; or no records.",
        rich_help_panel=_LOG)] = None,
    database_url: Annotated[str | None, typer.Option(
        "--database", metavar="URL", help="Where it is: sqlite:///file or postgresql://user@host/name. Others can see "
        "options: a password goes into CHIPGATE_DATABASE_URL.", rich_help_panel=_LOG)] = None,
    state_folder: Annotated[Path | None, typer.Option(
        "--state", metavar="DIR", help="The folder of log, signing key and anchors, unless they are named.",
        rich_help_panel=_LOG)] = None,
    log_format: Annotated[str | None, typer.Option(
        metavar="json|console", help="Unless told, console at a terminal.", rich_help_panel=_SAYING)] = None,
    log_level: Annotated[str | None, typer.Option(
        metavar="LEVEL", help="debug, info, warning (no line for each request) or error.",
        rich_help_panel=_SAYING)] = None,
) -> None:
    # fmt: on
    """Answer over HTTP: the decisions of `check`, byte for byte, each on record before it is sent.

    Example: chipgate serve --port 8080
    """
    named = {
        "host": host, "port": port, "workers": workers, "auth": auth, "rules": rules or None, "register": register,
        "screening_list": screening_list, "watch": watch, "log": log, "database_url": database_url,
        "state_folder": state_folder, "log_format": log_format, "log_level": log_level,
    }  # fmt: skip
    given = {name: value for name, value in named.items() if value is not None}
    raise typer.Exit(_serve(settings, given))


def _serve(file: Path | None, given: Mapping[str, Any]) -> int:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what asks to reload must not end what has nothing to reload yet
    from chipgate.surfaces.http import logs
    from chipgate.surfaces.settings_reading import FILE, as_environment, read_settings

    from .serve_start import DONE, WORKERS, bounded, check, listener, run_folder, say
    from .supervisor import AFTER_STOP, Supervisor, Worker, config_of
    from .terminal import note

    settings = read_settings(file, **given)
    os.environ |= as_environment(given)  # where the app reads its settings, in whatever process it runs
    if file is not None:
        os.environ[FILE] = str(file)
    for problem in settings.passed_over:
        note(str(problem))
    logs.set_up(settings.log_level, settings.log_format, settings.redact)
    with ExitStack() as stack:
        begin = stack.enter_context(bounded(settings.startup_seconds))
        answering = check(settings, begin)
        taken = stack.enter_context(listener(settings))
        begin(WORKERS)

        def listening() -> None:
            begin(DONE)
            say(settings, answering, taken)

        if settings.workers > 1:
            stack.enter_context(run_folder(settings))
            return Supervisor(config_of(settings), [taken], settings, listening).run_to_end()
        return Worker(config_of(settings), settings.shutdown_seconds + AFTER_STOP, listening).run_to_end([taken])
