"""`chipgate check` for a whole catalog: row by row, in order, each row answered or named as an error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chipgate import Rulebook, Shipment, decide
from chipgate.errors import InvalidCatalog, Problem
from chipgate.files.catalog import Catalog, Row
from chipgate.files.columns import IGNORE, read_mapping
from chipgate.files.row_reviews import RowReviews
from chipgate.files.sources import Source
from chipgate.model.register import ItemRegister

from .catalog_target import Target, opened
from .fail_on import hits
from .options import FailOn, OnError
from .output import Output
from .terminal import complain, is_terminal, note

MOST_DIFFERING = 100
"""Rows whose figures differ from the register's that are named one by one."""


def check_catalog(
    rulebook: Rulebook, source: Source, bases: Sequence[Shipment], mapping: Path | None, on_error: OnError,
    target: Target, fail_on: list[FailOn], register: ItemRegister | None = None,
) -> bool:  # fmt: skip
    """Answer for every row, each of `bases` in turn; say whether what `--fail-on` names has happened.

    With `stop` every row is read once before the first answer, so that a mistake in the last row leaves no half of a
    result behind. A skipped row stays in the output as an error, and counts for `--fail-on`: it was not cleared.
    """
    wanted = read_mapping(mapping.read_bytes(), str(mapping)) if mapping else None
    days = dict.fromkeys(base.date for base in bases) if register is not None else {bases[0].date: None}
    reviews = {day: RowReviews(register, day) if register is not None else None for day in days}
    catalogs = {day: Catalog(source, wanted, one) for day, one in reviews.items()}
    catalog = next(iter(catalogs.values()))
    _say_columns(catalog)
    if not (catalog.check() if on_error is OnError.STOP else next(catalog.rows(), None)):
        hint = "Nothing was checked, which must not look like nothing wrong."
        raise InvalidCatalog([Problem(catalog.shown, message="a header and no rows.", hint=hint)])
    for base in bases:  # What is wrong with the shipment is wrong for every row: say so before the first line.
        decide(rulebook, base)
    happened, differing = False, 0
    with opened(target, bases) as (sink, writer):
        writer.start()
        for rows in zip(_watched(catalog, sink), *(one.rows() for one in catalogs.values() if one is not catalog),
                        strict=True):  # fmt: skip
            line, found = rows[0]
            if isinstance(found, list):
                for problem in found:
                    complain(str(problem))
                happened = happened or bool(fail_on)
                writer.failed(line, found)
                continue
            items = dict(zip(catalogs, (item for _, item in rows), strict=True))
            for one in reviews.values():
                differing += _say_differences(catalog.shown, line, one, differing)
            for base in bases:
                item = items.get(base.date, found)
                decision = decide(rulebook, base.model_copy(update={"item": item}))
                happened = happened or hits(decision, fail_on)
                writer.decided(decision)
        writer.end()
    for one in reviews.values():
        if one is not None:
            _say_reviews(one, differing)
    return happened


def check_item(rulebook: Rulebook, bases: Sequence[Shipment], target: Target, fail_on: list[FailOn]) -> bool:
    """Answer several questions about one item in the forms of a catalog."""
    happened = False
    decisions = [decide(rulebook, base) for base in bases]
    with opened(target, bases) as (_, writer):
        writer.start()
        for decision in decisions:
            happened = happened or hits(decision, fail_on)
            writer.decided(decision)
        writer.end()
    return happened


def _say_differences(shown: str, line: int, reviews: RowReviews | None, before: int) -> int:
    """Say what a row states otherwise than the register, whose figures are used; 1 where it does."""
    differences = reviews.differences(line) if reviews is not None else []
    if differences and before < MOST_DIFFERING:
        note(f"{shown}:{line}: {'; '.join(differences)}. The register's figures are used.")
    return int(bool(differences))


def _say_reviews(reviews: RowReviews, differing: int) -> None:
    if differing > MOST_DIFFERING:
        note(f"{differing} rows in all state other figures than the register; the first {MOST_DIFFERING} are named.")
    if reviews.unknown:
        rows = "1 row has" if reviews.unknown == 1 else f"{reviews.unknown} rows have"
        note(f"{rows} a part number that the register does not have on {reviews.day}: not reviewed.")


def _say_columns(catalog: Catalog) -> None:
    """Nothing is mapped in silence: every column that was understood by another name, and every one passed over."""
    for column in catalog.columns:
        if column.field is not None and not column.plain:
            note(f'column "{column.header}" is read as {column.field}.')
    ignored = [f'"{column.header}"' for column in catalog.ignored if not column.plain]
    if ignored:
        note(f"ignored, as no field is known for it: {', '.join(ignored)} (to map one, or to {IGNORE} it: --mapping).")


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr, and how to say how far."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    parts = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("deciding", total=total)
        yield lambda done: progress.update(task, completed=done)


def _watched(catalog: Catalog, sink: Output) -> Iterator[Row]:
    """The rows, with a bar on stderr where a person waits there and does not see the rows go by."""
    if not is_terminal(sys.stderr) or sink.is_terminal:
        yield from catalog.rows()
        return
    with _bar(catalog.size) as advance:
        for row in catalog.rows():
            yield row
            advance(catalog.bytes_read)
