"""A report of more rows than a page has room for: all are counted, some are shown, and the page says which."""

from __future__ import annotations

import random
import re

import pyarrow as pa

from chipgate import Rulebook
from chipgate.surfaces.report.coming import ComingChanges
from chipgate.surfaces.report.kept_rows import KeptRows, Kind
from chipgate.surfaces.report.points import Points
from tests.surfaces.report_tables import Row, asked, page_of, plain_row, table_of

QUESTION = ("CN", "2026-02-15")


def _many(rows: int) -> list[Row]:
    """Rows of every kind, most of them allowed, anywhere in the plane."""
    chance = random.Random(7)
    found = []
    for n in range(rows):
        verdict = chance.choices(("allowed", "license-required", "blocked", "not-subject"), (70, 20, 9, 1))[0]
        open = "conservative" if chance.random() < 0.05 else "definite"
        place: Row = {"@tpp": 10 ** chance.uniform(1, 5), "@performance_density": 10 ** chance.uniform(-1, 1.5)}
        if chance.random() < 0.1:
            place["@performance_density"] = None
        found.append(plain_row(f"K{n}", verdict, certainty=open) | place)
    found[rows // 2] = plain_row("line 9", "error", error="not read")
    return found


def _at(item: str, tpp: float | None, density: float | None) -> Row:
    return plain_row(item) | {"@tpp": tpp, "@performance_density": density}


def test_of_each_kind_the_first_rows_are_kept_in_order() -> None:
    rows = _many(3_000)
    kept = KeptRows(most=200)
    for start in range(0, len(rows), 311):
        kept.add(table_of(rows[start : start + 311]))
    shown = kept.rows()
    assert len(shown) == 200
    order = {str(row["item"]): n for n, row in enumerate(rows)}
    assert [row["item"] for row in shown] == sorted((row["item"] for row in shown), key=order.__getitem__)
    assert sum(kept.seen.values()) == 3_000
    assert kept.shown()[Kind.NOT_READ] == kept.seen[Kind.NOT_READ] == 1
    assert all(kept.shown()[kind] >= 50 for kind in Kind if kind is not Kind.NOT_READ)


def test_the_page_says_how_many_rows_it_shows_and_where_all_are(rulebook: Rulebook) -> None:
    rows = _many(5_000)
    page = page_of([table_of(rows)], asked(["CN"], "2026-02-15"), rulebook).decode()
    assert "2,000 of 5,000 rows are shown" in page
    assert "-f parquet" in page
    assert page.count('<tr data-verdict="') == 2_000
    counted = re.findall(r"<strong>([\d,]+)</strong> <span class=\"word\">", page)
    assert sum(int(count.replace(",", "")) for count in counted) == 5_000


def test_points_are_thinned_to_items_that_there_are_and_none_is_lost() -> None:
    rows = _many(8_000)
    points = Points([QUESTION], most=500)
    for start in range(0, len(rows), 1_000):
        points.add(table_of(rows[start : start + 1_000]))
    shown = points.of(QUESTION)
    assert 100 < len(shown) <= 500
    assert sum(point.items for point in shown) + points.undrawn[QUESTION] == 8_000
    assert points.undrawn[QUESTION] == 1
    real = {(row["item"], row["verdict"], row["@tpp"], row["@performance_density"]) for row in rows}
    assert {(point.item, point.verdict, point.tpp, point.density) for point in shown} <= real


def test_a_look_that_few_items_have_is_not_thinned_away() -> None:
    rows = [_at(f"K{n}", 1000.0 + n / 1000, 2.0) for n in range(5_000)]
    rows.append(_at("the one", 1001.0, 2.0) | {"verdict": "blocked"})
    points = Points([QUESTION], most=10)
    points.add(table_of(rows))
    assert {point.verdict for point in points.of(QUESTION)} == {"allowed", "blocked"}


def test_points_do_not_depend_on_how_rows_come() -> None:
    rows = _many(4_000)
    found = []
    for size in (100, 1_500, 4_000):
        points = Points([QUESTION], most=300)
        for start in range(0, len(rows), size):
            points.add(table_of(rows[start : start + size]))
        found.append(points.of(QUESTION))
    assert found[0] == found[1] == found[2]


def test_figures_that_no_axis_has_are_counted_as_not_drawn() -> None:
    figures = (None, 0.0, float("nan"), float("inf"))
    points = Points([QUESTION], most=10)
    points.add(table_of(_at(f"K{n}", tpp, None) for n, tpp in enumerate(figures)))
    points.add(table_of([_at("K9", 100.0, float("inf"))]))
    assert points.undrawn[QUESTION] == 4
    assert [(point.item, point.density) for point in points.of(QUESTION)] == [("K9", None)]


def test_a_turn_is_put_to_the_versions_of_its_day_and_names_the_first_items() -> None:
    turn: Row = {"@next_date": "2026-03-01", "@next_verdict": "blocked", "reasons": "us/items/a@2020-01-01",
                 "@next_reasons": "us/items/a@2020-01-01;us/items/b@2026-03-01;us/items/c@2026-02-20"}  # fmt: skip
    gone = turn | {"@next_reasons": "", "@next_verdict": "allowed"}
    rows = [plain_row(f"K{n}", "license-required") | turn | {"destination": place}
            for n in range(9) for place in ("CN", "MO")]  # fmt: skip
    rows += [plain_row("M1", "license-required") | gone, plain_row("M2")]
    whole, pieces = ComingChanges(), ComingChanges()
    whole.add(table_of(rows))
    for row in rows:
        pieces.add(table_of([row]))
    assert list(whole.groups()) == list(pieces.groups())
    first, second = whole.groups()
    assert (first.rows, first.begins, first.ends) == (18, ("us/items/b@2026-03-01",), ())
    assert list(first.examples) == ["K0", "K1", "K2"]
    assert list(first.destinations) == ["CN", "MO"]
    assert (second.rows, second.begins, second.ends) == (1, (), ("us/items/a@2020-01-01",))


def test_texts_may_be_numbers_into_a_dictionary(rulebook: Rulebook) -> None:
    table, bases = table_of(_many(50)), asked(["CN"], "2026-02-15")
    coded = pa.table({name: column.combine_chunks().dictionary_encode() if pa.types.is_string(column.type) else column
                      for name, column in zip(table.column_names, table.columns, strict=True)})  # fmt: skip
    assert page_of([coded, coded], bases, rulebook) == page_of([table, table], bases, rulebook)
