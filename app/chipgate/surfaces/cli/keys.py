"""`chipgate keys`: who may ask the service. A key is shown once, when it is made; its digest alone is kept."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from chipgate.surfaces.clock import stamp

from .log_options import DatabaseUrl, opened
from .log_show import OneFormat
from .output import output
from .terminal import note

if TYPE_CHECKING:
    from chipgate.store.api_keys import ApiKey

keys_app = typer.Typer(help="Make, list and revoke the API keys of the service.", no_args_is_help=True)


@keys_app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who asks with it: an order system, a person.")],
    scope: Annotated[list[str], typer.Option(
        "--scope", help="decide: ask. read-log: read what anybody was answered. admin: reload the rules. Repeatable.")],
    per_minute: Annotated[int | None, typer.Option(
        "--per-minute", metavar="N", help="Requests a minute; unstated, as the service is set.")] = None,
    database: DatabaseUrl = None,
) -> None:  # fmt: skip
    """Make a key and print it, alone, on standard output. It cannot be shown again.

    Example: chipgate keys create "order system" --scope decide --per-minute 600 > order-system.key
    """
    from chipgate.store import api_keys

    with opened(database, create=True) as log:
        key, secret = api_keys.create(log, name, scope, per_minute, stamp())
    with output(None) as sink:
        sink.write(secret.encode() + b"\n")
    note(f"key {key.key_id} for {key.name}: {_scopes(key)}. Keep it: it is not shown again.")


@keys_app.command("list")
def list_(
    format: Annotated[OneFormat, typer.Option("--format", "-f", help="text or JSON.")] = OneFormat.TEXT,
    database: DatabaseUrl = None,
) -> None:
    """List every key that was made, and whether it still counts.

    Example: chipgate keys list -f json
    """
    from chipgate.store import api_keys
    from chipgate.surfaces.render.log_text import columns

    with opened(database) as log:
        found = api_keys.listed(log)
    with output(None) as sink:
        if format is OneFormat.JSON:
            rows = [{**asdict(key), "scopes": sorted(key.scopes)} for key in found]
            sink.write(json.dumps(rows, ensure_ascii=False, indent=2).encode() + b"\n")
        else:
            sink.write("".join(f"{line}\n" for line in columns(map(_row, found))).encode())
    if not found:
        note("there is no key. Make one with chipgate keys create.")


@keys_app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the key, as chipgate keys list says.")],
    database: DatabaseUrl = None,
) -> None:
    """Take a key back, for good. Every worker of the service refuses it within a second.

    Example: chipgate keys revoke k3v7q2xa
    """
    from chipgate.store import api_keys

    with opened(database) as log:
        key = api_keys.revoke(log, key_id, stamp())
    note(f"key {key.key_id} for {key.name} was revoked at {key.revoked_at}.")


def _row(key: ApiKey) -> list[str]:
    rate = f"{key.per_minute:,} a minute" if key.per_minute is not None else ""
    state = f"revoked {key.revoked_at[:10]}" if key.revoked_at else "counts"
    return [key.key_id, key.name, _scopes(key), rate, key.created_at[:10], state]


def _scopes(key: ApiKey) -> str:
    return ", ".join(sorted(key.scopes))
