"""Flips, held against deciding every day on its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from chipgate import ItemSpec, Rulebook, Shipment
from chipgate.audit.impact import Flip, flips
from chipgate.engine.judge import try_case
from chipgate.files.catalog import Catalog
from chipgate.files.places import example_catalog
from chipgate.model.pack import Verdict, VerdictTable
from chipgate.model.provision import Group, Item
from chipgate.model.rulebook import Dated

TODAY = dt.date(2026, 10, 1)
NAMES = ("A30", "H20 (HGX)", "H100 SXM5", "GeForce RTX 4090 D", "Instinct MI210")
DESTINATIONS = ("CN", "HK", "SG", "AE", "US")


@pytest.fixture(scope="module")
def items() -> list[ItemSpec]:
    rows = (found for _, found in Catalog(example_catalog()).rows() if isinstance(found, ItemSpec))
    return [item for item in rows if item.name in NAMES]


def _swap(rulebook: Rulebook, change: Callable[[Dated], Dated | None]) -> Rulebook:
    kept = (change(dated) for dated in rulebook)
    return Rulebook(rulebook.pack, rulebook.verdicts, (dated for dated in kept if dated is not None))


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


@pytest.mark.parametrize("change", [_lower_bound, _without_letter, _without_the_emirates])
def test_flips_are_exactly_the_days_on_which_the_verdicts_differ(
    rulebook: Rulebook, items: list[ItemSpec], change: Callable[[Dated], Dated | None]
) -> None:
    other = _swap(rulebook, change)
    found = flips(rulebook, other, items, DESTINATIONS, TODAY)
    assert any(flip.verdict_changed for flip in found)
    days = {TODAY, dt.date(2028, 1, 1)}
    for boundary in {*rulebook.boundaries, *other.boundaries}:
        days |= {boundary, boundary - dt.timedelta(days=1)}
    for item in items:
        for destination in DESTINATIONS[:-1]:
            for day in sorted(day for day in days if day >= rulebook.pack.covered_from):
                shipment = Shipment(item=item, destination=destination, date=day)
                decided = tuple(try_case(side, shipment, day).conclusion.worst.value for side in (rulebook, other))
                told = [flip for flip in found if _tells(flip, item, destination, day)]
                assert len(told) <= 1
                if decided[0] != decided[1]:
                    assert [(flip.before, flip.after) for flip in told] == [decided]
                else:
                    assert not [flip for flip in told if flip.verdict_changed]


def _tells(flip: Flip, item: ItemSpec, destination: str, day: dt.date) -> bool:
    within = flip.first <= day and (flip.last is None or day <= flip.last)
    return within and flip.item == item.name and destination in flip.destinations


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

    assert flips(rulebook, rulebook, items, DESTINATIONS, TODAY) == ()
    assert flips(rulebook, _swap(rulebook, reword), items, DESTINATIONS, TODAY) == ()


def test_another_verdict_table_flips_what_stands_in_the_state_it_moved(
    rulebook: Rulebook, items: list[ItemSpec]
) -> None:
    rows = tuple(
        row.model_copy(update={"verdict": Verdict.BLOCKED}) if row.state == "policy-unstated" else row
        for row in rulebook.verdicts.rows
    )
    stricter = Rulebook(rulebook.pack, VerdictTable(title="Stricter", rows=rows), rulebook)
    found = flips(rulebook, stricter, items, ("CN",), TODAY)
    h20 = next(flip for flip in found if flip.item == "H20 (HGX)" and flip.verdict_changed)
    assert (str(h20.first), h20.after, h20.because) == ("2025-04-09", "blocked", ("verdicts",))


def test_days_newly_covered_come_from_no_verdict(rulebook: Rulebook, items: list[ItemSpec]) -> None:
    later = rulebook.pack.model_copy(update={"covered_from": dt.date(2023, 1, 1)})
    found = flips(Rulebook(later, rulebook.verdicts, rulebook), rulebook, items[:1], ("CN",), TODAY)
    assert {flip.before for flip in found} == {"date-not-covered"}
    assert {flip.after for flip in found} <= {verdict.value for verdict in Verdict}
    assert (found[0].first, found[-1].last) == (rulebook.pack.covered_from, dt.date(2022, 12, 31))
