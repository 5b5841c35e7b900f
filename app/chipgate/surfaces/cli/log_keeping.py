"""`chipgate log export`, `hold`, `release`, `holds`, `erase`, `backup` and `restore`: keep the log, and let it go."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chipgate.errors import InvalidQuestion, Problem
from chipgate.surfaces.clock import stamp
from chipgate.surfaces.exit_codes import HAPPENED

from .log_options import DatabaseUrl, filtered, opened, writing
from .log_show import OneFormat
from .output import output
from .progress import bar_when_slow
from .terminal import complain, note

if TYPE_CHECKING:
    from chipgate.store.acts import Actor
    from chipgate.store.reading import Selection
    from chipgate.store.record import Record

_ENDINGS = (".jsonl", ".jsonl.zst", ".parquet")
_BY = "local"


def _actor() -> Actor:
    from chipgate import __version__
    from chipgate.store.acts import Actor

    return Actor(_BY, __version__)


@filtered
def export(
    selection: Selection,
    out: Annotated[Path, typer.Option(
        "--output", "-o", metavar="FILE", help=f"Write there, whole or not at all: {', '.join(_ENDINGS)}.")],
    database: DatabaseUrl = None,
) -> None:  # fmt: skip
    """Export records with every field, both texts and their digests, chain by chain and in order.

    Example: chipgate log export --since 2026-01-01 --until 2026-03-31 -o quarter.parquet
    """
    from chipgate.store import export as forms
    from chipgate.store.figures import count
    from chipgate.store.reading import each

    ending = next((ending for ending in sorted(_ENDINGS, key=len, reverse=True) if out.name.endswith(ending)), None)
    if ending is None:
        hint = f"End it in {', '.join(_ENDINGS)}."
        raise InvalidQuestion([Problem("--output", message=f'"{out.name}" does not say what to write.', hint=hint)])
    with (
        opened(database) as log, bar_when_slow(count(log, selection), "exporting") as done, _for_me_alone(),
        output(out) as sink,
    ):  # fmt: skip
        records = _passing(each(log, selection), done)
        if ending == ".parquet":
            written = forms.write_parquet(records, sink.opened())
        elif ending == ".jsonl.zst":
            written = forms.write_compressed_lines(records, sink.opened())
        else:
            written = forms.write_lines(records, sink.write)
    note(f"wrote {_records(written)} to {out}.")


@contextmanager
def _for_me_alone() -> Iterator[None]:
    """Files made meanwhile can be read by their owner alone, as the log itself."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _records(count: int) -> str:
    return f"{count:,} record{'' if count == 1 else 's'}"


def _passing(records: Iterator[Record], done: Callable[[], None]) -> Iterator[Record]:
    for record in records:
        done()
        yield record


@filtered
def hold(
    selection: Selection,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="The matter that asks for it.")],
    database: DatabaseUrl = None,
) -> None:
    """Place a legal hold: what is selected is not erased, whatever its age; without a filter, nothing is.

    Example: chipgate log hold --reason "Subpoena 2026-114" --item "H20 (HGX)" --to CN
    """
    from chipgate.store import holds as store
    from chipgate.store.figures import count

    with writing(database) as (log, writer):
        placed = store.place(log, writer, selection, reason, _actor(), stamp())
        now = count(log, selection)
    print(placed.hold_id)
    note(f"it selects {store.words(selection)}: {_records(now)} now, and those that come.")


def release(
    hold_id: Annotated[str, typer.Argument(metavar="HOLD-ID", help="The id of a hold, as chipgate log holds says.")],
    database: DatabaseUrl = None,
) -> None:
    """Release a legal hold. What it kept may then be erased with its age.

    Example: chipgate log release hold-k3v7q2xa
    """
    from chipgate.store import holds as store

    with writing(database) as (log, writer):
        released = store.release(log, writer, hold_id, _actor(), stamp())
    note(f"released {released.hold_id} ({released.reason}).")


