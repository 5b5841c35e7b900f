"""Replay: every logged answer again, to the byte; drift is named by its gravest part; what cannot be is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, update

from chipgate import ItemSpec, Rulebook
from chipgate.store.answer_parts import Part, difference, gist_of
from chipgate.store.database import Database, open_database
from chipgate.store.reading import Selection, each
from chipgate.store.record import Entry, Kind
from chipgate.store.replay import Tally, replay
from chipgate.store.tables import bundles, records
from chipgate.store.texts import compressed
from chipgate.store.transactions import change
from chipgate.surfaces.answer_again import RulesOfTheLog, answerers
from chipgate.surfaces.clock import stamped
from chipgate.surfaces.timelines import timeline_json, timeline_of, timeline_question
from tests.logged import NOON, answered, asked, log_all

_ALTERED: tuple[dict[str, Any], ...] = (
    {"verdict": "allowed"}, {"certainty": "conservative"}, {"reasons": []}, {"summary": "?"},
)  # fmt: skip


@pytest.fixture
def database(log_url: str) -> Iterator[Database]:
    found = open_database(log_url, stamped(NOON))
    yield found
    found.close()


def played(database: Database) -> Tally:
    tally = Tally()
    for one in replay(database, each(database, Selection(), texts=False), RulesOfTheLog(database)):
        tally.add(one)
    return tally


def altered(entry: Entry, **answer: Any) -> Entry:
    """The entry as if another answer had been given."""
    said = json.loads(entry.answer)
    said["answer"] |= answer
    return replace(entry, answer=json.dumps(said, ensure_ascii=False).encode() + b"\n")


def without(rulebook: Rulebook, id: str) -> Rulebook:
    """The rules without a provision."""
    kept = [dated for dated in rulebook if dated.id != id]
    return Rulebook(rulebook.pack, rulebook.verdicts, kept, rulebook.others)


def test_answers_are_the_same_by_the_rules_they_were_given_by(
    database: Database, rulebook: Rulebook, h20: ItemSpec
) -> None:
    earlier = without(rulebook, "us/letters/nvidia-h20")
    question = asked(h20, date="2025-04-09")
    entries = [answered(rules, question) for rules in (earlier, rulebook)]
    assert entries[0].answer != entries[1].answer
    log_all(database, entries, earlier, rulebook)
    tally = played(database)
    assert (tally.same, tally.drifted()) == (2, 0)
    by_others = answerers(rulebook)
    found = list(replay(database, each(database, Selection(), texts=False), lambda record: by_others))
    assert [one.same for one in found] == [False, True]
    assert found[0].verdict == entries[1].verdict


def test_drift_is_grouped_by_part_and_engine(database: Database, rulebook: Rulebook, h20: ItemSpec) -> None:
    entry = answered(rulebook, asked(h20, date="2025-04-09"))
    changed = [
        altered(answered(rulebook, asked(h20, date="2025-04-09")), **parts)
        for parts in _ALTERED
    ]
    log_all(database, [entry, *(replace(one, engine="0.0.9") for one in changed)], rulebook)
    tally = played(database)
    assert tally.same == 1
    assert {(part, engine): count for (part, _, engine), count in tally.groups.items()} == {
        (part, "0.0.9"): 1 for part in (Part.VERDICT, Part.CERTAINTY, Part.REASONS, Part.TEXTS)
    }
    assert [one.part for one in tally.listed] == [Part.VERDICT, Part.CERTAINTY, Part.REASONS, Part.TEXTS]
    assert tally.drifted() == 4


def test_what_cannot_be_replayed_is_named_and_the_rest_goes_on(
    database: Database, rulebook: Rulebook, h20: ItemSpec
) -> None:
    entries = [answered(rulebook, asked(h20, to)) for to in ("CN", "SG", "AE", "SA", "VN")]
    order = replace(entries[0], record_id=entries[0].record_id[:-1] + "x", kind=Kind.ORDER, question=b"{}")
    strange = replace(answered(rulebook, asked(h20, "IN")), rulebook="sha256:0")
    log_all(database, [*entries, order, strange], rulebook)
    with change(database) as connection:
        for entry, columns in (
            (entries[0], {"answer": b"no frame"}), (entries[1], {"question": None, "answer": None}),
            (entries[2], {"answer": compressed(b"{}")}),
        ):  # fmt: skip
            connection.execute(update(records).where(records.c.record_id == entry.record_id).values(columns))
    tally = played(database)
    assert tally.same == 2
    assert sorted(tally.problems.values()) == [1, 1, 1]
    said = " ".join(tally.problems)
    assert "cannot be decompressed" in said
    assert "the answer that is stored is not the one that was logged" in said
    assert "the log does not keep the rules sha256:0" in said
    assert dict(tally.passed_over) == {"its texts were erased": 1, "order records are not replayed": 1}


def test_rules_that_are_not_what_they_are_called_answer_nothing(
    database: Database, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log_all(database, [answered(rulebook, asked(h20))], rulebook)
    with change(database) as connection:
        connection.execute(update(bundles).values(content=compressed(b"[]")))
    assert "these rules cannot be read" in " ".join(played(database).problems)
    with change(database) as connection:
        connection.execute(delete(bundles))
    assert "does not keep the rules" in " ".join(played(database).problems)


def test_a_timeline_is_replayed_too(database: Database, rulebook: Rulebook, h20: ItemSpec) -> None:
    question = asked(h20, date="2025-01-01")
    answer = timeline_json(timeline_of(rulebook, question, None).changes)
    entry = replace(
        answered(rulebook, question), kind=Kind.TIMELINE, question=timeline_question(question, None), answer=answer
    )
    days = json.loads(answer)
    wrong = json.dumps([{**days[0], "verdict": "blocked"}, *days[1:]]).encode()
    log_all(database, [entry, replace(entry, record_id=entry.record_id[:-1] + "x", answer=wrong)], rulebook)
    tally = played(database)
    assert tally.same == 1
    assert [one.part for one in tally.listed] == [Part.VERDICT]
    assert gist_of(answer).verdict.startswith("2025-01-01 ")


def test_the_parts_of_an_answer_that_differ(rulebook: Rulebook, h20: ItemSpec) -> None:
    answer = answered(rulebook, asked(h20)).answer
    said = json.loads(answer)
    said["outlook"]["valid_until"] = "2030-01-01"
    assert difference(answer, json.dumps(said).encode()) is Part.OUTLOOK
    said = json.loads(answer)
    said["answer"]["ruleset"]["digest"] = "sha256:0"
    assert difference(answer, json.dumps(said).encode()) is Part.RULESET
    assert difference(answer, json.dumps(json.loads(answer), indent=1).encode()) is Part.TEXTS
    assert difference(answer, answer) is None


@pytest.mark.slow
def test_ten_thousand_answers_are_the_same_to_the_byte(
    tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook, catalog: dict[str, ItemSpec]
) -> None:
    items = [catalog[name] for name in ("H20 (HGX)", "H100 SXM5", "A30", "TPU v4")]
    chips = (
        items[number % 4].model_copy(update={"dram_bandwidth_gb_s": Decimal(500 + number) / 3})
        for number in range(10_000)
    )
    entries = [
        answered(rulebook, asked(chip, ("CN", "SG")[number // 4 % 2], ("2025-04-09", "2026-03-02")[number // 8 % 2]))
        for number, chip in enumerate(chips)
    ]
    assert len({entry.question for entry in entries}) == 10_000
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('many')}/log.sqlite3", stamped(NOON))
    log_all(database, entries, rulebook)
    tally = played(database)
    database.close()
    assert (tally.same, tally.drifted(), tally.passed_over.total()) == (10_000, 0, 0)
