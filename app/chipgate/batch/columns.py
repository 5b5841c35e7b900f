"""A frame of items to a frame of answers: ranks in columns, each distinct cell decided once by the engine, joined back.

Two rows in one cell have one answer, since verdict, classification and reasons depend on ranks and truths alone
(`engine.ranks`). What is missing and matters depends on a little more, which is told apart only where it is asked.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import TypeVar

import polars as pl

from chipgate.engine.judge import matching_on
from chipgate.engine.outcomes import check_question, named_outcome
from chipgate.errors import InvalidQuestion
from chipgate.model.item import ItemSpec
from chipgate.model.measures import MEASURES
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .cells import ADDED, Told, refused, without_verdict
from .decided import Decided
from .items import COLUMNS, BadRow, item_of
from .live import Live, fixed_answers
from .quantities import ODD, quantities, read_figures
from .ranks import Code, measure_code, open_code, packed, span_of, state_code
from .texts import WORDED, Texts, refused_name
from .turning import turning_codes, undetermined

BATCHES_KEPT = 512
CELLS_KEPT = 200_000
_ROW, _CELL = "@row", "@cell"
Key = tuple[int, ...]
T = TypeVar("T")
Numbered = Callable[[pl.DataFrame, int, list[int]], int]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows, as they stand and with their figures and words read for one batch (`Batch.read`)."""

    frame: pl.DataFrame
    read: pl.DataFrame