def holds(
    format: Annotated[OneFormat, typer.Option("--format", "-f", help="text or JSON.")] = OneFormat.TEXT,
    database: DatabaseUrl = None,
) -> None:
    """List the legal holds, those that were released too.

    Example: chipgate log holds
    """
    from chipgate.store import holds as store
    from chipgate.surfaces.render.log_text import columns, hold_row

    with opened(database) as log:
        found = store.listed(log)
    with output(None) as sink:
        if format is OneFormat.JSON:
            rows = [store.as_json(one) for one in found]
            sink.write(json.dumps(rows, ensure_ascii=False, indent=2).encode() + b"\n")
        else:
            rows_of_text = columns(hold_row(one, store.words(one.selection)) for one in found)
            sink.write("".join(f"{line}\n" for line in rows_of_text).encode())
    if not found:
        note("there is no hold.")


def erase(
    before: Annotated[str, typer.Option(
        "--before", metavar="YYYY-MM-DD", help="Records that were made, and ask about a day, before this one.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, only say what would be erased.")] = False,
    keep_years: Annotated[int, typer.Option(
        "--keep-years", metavar="N", min=0, help="How long records are kept at least; 15 CFR 762.6 says five "
                                                 "years.")] = 5,
    database: DatabaseUrl = None,
) -> None:  # fmt: skip
    """Erase the questions and answers of old records. Their headers and digests stay, so that the log still verifies.

    Example: chipgate log erase --before 2021-01-01
    """
    from chipgate.store import erasure

    try:
        day = dt.date.fromisoformat(before)
    except ValueError:
        problem = Problem("--before", message=f'"{before}" is no day.', hint="Write YYYY-MM-DD.")
        raise InvalidQuestion([problem]) from None
    with opened(database) as log:
        found = erasure.plan(log, day, stamp(), keep_years)
    for hold_id, count in sorted(found.kept.items()):
        note(f"{hold_id} keeps {count:,} that are old enough.")
    if not yes:
        print(f"{_records(found.count)} before {day} would lose question and answer. Add --yes to do it.")
        return
    with writing(database) as (log, writer), bar_when_slow(found.pieces, "erasing") as done:
        erased = erasure.erase(log, writer, found, _actor(), stamp(), done)
    print(f"erased question and answer of {_records(erased)} before {day}; headers and digests stay.")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to: chipgate-log.jsonl.zst, say.")],
    database: DatabaseUrl = None,
) -> None:
    """Back up the whole log into one file, of one moment, while the service goes on. The signing key is not in it.

    Example: chipgate log backup /backups/chipgate-log.jsonl.zst
    """
    from chipgate import __version__
    from chipgate.store.backup import back_up
    from chipgate.store.figures import count
    from chipgate.store.reading import Selection

    with (
        opened(database) as log, bar_when_slow(count(log, Selection()), "backing up") as done, _for_me_alone(),
        output(file) as sink,
    ):  # fmt: skip
        made = back_up(log, sink.opened(), stamp(), __version__, done)
    note(f"backed up log {made.log_id}: {_records(made.rows['records'])} into {file}.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of chipgate log backup.", dir_okay=False)],
    database: DatabaseUrl = None,
) -> None:
    """Fill an empty database from a backup, and check its chains. SQLite and PostgreSQL take each other's.

    Example: chipgate log restore chipgate-log.jsonl.zst --database postgresql://chipgate@db/chipgate
    """
    from chipgate.store.restore import restore as fill

    with file.open("rb") as stream, opened(database, create=True) as log:
        made, broken = fill(log, stream, str(file))
    note(f"restored log {made.log_id} as of {made.at}: {_records(made.rows['records'])} into {log.url}.")
    if broken is not None:
        complain(f"chipgate: record {broken} does not follow from the one before it: it was backed up so. "
                 "Run chipgate log verify.")  # fmt: skip
        raise typer.Exit(HAPPENED)
