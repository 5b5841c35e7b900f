"""The planes of pictures beside that of a report: wherever one looks in them, `decide` says the same, exactly on every
bound too, and on a bound of the sum of both measures."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from chipgate import ItemSpec, Rulebook, Shipment, decide
from chipgate.batch.layouts import LAYOUTS, MEMORY, RATE, TPP_MEMORY, Layout
from chipgate.surfaces.report.plane import Answer, Plane, plane_of
from tests.flat import flat

QUESTIONS = (
    (TPP_MEMORY, "CN", "2026-02-15", None), (TPP_MEMORY, "CN", "2026-02-15", "NVIDIA"),
    (TPP_MEMORY, "SA", "2024-06-01", None), (MEMORY, "CN", "2026-02-15", "NVIDIA"),
    (MEMORY, "CN", "2025-04-09", "Intel"), (MEMORY, "MO", "2025-04-09", "Intel"), (MEMORY, "RU", "2025-04-09", None),
)  # fmt: skip
HAIR = Decimal("0.000001")
Drawn = tuple[Shipment, Plane]


@pytest.fixture(scope="module", params=QUESTIONS, ids=lambda one: "-".join(map(str, (one[0].name, *one[1:]))))
def drawn(request: pytest.FixtureRequest, rulebook: Rulebook) -> Drawn:
    layout, place, day, exporter = request.param
    base = Shipment(item=ItemSpec(), destination=place, date=dt.date.fromisoformat(day), exporter=exporter)
    return base, plane_of(rulebook, base, layout)


def _item(layout: Layout, across: Decimal, up: Decimal) -> ItemSpec:
    """The plain item at a place, its measures stated as an item states them."""
    stated: dict[str, Any] = {key: value for key, value in layout.plain.items() if not key.startswith("tops.")}
    tpp = across if layout is TPP_MEMORY else Decimal(0)
    moved = {"dram_bandwidth_gb_s": up} if layout is TPP_MEMORY else {
        "dram_bandwidth_gb_s": across, "link_bandwidth_gb_s": up}  # fmt: skip
    return ItemSpec.model_validate({**stated, **moved, "tops": {RATE.value: tpp / RATE.bits}})


def _same(drawn: Drawn, rulebook: Rulebook, across: Decimal, up: Decimal) -> bool:
    base, plane = drawn
    row = flat(decide(rulebook, base.model_copy(update={"item": _item(plane.layout, across, up)})))
    said = Answer(row.verdict, row.certainty, row.classification, row.review_policy)
    return said == plane.at(Fraction(across), Fraction(up))


def _around(bounds: set[Fraction]) -> Iterator[Decimal]:
    for bound in sorted(bounds):
        at = Decimal(bound.numerator) / bound.denominator
        yield from (at, at - HAIR)


def test_a_place_taken_at_random_has_the_answer_of_its_region(drawn: Drawn, rulebook: Rulebook) -> None:
    chance = random.Random(str(drawn[0]))
    for _ in range(25):
        across, up = (Decimal(str(round(10 ** chance.uniform(1, 4.5), 3))) for _ in range(2))
        assert _same(drawn, rulebook, across, up), (across, up)


def test_exactly_at_a_bound_and_a_hair_below_it(drawn: Drawn, rulebook: Rulebook) -> None:
    columns, rows, bands = drawn[1].borders()
    for across in _around(columns):
        assert all(_same(drawn, rulebook, across, up) for up in (Decimal(10), Decimal(1200), Decimal(7000))), across
    for up in _around(rows):
        assert all(_same(drawn, rulebook, across, up) for across in (Decimal(10), Decimal(1300), Decimal(5000))), up
    for total in _around(bands):
        assert all(_same(drawn, rulebook, across, total - across) for across in (Decimal(1000), Decimal(650))), total


def test_every_bound_belongs_to_what_is_above_it_and_is_one_of_the_rules(drawn: Drawn) -> None:
    _, plane = drawn
    columns, rows, bands = plane.borders()
    assert plane.half_open
    assert set(plane.across) >= columns
    assert set(plane.up) >= rows
    assert set(plane.together) >= bands


def test_rectangles_cover_every_piece_once(drawn: Drawn) -> None:
    _, plane = drawn
    covered = [
        (x, y, band, answer)
        for answer, rectangles in plane.regions() for one in rectangles
        for x in range(one.left, one.right) for y in range(one.bottom, one.top) for band in range(one.first, one.last)
    ]  # fmt: skip
    pieces = len(plane.cells) * len(plane.cells[0]) * (len(plane.together) + 1)
    assert len(covered) == len({piece[:3] for piece in covered}) == pieces
    assert all(plane.cells[x][y][band] == answer for x, y, band, answer in covered)


def test_the_limits_that_these_pictures_are_about_are_on_them(rulebook: Rulebook) -> None:
    def borders(layout: Layout, exporter: str | None) -> tuple[set[Fraction], ...]:
        asked = Shipment(item=ItemSpec(), destination="CN", date=dt.date(2026, 2, 15), exporter=exporter)
        return plane_of(rulebook, asked, layout).borders()

    january, letter = borders(TPP_MEMORY, None), borders(MEMORY, "NVIDIA")
    assert 21_000 in january[0]
    assert january[1] == {6_500}
    assert letter[0] == {1_400}
    assert 1_100 in letter[1]
    assert letter[2] == {1_700}
    assert borders(MEMORY, "Example Distribution Ltd")[0] == set()


def test_each_plane_has_a_name_of_its_own() -> None:
    assert {name: layout.name for name, layout in LAYOUTS.items()} == {name: name for name in LAYOUTS}
    assert len({layout.in_words for layout in LAYOUTS.values()}) == len(LAYOUTS)