class Batch:
    """The shared part of many questions, ready to be asked of frames. Cells once decided are kept.

    `decided` has the answers by number, and counts the cells; `row_path` the rows asked one by one.

    Raises:
        InvalidQuestion: the shared part names what the rules do not know.
    """

    def __init__(self, rulebook: Rulebook, base: Shipment, live: Live | None = None) -> None:
        self._rulebook, self._base = rulebook, base.model_copy(update={"item": ItemSpec()})
        self._ruleset = matching_on(rulebook, max(base.date, rulebook.pack.covered_from)).ruleset
        check_question(rulebook, self._ruleset, self._base)
        found = named_outcome(rulebook, self._ruleset, self._base)
        self._named = None if found is None else without_verdict(found[0])
        self._reduced = live or Live(self._ruleset, self._base)
        self._full, self._live = self._ruleset.bounds, self._reduced.bounds
        self._texts = Texts(rulebook, self._ruleset, self._base, self._reduced.keys)
        self._parts = frozenset(part for name in self._full for part in MEASURES[name].parts)
        self._cells: dict[str, OrderedDict[Key, int]] = {"_alike": OrderedDict(), "_missed": OrderedDict()}
        self.decided = Decided(rulebook, self._base, self._reduced)
        self._lock, self._reading = threading.Lock(), threading.Lock()
        self.row_path = 0

    def answer(self, frame: pl.DataFrame, columns: Collection[str] = ADDED) -> pl.DataFrame:
        """The rows in order, with these columns of `cells.ADDED` (which replace columns of these names)."""
        told = self.numbers(self.read(frame), missing="missing" in columns)
        return frame.drop(ADDED, strict=False).hstack(self.told(columns)[told])

    def told(self, columns: Collection[str] = ADDED) -> pl.DataFrame:
        """The answers by number, as a table."""
        told = [astuple(one) for one in self.decided.told]
        return pl.DataFrame(told, schema=dict.fromkeys(ADDED, pl.String), orient="row").select(columns)

    def read(self, given: pl.DataFrame) -> Rows:
        """The figures and words of every row, read; nothing is decided yet."""
        frame = normal(given)
        if not frame.height:
            return Rows(frame, frame)
        read = read_figures(frame)
        with self._reading:
            texts = self._texts.read(frame, read)
        read = read.hstack(texts).with_columns(
            (pl.col(ODD) | (pl.col(WORDED) < 0) | frame.select(refused_name(frame)).to_series()).alias(ODD)
            if frame.width
            else pl.lit(False).alias(ODD)
        )
        if self._base.licenses:
            read = read.with_columns(pl.lit(True).alias(ODD))
        return Rows(frame, read)

    def numbers(self, rows: Rows, *, missing: bool = True) -> pl.Series:
        """For every row the number of its answer in `decided.told`; not `missing`: without the facts that it lacks,
        which costs most where many cells are new."""
        if not rows.frame.height:
            return pl.Series([], dtype=pl.UInt32)
        with self._lock:
            found = quantities(rows.read, self._parts, strict=self._base.strict).with_row_index(_ROW)
            return self._rows_told(rows.frame, found, missing)

    def _rows_told(self, frame: pl.DataFrame, rows: pl.DataFrame, missing: bool) -> pl.Series:
        plain = rows.filter(~pl.col(ODD))
        told = pl.repeat(0, frame.height, dtype=pl.UInt32, eager=True)
        if plain.height and self._named is not None:
            told = told.scatter(plain[_ROW], self.decided.number(self._named))
        elif plain.height:
            codes = {f"@m {name}": measure_code(MEASURES[name], bounds) for name, bounds in self._live.items()}
            coded = plain.with_columns(code.alias(name) for name, (code, _) in codes.items())
            measures = [(pl.col(name), values) for name, (_, values) in codes.items()]
            kept = [WORDED, *codes]
            coded = coded.with_columns(self._by_cell(coded, [(pl.col(WORDED), 0), *measures], kept, self._alike, frame))
            told = told.scatter(coded[_ROW], pl.Series(self.decided.first, dtype=pl.UInt32).gather(coded[_CELL]))
            for again, codes_again in self._again(coded) if missing else ():
                if again.height:
                    told = told.scatter(again[_ROW], self._by_cell(again, codes_again, [_CELL], self._missed, frame))
        odd = rows.filter(pl.col(ODD))[_ROW]
        if len(odd):
            one_by_one = [self.decided.number(self._row(row, missing)) for row in frame[odd].iter_rows(named=True)]
            told = told.scatter(odd, pl.Series(one_by_one, dtype=pl.UInt32))
        return told

    def _again(self, coded: pl.DataFrame) -> Iterator[tuple[pl.DataFrame, list[Code]]]:
        """The rows whose missing figures are asked for, with what tells them apart.

        A figure that no bound can be turned into a bound on is named wherever an open clause speaks of it, even one
        that changes nothing; where there may be such a figure, every rank and word counts.
        """
        opened = coded.filter(pl.col(_CELL).is_in([cell for cells in self.decided.open.values() for cell in cells]))
        hanging = pl.lit(True) if self._base.strict else undetermined(self._parts)
        parts = sorted(self._parts & _SHARED)
        whole = [(pl.col(WORDED), 0), *(measure_code(MEASURES[name], self._full[name]) for name in self._full)]
        whole += [*map(state_code, parts), *turning_codes(self._full, self._full, frozenset(self._full))]
        yield opened.filter(hanging), [(pl.lit(-1, pl.Int64), 0), *whole]
        rest = opened.filter(~hanging)
        for asked, cells in self.decided.open.items():
            codes = [(pl.col(_CELL).cast(pl.Int64), 0), *self._codes_again(asked)]
            yield rest.filter(pl.col(_CELL).is_in(cells)), codes

    def _codes_again(self, asked: frozenset[str]) -> Iterator[Code]:
        """What beside the question left open tells apart what is missing, where it hangs on these measures."""
        parts = frozenset(part for name in asked for part in MEASURES[name].parts)
        yield from (state_code(part) for part in sorted(parts & _SHARED))
        yield from (open_code(pl.col(f"@m {name}"), self._live[name]) for name in self._live if name in asked)
        yield from turning_codes(self._full, self._live, asked)

    def _by_cell(
        self, coded: pl.DataFrame, codes: Sequence[Code], kept: list[str], number: Numbered, frame: pl.DataFrame
    ) -> pl.Series:
        """For every row the number of its cell's answer: remembered, or found for the cell's first row."""
        known = self._cells[number.__name__]
        packs = {f"@key{place}": key for place, key in enumerate(packed(codes))}
        keyed = coded.select(_ROW, *kept, *(key.alias(name) for name, key in packs.items()))
        distinct = keyed.group_by(list(packs)).agg(pl.col(_ROW).first(), pl.col(kept).first().name.prefix("first "))
        numbers = []
        for row in distinct.iter_rows():
            cell = row[: len(packs)]
            found = known.get(cell)
            if found is None:
                place, *content = row[len(packs) :]
                found = known[cell] = number(frame, place, content)
                if len(known) > CELLS_KEPT:
                    known.popitem(last=False)
            numbers.append(found)
        table = distinct.select(list(packs)).with_columns(pl.Series(_CELL, numbers, dtype=pl.UInt32))
        return keyed.select(list(packs)).join(table, on=list(packs), how="left", maintain_order="left")[_CELL]

    def _alike(self, frame: pl.DataFrame, row: int, content: list[int]) -> int:
        """The number of the question that a cell leaves open."""
        worded, *codes = content
        answers, foreign = self._texts.told[worded]
        ranks = {name: span_of(code, self._live[name]) for code, name in zip(codes, self._live, strict=True)}
        return self.decided.cell(answers, foreign, ranks, lambda: item_of(frame.row(row, named=True)))

    def _missed(self, frame: pl.DataFrame, row: int, content: list[int]) -> int:
        """The number of a cell's answer with what is missing."""
        return self.decided.missing(content[0], item_of(frame.row(row, named=True)))

    def _row(self, row: Mapping[str, object], missing: bool) -> Told:
        """The row path: one row as one question."""
        self.row_path += 1
        try:
            return self.alone(item_of(row), missing=missing)
        except BadRow as error:
            return refused(str(error))

    def alone(self, item: ItemSpec, *, missing: bool = True) -> Told:
        """One item as one question: a reason why there is no answer is told as an error."""
        shipment = self._base.model_copy(update={"item": item})
        try:
            check_question(self._rulebook, self._ruleset, shipment)
        except InvalidQuestion as error:
            return refused("; ".join(f"{one.message} {one.hint}".strip() for one in error.problems))
        return self._named or self.decided.alone(shipment, missing=missing)


