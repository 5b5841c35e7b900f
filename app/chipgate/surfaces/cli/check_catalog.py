"""`chipgate check` for a whole catalog, in order, each row answered or named as an error.

Formats with a row for each answer are worked out in columns (`catalog_run`), whole decisions row by row here.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from chipgate import Rulebook, Shipment, decide
from chipgate.batch.answered import sizes
from chipgate.batch.earlier import Earlier
from chipgate.batch.pieces import Piece, frame_of_items, pieces, pieces_of_items
from chipgate.errors import InvalidCatalog, Problem
from chipgate.files.catalog import Catalog, Row
from chipgate.files.columns import IGNORE, read_mapping
from chipgate.files.row_reviews import RowReviews
from chipgate.files.sources import Source
from chipgate.model.register import ItemRegister

from .catalog_run import NO_ROWS, Run
from .catalog_target import WHOLE, Target
from .catalog_writers import writer_of
from .fail_on import hits
from .options import FailOn, OnError, OutputFormat, Progress
from .output import Output, output
from .rows_watched import rows_watched, tell_counts
from .standard_input import SHOWN
from .terminal import complain, note

MOST_DIFFERING = 100
"""Rows whose figures differ from the register's that are named one by one."""


def check_catalog(
    rulebook: Rulebook, source: Source, bases: Sequence[Shipment], mapping: Path | None, on_error: OnError,
    target: Target, fail_on: list[FailOn], register: ItemRegister | None = None, since: Source | None = None,
) -> bool:  # fmt: skip
    """Answer for every row, each of `bases` in turn; say whether what `--fail-on` names has happened.

    With `stop`, a mistake in the last row leaves no half of a result behind. A skipped row stays in the output as an
    error, and counts for `--fail-on`: it was not cleared. With `since`, only what changed from that result is written.
    """
    wanted = read_mapping(mapping.read_bytes(), str(mapping)) if mapping else None
    days = dict.fromkeys(base.date for base in bases)
    reviews = {day: RowReviews(register, day) for day in days} if register is not None else {}
    catalogs = {day: Catalog(source, wanted, one) for day, one in reviews.items()} or dict.fromkeys(
        days, Catalog(source, wanted)
    )
    catalog = next(iter(catalogs.values()))
    _say_columns(catalog)
    differing = Differing(catalog.shown, reviews)
    if shows_whole(target, bases) and since is None:
        happened = _row_by_row(rulebook, catalogs, bases, on_error, target, fail_on, differing)
    else:
        def read() -> Iterator[Mapping[dt.date, Piece]]:
            return _pieces(catalogs, len(bases), differing)

        key = None if source.shown == SHOWN else {
            "catalog": [str(source.path.resolve()), os.stat(source.path).st_size, os.stat(source.path).st_mtime_ns],
            "mapping": mapping.read_text(encoding="utf-8") if mapping else None, "sheet read": source.sheet,
            "register": register is not None and register.digest,
        }  # fmt: skip
        earlier = None if since is None else Earlier(since)
        happened = Run(rulebook, bases, catalog.shown, catalog.size, read, on_error, target, fail_on, key,
                       earlier).answer()  # fmt: skip
    differing.end()
    return happened


def shows_whole(target: Target, bases: Sequence[Shipment]) -> bool:
    """Whether a target shows decisions with all that belongs to them, rather than rows."""
    if target.append_to is not None or target.format not in WHOLE:
        return False
    return target.format is not OutputFormat.TABLE or len(bases) == 1


def check_item(rulebook: Rulebook, bases: Sequence[Shipment], target: Target, fail_on: list[FailOn]) -> bool:
    """Answer several questions about one item in the forms of a catalog."""
    item = bases[0].item
    if shows_whole(target, bases):
        happened = False
        with output(target.out) as sink:
            writer = writer_of(target.format, sink, bases[0])
            writer.start()
            for base in bases:
                decision = decide(rulebook, base)
                happened = happened or hits(decision, fail_on)
                writer.decided(decision)
            writer.end()
        return happened

    def read() -> Iterator[Mapping[dt.date, Piece]]:
        piece = Piece(frame_of_items([item]), {}, lambda place: 1, lambda place: item, 1)
        return iter([dict.fromkeys((base.date for base in bases), piece)])

    return Run(rulebook, bases, "the item", 1, read, OnError.STOP, target, fail_on).answer()


