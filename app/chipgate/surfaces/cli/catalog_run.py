"""A whole catalog in columns: pieces in, tables of answers out, with what is kept, said and counted on the way.

Reading, deciding and writing overlap. Nothing is held but the pieces in hand.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chipgate import Rulebook, Shipment
from chipgate.batch.ahead import ahead
from chipgate.batch.answered import DRAWN, FLAT, TRACES, Questions, Ready, Table
from chipgate.batch.changes import BOTH, EITHER, FIGURE, GONE, NEW, QUESTION, RULE, Changes
from chipgate.batch.earlier import Earlier
from chipgate.batch.pieces import Piece
from chipgate.errors import InvalidCatalog, Problem
from chipgate.files.catalog import MOST_PROBLEMS

from .catalog_target import CHOSEN, Target, opened
from .fail_on import hits_among
from .options import FailOn, OnError, OutputFormat, Progress
from .parts import Parts, parts_of
from .rows_watched import Advance, rows_watched, tell_counts
from .terminal import complain, note

NO_ROWS = "Nothing was checked, which must not look like nothing wrong."
Pieces = Mapping[dt.date, Piece]


def columns_of(target: Target) -> tuple[str, ...]:
    """The columns of the rows that a target takes."""
    if target.append_to is not None or target.format in (*CHOSEN, OutputFormat.XLSX):
        return target.columns or (*FLAT, *TRACES)
    return (*FLAT, *DRAWN) if target.format is OutputFormat.HTML else FLAT


@dataclass
class Run:
    """One run over a catalog. `size` is the catalog's in bytes, `key` all that its answers hang on, by name (None: its
    answers cannot be kept for a later run). Each call of `pieces` reads the catalog anew."""

    rulebook: Rulebook
    bases: Sequence[Shipment]
    shown: str
    size: int
    pieces: Callable[[], Iterator[Pieces]]
    on_error: OnError
    target: Target
    fail_on: list[FailOn]
    key: Mapping[str, Any] | None = None
    since: Earlier | None = None
    rows: int = 0
    happened: bool = False
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def answer(self) -> bool:
        """Answer every row; say whether what `--fail-on` names has happened.

        With `stop`, a row that cannot be read leaves no half of a result behind: a file is thrown away, and where the
        answers cannot be taken back, every row is read once before the first.

        Raises:
            InvalidCatalog: with the problems of every row, or because there is none.
        """
        columns = columns_of(self.target)
        judged = {"verdict", "certainty"} if self.fail_on or self.target.progress is Progress.JSON else set()
        questions: Questions | Changes
        if self.since is None:
            questions = Questions(self.rulebook, self.bases, {*columns, *judged}, self.shown)
        else:
            questions = Changes(self.rulebook, self.bases, self.since, self.shown)
            columns = questions.columns
        if self.target.file is None:
            self._read_first()
        with self._parts() as parts:
            skipped = 0
            with opened(self.target, self.bases, columns, self.rulebook) as (sink, writer):
                writer.start()
                with rows_watched(self.target.progress, seen=sink.is_terminal) as advance:
                    for table in parts.kept() if parts is not None else ():
                        skipped += 1
                        self._take(table, columns=columns, write=writer.add)
                    take = partial(self._take, columns=columns, write=writer.add)
                    self._go_on(questions, parts, skipped, advance, take)
                self._check_rows()
                if isinstance(questions, Changes):
                    writer.add(questions.gone())
                    note(_counted(questions.counts, self.rows))
                writer.end()
        tell_counts(self.target.progress, self.rows, self.counts)
        return self.happened

    def _go_on(
        self, questions: Questions | Changes, parts: Parts | None, skipped: int, advance: Advance,
        take: Callable[[Table], None],
    ) -> None:  # fmt: skip
        """Answer what is left; a part is kept once the next one is there, so that small catalogs keep none."""
        last: Table | None = None
        number = skipped
        with closing(ahead(self._answered(questions, skipped))) as answered:
            for table, bytes_read in answered:
                if last is not None and parts is not None and not self.problems:
                    try:
                        parts.keep(number, last)
                    except OSError as error:
                        why = os.strerror(error.errno) if error.errno else str(error)
                        note(f"{why}: what is answered cannot be kept, so this run could not be resumed.")
                        parts.drop()
                        parts = None
                    number += 1
                take(table)
                last = table
                advance(self.rows, min(bytes_read / self.size, 1.0) if self.size else 0.0)

    def _answered(self, questions: Questions | Changes, skipped: int) -> Iterator[tuple[Table, int]]:
        def read() -> Iterator[Ready]:
            with closing(ahead(self.pieces())) as found:
                yield from (questions.read(pieces) for place, pieces in enumerate(found) if place >= skipped)

        with closing(ahead(read())) as found:
            for ready in found:
                yield questions.answer(ready), next(iter(ready.pieces.values())).bytes_read

    def _take(self, table: Table, *, columns: Sequence[str], write: Callable[[Any], None]) -> None:
        self.rows += table.items
        self._say(table.failed)
        if self.fail_on and not self.happened:
            self.happened = bool(table.failed) or hits_among(table.answers, self.fail_on)
        if self.target.progress is Progress.JSON:
            for one in table.answers.column("verdict").value_counts().to_pylist():
                self.counts[str(one["values"])] += one["counts"]
        if not self.problems:
            write(table.answers.select(columns))

    def _say(self, failed: Iterable[tuple[int, list[Problem]]]) -> None:
        for _, found in failed:
            if self.on_error is OnError.SKIP:
                for problem in found:
                    complain(str(problem))
                continue
            self.problems += found
            if len(self.problems) > MOST_PROBLEMS:
                raise InvalidCatalog(self.problems[:MOST_PROBLEMS])

    def _read_first(self) -> None:
        """Read every row before the first answer, where answers cannot be taken back."""
        if self.on_error is OnError.SKIP:
            if next(self.pieces(), None) is None:
                self._check_rows()
            return
        questions = Questions(self.rulebook, self.bases, ("verdict",), self.shown)
        for table, _ in self._answered(questions, 0):
            self.rows += table.items
            self._say(table.failed)
        self._check_rows()
        self.rows = 0

    def _check_rows(self) -> None:
        if self.problems:
            raise InvalidCatalog(self.problems)
        if not self.rows:
            raise InvalidCatalog([Problem(self.shown, message="a header and no rows.", hint=NO_ROWS)])

    def _parts(self) -> Any:
        file = self.target.file
        if file is None or self.key is None or self.since is not None:
            return nullcontext(None)
        asked = {"questions": [base.model_dump_json() for base in self.bases], "rules": self.rulebook.digest,
                 "format": self.target.format, "columns": columns_of(self.target), "on-error": self.on_error,
                 "sheet": self.target.sheet, "fail-on": sorted(self.fail_on)}  # fmt: skip
        return parts_of(file.resolve(), {**asked, **self.key}, resume=self.target.resume)


_WHY = {RULE: "by a rule", FIGURE: "by a figure", BOTH: "by a rule and a figure", EITHER: "by a rule or a figure",
        QUESTION: "by another question", NEW: "new", GONE: "gone"}  # fmt: skip


def _counted(counts: Mapping[str, int], rows: int) -> str:
    """What changed, in one line."""
    parts = [f"{counts[why]:,} {word}" for why, word in _WHY.items() if counts.get(why)]
    return f"{rows:,} rows read, changed: {', '.join(parts) or 'none'}."
