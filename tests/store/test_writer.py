"""The writer: chains that stay whole, answers told only once they are durable, and each request answered once."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chipgate.errors import InvalidQuestion, LogUnavailable
from chipgate.store import bundles, locks
from chipgate.store.anchors import Anchor
from chipgate.store.checkpoints import Checkpoint, Checkpointer
from chipgate.store.database import Database, open_database
from chipgate.store.reading import Selection, get, page
from chipgate.store.record import Entry
from chipgate.store.signing import Signer
from chipgate.store.tables import checkpoints
from chipgate.store.writer import Done, Settled, Writer
from tests.store.entries import AT, Held, Waiting, clock, entry, submit, whole, written


@pytest.fixture
def database(log_url: str) -> Iterator[Database]:
    found = open_database(log_url, AT)
    yield found
    found.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    found = open_database(f"sqlite:///{tmp_path}/log.sqlite3", AT)
    yield found
    found.close()


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    found = Writer(database, clock)
    found.start()
    yield found
    found.stop(30)


def test_what_is_submitted_is_stored_as_it_was_given(database: Database, writer: Writer) -> None:
    given = replace(entry("ünïcode \U0001f4a1"), order="PO 7", line="17", ruleset="bb" * 32, outcome="decided")
    (receipt,) = written(writer, given)
    record = get(database, given.record_id)
    assert record is not None
    for name in Entry.__slots__:
        if name not in ("idempotency_key", "body_digest"):
            assert getattr(record, name) == getattr(given, name), name
    assert (receipt.record_id, receipt.chain, receipt.seq) == (record.record_id, record.chain, record.seq)
    assert (receipt.digest, receipt.replayed) == (record.digest, False)
    assert (writer.written, writer.waiting, writer.healthy, writer.last_error) == (1, 0, True, None)
    assert get(database, "no such") is None


def test_a_chain_goes_on_where_it_ended(database: Database) -> None:
    for times in (1, 2, 3):
        writer = Writer(database, clock)
        writer.start()
        for number in range(70):
            writer.submit([entry(f"{times} {number}")], lambda settled: None)
        writer.stop(30)
    assert [len(chain) for chain in whole(database).values()] == [210]


def test_a_submission_is_written_whole_and_in_order(database: Database, writer: Writer) -> None:
    lines = [entry(f"line {number}", line=str(number)) for number in range(300)]
    receipts = written(writer, *lines)
    assert [receipt.seq for receipt in receipts] == list(range(1, 301))
    assert [record.line for record in whole(database)[0]] == [line.line for line in lines]
    assert written(writer) == []


def test_each_writer_has_a_chain_of_its_own_and_the_lowest_that_is_free(database: Database) -> None:
    writers = [Writer(database, clock) for _ in range(3)]
    for one in writers:
        one.start()
    assert [one.chain for one in writers] == [0, 1, 2]

    def write(one: Writer) -> None:
        for number in range(40):
            written(one, entry(str(number)))

    threads = [threading.Thread(target=write, args=[one]) for one in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writers[1].stop(30)
    fourth = Writer(database, clock)
    fourth.start()
    assert fourth.chain == 1
    assert written(fourth, entry())[0].seq == 41
    for one in (writers[0], writers[2], fourth):
        one.stop(30)
        assert one.chain is None
    assert [len(chain) for chain in whole(database).values()] == [40, 41, 40]


def test_no_chain_is_left_when_all_are_taken(sqlite: Database) -> None:
    held = [locks.try_lock(f"{sqlite.path}.chain-{number}.lock", sqlite.path) for number in range(256)]
    assert None not in held
    writer = Writer(sqlite, clock)
    writer.start()
    assert not writer.healthy
    assert "256 writers" in submit(writer, entry()).error.message
    locks.let_go(held[7] or 0)
    assert written(writer, entry())[0].chain == 7
    assert writer.healthy
    writer.stop(30)
    for number, file in enumerate(held):
        if number != 7:
            locks.let_go(file or 0)


def test_nobody_is_told_before_it_is_durable(database: Database, writer: Writer) -> None:
    seen: list[bool] = []
    told = Waiting()

    def done(settled: Settled) -> None:
        assert not isinstance(settled, Exception)
        seen.extend(get(database, receipt.record_id) is not None for receipt in settled)
        told(settled)

    for _ in range(20):
        writer.submit([entry(), entry()], done)
    writer.submit([entry()], told)
    writer.stop(30)
    assert seen == [True] * 40


def test_what_a_commit_settled_is_told_at_once(database: Database) -> None:
    told: list[int] = []

    def deliver(settled: list[tuple[Done, Settled]]) -> None:
        told.append(len(settled))
        for done, result in settled:
            done(result)

    writer = Writer(database, clock, deliver=deliver, most_at_once=16)
    writer.start()
    held = Held(writer)
    waiting = [submit(writer, entry(str(number))) for number in range(20)]
    held.let_go()
    assert [one.receipts[0].seq for one in waiting] == list(range(2, 22))
    writer.stop(30)
    assert told == [1, 16, 4]


def test_who_is_told_may_fail_and_the_writer_goes_on(writer: Writer) -> None:
    def done(settled: Settled) -> None:
        raise RuntimeError("gone")

    held = Held(writer)
    writer.submit([entry()], done)
    other = submit(writer, entry())
    held.let_go()
    assert other.receipts[0].seq == 3
    assert written(writer, entry())[0].seq == 4
    assert str(writer.last_error) == "gone"
    assert writer.healthy


def test_one_bad_entry_fails_alone(database: Database, writer: Writer) -> None:
    twice = entry("twice")
    written(writer, twice)
    held = Held(writer)
    good = [submit(writer, entry("good")) for _ in range(3)]
    bad = submit(writer, entry("no text", line="17\0"))
    half = submit(writer, entry("half of it is good"), entry("half a pair", line="\ud83d"))
    again = submit(writer, entry("before"), twice)
    good.append(submit(writer, entry("good")))
    held.let_go()
    for one in good:
        assert one.receipts
    for refused in (bad, half):
        assert isinstance(refused.error, InvalidQuestion)
        assert refused.error.problems[0].pointer == "/line"
    assert isinstance(again.error, LogUnavailable)
    assert writer.healthy
    assert [record.question for record in whole(database)[0]] == [b"twice", b"held", *[b"good"] * 4]


def test_the_queue_has_an_end(sqlite: Database) -> None:
    writer = Writer(sqlite, clock, most_waiting=5)
    writer.start()
    held = Held(writer)
    waiting = [submit(writer, entry()) for _ in range(5)]
    with pytest.raises(LogUnavailable, match="5 answers wait"):
        writer.submit([entry()], Waiting())
    held.let_go()
    assert all(one.receipts for one in waiting)
    assert len(written(writer, *[entry() for _ in range(9)])) == 9  # alone, also what is longer may come
    writer.stop(30)


def test_stop_writes_what_waits_and_takes_no_more(sqlite: Database) -> None:
    writer = Writer(sqlite, clock)
    with pytest.raises(LogUnavailable, match="closed"):
        writer.submit([entry()], Waiting())
    writer.start()
    waiting = [submit(writer, entry()) for _ in range(50)]
    writer.stop(30)
    writer.stop(30)
    assert all(one.receipts for one in waiting)
    assert not writer.healthy
    with pytest.raises(LogUnavailable, match="closed"):
        writer.submit([entry()], Waiting())


def test_what_could_not_be_written_before_the_end_is_told_so(sqlite: Database) -> None:
    writer = Writer(sqlite, clock)
    writer.start()
    held = Held(writer)
    late = submit(writer, entry("late"))
    writer.stop(0)
    held.let_go()
    assert isinstance(late.error, LogUnavailable)
    assert [record.question for record in whole(sqlite)[0]] == [b"held"]


def test_nothing_in_a_chain_depends_on_the_clock_going_on(database: Database) -> None:
    times = iter(range(10_000, 0, -1))

    def backwards() -> dt.datetime:
        return clock() + dt.timedelta(hours=next(times))

    writer = Writer(database, backwards)
    writer.start()
    for year in (2026, 2019, 2031, 1970):
        written(writer, entry(at=f"{year}{AT[4:]}"))
    writer.stop(30)
    assert [record.at[:4] for record in whole(database)[0]] == ["2026", "2019", "2031", "1970"]


def test_a_request_is_answered_once(database: Database, writer: Writer) -> None:
    first = entry("first", key="k-1", body="{}")
    (receipt,) = written(writer, first, entry("its second line"))[:1]
    again = written(writer, entry("again", key="k-1", body="{}"), entry("again its second line"))
    assert again == [replace(receipt, replayed=True)]
    error = submit(writer, entry("other", key="k-1", body="{ }")).error
    assert isinstance(error, InvalidQuestion)
    assert error.problems[0].path == "Idempotency-Key"
    assert writer.find("local", "k-1") == (first.record_id, first.body_digest)
    assert writer.find("local", "k-2") is None
    assert written(writer, replace(entry("theirs", key="k-1"), caller="another"))[0].seq == 3
    assert (writer.written, len(whole(database)[0])) == (3, 3)


def test_requests_of_one_name_that_come_together_are_answered_once(database: Database, writer: Writer) -> None:
    held = Held(writer)
    waiting = [submit(writer, entry(f"{number}", key="k", body="{}")) for number in range(5)]
    other = submit(writer, entry("other", key="k", body="[]"))
    held.let_go()
    receipts = [one.receipts[0] for one in waiting]
    assert {receipt.record_id for receipt in receipts} == {receipts[0].record_id}
    assert [receipt.replayed for receipt in receipts] == [False, True, True, True, True]
    assert isinstance(other.error, InvalidQuestion)
    assert len(whole(database)[0]) == 2


def test_of_two_writers_one_answers_a_request(database: Database) -> None:
    writers = [Writer(database, clock) for _ in range(2)]
    for one in writers:
        one.start()
    keys = [f"k-{number}" for number in range(60)]
    waiting = [
        (key, submit(one, entry(key, key=key, body=key)))
        for forth, back in zip(keys, reversed(keys), strict=True)
        for one, key in zip(writers, (forth, back), strict=True)
    ]
    answered: dict[str, set[str]] = {}
    for key, told in waiting:
        answered.setdefault(key, set()).add(told.receipts[0].record_id)
    for one in writers:
        one.stop(30)
    assert all(len(ids) == 1 for ids in answered.values())
    assert sum(len(chain) for chain in whole(database).values()) == len(keys)


def test_rules_are_kept_with_the_first_record_that_names_them(database: Database, writer: Writer) -> None:
    rules = b"compiled rules" * 1000
    writer.bundle("cc" * 32, rules)
    written(writer, entry())
    assert bundles.read(database, "cc" * 32) is None
    written(writer, entry(rulebook="cc" * 32))
    assert bundles.read(database, "cc" * 32) == rules
    other = Writer(database, clock)
    other.start()
    other.bundle("cc" * 32, rules)
    written(other, entry(rulebook="cc" * 32))
    other.stop(30)
    assert bundles.read(database, "cc" * 32) == rules


class Published(list[Checkpoint]):
    """A second place for signed heads."""

    def publish(self, checkpoint: Checkpoint) -> None:
        self.append(checkpoint)


def test_checkpoints_are_made_when_due_and_at_the_end(database: Database, tmp_path: Path) -> None:
    published = Published()
    made = Checkpointer(Signer.create(tmp_path / "key.pem"), published, every_records=10, every_seconds=3600)
    writer = Writer(database, clock, checkpoints=made)
    writer.start()
    for number in range(25):
        written(writer, entry(str(number)))
    writer.stop(30)
    assert [checkpoint.heads[0][1] for checkpoint in published] == [10, 20, 25]
    with database.engine.connect() as connection:
        rows = connection.execute(checkpoints.select().order_by(checkpoints.c.number)).all()
    assert [row.digest for row in rows] == [checkpoint.digest for checkpoint in published]


def test_a_checkpoint_does_not_wait_for_the_next_answer(sqlite: Database, tmp_path: Path) -> None:
    there = threading.Event()

    class Rung(Published):
        def publish(self, checkpoint: Checkpoint) -> None:
            there.set()

    now = [clock()]
    made = Checkpointer(Signer.create(tmp_path / "key.pem"), Rung(), every_records=1000, every_seconds=60)
    writer = Writer(sqlite, lambda: now[0], checkpoints=made)
    writer.start()
    written(writer, entry())
    assert not there.is_set()
    now[0] += dt.timedelta(seconds=61)
    assert there.wait(60)
    writer.stop(30)


def test_a_checkpoint_that_cannot_be_signed_is_told_once_and_made_later(sqlite: Database, tmp_path: Path) -> None:
    published, told = Published(), list[str]()
    made = Checkpointer(Signer.create(tmp_path / "key.pem"), published, every_records=1, every_seconds=3600)
    writer = Writer(sqlite, clock, checkpoints=made, report=told.append)
    refusing = "CREATE TRIGGER refusing BEFORE INSERT ON checkpoints BEGIN SELECT RAISE(ABORT, 'none today'); END"
    with sqlite.engine.connect() as connection:
        connection.exec_driver_sql(refusing)
        connection.commit()
    writer.start()
    for number in range(3):
        written(writer, entry(str(number)))
    held = Held(writer)  # what was tried after the third is over
    assert (len(told), published, writer.unsigned) == (1, [], 4)
    assert told[0].startswith("no checkpoint could be signed: ")
    assert "none today" in told[0]
    with sqlite.engine.connect() as connection:
        connection.exec_driver_sql("DROP TRIGGER refusing")
        connection.commit()
    held.let_go()
    writer.stop(30)
    assert published[-1].heads[0][1] == 4
    assert (len(told), writer.unsigned) == (1, 0)


def test_what_root_makes_belongs_to_whom_the_folder_belongs(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    owner = 65534 if os.geteuid() == 0 else os.geteuid()
    os.chown(folder, owner, -1)
    log = open_database(f"sqlite:///{folder}/log.sqlite3", AT)
    anchor = Anchor(str(folder / "anchors.jsonl"), print)
    writer = Writer(log, clock, checkpoints=Checkpointer(
        Signer.create(tmp_path / "key.pem"), anchor, every_records=1, every_seconds=60))  # fmt: skip
    writer.start()
    written(writer, entry())
    there = {path.name: path.stat().st_uid for path in folder.iterdir()}
    writer.stop(30)
    log.close()
    there |= {path.name: path.stat().st_uid for path in folder.iterdir()}
    assert {"log.sqlite3", "log.sqlite3.setup.lock", "log.sqlite3.chain-0.lock", "anchors.jsonl"} <= there.keys()
    assert set(there.values()) == {owner}
    other = folder / "other"
    other.touch()
    (folder / "linked").symlink_to(other)
    locks.let_go(locks.try_lock(str(folder / "linked"), str(folder)) or 0)
    assert other.stat().st_uid == os.geteuid(), "a link in the folder must not give another's file away"


def test_pages_go_from_the_newest_back(database: Database, writer: Writer) -> None:
    given = [entry(str(number), record_id=f"{number:04d}") for number in range(7)]
    written(writer, *given)
    first, after = page(database, Selection(), None, 3)
    second, further = page(database, Selection(), after, 3)
    third, end = page(database, Selection(), further, 3)
    assert [record.record_id for record in (*first, *second, *third)] == [one.record_id for one in reversed(given)]
    assert end is None
    assert first[0].answer is None
