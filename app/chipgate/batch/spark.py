"""A catalog in Spark: a DataFrame of items to the same DataFrame with answers, worked out where its partitions are.

The only importer of pyspark, and only when it is asked: chipgate does without it (`pip install 'chipgate[spark]'`).
Every executor needs chipgate itself; the rules are sent along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from chipgate.errors import InvalidCatalog, InvalidQuestion, Problem
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import load_rulebook
from chipgate.files.validation import did_you_mean, field_names, problems_of
from chipgate.model.item import ItemSpec
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .cells import ADDED
from .check import check_frames
from .executor import Asked, Packed, Place, edition
from .items import COLUMNS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType, StructType

RATES_IN = ("tops", "sparse_tops")
"""Columns that may hold a struct of rates: its field fp8 is the column "tops.fp8"."""


def check(
    df: DataFrame,
    base: Shipment | None = None,
    rulebook: Rulebook | None = None,
    *,
    columns: Sequence[str] = ADDED,
    **question: Any,
) -> DataFrame:
    """Ask one question of every row: the same rows, with the columns `cells.ADDED` beside their own, as text.

    The question is `base`, whose item is not read, or the fields of a `Shipment` by name: `check(df, destination="CN",
    date="2026-02-15")`. The rules are those that come with chipgate, or `rulebook`. Columns are named as the fields of
    an item, with "tops.fp8" and "sparse_tops.int8" for rates, or with structs of rates `tops` and `sparse_tops`;
    others stay as they are, and columns named as the added ones are replaced. `columns` says which to add.

    The question and the columns are checked here; the rows are answered when Spark runs a job. A row that is no item
    keeps its place, with the verdict "error" and the reason in `error`.

    Raises:
        ImportError: pyspark is not installed.
        InvalidQuestion: the question names what the rules do not know, or is none.
        InvalidCatalog: no column states anything, one does twice, or one cannot hold what it should state.
    """
    types = _types()
    base = _question(base, question)
    _check_columns(columns)
    rulebook = rulebook if rulebook is not None else load_rulebook(rules_folder())
    for _ in check_frames((), base, rulebook):
        pass  # no frame: the question alone is checked
    schema = df.schema
    stated = _stated(schema, types)
    replaced = _replaced(df)
    kept = [index for index in range(len(schema.fields)) if index not in replaced]
    told = tuple(name for name in ADDED if name in columns)
    added = [types.StructField(name, types.StringType()) for name in told]
    result = types.StructType([*(schema.fields[index] for index in kept), *added])
    asked = Asked(base.model_dump_json(), Packed.of(rulebook), edition(), stated, tuple(kept), told)
    # Renamed on the way (what comes back is known by its place), since Spark takes the dot of "tops.fp8" for a field of
    # a struct, and a name may stand twice.
    renamed = df.toDF(*(f"c{index}" for index in range(len(schema.fields))))
    return renamed.mapInArrow(asked.__call__, result)


def _types() -> Any:
    try:
        from pyspark.sql import types
    except ModuleNotFoundError as error:
        raise ImportError("chipgate.batch.spark needs pyspark: pip install 'chipgate[spark]'") from error
    return types


def _question(base: Shipment | None, fields: Mapping[str, Any]) -> Shipment:
    """The shared part of the question, without an item."""
    if base is None:
        whole = {"item": {}, **fields}
        try:
            base = Shipment.model_validate(whole)
        except ValidationError as error:
            raise InvalidQuestion(problems_of(error, whole, "", None, field_names(Shipment))) from None
    elif fields:
        message = f"the question is given, and {', '.join(fields)} beside it."
        raise InvalidQuestion([Problem("", message=message, hint="Give a Shipment or its fields, not both.")])
    return base.model_copy(update={"item": ItemSpec()})


def _check_columns(columns: Sequence[str]) -> None:
    unknown = [name for name in columns if name not in ADDED]
    if unknown:
        raise InvalidQuestion(
            Problem("", message=f'"{name}" is not a column of an answer.', hint=did_you_mean(name, ADDED))
            for name in unknown
        )


def _replaced(df: DataFrame) -> dict[int, str]:
    """The columns that an answer replaces, named alike as far as the session tells names apart."""
    exact = str(df.sparkSession.conf.get("spark.sql.caseSensitive", "false")).lower() == "true"
    return {i: name for i, name in enumerate(df.columns) if (name if exact else name.lower()) in ADDED}


def _stated(schema: StructType, types: Any) -> dict[str, Place]:
    """Where each column is that states something about an item."""
    found: dict[str, Place] = {}
    problems: list[Problem] = []
    for name, kind, place in _leaves(schema, types, problems):
        if name not in COLUMNS:
            continue
        if name in found:
            problems.append(Problem("", message=f'column "{name}" stands twice.', hint="Drop or rename one of them."))
        if not isinstance(kind, types.NumericType | types.StringType | types.BooleanType | types.NullType):
            message = f'column "{name}" is of the type {kind.simpleString()}.'
            hint = "Figures are numbers or text, words are text, yes and no are booleans or text."
            problems.append(Problem("", message=message, hint=hint))
        found[name] = place
    if not found:
        hint = f"Rename them as the fields of an item: {', '.join(COLUMNS[:4])}, tops.fp8, die_area_mm2, …"
        problems.append(Problem("", message="no column states anything about an item.", hint=hint))
    if problems:
        raise InvalidCatalog(problems)
    return found


def _leaves(schema: StructType, types: Any, problems: list[Problem]) -> Iterator[tuple[str, DataType, Place]]:
    for index, field in enumerate(schema.fields):
        if field.name not in RATES_IN:
            yield field.name, field.dataType, (index,)
        elif isinstance(field.dataType, types.StructType):
            for inner, rate in enumerate(field.dataType.fields):
                yield f"{field.name}.{rate.name}", rate.dataType, (index, inner)
        else:
            message = f'column "{field.name}" is of the type {field.dataType.simpleString()}.'
            hint = f'Make it a struct with a field for each format, or columns named "{field.name}.fp8".'
            problems.append(Problem("", message=message, hint=hint))
