"""What is kept and what is let go: holds, erasure after the years of keeping, export, and affected answers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import zstandard
from sqlalchemy import delete, insert, select, update

from chipgate import ItemSpec, Rulebook
from chipgate.errors import InvalidQuestion, LogDamaged, LogUnavailable
from chipgate.store import erasure, export, holds
from chipgate.store.acts import Actor
from chipgate.store.affected import Affected, Looked, affected
from chipgate.store.answer_parts import Part
from chipgate.store.database import Database, open_database
from chipgate.store.figures import count, figures_of
from chipgate.store.reading import Selection, each, get
from chipgate.store.record import Entry, Kind, digest_of
from chipgate.store.tables import holds as holds_table, idempotency, records
from chipgate.store.texts import compressed
from chipgate.store.transactions import change
from chipgate.store.verify import verify
from chipgate.store.writer import Writer
from chipgate.surfaces.answer_again import decided_again
from chipgate.surfaces.clock import stamped
from chipgate.surfaces.render.affected_text import affected_csv
from tests.logged import NOON, answered, asked, at, log_all

NOW = stamped(NOON)
ACTOR = Actor("local", "0.1.0")
DAY = date(2021, 3, 2)
"""Five years before."""


@pytest.fixture
def database(log_url: str) -> Iterator[Database]:
    found = open_database(log_url, NOW)
    yield found
    found.close()


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    found = Writer(database, lambda: NOON)
    found.start()
    yield found
    found.stop(30)


def old_and_new(rulebook: Rulebook, h20: ItemSpec) -> list[Entry]:
    """Four records of 2020, one of which asks about a later day; and one of this year."""
    then = at("2020-06-01T08:00:00")
    first = [answered(rulebook, asked(h20, to, "2020-06-01"), then) for to in ("CN", "SG", "AE")]
    later = answered(rulebook, asked(h20, "CN", "2025-04-09"), then)
    return [first[0], later, *first[1:], answered(rulebook, asked(h20))]


def texts(database: Database) -> list[bool]:
    """Whether each answer still has its texts, in order."""
    return [
        record.question is not None and record.answer is not None
        for record in each(database, Selection(kind=Kind.DECISION))
    ]


def test_old_texts_are_erased_and_the_log_still_verifies(
    database: Database, writer: Writer, rulebook: Rulebook, h20: ItemSpec
) -> None:
    receipts = log_all(database, old_and_new(rulebook, h20), rulebook)
    before = [replace(record, question=None, answer=None) for record in each(database, Selection())]
    planned = erasure.plan(database, DAY, NOW)
    chain = receipts[0].chain
    assert (planned.count, planned.ranges, planned.pieces) == (3, [(chain, 1, 1), (chain, 3, 4)], 2)
    assert texts(database) == [True] * 5
    assert erasure.erase(database, writer, planned, ACTOR, NOW) == 3
    assert texts(database) == [False, True, False, False, True]
    after = [record for record in each(database, Selection()) if record.kind == Kind.DECISION]
    assert [replace(record, question=None, answer=None) for record in after] == before
    assert all(record.digest == digest_of(database.log_id, record) for record in after)
    (act,) = each(database, Selection(kind=Kind.ERASURE))
    assert json.loads(act.question or b"") == {
        "erased": [[chain, 1, 1], [chain, 3, 4]], "before": "2021-03-02", "kept": [],
    }  # fmt: skip
    assert json.loads(act.answer or b"") == {"records": 3}
    assert verify(database, [], []).whole
    assert erasure.plan(database, DAY, NOW).count == 0


def test_nothing_younger_than_the_years_of_keeping_is_erased(database: Database) -> None:
    with pytest.raises(InvalidQuestion, match=r"not 5 years old.*15 CFR 762\.6.*name 2021-03-02 or an earlier day"):
        erasure.plan(database, date(2021, 3, 3), NOW)
    with pytest.raises(InvalidQuestion, match="not 7 years old"):
        erasure.plan(database, DAY, NOW, keep_years=7)
    assert erasure.plan(database, date(2025, 1, 1), NOW, keep_years=1).count == 0
    with pytest.raises(InvalidQuestion, match="name 2023-02-28"):
        erasure.plan(database, date(2023, 3, 1), "2024-02-29T00:00:00.000000Z", keep_years=1)


def test_erased_texts_are_gone_from_the_file(
    tmp_path: Path, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log = open_database(f"sqlite:///{tmp_path}/log.sqlite3", NOW)
    log_all(log, old_and_new(rulebook, h20), rulebook)
    with log.engine.connect() as connection:
        frames = [row.answer[-64:] for row in connection.execute(select(records).order_by(records.c.seq))]
    written = Writer(log, lambda: NOON)
    written.start()
    erasure.erase(log, written, erasure.plan(log, DAY, NOW), ACTOR, NOW)
    written.stop(30)
    log.close()
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert [frame in content for frame in frames] == [False, True, False, False, True]


def test_what_a_hold_selects_is_kept(
    database: Database, writer: Writer, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log_all(database, old_and_new(rulebook, h20), rulebook)
    hold = holds.place(database, writer, Selection(destination="SG"), "Subpoena 2026-114", ACTOR, NOW)
    planned = erasure.plan(database, DAY, NOW)
    assert (planned.count, planned.held, dict(planned.kept)) == (2, 1, {hold.hold_id: 1})
    erasure.erase(database, writer, planned, ACTOR, NOW)
    assert texts(database) == [False, True, True, False, True]
    (act,) = each(database, Selection(kind=Kind.ERASURE))
    assert json.loads(act.question or b"")["kept"] == [hold.hold_id]
    released = holds.release(database, writer, hold.hold_id, ACTOR, NOW)
    assert (holds.standing(database), holds.listed(database)) == ([], [released])
    assert erasure.erase(database, writer, erasure.plan(database, DAY, NOW), ACTOR, NOW) == 1
    assert texts(database) == [False, True, False, False, True]
    assert verify(database, [], []).whole
    with pytest.raises(InvalidQuestion, match=f'no hold "{hold.hold_id}" stands'):
        holds.release(database, writer, hold.hold_id, ACTOR, NOW)
    with pytest.raises(InvalidQuestion, match="needs a reason"):
        holds.place(database, writer, Selection(), "  ", ACTOR, NOW)


def test_a_hold_taken_out_of_its_table_still_holds(
    database: Database, writer: Writer, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log_all(database, old_and_new(rulebook, h20), rulebook)
    everything = holds.place(database, writer, Selection(), "everything", ACTOR, NOW)
    some = holds.place(database, writer, Selection(until="2021-01-01", item="H20 (HGX)"), "some", ACTOR, NOW)
    with change(database) as connection:
        connection.execute(delete(holds_table).where(holds_table.c.hold_id == some.hold_id))
        connection.execute(update(holds_table).values(released_at=NOW))
    assert {hold.hold_id for hold in holds.standing(database)} == {everything.hold_id, some.hold_id}
    assert erasure.plan(database, DAY, NOW).count == 0
    with change(database) as connection:
        forged = compressed(b'{"hold":"hold-x","reason":"","selection":{"item":"none"}}')
        connection.execute(update(records).where(records.c.kind == "hold").values(question=forged))
    with pytest.raises(LogDamaged, match="is not what was written"):
        erasure.plan(database, DAY, NOW)


def test_a_hold_placed_after_the_plan_stops_the_erasure(
    database: Database, writer: Writer, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log_all(database, old_and_new(rulebook, h20), rulebook)
    planned = erasure.plan(database, DAY, NOW)
    hold = holds.place(database, writer, Selection(destination="SG"), "just now", ACTOR, NOW)
    with pytest.raises(LogUnavailable, match=f"{hold.hold_id} was placed meanwhile"):
        erasure.erase(database, writer, planned, ACTOR, NOW)
    assert texts(database) == [True] * 5


def test_a_release_that_stopped_halfway_does_not_block_erasures_and_can_be_finished(
    database: Database, writer: Writer, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log_all(database, old_and_new(rulebook, h20), rulebook)
    hold = holds.place(database, writer, Selection(destination="SG"), "matter", ACTOR, NOW)
    released = holds.release(database, writer, hold.hold_id, ACTOR, NOW)
    with change(database) as connection:  # as if the process had ended before the row was changed
        connection.execute(update(holds_table).values(released_at=None))
    assert erasure.erase(database, writer, erasure.plan(database, DAY, NOW), ACTOR, NOW) == 3
    later = stamped(at("2026-03-03T00:00:00"))
    assert holds.release(database, writer, hold.hold_id, ACTOR, later) == released
    with database.engine.connect() as connection:
        assert [row.released_at for row in connection.execute(select(holds_table))] == [NOW]
    assert len(list(each(database, Selection(kind=Kind.RELEASE)))) == 1
    with pytest.raises(InvalidQuestion, match="stands"):
        holds.release(database, writer, hold.hold_id, ACTOR, later)


def test_an_order_is_kept_as_long_as_one_of_its_lines(
    database: Database, writer: Writer, rulebook: Rulebook, h20: ItemSpec
) -> None:
    then = at("2020-06-01T08:00:00")

    def order(request: str, *lines: tuple[str, str]) -> list[Entry]:
        told = [answered(rulebook, asked(h20, to, day), then, request_id=request) for to, day in lines]
        head = replace(told[0], kind=Kind.ORDER, record_id=f"order-{request}", item=None, destination=None, date=None)
        return [head, *told]

    day = "2020-06-01"
    entries = [*order("free", ("CN", day), ("AE", day)), *order("held", ("CN", day), ("SG", day)),
               *order("young", ("CN", day), ("CN", "2025-04-09"))]  # fmt: skip
    log_all(database, entries, rulebook)
    hold = holds.place(database, writer, Selection(destination="SG"), "matter", ACTOR, NOW)
    planned = erasure.plan(database, DAY, NOW)
    assert (planned.count, planned.held, dict(planned.kept)) == (5, 2, {hold.hold_id: 2})
    erasure.erase(database, writer, planned, ACTOR, NOW)
    answers = [record for record in each(database, Selection()) if record.kind in (Kind.ORDER, Kind.DECISION)]
    assert [record.question is not None for record in answers] == [
        False, False, False, True, False, True, True, False, True,
    ]  # fmt: skip
    holds.release(database, writer, hold.hold_id, ACTOR, NOW)
    assert erasure.plan(database, DAY, NOW).count == 2
    assert verify(database, [], []).whole


def test_old_idempotency_keys_go_with_an_erasure(database: Database, writer: Writer) -> None:
    with change(database) as connection:
        for key, when in (("old", "2020-01-01T00:00:00.000000Z"), ("new", NOW)):
            row = {"caller": "local", "key": key, "at": when, "question_digest": "0", "record_id": "0"}
            connection.execute(insert(idempotency).values(row))
    erasure.erase(database, writer, erasure.plan(database, DAY, NOW), ACTOR, NOW)
    with database.engine.connect() as connection:
        assert [row.key for row in connection.execute(select(idempotency))] == ["new"]


def test_every_form_of_export_says_the_same(
    database: Database, writer: Writer, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log_all(database, old_and_new(rulebook, h20), rulebook)
    erasure.erase(database, writer, erasure.plan(database, DAY, NOW), ACTOR, NOW)
    found = list(each(database, Selection()))
    lines, squeezed, parquet = io.BytesIO(), io.BytesIO(), io.BytesIO()
    assert export.write_lines(found, lines.write) == len(found) == 6
    assert export.write_compressed_lines(found, squeezed) == export.write_parquet(found, parquet) == 6
    plain = lines.getvalue()
    with zstandard.ZstdDecompressor().stream_reader(squeezed.getvalue()) as reader:
        assert reader.read() == plain
    rows = [json.loads(line) for line in plain.splitlines()]
    assert pq.read_table(parquet).to_pylist() == rows
    for row, record in zip(rows, found, strict=True):
        stored: dict[str, Any] = asdict(record)
        for name in ("question", "answer"):
            text = stored[name]
            assert row[name] == (None if text is None else text.decode())
        assert {name: row[name] for name in row if name not in ("question", "answer")} == {
            name: value for name, value in stored.items() if name not in ("question", "answer")
        }


def test_a_text_that_is_none_is_not_exported(database: Database, rulebook: Rulebook, h20: ItemSpec) -> None:
    entry = replace(answered(rulebook, asked(h20)), question=b"\xff")
    log_all(database, [entry], rulebook)
    with pytest.raises(LogDamaged, match=f"the question of record {entry.record_id} is no text"):
        export.write_lines(each(database, Selection()), lambda line: None)


def test_the_figures_of_a_log(database: Database, writer: Writer, rulebook: Rulebook, h20: ItemSpec) -> None:
    entries = old_and_new(rulebook, h20)
    log_all(database, entries, rulebook)
    holds.place(database, writer, Selection(), "all", ACTOR, NOW)
    found = figures_of(database)
    assert (found.log_id, found.created_at, found.records, found.rulebooks, found.holds) == (
        database.log_id, NOW, 6, 1, 1,
    )  # fmt: skip
    assert (found.first_at, found.last_at) == (entries[0].at, NOW)
    assert sum(head.seq for head in found.chains) == 6
    assert found.size > 10_000
    assert count(database, Selection(destination="CN")) == 3


def test_affected_answers_are_those_whose_verdict_or_reasons_change(
    database: Database, rulebook: Rulebook, h20: ItemSpec
) -> None:
    letter = "us/letters/nvidia-h20"
    others = [dated for dated in rulebook if dated.id != letter]
    corrected = Rulebook(rulebook.pack, rulebook.verdicts, others, rulebook.others)
    dates = ("2025-04-08", "2025-04-09", "2025-06-01")
    entries = [answered(rulebook, asked(h20, "CN", day), order="PO-1", line=day) for day in dates]
    entries += [answered(rulebook, asked(h20, "CA", "2025-04-09")), answered(rulebook, asked(h20, "CN", "2024-01-02"))]
    receipts = log_all(database, entries, rulebook)

    def concerned(day: str) -> bool:
        return rulebook.on(date.fromisoformat(day)).digest != corrected.on(date.fromisoformat(day)).digest

    def look(selection: Selection) -> tuple[list[Affected], Looked]:
        looked = Looked()
        sides = partial(decided_again, rulebook), partial(decided_again, corrected)
        return list(affected(database, selection, concerned, *sides, looked)), looked

    found, looked = look(Selection())
    assert [(one.record.date, one.record.destination, one.part) for one in found] == [
        ("2025-04-09", "CN", Part.VERDICT), ("2025-06-01", "CN", Part.VERDICT),
    ]  # fmt: skip
    assert {(one.logged.verdict, one.old.verdict, one.new.verdict) for one in found} == {
        ("license-required", "license-required", "allowed")
    }
    assert f"{letter}@2025-04-09" in found[0].old.provisions
    assert f"{letter}@2025-04-09" not in found[0].new.provisions
    assert asdict(looked) == {
        "seen": 5, "skipped": 2, "decided": 3, "erased": 0, "failed": 0, "first_failure": "",
    }  # fmt: skip
    header, *rows = csv.reader(affected_csv(found).splitlines())
    cells = dict(zip(header, rows[1], strict=True))
    assert len(rows) == 2
    assert [cells[name] for name in ("order", "line", "old_verdict", "new_verdict", "new_certainty", "differs")] == [
        "PO-1", "2025-06-01", "license-required", "allowed", "definite", "verdict",
    ]  # fmt: skip
    assert [one.record.line for one in look(Selection(date="2025-06-01"))[0]] == ["2025-06-01"]
    with change(database) as connection:
        for receipt, columns in (
            (receipts[1], {"question": None, "answer": None}), (receipts[2], {"question": compressed(b"{}")}),
        ):  # fmt: skip
            connection.execute(update(records).where(records.c.record_id == receipt.record_id).values(columns))
    found, looked = look(Selection())
    assert (found, looked.erased, looked.failed) == ([], 1, 1)
    assert looked.first_failure.startswith(receipts[2].record_id)
    assert get(database, receipts[0].record_id) is not None
