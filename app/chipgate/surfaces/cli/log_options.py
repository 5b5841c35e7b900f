"""What the commands on the decision log share: which log, which of its records, and how an act is written into it."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from chipgate.errors import InvalidQuestion, Problem
from chipgate.model.decision import Certainty, Outcome
from chipgate.model.pack import Verdict
from chipgate.surfaces.clock import stamp, stamped

if TYPE_CHECKING:
    from chipgate.store.database import Database
    from chipgate.store.reading import Selection
    from chipgate.store.writer import Writer
    from chipgate.surfaces.settings import Settings

_WHICH = "Which records (all that is given must hold)"
SECONDS_TO_STOP = 30.0

# fmt: off
DatabaseUrl = Annotated[str | None, typer.Option(
    "--database", metavar="URL", help="The log: sqlite:///file or postgresql://user@host/name. Unstated, that of the "
                                      "service (CHIPGATE_DATABASE_URL, CHIPGATE_SETTINGS).", show_default=False)]
RecordId = Annotated[str, typer.Argument(metavar="ID", help="The id of a record, as in Chipgate-Record-Id.")]

_FILTERS: dict[str, Any] = {
    "since": Annotated[str | None, typer.Option(
        "--since", metavar="TIME", help="Answered then or later: a day (UTC), or a time as in 2026-03-01T12:00:00Z.",
        rich_help_panel=_WHICH)],
    "until": Annotated[str | None, typer.Option(
        "--until", metavar="TIME", help="Answered before that time; of a day, until its end.",
        rich_help_panel=_WHICH)],
    "caller": Annotated[str | None, typer.Option(
        "--caller", metavar="KEY-ID", help="Asked with this API key; local for those without.",
        rich_help_panel=_WHICH)],
    "verdict": Annotated[Verdict | None, typer.Option("--verdict", help="The verdict.", rich_help_panel=_WHICH)],
    "outcome": Annotated[Outcome | None, typer.Option(
        "--outcome", help="decided, or why there is no verdict.", rich_help_panel=_WHICH)],
    "certainty": Annotated[Certainty | None, typer.Option(
        "--certainty", help="definite or conservative.", rich_help_panel=_WHICH)],
    "item": Annotated[str | None, typer.Option(
        "--item", metavar="NAME", help="The item, by its name in full.", rich_help_panel=_WHICH)],
    "destination": Annotated[str | None, typer.Option(
        "--to", metavar="CC", help="The destination.", rich_help_panel=_WHICH)],
    "date": Annotated[str | None, typer.Option(
        "--date", metavar="YYYY-MM-DD", help="The day that was asked about.", rich_help_panel=_WHICH)],
    "order": Annotated[str | None, typer.Option(
        "--order", metavar="REFERENCE", help="The caller's own reference.", rich_help_panel=_WHICH)],
    "kind": Annotated[str | None, typer.Option(
        "--kind", help="decision, order, timeline, catalog, hold, release or erasure.", rich_help_panel=_WHICH)],
    "ruleset": Annotated[str | None, typer.Option(
        "--ruleset", metavar="DIGEST", help="Answered by this ruleset.", rich_help_panel=_WHICH)],
}
# fmt: on


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options that select records, in place of its parameter `selection`."""
    hints = get_type_hints(command, localns={"Selection": object}, include_extras=True)

    @functools.wraps(command)
    def with_filters(**given: Any) -> None:
        stated = {name: given.pop(name) for name in _FILTERS}
        command(**given, selection=selection_of(**stated))

    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name != "selection":
            parameters.append(parameter.replace(annotation=hints[parameter.name]))
            continue
        parameters += (
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
            for name, annotation in _FILTERS.items()
        )
    parameters.sort(key=lambda parameter: parameter.kind)
    with_filters.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_filters.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return with_filters


def selection_of(
    since: str | None, until: str | None, destination: str | None, date: str | None, kind: str | None, **rest: Any
) -> Selection:
    """The selection of these options.

    Raises:
        InvalidQuestion: with every option that cannot be meant.
    """
    from chipgate.store.reading import Selection
    from chipgate.store.record import Kind

    problems: list[Problem] = []
    if kind is not None and kind not in set(Kind):
        hint = f"There are {', '.join(Kind)}."
        problems.append(Problem("--kind", message=f'"{kind}" is no kind of record.', hint=hint))
    if date is not None:
        try:
            date = dt.date.fromisoformat(date).isoformat()
        except ValueError:
            problems.append(Problem("--date", message=f'"{date}" is no day.', hint="Write YYYY-MM-DD."))
    begin = _time(since, "--since", problems, end_of_day=False)
    end = _time(until, "--until", problems, end_of_day=True)
    if problems:
        raise InvalidQuestion(problems)
    stated = {name: str(value) for name, value in rest.items() if value is not None}
    return Selection(
        since=begin, until=end, destination=destination.upper() if destination else None, date=date, kind=kind, **stated
    )


def _time(text: str | None, option: str, problems: list[Problem], *, end_of_day: bool) -> str | None:
    """A time as the log writes it; a day alone begins or ends it."""
    if text is None:
        return None
    try:
        if len(text) == 10:
            day = dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), dt.UTC)
            return stamped(day + dt.timedelta(days=end_of_day))
        time = dt.datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return stamped(time.astimezone(dt.UTC))
    except (ValueError, OverflowError):
        pass
    hint = "Write a day, as in 2026-03-01, or a time with its offset, as in 2026-03-01T12:00:00Z."
    problems.append(Problem(option, message=f'"{text}" is no time.', hint=hint))
    return None


def settings_with(database: str | None) -> Settings:
    """The settings of the service, with another log where one is named.

    Raises:
        InvalidSettings: with every problem.
    """
    from chipgate.surfaces.settings_reading import read_settings

    return read_settings(database_url=database) if database is not None else read_settings()


@contextmanager
def opened(database: str | None, *, create: bool = False) -> Iterator[Database]:
    """The log, open for as long as it is used.

    Raises:
        LogUnavailable: there is none, or it cannot be reached.
        LogOutdated: its tables are of another release.
    """
    from chipgate.store.database import open_database

    found = open_database(settings_with(database).database_url, stamp(), create=create)
    try:
        yield found
    finally:
        found.close()


@contextmanager
def writing(database: str | None) -> Iterator[tuple[Database, Writer]]:
    """The log and a writer of its own chain. It signs what it wrote where this is the service's own log and its signing
    key is at hand; else the service's next checkpoint covers it.

    Raises:
        LogUnavailable: it cannot be reached or written.
    """
    from chipgate.store.anchors import Anchor
    from chipgate.store.checkpoints import Checkpointer
    from chipgate.store.signing import Signer
    from chipgate.store.writer import Writer

    from .terminal import note

    settings = settings_with(database)
    checkpoints = None
    if database is None and settings.signing_key.is_file():
        anchor = Anchor(settings.anchor, note) if settings.anchor != "-" else None
        checkpoints = Checkpointer(
            Signer.from_file(settings.signing_key), anchor, every_records=settings.checkpoint_records,
            every_seconds=settings.checkpoint_seconds,
        )  # fmt: skip
    with opened(database) as log:
        writer = Writer(log, lambda: dt.datetime.now(dt.UTC), checkpoints=checkpoints, report=note)
        writer.start()
        try:
            yield log, writer
        finally:
            writer.stop(SECONDS_TO_STOP)
