"""`chipgate rules packs`: what each pack covers, how far its sources were read, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chipgate.model.pack import Pack
from chipgate.surfaces.rules_at_hand import rules_at_hand

from .options import Rules
from .output import output

if TYPE_CHECKING:
    from rich.console import Console


def rules_packs(rules: Rules = None) -> None:
    """Say what each pack of rules covers, how far its sources were read, and what it does not model."""
    from rich.text import Text

    rulebook = rules_at_hand(rules)
    with output(None) as sink:
        console = sink.console()
        for slug, pack in rulebook.packs.items():
            _print(console, slug, pack, len([one for one in rulebook.versions if one.startswith(f"{slug}/")]))
        for slug, house in rulebook.houses.items():
            console.print(Text(f"\n{slug}: {house.title}", "bold"))
            console.print(f"  a house pack of {house.owner} ({house.contact}): it may only tighten")


def _print(console: Console, slug: str, pack: Pack, provisions: int) -> None:
    from rich.text import Text

    if slug != "us":
        console.print()
    console.print(Text(f"{slug}: {pack.title}", "bold"))
    count = f"{provisions} provision{'' if provisions == 1 else 's'}"
    console.print(f"  {count}, dates from {pack.covered_from} on, sources checked through {pack.verified_through}")
    _section(console, "read through", (f"{one.verified_through}  {one.title}" for one in pack.sources))
    _section(console, "modelled", pack.coverage.modelled)
    _section(console, "in part", pack.coverage.partial)
    _section(console, "not modelled", pack.coverage.not_modelled)


def _section(console: Console, title: str, lines: Iterable[str]) -> None:
    from rich.text import Text

    from chipgate.surfaces.render.paragraphs import Hanging
    from chipgate.surfaces.render.plain_text import visible

    listed = list(lines)
    if listed:
        console.print(Text(f"  {title}", "bold"))
    for line in listed:
        console.print(Hanging(Text(f"· {visible(line)}"), 4, 2))
