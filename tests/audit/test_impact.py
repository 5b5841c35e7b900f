"""Flips, held against deciding every item on every day by itself."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from chipgate import ItemSpec, Rulebook, Shipment
from chipgate.audit.answered import told
from chipgate.audit.applying import Applying
from chipgate.audit.columns import Columns, places
from chipgate.audit.compared import Comparison, verdict_of
from chipgate.audit.impact import Flip, flips, spans
from chipgate.engine.facts import facts_of
from chipgate.engine.judge import matching_on, try_case
from chipgate.errors import EngineDisagreement
from chipgate.files.catalog import Catalog
from chipgate.files.places import example_catalog
from chipgate.model.condition import DestinationIn
from chipgate.model.decision import Outcome
from chipgate.model.item import Format
from chipgate.model.pack import Verdict, VerdictTable
from chipgate.model.provision import Act, Group, Item, LicenseException, Policy
from chipgate.model.rulebook import Dated

TODAY = dt.date(2026, 10, 1)
NAMES = ("A30", "H20 (HGX)", "H100 SXM5", "GeForce RTX 4090 D", "Instinct MI210")
DESTINATIONS = ("CN", "HK", "SG", "AE", "DE", "RU", "US", "MY")
ODD: tuple[dict[str, Any], ...] = (
    {"name": "Nothing stated"},
    {"name": "Foreign", "us_origin": False, "tpp": 5000},
    {"name": "Foreign, direct product", "us_origin": False, "direct_product": True, "tpp": 5000, "die_area_mm2": 800},
    {"name": "Ascend 910B", "manufacturer": "Huawei", "designer_headquarters": "CN", "us_origin": False, "tpp": 5120},
    {"name": "Planar", "transistor": "planar", "tpp": 4000, "die_area_mm2": 100},
    {"name": "Memory", "kind": "hbm", "hbm_bandwidth_gb_s": 1200, "hbm_area_mm2": 110},
    {"name": "Board", "base_classification": "5A002", "tpp": 4800, "designed_or_marketed_for_datacenter": True},
    {"name": "Weights", "kind": "model-weights", "training_operations": "2e26"},
    {"name": "Logic", "tpp": 1600, "made_in": "MO", "packager": "Amkor", "packaged_in": "TW", "process_node_nm": 7},
    {"name": "Half a link", "tpp": 2400, "dram_bandwidth_gb_s": 1399, "host_bandwidth_gb_s": 128},
)


@pytest.fixture(scope="module")
def items() -> list[ItemSpec]:
    rows = (found for _, found in Catalog(example_catalog()).rows() if isinstance(found, ItemSpec))
    return [item for item in rows if item.name in NAMES]


@pytest.fixture(scope="module")
def odd(items: list[ItemSpec]) -> list[ItemSpec]:
    """Items that answer the questions of the rules in every way, and some at the bounds."""
    rng = random.Random(6)
    made = [ItemSpec.model_validate(one) for one in ODD]
    for tpp in ("1599.9", "1600", "2399", "4799.9999999999999", "4800", "20999", "21000"):
        figures = {"tpp": Decimal(tpp), "manufacturer": rng.choice(["NVIDIA", "AMD", "Intel", None])}
        more = {"dram_bandwidth_gb_s": 1400, "die_area_mm2": rng.choice([None, 300, 814])}
        stated = {key: value for key, value in {**figures, **more}.items() if value is not None}
        made.append(ItemSpec.model_validate({"name": f"At {tpp}", **stated}))
    return [*items, *made]


def _swap(rulebook: Rulebook, change: Callable[[Dated], Dated | None]) -> Rulebook:
    kept = (change(dated) for dated in rulebook)
    return Rulebook(rulebook.pack, rulebook.verdicts, (dated for dated in kept if dated is not None), rulebook.others)


def _lower_bound(dated: Dated) -> Dated:
    if (dated.id, dated.name) != ("us/items/3a090-a", "2023-11-17"):
        return dated
    text = dated.version.model_dump_json(by_alias=True, exclude_none=True).replace('"4800"', '"2300"')
    return Dated(dated.id, Item.model_validate_json(text))


def _without_letter(dated: Dated) -> Dated | None:
    return None if dated.id == "us/letters/nvidia-h20" else dated


def _without_the_emirates(dated: Dated) -> Dated:
    version = dated.version
    if not isinstance(version, Group):
        return dated
    return Dated(dated.id, version.model_copy(update={"countries": tuple(c for c in version.countries if c != "AE")}))


def _without_some(dated: Dated) -> Dated | None:
    """Every fifth provision is not there: a great difference."""
    counted = dated.kind not in {"destinations", "groups", "companies", "lists", "questions"}
    return None if counted and sum(dated.id.encode()) % 5 == 0 else dated


def _renamed(dated: Dated) -> Dated:
    version = dated.version
    if not isinstance(version, Item):
        return dated
    return Dated(dated.id, version.model_copy(update={"classification": version.classification.replace(".b", ".x")}))


def _more_asked(dated: Dated) -> Dated:
    """Every exception and every policy asks for one act more."""
    version = dated.version
    if not isinstance(version, LicenseException | Policy):
        return dated
    acts = (*version.conditions, Act(id="more", text="More."))
    return Dated(dated.id, version.model_copy(update={"conditions": acts}))


def _reported(dated: Dated) -> Dated:
    """What is reported of other jurisdictions is so of whatever goes to China."""
    if dated.kind != "reported":
        return dated
    return Dated(dated.id, dated.version.model_copy(update={"applies": DestinationIn(destination=("CN",))}))


def _stricter(rulebook: Rulebook) -> Rulebook:
    rows = tuple(
        row.model_copy(update={"verdict": Verdict.BLOCKED}) if row.state == "policy-unstated" else row
        for row in rulebook.verdicts.rows
    )
    return Rulebook(rulebook.pack, VerdictTable(title="Stricter", rows=rows), rulebook, rulebook.others)


CHANGES: dict[str, Callable[[Rulebook], Rulebook]] = {
    "a bound": lambda rulebook: _swap(rulebook, _lower_bound),
    "a letter": lambda rulebook: _swap(rulebook, _without_letter),
    "a country": lambda rulebook: _swap(rulebook, _without_the_emirates),
    "much": lambda rulebook: _swap(rulebook, _without_some),
    "the verdict table": _stricter,
    "the name of a paragraph": lambda rulebook: _swap(rulebook, _renamed),
    "acts": lambda rulebook: _swap(rulebook, _more_asked),
    "reported controls": lambda rulebook: _swap(rulebook, _reported),
}


ONLY_TOLD = ("the name of a paragraph", "acts", "reported controls")


def test_columns_say_of_each_item_what_the_explanation_says_of_it_alone(
    rulebook: Rulebook, odd: list[ItemSpec]
) -> None:
    rng = random.Random(1)
    columns = Columns(odd)
    applying = Applying(columns)
    days = [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]
    for _ in range(250):
        day, destination, place = rng.choice(days), rng.choice(DESTINATIONS), rng.randrange(len(odd))
        matching = matching_on(rulebook, day)
        shipment = Shipment(item=odd[place], destination=destination, date=day)
        alone = matching.explain(facts_of(shipment, matching.ruleset))
        together = applying.on(matching.ruleset, destination)
        assert {name: column.of(place) for name, column in together.items()} == alone


@pytest.mark.parametrize("change", CHANGES)
def test_every_answer_that_differs_is_a_flip_and_no_other(rulebook: Rulebook, odd: list[ItemSpec], change: str) -> None:
    """On days drawn at random: each span's turned items, and the flips joined from them, against the whole engine."""
    rng = random.Random(change)
    other = CHANGES[change](rulebook)
    comparison = Comparison(rulebook, other, odd)
    found = flips(rulebook, other, odd, DESTINATIONS, TODAY)
    assert any(flip.verdict_changed for flip in found) is (change not in ONLY_TOLD)
    days = {TODAY, dt.date(2028, 1, 1)}
    for boundary in {*rulebook.boundaries, *other.boundaries}:
        days |= {boundary, boundary - dt.timedelta(days=1)}
    covered = sorted(day for day in days if day >= rulebook.pack.covered_from)
    differ = 0
    for _ in range(120):
        day, place = rng.choice(covered), rng.randrange(len(odd))
        destination = rng.choice([code for code in DESTINATIONS if code != "US"])
        shipment = Shipment(item=odd[place], destination=destination, date=day)
        was, now = (verdict_of(try_case(side, shipment, day)) for side in (rulebook, other))
        turned = [
            (one.before, one.after) for one in comparison.turned(day, destination, ("x",)) if place in places(one.items)
        ]
        named = [flip for flip in found if _tells(flip, odd[place], destination, day)]
        expected = [(was[0], now[0])] if was != now else []
        assert turned == expected
        assert [(flip.before, flip.after) for flip in named] == expected
        differ += bool(expected)
    assert differ
    assert comparison.confirmed


