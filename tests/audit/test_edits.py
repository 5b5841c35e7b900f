"""What differs between two versions, said in the terms of the law."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from chipgate.audit.change import Depth, Kind
from chipgate.audit.changes import changes
from chipgate.audit.edits import edits
from chipgate.audit.meaning import meaning
from chipgate.model.provision import Group, Item, PartyList, Policy
from chipgate.model.rulebook import Dated, Rulebook
from chipgate.surfaces.render.audit_text import edit_line

CITATION = {
    "basis": "regulation", "text": "15 CFR 742.6", "published": True, "confidence": "high",
    "sources": [{"title": "88 FR 73458", "url": "https://www.govinfo.gov/"}],
}  # fmt: skip
TPP = {"measure": "tpp", "at_least": "4800", "paragraph": "a.1"}
DENSITY = {"measure": "performance_density", "at_least": "5.92"}
FLAG = {"flag": "designed_or_marketed_for_datacenter", "is": False}


def item(applies: Any, **fields: Any) -> Dated:
    raw = {"title": "T", "effective": "2023-11-17", "applies": applies, "classification": "3A090.a", "says": "S.",
           "citation": CITATION, **fields}  # fmt: skip
    return Dated("us/items/x", Item.model_validate_json(json.dumps(raw)))


def policy(**fields: Any) -> Dated:
    raw = {"title": "T", "effective": "2023-11-17", "applies": {"destination": ["CN"]}, "says": "S.",
           "citation": CITATION, "covers": ["us/requirements/a"], "policy": "case-by-case", **fields}  # fmt: skip
    return Dated("us/policies/x", Policy.model_validate(raw))


def group(*countries: str) -> Dated:
    raw = {"title": "T", "effective": "2023-11-17", "citation": CITATION, "countries": countries}
    return Dated("us/groups/x", Group.model_validate(raw))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (TPP, {**TPP, "at_least": "2300"}, ["a.1: tpp 4800 → 2300 (at least, TPP)"]),
        (
            {"measure": "tpp", "at_least": "4800"}, {"measure": "tpp", "above": "4800"},
            ["tpp at least 4800 → above 4800 (TPP)"],
        ),
        (
            {"measure": "tpp", "at_least": "4800"}, {"measure": "tpp", "below": "4800"},
            ["tpp at least 4800 → below 4800 (TPP)"],
        ),
        (
            {"measure": "tpp", "at_least": "1600"}, {"measure": "tpp", "at_least": "1600", "below": "4800"},
            ["tpp no bound → below 4800 (TPP)"],
        ),
        ({"any": [TPP, DENSITY]}, {"any": [TPP]}, ["removed: density ≥ 5.92"]),
        ({"any": [TPP]}, {"any": [DENSITY, TPP]}, ["added: density ≥ 5.92"]),
        (
            {"any": [TPP, {"all": [{"measure": "tpp", "at_least": "1600"}, DENSITY], "paragraph": "a.2"}]},
            {"any": [{"all": [{"measure": "tpp", "at_least": "1600"}, {**DENSITY, "at_least": "3.2"}],
                      "paragraph": "a.2"}, TPP]},
            ["a.2: performance_density 5.92 → 3.2 (at least, TPP/mm²)"],
        ),
        (
            {"not": {"all": [FLAG, {"measure": "tpp", "below": "4800"}]}, "paragraph": "Note 2"},
            {"not": {"all": [{**FLAG, "is": True}, {"measure": "tpp", "below": "4800"}]}, "paragraph": "Note 2"},
            ["designed_or_marketed_for_datacenter: false → true"],
        ),
        (
            {"destination": ["CN", "MO", "us/groups/d5"]}, {"destination": ["CN", "us/groups/d5", "us/groups/d4"]},
            ["destination: +us/groups/d4, -MO"],
        ),
        (
            {"party": "headquarters", "in": ["CN"]}, {"party": "headquarters", "in": ["CN", "MO"]},
            ["headquarters: +MO"],
        ),
        (
            {"party": "headquarters", "in": ["CN"]}, {"party": "ultimate_parent", "in": ["CN"]},
            ["removed: a party's headquarters is in CN", "added: a party's ultimate parent is in CN"],
        ),
        (
            {"listed": ["us/lists/a"], "who": "every", "roles": ["end-user"]},
            {"listed": ["us/lists/a"], "who": "every", "roles": ["end-user", "purchaser"]},
            ["removed: every party stands in us/lists/a, asked of the end user",
             "added: every party stands in us/lists/a, asked of the end user or purchaser"],
        ),
        (
            {"listed": ["us/lists/a"], "who": "every"}, {"listed": ["us/lists/a"], "who": "any"},
            ["removed: every party stands in us/lists/a", "added: a party stands in us/lists/a"],
        ),
        (
            {"listed": ["us/lists/a"], "who": "any"}, {"listed": ["us/lists/a", "us/lists/b"], "who": "any"},
            ["listed: +us/lists/b"],
        ),
        (
            {"every_party": "location", "in": ["AE"], "roles": ["end-user"]},
            {"every_party": "location", "in": ["AE"]},
            ["removed: every end user's location is in AE", "added: every party's location is in AE"],
        ),
        (
            {"provenance": "made_in", "in": ["CN"]}, {"provenance": "packaged_in", "in": ["CN"]},
            ["removed: the place where it is made is in CN", "added: the place where it is packaged is in CN"],
        ),
        ({"provenance": "made_in", "in": ["CN"]}, {"provenance": "made_in", "in": ["CN", "MO"]}, ["made_in: +MO"]),
        ({"all": [TPP]}, {"any": [TPP]}, ["removed: TPP ≥ 4,800", "added: TPP ≥ 4,800"]),
        ({"named": ["A100"]}, {"named": ["A100", "H100"]}, ["named: +H100"]),
    ],
)  # fmt: skip
def test_a_changed_condition_is_told_by_what_moved(old: Any, new: Any, said: list[str]) -> None:
    assert [edit_line(edit) for edit in edits(item(old), item(new))] == said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TPP, {**TPP, "at_least": "4800.00"}),
        (TPP, {**TPP, "paragraph": "a.i"}),
        ({"any": [TPP, DENSITY]}, {"any": [DENSITY, TPP]}),
        ({"destination": ["CN", "MO"]}, {"destination": ["MO", "CN", "MO"]}),
    ],
)
def test_another_spelling_order_or_label_means_the_same(old: Any, new: Any) -> None:
    assert meaning(item(old)) == meaning(item(new))
    assert edits(item(old), item(new)) == ()


def test_fields_beside_the_condition_are_told_old_to_new() -> None:
    acts = [{"id": "notice", "text": "Notify 25 days ahead."}, {"id": "end-use", "text": "State the end use."}]
    old = policy(conditions=acts)
    new = policy(
        policy="presumption-of-denial", covers=["us/requirements/b"], expires="2027-01-01", enforcement="not-enforced",
        conditions=[{"id": "notice", "text": "Notify 30 days ahead."}],
    )  # fmt: skip
    assert [edit_line(edit) for edit in edits(old, new)] == [
        "enforcement: enforced → not-enforced",
        "covers: +us/requirements/b, -us/requirements/a",
        "policy: case-by-case → presumption-of-denial",
        "conditions: -end-use",
        "conditions notice: Notify 25 days ahead. → Notify 30 days ahead.",
        "expires: none → 2027-01-01",
    ]
    repealed = edits(policy(), policy(repealed=True))
    assert [edit_line(edit) for edit in repealed] == ["repealed: false → true"]


def test_members_of_a_group_are_told_one_by_one() -> None:
    found = edits(group("CN", "RU"), group("CN", "VE", "CU"))
    assert [edit_line(edit) for edit in found] == ["countries: +CU, +VE, -RU"]


def listed(*entries: dict[str, Any]) -> Dated:
    raw = {"title": "T", "effective": "2023-11-17", "citation": CITATION, "entries": entries}
    return Dated("us/lists/x", PartyList.model_validate(raw))


def test_entries_of_a_list_of_parties_are_told_by_name_and_field() -> None:
    old = listed({"name": "Amazon", "aliases": ["AWS"], "subsidiaries": True}, {"name": "Meta"})
    new = listed({"name": "Amazon", "aliases": ["AWS", "Amazon.com"]}, {"name": "Agencies", "government_of": "AE"})
    assert [edit_line(edit) for edit in edits(old, new)] == [
        "entries: +Agencies, -Meta",
        "entries Amazon aliases: +Amazon.com",
        "entries Amazon subsidiaries: true → false",
    ]
    governments = [listed({"name": "Agencies", "government_of": code}) for code in ("AE", "SA")]
    assert [edit_line(edit) for edit in edits(*governments)] == ["entries Agencies government_of: AE → SA"]


@pytest.mark.parametrize(
    ("fields", "depth"),
    [
        ({"citation": {**CITATION, "confidence": "low"}}, Depth.CITATION),
        ({"title": "Another"}, Depth.WORDING),
        ({"says": "Otherwise said."}, Depth.WORDING),
        ({"title": "Another", "citation": {**CITATION, "confidence": "low"}}, Depth.WORDING),
        ({"replaces": ["us/items/y"]}, Depth.MEANING),
    ],
)
def test_a_change_of_words_is_not_a_change_of_law(rulebook: Rulebook, fields: Any, depth: Depth) -> None:
    old = Rulebook(rulebook.pack, rulebook.verdicts, [item(TPP)])
    new = Rulebook(rulebook.pack, rulebook.verdicts, [item(TPP, **fields)])
    (change,) = changes(old, new, dt.date(2026, 10, 1))
    assert (change.kind, change.depth) == (Kind.CHANGED, depth)
    assert change.retroactive is (depth is Depth.MEANING)
    assert bool(change.edits) is (depth is Depth.MEANING)
