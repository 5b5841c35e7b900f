"""What a change does: tightened and loosened by what the provision is for, and what asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from chipgate.audit.change import Change
from chipgate.audit.changes import changes
from chipgate.audit.effect import Effect
from chipgate.audit.reach import Reach
from chipgate.audit.signs import FREER, STRICTER, Signs
from chipgate.model.pack import Verdict, VerdictTable
from chipgate.model.rulebook import Dated, Rulebook

COMMITTED = dt.date(2026, 10, 1)
Edited = Callable[..., list[Change]]


def replaced(rulebook: Rulebook, id: str, name: str, old: str, new: str) -> Rulebook:
    versions = []
    for dated in rulebook:
        text = dated.version.model_dump_json(by_alias=True, exclude_none=True)
        if (dated.id, dated.name) == (id, name):
            assert old in text
            dated = Dated(id, type(dated.version).model_validate_json(text.replace(old, new)))
        versions.append(dated)
    return Rulebook(rulebook.pack, rulebook.verdicts, versions, rulebook.others)


@pytest.fixture
def edited(rulebook: Rulebook) -> Edited:
    def change(id: str, name: str, old: str, new: str) -> list[Change]:
        return list(changes(rulebook, replaced(rulebook, id, name, old, new), COMMITTED))

    return change


@pytest.mark.parametrize(
    ("id", "old", "new", "terms"),
    [
        ("us/items/3a090-a", '"4800"', '"4000"', ("mixed", "wider", "retroactive")),
        ("us/items/3a090-a", '"4800"', '"5000"', ("mixed", "narrower", "retroactive")),
        ("us/items/4a994-l", '"assembly","computer"', '"computer"', ("loosened", "narrower", "retroactive")),
        ("us/groups/e1", '"IR"', '"IR","BY"', ("tightened", "wider", "retroactive")),
        ("us/groups/d5", '"CN"', '"CN","AE"', ("mixed", "wider", "retroactive")),
        ("us/letters/nvidia-h20", '"unstated"', '"presumption-of-denial"', ("tightened", "retroactive")),
        ("us/policies/china-denial", '"presumption-of-denial"', '"case-by-case"',
         ("loosened", "retroactive")),
    ],
)  # fmt: skip
def test_a_change_is_named_as_a_lawyer_would(
    edited: Edited, rulebook: Rulebook, id: str, old: str, new: str, terms: tuple[str, ...]
) -> None:
    name = "2023-11-17" if id == "us/items/3a090-a" else rulebook.versions[id][0].name
    (change,) = edited(id, name, old, new)
    assert change.terms == terms


def test_a_wider_paragraph_that_an_exception_asks_for_is_mixed(edited: Edited, rulebook: Rulebook) -> None:
    """NAC frees what 3A090.b lists: a circuit that comes under it may be freed where it was blocked as another."""
    (wider,) = edited("us/items/3a090-b", "2023-11-17", '"1600"', '"1500"')
    assert (wider.effect, wider.reach) == (Effect.MIXED, Reach.WIDER)


def test_an_exception_that_frees_more_is_loosened_and_one_that_asks_for_more_is_tightened(edited: Edited) -> None:
    (fewer,) = edited("us/exceptions/hbm", "2024-12-02", '"conditions":[', '"conditions":[{"id":"ask","text":"Ask."},')
    assert (fewer.effect, fewer.reach) == (Effect.TIGHTENED, Reach.SAME)


def test_pulls_follow_what_asks_for_a_provision(rulebook: Rulebook) -> None:
    signs = Signs([rulebook], dt.date(2023, 11, 17), None)
    assert signs.of("us/requirements/hbm") == {STRICTER}
    assert signs.of("us/exceptions/nac") == {FREER}
    assert signs.of("us/lists/supp-8") == {FREER}
    assert signs.of("us/groups/e2") == {STRICTER}
    assert signs.of("us/announcements/h20-licenses") == frozenset()
    assert signs.of("us/destinations/places") == {STRICTER, FREER}


def test_the_table_of_verdicts_tightens_and_loosens_too(rulebook: Rulebook) -> None:
    def table(state: str, verdict: Verdict) -> Any:
        rows = [
            row.model_copy(update={"verdict": verdict}) if row.state == state else row for row in rulebook.verdicts.rows
        ]
        other = VerdictTable(title=rulebook.verdicts.title, rows=tuple(rows))
        return changes(rulebook, Rulebook(rulebook.pack, other, rulebook, rulebook.others), COMMITTED)[0].effect

    assert table("policy-unstated", Verdict.BLOCKED) is Effect.TIGHTENED
    assert table("presumption-of-denial", Verdict.LICENSE_REQUIRED) is Effect.LOOSENED


def test_a_repeal_and_a_new_provision_are_named(rulebook: Rulebook) -> None:
    without = [dated for dated in rulebook if dated.id != "us/letters/nvidia-h20"]
    other = Rulebook(rulebook.pack, rulebook.verdicts, without, rulebook.others)
    (gone,) = changes(rulebook, other, COMMITTED)
    assert gone.terms == ("repealed", "loosened", "retroactive")
    (come,) = changes(other, rulebook, COMMITTED)
    assert come.terms == ("new", "tightened", "retroactive")
    assert come.past[0] == dt.date(2025, 4, 9)


def test_an_end_that_comes_later_is_a_moved_date(rulebook: Rulebook) -> None:
    id = next(dated.id for dated in rulebook if dated.version.expires == dt.date(2027, 4, 6))
    name = next(dated.name for dated in rulebook if dated.version.expires == dt.date(2027, 4, 6))
    (change,) = changes(rulebook, replaced(rulebook, id, name, "2027-04-06", "2028-04-06"), COMMITTED)
    assert change.terms[0] == "moved date"
    assert not change.retroactive
    assert change.days == (dt.date(2027, 4, 6),)


def test_each_change_counts_from_the_day_on_which_it_was_committed(rulebook: Rulebook) -> None:
    id = "us/letters/nvidia-h20"
    without = Rulebook(rulebook.pack, rulebook.verdicts, [dated for dated in rulebook if dated.id != id],
                       rulebook.others)  # fmt: skip
    on_the_day = {f"{id}/2025-04-09": dt.date(2025, 4, 9)}
    (come,) = changes(without, rulebook, COMMITTED, on_the_day)
    assert come.terms == ("new", "tightened")
    late = {f"{id}/2025-04-09": dt.date(2025, 4, 10)}
    assert changes(without, rulebook, COMMITTED, late)[0].retroactive_from == dt.date(2025, 4, 9)
