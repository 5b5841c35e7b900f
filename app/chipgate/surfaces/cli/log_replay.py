"""`chipgate log replay` and `affected`: answer what was logged again, by the same rules or by others."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chipgate.errors import NoSuchRecord
from chipgate.surfaces.clock import today
from chipgate.surfaces.exit_codes import HAPPENED

from .log_options import DatabaseUrl, filtered, opened
from .log_show import OneFormat
from .output import output
from .progress import bar_when_slow

if TYPE_CHECKING:
    from chipgate.store.database import Database
    from chipgate.store.reading import Selection
    from chipgate.store.record import Record


class AffectedFormat(StrEnum):
    """How the affected answers are written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


class AffectedFailOn(StrEnum):
    """What makes the command end with exit code 1."""

    ANY = "any"


@filtered
def replay(
    ids: Annotated[list[str] | None, typer.Argument(
        metavar="ID", help="Records to answer again; without any, all that the filters select.")] = None,
    selection: Selection = None,  # type: ignore[assignment]
    rules: Annotated[str | None, typer.Option(
        "--rules", metavar="REV|DIR", help="Answer by these rules: a git revision, or a folder. Unstated, by those "
                                           "that each answer was given by.")] = None,
    format: Annotated[OneFormat, typer.Option("--format", "-f", help="text or JSON.")] = OneFormat.TEXT,
    database: DatabaseUrl = None,
) -> None:  # fmt: skip
    """Answer logged questions again and compare every byte; exit with 1 where an answer is not the same.

    Example: chipgate log replay --since 2026-03-01

    Example: chipgate log replay --rules HEAD --to CN
    """
    from chipgate import __version__
    from chipgate.store.figures import count
    from chipgate.store.reading import each
    from chipgate.store.replay import Tally, replay as play
    from chipgate.surfaces.answer_again import RulesOfTheLog, answerers, rules_named
    from chipgate.surfaces.render.replay_text import replay_json, replay_text

    others = answerers(rules_named(rules)) if rules is not None else None
    tally = Tally()
    with opened(database) as log:
        headers = _named(log, ids) if ids else each(log, selection, texts=False)
        by = RulesOfTheLog(log) if others is None else lambda record: others
        with bar_when_slow(len(ids) if ids else count(log, selection), "answering again") as done:
            for one in play(log, headers, by):
                tally.add(one)
                done()
    with output(None) as sink:
        render = replay_json if format is OneFormat.JSON else replay_text
        sink.write(render(tally, __version__, rules).encode())
    if tally.drifted(other_rules=rules is not None):
        raise typer.Exit(HAPPENED)


def _named(log: Database, ids: list[str]) -> Iterator[Record]:
    from chipgate.store.reading import get

    for record_id in ids:
        record = get(log, record_id, texts=False)
        if record is None:
            raise NoSuchRecord(f'the log {log.url} has no record "{record_id}". See chipgate log list.')
        yield record


@filtered
def affected(
    revisions: Annotated[str, typer.Argument(
        metavar="BASE..HEAD", help="Two revisions of the rules, as chipgate audit takes them; BASE.. is up to the "
                                   "files on disk.", show_default=True)] = "HEAD",
    selection: Selection = None,  # type: ignore[assignment]
    folder: Annotated[Path | None, typer.Option(
        "--rules", metavar="PATH", help="The folder of rules in the repository.", show_default="rules")] = None,
    format: Annotated[AffectedFormat, typer.Option(
        "--format", "-f", help="text, JSON, or CSV with a row for each answer.")] = AffectedFormat.TEXT,
    fail_on: Annotated[AffectedFailOn | None, typer.Option(
        "--fail-on", help="End with exit code 1 when there is any.", show_default=False)] = None,
    database: DatabaseUrl = None,
) -> None:  # fmt: skip
    """List the logged answers that a correction of the rules changes: verdict, certainty or reasons.

    Each question is answered by both revisions; days on which the rules are the same are passed over.

    Example: chipgate log affected v2026.3..HEAD --since 2026-01-01
    """
    import datetime as dt

    from chipgate.store.affected import Looked, affected as find
    from chipgate.store.figures import count
    from chipgate.surfaces.answer_again import decided_again
    from chipgate.surfaces.render.affected_text import affected_csv, affected_json, affected_text
    from chipgate.surfaces.revisions import Place

    from .audit_sides import read_sides

    sides = read_sides(Place(folder or Path("rules")), [revisions], today())
    base, head = sides.base[1], sides.head[1]

    @cache
    def concerned(day: str) -> bool:
        date = dt.date.fromisoformat(day)
        return base.on(date).digest != head.on(date).digest

    looked = Looked()
    again = partial(decided_again, base), partial(decided_again, head)
    with opened(database) as log, bar_when_slow(count(log, selection), "comparing") as done:
        found = list(find(log, selection, concerned, *again, looked, done))
    named = sides.base[0], sides.head[0]
    with output(None) as sink:
        match format:
            case AffectedFormat.CSV:
                sink.write(affected_csv(found).encode())
            case AffectedFormat.JSON:
                sink.write(affected_json(found, looked, *named).encode())
            case AffectedFormat.TEXT:
                sink.write(affected_text(found, looked, *named).encode())
    if found and fail_on is AffectedFailOn.ANY:
        raise typer.Exit(HAPPENED)
