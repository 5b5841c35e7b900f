"""The regions of the picture are the rules' own: wherever one looks in them, `decide` says the same."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from chipgate import ItemSpec, Rulebook, Shipment, decide
from chipgate.batch.layouts import DENSITY, RATE
from chipgate.batch.regions import answers_at
from chipgate.model.rulebook import Dated
from chipgate.surfaces.report.plane import Answer, Plane, plane_of
from tests.surfaces.report_tables import flat, page_of, plain_row, table_of

QUESTIONS = (("CN", "2026-02-15"), ("CN", "2024-06-01"), ("SA", "2025-04-09"), ("RU", "2026-02-15"))
HAIR = Decimal("0.000001")


def _base(place: str, day: str) -> Shipment:
    return Shipment(item=ItemSpec(), destination=place, date=dt.date.fromisoformat(day))


def _said(rulebook: Rulebook, base: Shipment, tpp: Decimal, area: Decimal) -> Answer:
    """What `decide` alone says of the plain item there."""
    item = ItemSpec.model_validate({**DENSITY.plain, "tops": {RATE.value: tpp / RATE.bits}, "die_area_mm2": area})
    row = flat(decide(rulebook, base.model_copy(update={"item": item})))
    return Answer(row["verdict"], row["certainty"], row["classification"], row["review_policy"])


@pytest.fixture(scope="module", params=QUESTIONS, ids=lambda question: "-".join(question))
def drawn(request: pytest.FixtureRequest, rulebook: Rulebook) -> tuple[Shipment, Plane]:
    base = _base(*request.param)
    return base, plane_of(rulebook, base)


def test_a_place_taken_at_random_has_the_answer_of_its_region(
    drawn: tuple[Shipment, Plane], rulebook: Rulebook
) -> None:  # fmt: skip
    base, plane = drawn
    chance = random.Random(f"{base.destination} {base.date}")
    for _ in range(30):
        tpp = Decimal(str(round(10 ** chance.uniform(1, 4.8), 3)))
        area = Decimal(str(round(10 ** chance.uniform(1.5, 3.5), 3)))
        assert _said(rulebook, base, tpp, area) == plane.at(Fraction(tpp), Fraction(tpp) / Fraction(area)), (tpp, area)


def test_exactly_at_a_bound_and_a_hair_below_it(drawn: tuple[Shipment, Plane], rulebook: Rulebook) -> None:
    base, plane = drawn
    columns, rows, _ = plane.borders()
    for bound in sorted(columns):
        at = Decimal(bound.numerator) / bound.denominator
        for tpp in (at, at - HAIR):
            area = Decimal(400)
            assert _said(rulebook, base, tpp, area) == plane.at(Fraction(tpp), Fraction(tpp) / 400)
    for bound in sorted(rows):
        at = Decimal(bound.numerator) / bound.denominator
        for density in (at, at - HAIR):
            for area in (Decimal(500), Decimal(900)):
                tpp = density * area
                assert _said(rulebook, base, tpp, area) == plane.at(Fraction(tpp), Fraction(density))


def test_the_bounds_that_are_drawn_are_those_at_which_an_answer_turns(
    drawn: tuple[Shipment, Plane], rulebook: Rulebook
) -> None:  # fmt: skip
    _, plane = drawn
    columns, rows, _ = plane.borders()
    assert plane.half_open
    assert set(plane.across) >= columns
    assert set(plane.up) >= rows
    assert columns


def test_rectangles_cover_every_cell_once(drawn: tuple[Shipment, Plane]) -> None:
    _, plane = drawn
    covered = [
        (x, y, answer)
        for answer, rectangles in plane.regions() for one in rectangles
        for x in range(one.left, one.right) for y in range(one.bottom, one.top)
    ]  # fmt: skip
    assert len(covered) == len({(x, y) for x, y, _ in covered}) == len(plane.cells) * len(plane.cells[0])
    assert all(plane.cells[x][y] == (answer,) for x, y, answer in covered)


def test_before_there_were_limits_and_where_nothing_is_exported_there_is_one_region(rulebook: Rulebook) -> None:
    for place, day, verdict in (("CN", "2021-01-01", "date-not-covered"), ("US", "2026-02-15", "not-an-export")):
        [(answer, _)] = plane_of(rulebook, _base(place, day)).regions()
        assert answer.verdict == verdict


def test_a_bound_that_belongs_to_the_region_below_it_is_noticed(rulebook: Rulebook) -> None:
    changed = []
    for dated in rulebook:
        stated = dated.version.model_dump_json(by_alias=True, exclude_none=True)
        if dated.id == "us/items/3a090-b":
            assert '"at_least":"2400"' in stated
            stated = stated.replace('"at_least":"2400"', '"above":"2400"')
        changed.append(Dated(dated.id, type(dated.version).model_validate_json(stated)))
    other = Rulebook(rulebook.pack, rulebook.verdicts, changed, rulebook.others)
    base = _base("CN", "2026-02-15")
    assert plane_of(rulebook, base).half_open
    assert not plane_of(other, base).half_open
    page = page_of([table_of([plain_row("K1")])], [base], other).decode()
    assert "Exactly at some bound the answer is another" in page


def test_nowhere_is_nothing_asked(rulebook: Rulebook) -> None:
    assert answers_at(rulebook, _base("CN", "2026-02-15"), DENSITY, []) == []
