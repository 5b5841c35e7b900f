"""Catalogs in pieces and questions: the same rows, whatever they are written in and however they are cut."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chipgate import Rulebook, Shipment, decide
from chipgate.batch import answered
from chipgate.batch.answered import FLAT, TRACES, Questions, sizes
from chipgate.batch.columns import batch_of
from chipgate.batch.pieces import Piece, pieces
from chipgate.batch.prints import prints
from chipgate.engine.judge import matching_on
from chipgate.files.catalog import Catalog
from chipgate.model.item import ItemSpec
from tests.flat import flat
from tests.sizes import size

SHIPPED = Path(__file__).resolve().parents[2] / "examples" / "catalog.csv"
DAY = dt.date(2026, 2, 15)


def _bases(*words: tuple[str, dt.date]) -> list[Shipment]:
    return [Shipment(item=ItemSpec(), destination=to, date=day) for to, day in words]


def _answers(
    rulebook: Rulebook, path: Path, bases: list[Shipment], rows: int, columns: Iterable[str] = (*FLAT, *TRACES)
) -> pa.Table:
    catalog = Catalog(path)
    asked = Questions(rulebook, bases, tuple(columns), catalog.shown)
    tables = [asked.answer(asked.read(_on_every_day(piece, bases))) for piece in pieces(catalog, repeat(rows))]
    return pa.concat_tables([table.answers for table in tables], promote_options="permissive").unify_dictionaries()


def _on_every_day(piece: Piece, bases: list[Shipment]) -> Mapping[dt.date, Piece]:
    return dict.fromkeys((base.date for base in bases), piece)


@pytest.mark.slow
def test_every_destination_answers_as_single_questions_do(rulebook: Rulebook, catalog: dict[str, ItemSpec]) -> None:
    names = matching_on(rulebook, DAY).ruleset.destinations.names
    bases = _bases(*((code, DAY) for code in sorted(names)))
    rows = _answers(rulebook, SHIPPED, bases, 40).to_pylist()
    assert len(rows) == 99 * len(bases)
    assert len({id(batch_of(rulebook, base)) for base in bases}) < 40  # destinations that leave the same open share
    sown = random.Random(20_260_215)
    for row in sown.sample(rows, size(150, 400)):
        base = next(base for base in bases if base.destination == row["destination"])
        alone = flat(decide(rulebook, base.model_copy(update={"item": catalog[row["item"]]})))
        assert {name: row[name] for name in FLAT} == {name: getattr(alone, name) for name in FLAT}


def test_days_and_destinations_stand_item_by_item(rulebook: Rulebook) -> None:
    bases = _bases(("CN", dt.date(2025, 4, 8)), ("CN", dt.date(2025, 4, 9)), ("SG", dt.date(2025, 4, 8)))
    rows = _answers(rulebook, SHIPPED, bases, 10).to_pylist()
    h20 = [row for row in rows if row["item"] == "H20 (HGX)"]
    assert [(row["destination"], row["date"], row["verdict"]) for row in h20] == [
        ("CN", "2025-04-08", "allowed"), ("CN", "2025-04-09", "license-required"), ("SG", "2025-04-08", "allowed"),
    ]  # fmt: skip
    assert [row["item"] for row in rows[:3]] == [rows[0]["item"]] * 3
    assert len({row["ruleset"] for row in h20}) == 2


def test_how_a_catalog_is_cut_makes_no_difference(rulebook: Rulebook) -> None:
    bases = _bases(("CN", DAY))
    whole = _answers(rulebook, SHIPPED, bases, 1000).to_pylist()
    assert _answers(rulebook, SHIPPED, bases, 7).to_pylist() == whole


def test_types_and_texts_say_the_same(rulebook: Rulebook, tmp_path: Path) -> None:
    texts = tmp_path / "catalog.csv"
    texts.write_text("name,vendor,tpp,die_area_mm2,memory,memory_bandwidth_gb_s,datacenter,made_in\n"
                     "a,NVIDIA,4800,814,HBM3,1400.5,yes,TW\nb,AMD,4799.9999999,,SRAM,9000,unknown,\n"
                     "c,,0.1,500,,,no,XX\n,x,1,1,,,,\n")  # fmt: skip
    typed = tmp_path / "catalog.parquet"
    columns = {
        "name": pa.array(["a", "b", "c", None]),
        "vendor": pa.array(["NVIDIA", "AMD", None, "x"]).dictionary_encode(),
        "tpp": pa.array([4800.0, 4799.9999999, 0.1, 1.0]),
        "die_area_mm2": pa.array([814, None, 500, 1], pa.int16()),
        "memory": pa.array(["HBM3", "SRAM", None, ""]),
        "memory_bandwidth_gb_s": pa.array([1400.5, 9000, float("nan"), None], pa.float32()),
        "datacenter": pa.array([True, None, False, None]),
        "made_in": pa.array(["TW", "", "XX", None]),
    }
    pq.write_table(pa.table(columns), typed)
    bases = _bases(("CN", DAY))
    one = _answers(rulebook, texts, bases, 10).to_pylist()
    other = _answers(rulebook, typed, bases, 10).to_pylist()
    for row, same in zip(one[:2], other[:2], strict=True):
        assert row == same
    assert [row["verdict"] for row in one[2:]] == [row["verdict"] for row in other[2:]] == ["error", "error"]
    assert "XX" in one[2]["error"]
    assert one[2]["error"] == other[2]["error"]
    assert [row["item"] for row in other] == ["a", "b", "line 3", "line 4"]


def test_a_fingerprint_is_of_what_is_stated_and_not_of_how(tmp_path: Path) -> None:
    ways = [
        pl.DataFrame({"tpp": [1600.0], "manufacturer": ["NVIDIA"], "us_origin": [True]}),
        pl.DataFrame({"us_origin": ["yes"], "tpp": ["1600.000"], "manufacturer": [" nvidia "], "name": ["other"]}),
        pl.DataFrame({"tpp": ["1600.00000000000000"], "manufacturer": ["NVIDIA"], "us_origin": ["TRUE"],
                      "die_area_mm2": pl.Series([None], dtype=pl.Float64)}),
    ]  # fmt: skip
    assert len({prints(frame)[0] for frame in ways}) == 1
    others: list[dict[str, list[Any]]] = [
        {"tpp": [1600.000001]}, {"tpp": ["1600.0000001"]}, {"tops.fp8": [1600.0]}, {"tpp": [None]}, {"tpp": ["1,600"]},
    ]  # fmt: skip
    rest: dict[str, list[Any]] = {"manufacturer": ["NVIDIA"], "us_origin": [True]}
    found = {prints(pl.DataFrame(rest | other))[0] for other in others} | {prints(ways[0])[0]}
    assert len(found) == len(others) + 1


def test_many_questions_take_fewer_items_at_once() -> None:
    first = list(islice(sizes(1), 6))
    assert first == [answered.FIRST * 2**place for place in range(4)] + [answered.AT_ONCE] * 2
    assert max(islice(sizes(249), 9)) * 249 <= answered.TOGETHER
    assert next(sizes(10 * answered.TOGETHER)) == 1
