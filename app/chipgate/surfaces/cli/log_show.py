"""`chipgate log list`, `show`, `status` and `upgrade`: look into the decision log, and bring its tables up to date."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from chipgate.errors import NoSuchRecord
from chipgate.surfaces.clock import stamp

from .log_options import DatabaseUrl, RecordId, filtered, opened, settings_with
from .output import output
from .terminal import note

if TYPE_CHECKING:
    from chipgate.store.reading import Selection
    from chipgate.store.record import Record

_PAGE = 500


class ListFormat(StrEnum):
    """How records are listed."""

    TABLE = "table"
    JSONL = "jsonl"


class OneFormat(StrEnum):
    """How one thing is shown."""

    TEXT = "text"
    JSON = "json"


class Text(StrEnum):
    """One of the two texts of a record."""

    QUESTION = "question"
    ANSWER = "answer"


@filtered
def list_(
    selection: Selection,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="List at most so many.")] = 50,
    format: Annotated[ListFormat, typer.Option("--format", "-f", help="table, or jsonl with every field.")] = (
        ListFormat.TABLE
    ),
    database: DatabaseUrl = None,
) -> None:
    """List logged answers, the newest first, without their texts.

    Example: chipgate log list --since 2026-03-01 --verdict blocked --to CN
    """
    from chipgate.store.reading import page
    from chipgate.surfaces.render.log_text import columns, record_row

    found: list[Record] = []
    more = None
    with opened(database) as log:
        while len(found) < limit:
            records, more = page(log, selection, more, min(limit - len(found), _PAGE))
            found += records
            if more is None:
                break
    with output(None) as sink:
        if format is ListFormat.JSONL:
            for record in found:
                header = {name: value for name, value in asdict(record).items() if name not in set(Text)}
                sink.write(json.dumps(header, ensure_ascii=False).encode() + b"\n")
        else:
            sink.write("".join(f"{line}\n" for line in columns(map(record_row, found))).encode())
    if not found:
        note("no record is selected.")
    elif more is not None:
        note(f"there are more than these {len(found):,}. List more with --limit, or all with chipgate log export.")


def show(
    record_id: RecordId,
    only: Annotated[Text | None, typer.Option(
        "--only", help="Write this text alone, to the byte.")] = None,
    format: Annotated[OneFormat, typer.Option(
        "--format", "-f", help="text, or JSON with both texts.")] = OneFormat.TEXT,
    database: DatabaseUrl = None,
) -> None:  # fmt: skip
    """Show one record: the question, the answer, and the digests.

    Example: chipgate log show 0197b2f0-8a3e-7c41-9f0e-2b6d5c1a4e77 --only answer | jq .answer.summary
    """
    from chipgate.store.export import row_of
    from chipgate.store.reading import get_genuine
    from chipgate.store.record import digest_of
    from chipgate.surfaces.render.log_text import record_page

    with opened(database) as log:
        record = get_genuine(log, record_id)
        if record is None:
            raise NoSuchRecord(f'the log {log.url} has no record "{record_id}". See chipgate log list.')
        digest = digest_of(log.log_id, record)
    with output(None) as sink:
        if only is not None:
            text: bytes | None = getattr(record, only)
            if text is None:
                raise NoSuchRecord(f"the {only} of record {record_id} was erased after the years of keeping.")
            sink.write(text)
        elif format is OneFormat.JSON:
            sink.write(json.dumps(row_of(record), ensure_ascii=False, indent=2).encode() + b"\n")
        else:
            sink.write(record_page(record, digest).encode())


def status(
    format: Annotated[OneFormat, typer.Option("--format", "-f", help="text or JSON.")] = OneFormat.TEXT,
    database: DatabaseUrl = None,
) -> None:
    """Say which log this is, what is in it, and how large it is.

    Example: chipgate log status --database postgresql://chipgate@db/chipgate
    """
    from chipgate.store.figures import figures_of
    from chipgate.surfaces.render.log_text import figures_page

    with opened(database) as log:
        figures = figures_of(log)
    with output(None) as sink:
        if format is OneFormat.JSON:
            chains = [head._asdict() for head in figures.chains]
            data = {"database": log.url, **asdict(figures), "chains": chains}
            sink.write(json.dumps(data, indent=2).encode() + b"\n")
        else:
            sink.write(figures_page(figures, log.url).encode())


def upgrade(database: DatabaseUrl = None) -> None:
    """Bring the tables of the log to this release; where there is no log, make one. Back it up before.

    Example: chipgate log upgrade
    """
    from chipgate.store.database import upgrade as bring_up

    before, after = bring_up(settings_with(database).database_url, stamp())
    if before is None:
        print(f"made a new log with tables of revision {after}")
    elif before == after:
        print(f"the tables are of revision {after} already")
    else:
        print(f"brought the tables from revision {before} to {after}")
