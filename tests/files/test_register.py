"""The item register: reviewed figures of the day, or every problem of every entry at its place."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from chipgate.errors import InvalidCatalog, InvalidQuestion, InvalidRegister, UnknownItem
from chipgate.files.catalog import Catalog
from chipgate.files.item_names import find_item, find_reviewed
from chipgate.files.items import parse_item
from chipgate.files.places import example_catalog
from chipgate.files.question import read_shipment
from chipgate.files.register import read_register
from chipgate.files.row_reviews import RowReviews
from chipgate.model.item import Format, ItemSpec

REGISTER = Path(__file__).resolve().parents[2] / "examples" / "register"
K1 = "kestrel-k1/2026-01-15.yaml"
LATER = dt.date(2026, 3, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REGISTER, tmp_path / "register"))


def _edit(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def _refused(folder: Path) -> list[str]:
    with pytest.raises(InvalidRegister) as error:
        read_register(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in error.value.problems]


def test_the_newest_version_not_after_the_day_applies() -> None:
    register = read_register(REGISTER)
    rates = {}
    for day in ("2025-06-01", "2026-01-31", "2026-02-01", "2030-01-01"):
        item = find_reviewed(register, "Kestrel K0", dt.date.fromisoformat(day))
        assert item is not None
        rates[day] = item.tops[Format.INT8]
    assert list(rates.values()) == [200, 200, Decimal("199.5"), Decimal("199.5")]


@pytest.mark.parametrize("name", ["EK-K1-64", "ek k1 64", "Kestrel K1", "kestrel-k1", "Example Silicon GmbH K1", "K1"])
def test_part_numbers_and_aliases_are_found_however_they_are_typed(name: str) -> None:
    item = find_reviewed(read_register(REGISTER), name, LATER)
    assert item is not None
    assert (item.name, item.manufacturer) == ("Kestrel K1", "Example Silicon GmbH")
    assert item.review is not None
    assert (item.review.part_number, item.review.reviewer) == ("EK-K1-64", "R. Example, trade compliance")


def test_the_review_names_the_content_that_was_reviewed(folder: Path) -> None:
    before = find_reviewed(read_register(folder), "K1", LATER)
    assert before == find_reviewed(read_register(REGISTER), "K1", LATER)
    _edit(folder, K1, "die_area_mm2: 560", "die_area_mm2: 561")
    after = find_reviewed(read_register(folder), "K1", LATER)
    assert before is not None
    assert after is not None
    assert before.review is not None
    assert after.review is not None
    assert before.review.digest != after.review.digest


def test_the_register_is_asked_first_and_the_catalog_next(folder: Path) -> None:
    _edit(folder, K1, "aliases: [Kestrel K1", "aliases: [H20 (HGX)")
    register, catalog = read_register(folder), Catalog(example_catalog())
    assert find_item(catalog, "h20 hgx", register, LATER).review is not None
    assert find_item(catalog, "h20 hgx").review is None
    assert find_item(catalog, "A100 PCIe 80GB", register, LATER).manufacturer == "NVIDIA"


def test_a_name_that_the_register_has_on_other_days_is_not_looked_for_elsewhere(folder: Path) -> None:
    _edit(folder, K1, "aliases: [Kestrel K1", "aliases: [H20 (HGX)")
    _edit(folder, "kestrel-k0/2026-02-01.yaml", "aliases: [Kestrel K0]", "aliases: [Kestrel Zero]")
    register, catalog = read_register(folder), Catalog(example_catalog())
    with pytest.raises(UnknownItem, match="in the item register from 2026-01-15 on, and the question is of 2025-04-09"):
        find_item(catalog, "H20 (HGX)", register, dt.date(2025, 4, 9))
    with pytest.raises(UnknownItem, match="no longer a name of the item register on 2026-03-01"):
        find_item(catalog, "Kestrel K0", register, LATER)


def test_near_names_of_both_are_suggested() -> None:
    with pytest.raises(UnknownItem, match=r'of the item register or the catalog.*"Kestrel K1"'):
        find_item(Catalog(example_catalog()), "Kestrel K11", read_register(REGISTER), LATER)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("part_number: EK-K1-64\n", "", ":2:1", '"part_number" is missing'),
        ("die_area_mm2: 560", "die_aera_mm2: 560", ":10:3", 'Did you mean "die_area_mm2"?'),
        ("die_area_mm2: 560", "die_area_mm2: 0", ":10:17", "must be above 0"),
        ("die_area_mm2: 560", "die_area_mm2: 056", ":10:17", "leading zero"),
        ("die_area_mm2: 560\n", "die_area_mm2: 560\n  transistor_count_bn: 60\n", ":11:24",
         "transistor_count_bn has no source. Write under figures: transistor_count_bn:"),
        ("  tops: {title", "  tops.fp8: {title", ":9:16", "tops.int8 has no source"),
        ("  tops: {title", "  tops.fp8: {title", ":18:13",
         'the item does not state "tops.fp8". Did you mean "tops.int8"?'),
        ("  die_area_mm2: {title", "  hbm_area_mm2: {title", ":19:17", 'the item does not state "hbm_area_mm2"'),
        ('document: "revision 1.2, page 4", ', "", ":18:9", "a source has a url or names a document"),
        ("confidence: high", "confidence: sure", ":17:96", '"sure" is not one of'),
        ("  name: Kestrel K1", "  manufacturer: Someone Else", ":6:17",
         "the entry says Example Silicon GmbH, the item"),
        ("  name: Kestrel K1", "  review: {part_number: x, reviewer: Y. X, reviewed_on: 2026-01-01, digest: z}",
         ":6:11", "is not for a file to say"),
        ("reviewer: R. Example, trade compliance\n", "", ":2:1", '"reviewer" is missing'),
        ("reviewed_on: 2026-01-12", "reviewed_on: 2026-02-31", ":25:14", "2026-02-31"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_at_its_place(folder: Path, old: str, new: str, place: str, words: str) -> None:
    _edit(folder, K1, old, new)
    problems = _refused(folder)
    assert any(problem.startswith(f"{K1}{place}: ") and words in problem for problem in problems), problems


def test_an_alias_of_two_entries_is_refused_and_both_are_named(folder: Path) -> None:
    _edit(folder, K1, "aliases: [Kestrel K1, K1]", "aliases: [Kestrel K1, kestrel-k0]")
    assert _refused(folder) == [
        f'{K1}:3:23: "kestrel-k0" names two entries on 2026-01-15: EK-K0-16 (kestrel-k0) and EK-K1-64 (kestrel-k1). '
        "Take it from one of them, or write it out in full."
    ]


def test_an_alias_may_pass_from_one_entry_to_another(folder: Path) -> None:
    _edit(folder, K1, "aliases: [Kestrel K1, K1]", "aliases: [Kestrel K1, Kestrel]")
    _edit(folder, "kestrel-k0/2025-06-01.yaml", "aliases: [Kestrel K0]", "aliases: [Kestrel K0, Kestrel]")
    assert "on 2026-01-15" in _refused(folder)[0]
    (folder / K1).rename(folder / "kestrel-k1/2026-02-01.yaml")
    register = read_register(folder)
    before, after = (find_reviewed(register, "Kestrel", dt.date(2026, month, 1)) for month in (1, 2))
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("Kestrel K0", "Kestrel K1")


def test_one_entry_is_one_part(folder: Path) -> None:
    _edit(folder, "kestrel-k0/2026-02-01.yaml", "EK-K0-16", "EK-K0-32")
    (problem,) = _refused(folder)
    assert problem.startswith("kestrel-k0/2026-02-01.yaml:2:14: the part number was EK-K0-16 on 2025-06-01.")


@pytest.mark.parametrize(
    "path", ["x.yaml", "k1/new.yaml", "k1/2026-01-15.yml", "K 1/2026-01-15.yaml", "a/b/2026-01-15.yaml"]
)
def test_a_file_in_the_wrong_place_is_refused(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes((REGISTER / K1).read_bytes())
    assert any(problem.startswith(path) and "kestrel-k1/2026-01-15.yaml" in problem for problem in _refused(folder))


def test_no_folder_and_an_empty_one_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidRegister, match="is not a folder"):
        read_register(tmp_path / "none")
    with pytest.raises(InvalidRegister, match="holds no entry"):
        read_register(tmp_path)


def test_only_the_register_says_that_figures_were_reviewed() -> None:
    review = '{"part_number": "x", "reviewer": "y", "reviewed_on": "2026-01-01", "digest": "z"}'
    for name in ("item.json", "item.yaml"):
        with pytest.raises(InvalidQuestion, match="is not for a file to say"):
            parse_item(f'{{"name": "x", "review": {review}}}'.encode(), name)
    question = f'{{"item": {{"name": "x", "review": {review}}}, "destination": "CN", "date": "2026-03-01"}}'
    with pytest.raises(InvalidQuestion, match="/item/review: is not for the asker to say"):
        read_shipment(question.encode(), LATER)


def test_a_question_names_an_item_of_the_register_as_of_its_own_date() -> None:
    register = read_register(REGISTER)
    asked = b'{"item": "EK-K0-16", "destination": "AE", "date": "%s"}'
    items = [read_shipment(asked % day, LATER, register).item for day in (b"2026-01-01", b"2026-02-01")]
    assert [item.tops[Format.INT8] for item in items] == [200, Decimal("199.5")]
    assert read_shipment(b'{"item": "Kestrel K0", "destination": "AE"}', LATER, register).item == items[1]
    with pytest.raises(InvalidQuestion, match=r"/item.*from 2026-01-15 on"):
        read_shipment(b'{"item": "K1", "destination": "AE", "date": "2025-01-01"}', LATER, register)
    with pytest.raises(InvalidQuestion, match="is not an item of the catalog"):
        read_shipment(b'{"item": "EK-K0-16", "destination": "AE", "date": "2026-03-01"}', LATER)


CATALOG = """part_number,name,vendor,kind,tops_int8,die_area_mm2,marketed_for_datacenter
EK-K1-64,Kestrel K1,Example Silicon GmbH,ic,400.0,560,true
ek-k0-16,K zero,Example Silicon GmbH,ic,200,1200.00,false
EK-X,Kestrel X,Example Silicon GmbH,ic,10,100,
,Kestrel Y,Example Silicon GmbH,ic,10,100,
"""


def test_reviewed_figures_take_the_place_of_a_rows_own_and_differences_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "catalog.csv"
    path.write_text(CATALOG, encoding="utf-8")
    reviews = RowReviews(read_register(REGISTER), LATER)
    items, said = [], []
    for line, found in Catalog(path, None, reviews).rows():
        assert isinstance(found, ItemSpec)
        items.append(found)
        said.append(reviews.differences(line))
    assert [item.review is not None for item in items] == [True, True, False, False]
    assert items[1].tops == {Format.INT8: Decimal("199.5")}
    assert items[0].link_bandwidth_gb_s == 200
    assert said == [
        [],
        ["name is K zero in the row, Kestrel K0 in the register", "tops.int8 is 200 in the row, 199.5 in the register"],
        [],
        [],
    ]
    assert reviews.unknown == 1


def test_without_a_register_a_part_number_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "catalog.csv"
    path.write_text(CATALOG, encoding="utf-8")
    items = [found for _, found in Catalog(path).rows() if isinstance(found, ItemSpec)]
    assert [item.name for item in items] == ["Kestrel K1", "K zero", "Kestrel X", "Kestrel Y"]
    assert all(item.review is None for item in items)
    path.write_text("part_number,tpp\nEK-K1-64,1\n", encoding="utf-8")
    with pytest.raises(InvalidCatalog, match="no column states the name"):
        Catalog(path)
