"""Pieces of a catalog to tables of answers: every row for every question, in the columns of the flat form.

The rows of a table are in the order of the catalog, the questions of each row in their own; one row in, one row out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from chipgate.engine.judge import matching_on
from chipgate.errors import Problem
from chipgate.model.item import ItemSpec
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .cells import ADDED, Told, refused
from .columns import Batch, Rows, batch_of
from .coming import coming
from .items import NAME
from .pieces import Piece
from .points import points
from .prints import prints

FLAT = ("item", "destination", "date", "verdict", "certainty", "classification", "review_policy", "reasons", "missing",
        "error")  # fmt: skip
"""The columns of a flat answer, in order."""
TRACES = ("ruleset", "figures")
"""Two more, by which a later run tells why an answer changed: the rules in force, and what the row stated."""
DRAWN = ("@tpp", "@performance_density", "@next_date", "@next_verdict", "@next_reasons")
"""What only a picture of the answers needs. Empty cells are null; figures are floats."""
TOGETHER = 1_000_000
"""Rows of one table at most."""
AT_ONCE = 65_536
"""Items of one piece at most: enough for every core, fifty megabytes or so."""
FIRST = 8_192
"""Items of the first piece: whoever waits soon sees how fast it goes."""
_UNNAMED = "the item"


def sizes(questions: int) -> Iterator[int]:
    """How many items to take at once, each with so many questions: first few, then twice as many, and so on."""
    most = max(1, min(AT_ONCE, TOGETHER // questions))
    size = min(FIRST, most)
    while True:
        yield size
        size = min(2 * size, most)


@dataclass(frozen=True, slots=True)
class Table:
    """Answers about some items, and what is wrong with the rows that have none: their lines and problems."""

    answers: pa.Table
    failed: Sequence[tuple[int, list[Problem]]]
    items: int


@dataclass(frozen=True, slots=True)
class Ready:
    """Rows of a catalog by day, read for the batches of the questions."""

    pieces: Mapping[dt.date, Piece]
    rows: Mapping[tuple[int, int], Rows]


class Questions:
    """Several questions, asked of every row of a catalog.

    Raises:
        InvalidQuestion: one of them names what the rules do not know.
    """

    def __init__(self, rulebook: Rulebook, bases: Sequence[Shipment], columns: Collection[str], shown: str) -> None:
        self.columns = [name for name in (*FLAT, *TRACES, *DRAWN) if name in columns]
        self._rulebook, self._bases, self._shown = rulebook, bases, shown
        self._batches = [batch_of(rulebook, base) for base in bases]
        covered = rulebook.pack.covered_from
        digests = [matching_on(rulebook, max(base.date, covered)).ruleset.digest for base in bases]
        self._rulesets = [digest.removeprefix("sha256:")[:16] for digest in digests]

    def read(self, pieces: Mapping[dt.date, Piece]) -> Ready:
        """Read the same rows of a catalog, as each day has them (which differ where a register does)."""
        found: dict[tuple[int, int], Rows] = {}
        for base, batch in zip(self._bases, self._batches, strict=True):
            piece = pieces[base.date]
            if (id(batch), id(piece)) not in found:
                found[id(batch), id(piece)] = batch.read(piece.frame)
        return Ready(pieces, found)

    def answer(self, ready: Ready) -> Table:
        """Answer the rows.

        Raises:
            EngineDisagreement: the matcher and the explanation differ, so there is no answer.
        """
        days = [ready.pieces[base.date] for base in self._bases]
        rows = days[0].frame.height
        known: dict[Told, int] = {}
        numbers: dict[tuple[int, int], pl.Series] = {}
        failed: dict[int, list[Problem]] = {}
        for batch, piece in zip(self._batches, days, strict=True):
            place = (id(batch), id(piece))
            if place not in numbers:
                numbers[place] = self._numbers(batch, piece, ready.rows[place], known, failed)
        parts = [numbers[id(batch), id(piece)] for batch, piece in zip(self._batches, days, strict=True)]
        order = _item_by_item(rows, len(self._bases))
        told = pl.concat(parts).gather(order) if len(parts) > 1 else parts[0]
        columns = {name: self._column(name, list(known), told, order, days, failed) for name in self.columns}
        lines = [(days[0].line(place), failed[place]) for place in sorted(failed)]
        return Table(pa.table(columns), lines, rows)

    def _numbers(
        self, batch: Batch, piece: Piece, rows: Rows, known: dict[Told, int], failed: dict[int, list[Problem]]
    ) -> pl.Series:
        """For every row the place of its answer among `known`; rows without one are read again for what is wrong."""
        numbers = batch.numbers(rows, missing="missing" in self.columns)
        told = batch.decided.told
        used = numbers.unique()
        error = [number for number in used if told[number].verdict == "error"]
        placed = {number: known.setdefault(told[number], len(known)) for number in used if number not in error}
        found = numbers.replace_strict(placed, default=None, return_dtype=pl.UInt32)
        suspect = found.is_null() | nameless(piece.frame)
        for place in sorted({*suspect.arg_true().to_list(), *piece.broken}):
            one = self._alone(batch, piece, place, told[numbers[place]], failed)
            found = found.scatter(place, known.setdefault(one, len(known)))
        return found

    def _alone(
        self, batch: Batch, piece: Piece, place: int, told: Told, failed: dict[int, list[Problem]]
    ) -> Told:
        """The answer to one row that the columns refuse or that does not say what it is."""
        read = piece.broken.get(place) or piece.read(place)
        if isinstance(read, ItemSpec) and told.verdict == "error":
            told = batch.alone(read, missing="missing" in self.columns)
            if told.verdict == "error":
                read = [Problem(self._shown, piece.line(place), 1, told.error)]
        if isinstance(read, ItemSpec):
            return told
        failed.setdefault(place, read)
        said = "; ".join(f"{problem.message} {problem.hint}".strip() for problem in read)
        return refused(said)

    def _column(
        self, name: str, told: list[Told], numbers: pl.Series, order: pl.Series, days: Sequence[Piece],
        failed: Mapping[int, list[Problem]],
    ) -> pa.Array:  # fmt: skip
        rows = days[0].frame.height
        if name in ADDED:
            return in_words([getattr(one, name) for one in told], numbers)
        each = {"destination": [base.destination for base in self._bases], "ruleset": self._rulesets,
                "date": [base.date.isoformat() for base in self._bases]}  # fmt: skip
        if name in each:
            return in_words(each[name], pl.int_range(rows * len(days), dtype=pl.UInt32, eager=True) % len(days))
        if name.startswith("@next"):
            parts = [coming(self._rulebook, base, one.frame)[name]
                     for base, one in zip(self._bases, days, strict=True)]  # fmt: skip
        else:
            found = {id(one): self._of_items(name, one, failed) for one in days}
            parts = [found[id(one)] for one in days]
        joined = pl.concat(parts).gather(order) if len(parts) > 1 else parts[0]
        return joined.to_arrow()

    def _of_items(self, name: str, piece: Piece, failed: Mapping[int, list[Problem]]) -> pl.Series:
        """A column that depends on the item alone."""
        if name == "figures":
            return prints(piece.frame)
        if name.startswith("@"):
            return points(piece.frame)[name]
        names = piece.frame[NAME].cast(pl.String).str.strip_chars()
        names = names.fill_null(_UNNAMED)
        lines = [f"line {piece.line(place)}" for place in failed]
        return names.scatter(list(failed), lines) if lines else names


def in_words(words: Sequence[str], numbers: pl.Series) -> pa.DictionaryArray:
    """The word of every number; the words that occur stand in their own order, whatever was asked before."""
    used = numbers.unique().to_list()
    listed = sorted({words[number] for number in used})
    places = {word: place for place, word in enumerate(listed)}
    indices = numbers.replace_strict(used, [places[words[number]] for number in used], return_dtype=pl.Int32)
    dictionary = pl.Series(listed, dtype=pl.String).to_arrow().cast(pa.string())
    return pa.DictionaryArray.from_arrays(indices.to_arrow(), dictionary)


def _item_by_item(rows: int, questions: int) -> pl.Series:
    """The order of answers item by item, where they stand question by question."""
    place = pl.int_range(rows * questions, dtype=pl.UInt32, eager=True)
    return place % questions * rows + place // questions


def nameless(frame: pl.DataFrame) -> pl.Series:
    """Which rows do not say what they are."""
    names = frame[NAME]
    if names.dtype != pl.String:
        return names.is_null()
    return names.is_null() | (names.str.strip_chars().str.len_bytes() == 0)