@pytest.mark.parametrize("change", ONLY_TOLD)
def test_where_any_part_of_an_answer_differs_the_item_is_told_of(
    rulebook: Rulebook, items: list[ItemSpec], change: str
) -> None:
    """Beside `audit.answered`, which takes the parts of an answer from the engine one by one."""
    rng = random.Random(change)
    other = CHANGES[change](rulebook)
    found = flips(rulebook, other, items, DESTINATIONS, TODAY)
    differ = 0
    for _ in range(80):
        day, item = rng.choice(rulebook.boundaries[2:]), rng.choice(items)
        destination = rng.choice([code for code in DESTINATIONS if code != "US"])
        shipment = Shipment(item=item, destination=destination, date=day)
        answers = [told(side, shipment) for side in (rulebook, other)]
        assert (answers[0] != answers[1]) is any(_tells(flip, item, destination, day) for flip in found)
        differ += answers[0] != answers[1]
    assert differ


def _tells(flip: Flip, item: ItemSpec, destination: str, day: dt.date) -> bool:
    within = flip.first <= day and (flip.last is None or day <= flip.last)
    return within and flip.item == item.name and destination in flip.destinations


def test_an_answer_that_the_engine_does_not_confirm_stops_the_audit(rulebook: Rulebook) -> None:
    item = ItemSpec.model_validate({"name": "Swapped", "tops": {"fp8": 500}, "die_area_mm2": 800})
    comparison = Comparison(rulebook, _swap(rulebook, _lower_bound), [item])
    item.tops[Format.FP8] = Decimal(1)  # the columns have read the figures, the engine will read others
    with pytest.raises(EngineDisagreement, match="Swapped to CN on 2024-05-01: the columns say"):
        comparison.turned(dt.date(2024, 5, 1), "CN", ("us/items/3a090-a",))


