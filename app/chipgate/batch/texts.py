"""What rows state in words: answered once for each distinct combination, and joined back as a small number.

Names differ from row to row, but all that a rule asks of a name is whether it is one of the models that it lists; so a
name counts as the set of lists that it is on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from chipgate.engine.answers import answer_to
from chipgate.engine.facts import acts_of
from chipgate.engine.outcomes import check_question
from chipgate.engine.ruleset import FactKey, Ruleset, fold
from chipgate.errors import InvalidQuestion
from chipgate.model.item import Transistor
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .items import FLAGS, NAME, WORDS, BadRow, item_of
from .quantities import KIND, KIND_CODES, PLANAR, PROCESSES

NAMED, WORDED = "@named", "@words"
_LONGEST_NAME = 200
_SEPARATORS = [chr(code) for code in range(128) if not chr(code).isalnum()]
_MOST_KEPT = 500_000


class Texts:
    """The answers of one batch's questions about words. Numbers once given stay: cells are remembered by them.

    `told` has by number the answers, and whether the item is said not to be of US origin.
    """

    def __init__(self, rulebook: Rulebook, ruleset: Ruleset, base: Shipment, keys: tuple[FactKey, ...]) -> None:
        self._rulebook, self._ruleset, self._base = rulebook, ruleset, base
        self._acts = acts_of(base, ruleset)
        self._keys = keys
        self._models = [[fold(model) for model in key.values] for key in keys if key.subject == "named"]
        self._numbers: dict[tuple[bytes, bool], int] = {}
        self.told: list[tuple[bytes, bool]] = []
        self._known: dict[tuple[Any, ...], tuple[int, int, bool]] = {}

    def read(self, frame: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
        """For every row: the number of its answers (-1 where the words are refused), its kind, whether it is planar."""
        columns = [name for name in (*WORDS, *FLAGS) if name in frame.columns]
        told = marks.select(PROCESSES).with_columns(self._named(frame), *(frame[name] for name in columns))
        by = [*columns, NAMED, PROCESSES]
        rows = told.with_row_index("first").select(pl.col("first").first().over(by))["first"]
        first = rows.unique()
        names = frame[NAME].gather(first) if NAME in frame.columns else pl.Series([None] * len(first))
        found = [
            self._answered(row, name)
            for row, name in zip(told[first].iter_rows(named=True), names, strict=True)
        ]  # fmt: skip
        answers = pl.DataFrame(
            found, schema={WORDED: pl.Int64, KIND: pl.Int8, PLANAR: pl.Boolean}, orient="row"
        ).with_columns(first)
        return rows.to_frame().join(answers, on="first", how="left", maintain_order="left").drop("first")

    def _answered(self, row: Mapping[str, Any], name: Any) -> tuple[int, int, bool]:
        known = tuple(row.values())
        if known not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[known] = self._answer(row, name)
        return self._known[known]

    def _answer(self, row: Mapping[str, Any], name: Any) -> tuple[int, int, bool]:
        try:
            stated = {key: cell for key, cell in row.items() if not key.startswith("@")}
            item = item_of({**stated, NAME: name if row[NAMED] >= 0 else None, "tpp": 1 if row[PROCESSES] else None})
            shipment = self._base.model_copy(update={"item": item})
            check_question(self._rulebook, self._ruleset, shipment)
        except (BadRow, InvalidQuestion):
            return -1, 0, False
        answers = [answer_to(key, shipment, self._acts, self._ruleset)[0] for key in self._keys]
        told = (bytes(answers), item.us_origin is False)
        number = self._numbers.setdefault(told, len(self._numbers))
        if number == len(self.told):
            self.told.append(told)
        return number, KIND_CODES.get(item.kind, 0), item.transistor is Transistor.PLANAR

    def _named(self, frame: pl.DataFrame) -> pl.Series:
        """For every row, the lists of models that its name is on, as bits; -1 where there is no name."""
        if NAME not in frame.columns or frame.schema[NAME] != pl.String:
            return pl.repeat(-1, frame.height, dtype=pl.Int64, eager=True).alias(NAMED)
        names = frame[NAME]
        blank = names.is_null() | (names.str.strip_chars() == "")
        codes = pl.select(pl.when(blank).then(-1).otherwise(0).cast(pl.Int64)).to_series().alias(NAMED)
        plain = names.str.len_bytes() == names.str.len_chars()
        words = sorted({model.split()[0] for models in self._models for model in models if model})
        if not words:
            return codes
        hit = names.str.contains_any(words, ascii_case_insensitive=True)
        for asked, number in ((plain & hit, self._folded_plain), (~plain, self._folded_other)):
            places = asked.fill_null(False).arg_true()
            if len(places):
                told = codes.gather(places)
                fresh = number(names.gather(places))
                codes = codes.scatter(places, pl.select(pl.when(told < 0).then(told).otherwise(fresh)).to_series())
        return codes

    def _folded_plain(self, names: pl.Series) -> pl.Series:
        """The bits of names in ASCII: the models found in each are listed in one pass, and looked up as a whole."""
        folded = names.str.to_lowercase().str.replace_many(_SEPARATORS, [" "] * len(_SEPARATORS))
        wide = folded.str.contains("  ", literal=True).arg_true()
        if len(wide):
            folded = folded.scatter(wide, folded.gather(wide).str.replace_all(" +", " "))
        folded = " " + folded + " "
        models = sorted({f" {model} " for models in self._models for model in models})
        found = folded.str.extract_many(models, overlapping=True).list.join("\n")
        distinct = found.unique()
        bits = [self._bits(frozenset((listed or "").split("\n"))) for listed in distinct]
        return found.replace_strict(distinct, bits, return_dtype=pl.Int64)

    def _bits(self, found: frozenset[str]) -> int:
        """The lists on which one of these models is."""
        return sum(1 << place for place, models in enumerate(self._models)
                   if any(f" {model} " in found for model in models))  # fmt: skip

    def _folded_other(self, names: pl.Series) -> pl.Series:
        """The bits of other names, one by one, as the engine folds them."""
        found = []
        for name in names:
            folded = f" {fold(name)} "
            found.append(sum(1 << place for place, models in enumerate(self._models)
                             if any(f" {model} " in folded for model in models)))  # fmt: skip
        return pl.Series(found, dtype=pl.Int64)


def refused_name(frame: pl.DataFrame) -> pl.Expr:
    """Whether a name is none: too long, or no text."""
    if NAME not in frame.columns or frame.schema[NAME] == pl.Null:
        return pl.lit(False)
    if frame.schema[NAME] != pl.String:
        return pl.col(NAME).is_not_null()
    return (pl.col(NAME).str.strip_chars().str.len_chars() > _LONGEST_NAME).fill_null(False)