_SHARED = frozenset(
    part for measure in MEASURES.values() if len(measure.parts) > 1 for part in measure.parts
)  # fmt: skip
"""The quantities that some measure is made of together with others: which of them is missing, a rank does not say."""


def normal(given: pl.DataFrame) -> pl.DataFrame:
    """The columns that state something, in the types that are read: text as text, and floats as doubles of the same
    shortest decimal."""
    frame = given.select(name for name in COLUMNS if name in given.columns)
    texts = [name for name, kind in frame.schema.items() if kind in (pl.Categorical, pl.Enum)]
    floats = [name for name, kind in frame.schema.items() if kind == pl.Float32]
    return frame.with_columns(
        *(pl.col(name).cast(pl.String) for name in texts),
        *(pl.col(name).cast(pl.String).cast(pl.Float64) for name in floats),
    )


_batches: OrderedDict[tuple[object, ...], Batch] = OrderedDict()
_lives: OrderedDict[tuple[object, ...], Live] = OrderedDict()
_lock = threading.Lock()


def batch_of(rulebook: Rulebook, base: Shipment) -> Batch:
    """The batch of a question's shared part, kept with its cells. Destinations that leave the same open share one,
    unless there are licenses in hand, which are for places by name.

    Raises:
        InvalidQuestion: the shared part names what the rules do not know.
    """
    shared = base.model_copy(update={"item": ItemSpec(), "date_assumed": False})
    ruleset = matching_on(rulebook, max(base.date, rulebook.pack.covered_from)).ruleset
    check_question(rulebook, ruleset, shared)
    named = named_outcome(rulebook, ruleset, shared)
    rest = shared.model_dump_json(exclude={"destination", "region"})
    fixed = bytes(fixed_answers(ruleset, shared).values())
    with _lock:
        live = _kept(_lives, (ruleset.digest, rest, fixed), lambda: Live(ruleset, shared))
        place = (shared.destination, shared.region) if shared.licenses else None
        key = (rulebook.digest, ruleset.digest, rest, place, None if named is None else named[0], live.form)
        return _kept(_batches, key, lambda: Batch(rulebook, shared, live))


def _kept(known: OrderedDict[tuple[object, ...], T], key: tuple[object, ...], made: Callable[[], T]) -> T:
    if key not in known:
        if len(known) >= BATCHES_KEPT:
            known.popitem(last=False)
        known[key] = made()
    known.move_to_end(key)
    return known[key]