def _row_by_row(
    rulebook: Rulebook, catalogs: Mapping[dt.date, Catalog], bases: Sequence[Shipment], on_error: OnError,
    target: Target, fail_on: list[FailOn], differing: Differing,
) -> bool:  # fmt: skip
    catalog = next(iter(catalogs.values()))
    if not (catalog.check() if on_error is OnError.STOP else next(catalog.rows(), None)):
        raise InvalidCatalog([Problem(catalog.shown, message="a header and no rows.", hint=NO_ROWS)])
    for base in bases:  # What is wrong with the shipment is wrong for every row: say so before the first line.
        decide(rulebook, base)
    happened, read = False, 0
    counts: Counter[str] = Counter()
    others = {id(one): one for one in catalogs.values() if one is not catalog}
    with output(target.out) as sink:
        writer = writer_of(target.format, sink, bases[0])
        writer.start()
        watched = _watched(catalog, sink, target.progress)
        for rows in zip(watched, *(one.rows() for one in others.values()), strict=True):
            line, found = rows[0]
            read += 1
            if isinstance(found, list):
                for problem in found:
                    complain(str(problem))
                happened = happened or bool(fail_on)
                counts["error"] += len(bases)
                writer.failed(line, found)
                continue
            items = dict(zip([id(catalog), *others], (item for _, item in rows), strict=True))
            differing.read(line)
            for base in bases:
                decision = decide(rulebook, base.model_copy(update={"item": items[id(catalogs[base.date])]}))
                happened = happened or hits(decision, fail_on)
                counts[decision.answer.verdict or decision.answer.outcome] += 1
                writer.decided(decision)
        writer.end()
    tell_counts(target.progress, read, counts)
    return happened


def _pieces(
    catalogs: Mapping[dt.date, Catalog], questions: int, differing: Differing
) -> Iterator[Mapping[dt.date, Piece]]:
    """The catalog in pieces, the rows of each day where a register has other figures from day to day."""
    if not differing.reviews:
        for piece in pieces(next(iter(catalogs.values())), sizes(questions)):
            yield dict.fromkeys(catalogs, piece)
        return
    read = {day: pieces_of_items(one, sizes(questions), partial(differing.read_on, day))
            for day, one in catalogs.items()}  # fmt: skip
    for some in zip(*read.values(), strict=True):
        yield dict(zip(read, some, strict=True))


class Differing:
    """Rows that state other figures than the register, whose figures are used: the first are named, all are counted."""

    def __init__(self, shown: str, reviews: Mapping[dt.date, RowReviews]) -> None:
        self._shown, self.reviews = shown, reviews
        self._count = 0

    def read(self, line: int) -> None:
        """A row was read, on every day."""
        for day in self.reviews:
            self.read_on(day, line)

    def read_on(self, day: dt.date, line: int) -> None:
        """A row was read as a day has it."""
        differences = self.reviews[day].differences(line)
        if not differences:
            return
        self._count += 1
        if self._count <= MOST_DIFFERING:
            note(f"{self._shown}:{line}: {'; '.join(differences)}. The register's figures are used.")

    def end(self) -> None:
        """Say how many there were, and which part numbers the register does not have."""
        for one in self.reviews.values():
            _say_reviews(one, self._count)


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


def _watched(catalog: Catalog, sink: Output, progress: Progress) -> Iterator[Row]:
    """The rows, with how far it is on stderr."""
    with rows_watched(progress, seen=sink.is_terminal) as advance:
        for count, row in enumerate(catalog.rows(), start=1):
            yield row
            if not count % 100:
                advance(count, catalog.bytes_read / max(catalog.size, 1))
