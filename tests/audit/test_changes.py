"""Which changes rewrite the past: by what was in force on the days before the commit, and by nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest

from chipgate.audit.change import Change, Depth, Kind
from chipgate.audit.changes import changes
from chipgate.audit.edits import FieldEdit
from chipgate.model.pack import HousePack, Verdict, VerdictTable
from chipgate.model.provision import Group
from chipgate.model.rulebook import Dated, OtherPacks, Rulebook
from chipgate.surfaces.render.audit_text import change_line

COMMITTED = dt.date(2026, 10, 1)
CITATION = {
    "basis": "regulation", "text": "Supp. No. 1 to 15 CFR part 740", "published": True, "confidence": "high",
    "sources": [{"title": "eCFR", "url": "https://www.ecfr.gov/"}],
}  # fmt: skip


def version(day: str, *countries: str, **fields: Any) -> Dated:
    raw = {"title": "A group", "effective": day, "citation": CITATION, "countries": countries or ("CN",), **fields}
    return Dated("us/groups/x", Group.model_validate(raw))


@pytest.fixture
def compare(rulebook: Rulebook) -> Any:
    def compared(old: Iterable[Dated], new: Iterable[Dated], committed: dt.date = COMMITTED) -> list[Change]:
        before, after = (Rulebook(rulebook.pack, rulebook.verdicts, versions) for versions in (old, new))
        return list(changes(before, after, committed))

    return compared


OLD = version("2022-08-01", "CN")
MIDDLE = version("2024-03-15", "CN", "NI")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([OLD], [version("2022-08-01", "CN", "MO")], [("2022-08-01", Kind.CHANGED, "2022-08-01")]),
        ([OLD], [OLD, version("2026-10-01", "CN", "MO")], [("2026-10-01", Kind.ADDED, None)]),
        ([OLD], [OLD, version("2026-09-30", "CN", "MO")], [("2026-09-30", Kind.ADDED, "2026-09-30")]),
        ([OLD], [OLD, version("2027-01-01", "CN", "MO")], [("2027-01-01", Kind.ADDED, None)]),
        ([OLD, MIDDLE], [OLD], [("2024-03-15", Kind.REMOVED, "2024-03-15")]),
        ([OLD, MIDDLE], [MIDDLE], [("2022-08-01", Kind.REMOVED, "2022-08-01")]),
        (
            [OLD, MIDDLE], [OLD, version("2024-03-20", "CN", "NI")],
            [("2024-03-20", Kind.MOVED, "2024-03-15")],
        ),
        (
            [OLD, MIDDLE], [OLD, version("2024-03-10", "CN", "NI"), MIDDLE],
            [("2024-03-10", Kind.ADDED, "2024-03-10")],
        ),
        ([OLD], [version("2022-08-01", expires="2027-01-01")], [("2022-08-01", Kind.CHANGED, None)]),
        ([OLD], [version("2022-08-01", expires="2025-01-01")], [("2022-08-01", Kind.CHANGED, "2025-01-01")]),
        ([OLD], [OLD, version("2025-06-01", repealed=True)], [("2025-06-01", Kind.ADDED, "2025-06-01")]),
        ([OLD], [OLD, version("2025-06-01", "CN")], [("2025-06-01", Kind.ADDED, None)]),
        ([OLD], [OLD], []),
        ([], [OLD], [("2022-08-01", Kind.ADDED, "2022-08-01")]),
    ],
)  # fmt: skip
def test_a_change_is_retroactive_from_the_first_past_day_that_reads_otherwise(
    compare: Any, old: list[Dated], new: list[Dated], expected: list[tuple[str, Kind, str | None]]
) -> None:
    found = compare(old, new)
    assert [
        (one.version, one.kind, one.retroactive_from and one.retroactive_from.isoformat()) for one in found
    ] == expected


def test_rules_of_days_that_are_not_covered_rewrite_nothing(compare: Any, rulebook: Rulebook) -> None:
    early = version("2020-01-01", "RU")
    assert early.effective < rulebook.pack.covered_from
    assert [one.retroactive for one in compare([early, OLD], [OLD])] == [False]


def test_the_day_of_the_commit_itself_is_not_the_past(compare: Any) -> None:
    changed = version("2025-06-01", "CN", "MO")
    assert not compare([OLD], [OLD, changed], dt.date(2025, 6, 1))[0].retroactive
    assert compare([OLD], [OLD, changed], dt.date(2025, 6, 2))[0].retroactive


def test_an_added_version_is_told_against_the_one_it_follows(compare: Any) -> None:
    (added,) = compare([OLD], [OLD, MIDDLE])
    assert (added.beside, [edit.added for edit in added.edits]) == ("2022-08-01", [("NI",)])
    (removed,) = compare([OLD, MIDDLE], [OLD])
    assert (removed.beside, [edit.removed for edit in removed.edits]) == ("2022-08-01", [("NI",)])


def test_an_added_version_that_means_what_stood_before_says_so(compare: Any) -> None:
    (added,) = compare([OLD], [OLD, version("2025-06-01", "CN", title="Another title")])
    assert (added.kind, added.depth) == (Kind.ADDED, Depth.WORDING)


def test_the_verdict_table_and_the_title_page_are_compared_too(rulebook: Rulebook) -> None:
    rows = [
        row.model_copy(update={"verdict": Verdict.BLOCKED}) if row.state == "policy-unstated" else row
        for row in rulebook.verdicts.rows
    ]
    stricter = VerdictTable(title=rulebook.verdicts.title, rows=tuple(rows))
    (table,) = changes(rulebook, Rulebook(rulebook.pack, stricter, rulebook, rulebook.others), COMMITTED)
    assert (table.provision, table.depth, table.retroactive) == ("verdicts", Depth.MEANING, True)
    later = rulebook.pack.model_copy(update={"verified_through": dt.date(2026, 9, 30)})
    (page,) = changes(rulebook, Rulebook(later, rulebook.verdicts, rulebook, rulebook.others), COMMITTED)
    assert (page.provision, page.depth, page.retroactive) == ("us/pack", Depth.WORDING, False)
    shorter = rulebook.pack.model_copy(update={"covered_from": dt.date(2023, 1, 1)})
    (page,) = changes(rulebook, Rulebook(shorter, rulebook.verdicts, rulebook, rulebook.others), COMMITTED)
    assert (page.depth, page.retroactive) == (Depth.MEANING, True)


def test_the_title_page_of_another_jurisdiction_or_a_house_is_a_change_of_words(rulebook: Rulebook) -> None:
    pages = dict(rulebook.others.jurisdictions)
    pages["my"] = pages["my"].model_copy(update={"verified_through": dt.date(2026, 9, 30), "title": "Malaysia"})
    del pages["gb"]
    house = HousePack(title="Our rules", house="ours", owner="Trade", contact="trade@example.com")
    others = OtherPacks(pages, {"ours": house})
    found = changes(rulebook, Rulebook(rulebook.pack, rulebook.verdicts, rulebook, others), COMMITTED)
    assert [(one.provision, one.kind, one.depth, one.terms) for one in found] == [
        ("gb/pack", Kind.REMOVED, Depth.WORDING, ("wording only",)),
        ("my/pack", Kind.CHANGED, Depth.WORDING, ("wording only",)),
        ("ours/pack", Kind.ADDED, Depth.WORDING, ("wording only",)),
    ]
    said = [change_line(one) for one in found]
    assert said[0].endswith("; wording only; the pack is gone")
    assert said[2] == "ours/pack  Our rules; wording only; the pack is new"
    told = {edit.field: edit.after for edit in found[1].edits if isinstance(edit, FieldEdit)}
    assert told == {"title": "Malaysia", "verified_through": "2026-09-30"}


def test_a_version_after_one_that_has_expired_is_new(compare: Any) -> None:
    ended = version("2022-08-01", "CN", expires="2025-01-01")
    (again,) = compare([ended], [ended, version("2026-01-01", "CN")])
    assert (again.terms[0], again.stands) == ("new", False)
    assert "2022-08-01 had ended" in change_line(again)
    (carried_on,) = compare([ended], [ended, version("2024-12-01", "CN")])
    assert (carried_on.terms[0], carried_on.stands) == ("moved date", True)
    (gone,) = compare([ended, version("2026-01-01", "CN")], [ended])
    assert gone.terms[0] == "repealed"
