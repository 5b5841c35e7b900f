"""The record of a catalog's check: verified, exported, kept and erased like an answer; passed over where answers are
given again, as the file is not in the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete

from chipgate import ItemSpec, Rulebook
from chipgate.store import erasure, export
from chipgate.store.acts import Actor
from chipgate.store.database import Database, open_database
from chipgate.store.reading import Selection, each
from chipgate.store.record import Entry, Kind
from chipgate.store.replay import Tally, replay
from chipgate.store.signing import canonical
from chipgate.store.tables import bundles
from chipgate.store.transactions import change
from chipgate.store.verify import verify
from chipgate.store.writer import Writer
from chipgate.surfaces.answer_again import RulesOfTheLog
from chipgate.surfaces.clock import stamped
from tests.logged import NOON, answered, asked, at, log_all

NOW = stamped(NOON)


@pytest.fixture
def database(log_url: str) -> Iterator[Database]:
    found = open_database(log_url, NOW)
    yield found
    found.close()


@pytest.fixture
def entry(rulebook: Rulebook, h20: ItemSpec) -> Entry:
    """A catalog that was checked in 2020."""
    like = answered(rulebook, asked(h20, "CN", "2020-06-01"), at("2020-06-01T08:00:00"))
    what = {"catalog": {"name": "chips.csv", "bytes": 7, "sha256": "0" * 64}, "destinations": ["CN"]}
    return replace(
        like, kind=Kind.CATALOG, question=canonical(what), answer=canonical({"rows": 1}), outcome=None, verdict=None,
        certainty=None, item=None,
    )  # fmt: skip


def test_it_is_verified_with_its_rules(database: Database, rulebook: Rulebook, entry: Entry) -> None:
    log_all(database, [entry], rulebook)
    assert verify(database, [], []).whole
    with change(database) as connection:
        connection.execute(delete(bundles))
    (found,) = verify(database, [], []).wrong
    assert "the rules" in found.message


def test_it_is_passed_over_where_answers_are_given_again(
    database: Database, rulebook: Rulebook, entry: Entry
) -> None:
    log_all(database, [entry], rulebook)
    tally = Tally()
    for one in replay(database, each(database, Selection(), texts=False), RulesOfTheLog(database)):
        tally.add(one)
    assert (tally.same, tally.drifted()) == (0, 0)
    assert dict(tally.passed_over) == {"catalog records have digests of files, and not the files": 1}


def test_it_is_exported_and_erased_after_the_years_of_keeping(
    database: Database, rulebook: Rulebook, entry: Entry
) -> None:
    log_all(database, [entry], rulebook)
    lines: list[bytes] = []
    assert export.write_lines(each(database, Selection(kind=Kind.CATALOG)), lines.append) == 1
    assert json.loads(lines[0])["question"] == entry.question.decode()
    planned = erasure.plan(database, date(2021, 3, 2), NOW)
    assert planned.count == 1
    writer = Writer(database, lambda: NOON)
    writer.start()
    assert erasure.erase(database, writer, planned, Actor("local", "1"), NOW) == 1
    writer.stop(30)
    (record,) = each(database, Selection(kind=Kind.CATALOG))
    assert (record.question, record.answer) == (None, None)
    assert verify(database, [], []).whole