def test_the_provision_that_did_it_is_named_and_destinations_alike_stand_together(
    rulebook: Rulebook, items: list[ItemSpec]
) -> None:
    found = flips(rulebook, _swap(rulebook, _lower_bound), items, ("CN", "HK", "US"), TODAY)
    h20 = [flip for flip in found if flip.item == "H20 (HGX)" and flip.verdict_changed]
    assert [(flip.destinations, str(flip.first), str(flip.last), flip.before, flip.after) for flip in h20] == [
        (("CN", "HK"), "2023-11-17", "2025-04-08", "allowed", "blocked"),
        (("CN", "HK"), "2025-04-09", "2026-01-14", "license-required", "blocked"),
    ]
    assert {flip.because for flip in h20} == {("us/items/3a090-a",)}
    emirates = flips(rulebook, _swap(rulebook, _without_the_emirates), items, ("AE",), TODAY)
    assert {id.split("/")[1] for flip in emirates for id in flip.because} <= {"groups", "requirements"}


def test_a_change_of_words_or_of_nothing_flips_nothing(rulebook: Rulebook, items: list[ItemSpec]) -> None:
    def reword(dated: Dated) -> Dated:
        return Dated(dated.id, dated.version.model_copy(update={"title": f"{dated.version.title}, reworded"}))

    assert spans(rulebook, _swap(rulebook, reword)) == []
    assert flips(rulebook, rulebook, items, DESTINATIONS, TODAY) == ()
    assert flips(rulebook, _swap(rulebook, reword), items, DESTINATIONS, TODAY) == ()
    assert flips(rulebook, _swap(rulebook, _lower_bound), [], DESTINATIONS, TODAY) == ()


def test_another_verdict_table_flips_what_stands_in_the_state_it_moved(
    rulebook: Rulebook, items: list[ItemSpec]
) -> None:
    found = flips(rulebook, _stricter(rulebook), items, ("CN",), TODAY)
    h20 = next(flip for flip in found if flip.item == "H20 (HGX)" and flip.verdict_changed)
    assert (str(h20.first), h20.after, h20.because) == ("2025-04-09", "blocked", ("verdicts",))


def test_days_newly_covered_come_from_no_verdict(rulebook: Rulebook, items: Sequence[ItemSpec]) -> None:
    later = rulebook.pack.model_copy(update={"covered_from": dt.date(2023, 1, 1)})
    found = flips(Rulebook(later, rulebook.verdicts, rulebook), rulebook, items[:1], ("CN",), TODAY)
    assert {flip.before for flip in found} == {Outcome.DATE_NOT_COVERED.value}
    assert {flip.after for flip in found} <= {verdict.value for verdict in Verdict}
    assert (found[0].first, found[-1].last) == (rulebook.pack.covered_from, dt.date(2022, 12, 31))
