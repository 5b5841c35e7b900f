"""Tampering with a log, in both databases: each way is seen, and the row is named."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chipgate.store import tables
from chipgate.store.anchors import Anchor
from chipgate.store.checkpoints import Checkpointer, checkpoint_of
from chipgate.store.database import open_database
from chipgate.store.key_chain import rotate
from chipgate.store.record import CHAINED, Kind, digest_of, new_id, sha256
from chipgate.store.signing import Signer
from chipgate.store.texts import compressed
from chipgate.store.verify import verify
from chipgate.store.writer import Writer
from tests.postgres import Postgres
from tests.store.signed_log import SignedLog, emptied, said, text_of

ROWS = 40


@pytest.fixture(scope="module")
def postgres_url(postgres: Postgres) -> str:
    """One database for all tests of this file."""
    return postgres.url(f"verify_{secrets.token_hex(6)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SignedLog]:
    """Two chains, the first signed at rows 20 and 40 and then 5 rows longer, the second signed at row 10."""
    url = f"sqlite:///{tmp_path}/log.sqlite3" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    database = emptied(url)
    made = SignedLog(database, tmp_path, Signer.create(tmp_path / "key.pem"))
    made.write(20)
    made.write(10, chain=1)
    made.checkpoint()
    made.write(20)
    made.checkpoint()
    made.checkpoint(chain=1)
    made.write(5)
    yield made
    database.close()


def test_a_log_that_nobody_touched_is_whole(log: SignedLog) -> None:
    found = log.verify()
    assert found.whole
    assert found.remarks == ()
    assert (found.records, found.chains, found.checkpoints, found.anchored) == (55, 2, 3, 3)
    (tail,) = found.unprotected
    assert (tail.chain, tail.first, tail.count) == (0, 41, 5)
    assert tail.record_ids[0] == log.row(41).record_id


def test_one_byte_of_a_stored_answer_flipped(log: SignedLog) -> None:
    row = log.row(17)
    assert row.answer is not None
    for place in range(0, len(row.answer), 5):
        flipped = bytearray(row.answer)
        flipped[place] ^= 4
        log.run("UPDATE records SET answer = :answer WHERE chain = 0 AND seq = 17", answer=bytes(flipped))
        found = log.verify().wrong
        assert [(one.chain, one.seq, one.record_id) for one in found] == [(0, 17, row.record_id)], place
        assert found[0].what == "answer-changed"


def test_one_byte_of_an_answer_flipped_and_compressed_anew(log: SignedLog) -> None:
    row = log.row(17)
    answer = text_of(row.answer).replace(b"license-required", b"license-requires")
    log.run("UPDATE records SET answer = :answer WHERE chain = 0 AND seq = 17", answer=compressed(answer))
    (one,) = log.verify().wrong
    assert str(one) == (
        f"chain 0, row 17 ({row.record_id}): its answer is not what was written: its SHA-256 is another."
    )


def test_a_question_changed(log: SignedLog) -> None:
    log.run("UPDATE records SET question = :it WHERE chain = 1 AND seq = 3", it=compressed(b"{}"))
    assert said(log.verify()) == [("question-changed", 1, 3, None)]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("verdict", "allowed", '"verdict" was changed: it says "allowed", and "license-required" was written.'),
        ("caller", "mallory", '"caller" was changed: it says "mallory", and "local" was written.'),
        ("item", None, '"item" was changed: it says null, and "Chip 31" was written.'),
        ("order", "4711", '"order" was changed: it says "4711", and null was written.'),
        ("at", "2020-01-01T00:00:00.000000Z", "its fields are not those it was written with"),
        ("digest", "0" * 64, "its digest was changed, and nothing else of it."),
        ("previous", "0" * 64, 'its field "previous" was changed'),
        ("answer_digest", "0" * 64, "its answer is not what was written"),
    ],
)  # fmt: skip
def test_a_field_changed(log: SignedLog, column: str, value: str | None, words: str) -> None:
    log.run(f'UPDATE records SET "{column}" = :value WHERE chain = 0 AND seq = 21', value=value)
    found = log.verify()
    assert words in str(found.wrong[0])
    assert {(one.chain, one.seq) for one in found.wrong} == {(0, 21)}


def test_no_field_can_be_changed_unseen(log: SignedLog) -> None:
    row = log.row(21)
    for column in (*CHAINED[2:], "digest"):
        changed: dict[str, Any] = {column: f"{getattr(row, column)}x"}
        log.put(replace(row, **changed), 21)
        assert {one.seq for one in log.verify().wrong if one.chain == 0} == {21}, column
    log.put(row, 21)
    assert log.verify().whole


def test_an_answer_changed_with_its_digests(log: SignedLog) -> None:
    row = log.row(17)
    answer = text_of(row.answer).replace(b"license-required", b"allowed")
    forged = replace(row, answer=compressed(answer), answer_digest=sha256(answer), verdict="allowed")
    log.put(forged, 17)
    assert said(log.verify()) == [("record-changed", 0, 17, None)]
    log.put(replace(forged, digest=digest_of(log.database.log_id, forged)), 17)
    (one,) = log.verify().wrong
    assert (one.what, one.chain, one.seq, one.record_id) == ("replaced", 0, 17, row.record_id)


def test_rows_in_the_middle_deleted(log: SignedLog) -> None:
    log.run("DELETE FROM records WHERE chain = 0 AND seq BETWEEN 20 AND 21")
    (one,) = log.verify().wrong
    assert (one.what, one.chain, one.seq, one.until) == ("missing", 0, 20, 21)
    assert f"2 rows missing between {log.row(19).record_id} and {log.row(22).record_id}." in str(one)
    log.run("DELETE FROM records WHERE chain = 1 AND seq = 1")
    assert ("missing", 1, 1, 1) in said(log.verify())


def test_a_row_deleted_and_the_rest_renumbered(log: SignedLog) -> None:
    log.run("DELETE FROM records WHERE chain = 0 AND seq = 12")
    for seq in range(13, 46):
        log.run("UPDATE records SET seq = :new WHERE chain = 0 AND seq = :old", new=seq - 1, old=seq)
    found = log.verify()
    assert ("renumbered", 0, 12, 44) in said(found)
    assert "a row was taken out before them" in str(found.wrong[0])


def test_the_newest_rows_deleted_with_their_checkpoints(log: SignedLog) -> None:
    log.run("DELETE FROM records WHERE chain = 0 AND seq > 38")
    assert ("missing", 0, 39, 40) in said(log.verify(anchor=False))
    log.run("DELETE FROM checkpoints WHERE chain = 1 OR number = 2")
    blind = log.verify(anchor=False)
    assert blind.whole
    assert any("no anchor was given" in remark for remark in blind.remarks)
    (tail,) = blind.unprotected
    assert (tail.chain, tail.first, tail.count) == (0, 21, 18)
    found = log.verify()
    assert ("missing", 0, 39, 40) in said(found)
    assert "anchored checkpoint of chain 1 missing in the log" in str(found.wrong)


@pytest.mark.parametrize(("one", "other"), [(5, 9), (5, 6)])
def test_two_rows_swapped(log: SignedLog, one: int, other: int) -> None:
    for old, new in ((one, 1000), (other, one), (1000, other)):
        log.run("UPDATE records SET seq = :new WHERE chain = 0 AND seq = :old", new=new, old=old)
    assert sorted(said(log.verify())) == [("swapped", 0, one, None), ("swapped", 0, other, None)]


def test_the_contents_of_two_rows_swapped(log: SignedLog) -> None:
    one, other = log.row(5), log.row(9)
    log.put(replace(other, seq=5, record_id="a"), 5)
    log.put(replace(one, seq=9, record_id=other.record_id), 9)
    log.run("UPDATE records SET record_id = :it WHERE chain = 0 AND seq = 5", it=one.record_id)
    assert said(log.verify()) == [("swapped", 0, 5, None), ("swapped", 0, 9, None)]


def test_the_answers_of_two_rows_swapped(log: SignedLog) -> None:
    one, other = log.row(5), log.row(9)
    log.put(replace(one, answer=other.answer), 5)
    log.put(replace(other, answer=one.answer), 9)
    found = log.verify()
    assert said(found) == [("swapped", 0, 5, None), ("swapped", 0, 9, None)]
    assert f"its answer was swapped with row 9 of chain 0 ({other.record_id})." in str(found.wrong[0])


def test_a_row_put_in(log: SignedLog) -> None:
    for seq in range(45, 29, -1):
        log.run("UPDATE records SET seq = :new WHERE chain = 0 AND seq = :old", new=seq + 1, old=seq)
    log.write(1, chain=2)
    forged = replace(log.row(1, 2), chain=0, seq=30, previous=log.row(29).digest)
    forged = replace(forged, digest=digest_of(log.database.log_id, forged))
    log.put(forged, 1, 2)
    found = log.verify()
    assert ("renumbered", 0, 31, 46) in said(found)
    assert "a row was put in before them" in str(found.wrong[0])


def test_a_row_put_at_the_end_that_follows_nothing(log: SignedLog) -> None:
    log.write(1, chain=2)
    forged = replace(log.row(1, 2), chain=0, seq=46)
    log.put(replace(forged, digest=digest_of(log.database.log_id, forged)), 1, 2)
    assert said(log.verify()) == [("replaced", 0, 45, None)]


def _rewrite(log: SignedLog, since: int) -> None:
    """Change a row, and work out the chain anew from there to its end."""
    previous = log.row(since - 1).digest
    for seq in range(since, 46):
        row = replace(log.row(seq), previous=previous)
        if seq == since:
            row = replace(row, answer=compressed(b"{}\n"), answer_digest=sha256(b"{}\n"))
        row = replace(row, digest=digest_of(log.database.log_id, row))
        log.put(row, seq)
        previous = row.digest


def test_a_chain_worked_out_anew_is_caught_by_its_checkpoints(log: SignedLog) -> None:
    _rewrite(log, 33)
    (one,) = log.verify(anchor=False).wrong
    assert (one.what, one.chain, one.seq, one.until) == ("rewritten", 0, 21, 40)
    assert said(log.verify()) == [("rewritten", 0, 21, 40)]


def test_a_chain_worked_out_anew_with_its_checkpoints_removed_is_caught_by_the_anchor(log: SignedLog) -> None:
    _rewrite(log, 33)
    log.run("DELETE FROM checkpoints WHERE chain = 1 OR number = 2")
    assert log.verify(anchor=False).whole
    assert ("rewritten", 0, 21, 40) in said(log.verify())


def test_what_only_the_unprotected_tail_holds_cannot_be_seen(log: SignedLog) -> None:
    _rewrite(log, 42)
    assert log.verify().whole
    assert log.verify().unprotected[0].first == 41


def test_a_checkpoint_forged_with_another_key(log: SignedLog) -> None:
    _rewrite(log, 33)
    log.run("DELETE FROM checkpoints WHERE chain = 1 OR number = 2")
    forger = Signer.create(log.folder / "forger.pem")
    log.checkpoint(signer=forger, publish=False)
    for key in (True, False):
        (one,) = log.verify(anchor=False, key=key).wrong
        assert one.what == "untrusted-key"
        assert forger.key_id in str(one)
        assert "checkpoint 2 of chain 0" in str(one)
    assert "is another one in the log: it was replaced there." in str(log.verify().wrong)
    log.run("UPDATE checkpoints SET key_id = :id WHERE number = 2", id=log.signer.key_id)
    assert "its digest is not that of what it says" in str(log.verify(anchor=False).wrong)
    with log.database.engine.connect() as connection:
        query = tables.checkpoints.select().where(tables.checkpoints.c.number == 2)
        digest = sha256(checkpoint_of(log.database.log_id, connection.execute(query).one()).statement())
    log.run("UPDATE checkpoints SET digest = :it WHERE number = 2", it=digest)
    (one,) = log.verify(anchor=False).wrong
    assert str(one) == (
        f"checkpoint 2 of chain 0 was not signed by key {log.signer.key_id}, as it says: it was changed or forged."
    )


def test_an_old_key_that_signs_again_is_remarked(log: SignedLog) -> None:
    rotate(log.folder / "key.pem", log.folder / "new.pem", log.at())
    log.checkpoint(signer=Signer.from_file(log.folder / "new.pem"))
    assert log.verify().remarks == ()
    log.checkpoint()
    found = log.verify()
    assert found.whole
    (remark,) = found.remarks
    assert remark.startswith(f"checkpoint 4 of chain 0 is signed by key {log.signer.key_id} after key")


def test_checkpoints_changed_and_removed(log: SignedLog) -> None:
    log.checkpoint()
    log.run("UPDATE checkpoints SET at = '2026-03-02T00:00:00.000000Z' WHERE chain = 0 AND number = 1")
    assert "checkpoint 1 of chain 0 was changed" in str(log.verify(anchor=False).wrong)
    log.run("UPDATE checkpoints SET heads = 'x' WHERE chain = 0 AND number = 1")
    assert "checkpoint 1 of chain 0 was changed: it is none any more." in str(log.verify(anchor=False).wrong)
    log.run("DELETE FROM checkpoints WHERE chain = 0 AND number = 2")
    assert "1 checkpoint missing before checkpoint 3 of chain 0." in str(log.verify(anchor=False).wrong)


def test_a_whole_chain_removed(log: SignedLog) -> None:
    log.run("DELETE FROM records WHERE chain = 1")
    log.run("DELETE FROM checkpoints WHERE chain = 1")
    (one,) = log.verify(anchor=False).wrong
    assert (one.what, one.chain, one.seq, one.until) == ("missing", 1, 1, 10)
    assert "the whole chain is missing" in str(one)


def test_everything_removed(log: SignedLog) -> None:
    log.run("DELETE FROM records")
    log.run("DELETE FROM checkpoints")
    log.run("DELETE FROM signing_keys")
    found = said(log.verify())
    assert ("missing", 0, 1, 40) in found
    assert ("missing", 1, 1, 10) in found


def test_several_causes_are_all_told(log: SignedLog) -> None:
    log.run("UPDATE records SET answer = :it WHERE chain = 0 AND seq = 3", it=compressed(b"{}"))
    log.run("UPDATE records SET caller = 'mallory' WHERE chain = 0 AND seq = 15")
    log.run("DELETE FROM records WHERE chain = 0 AND seq = 25")
    log.run("UPDATE checkpoints SET signature = previous WHERE chain = 1")
    assert [one[:3] for one in said(log.verify())] == [
        ("answer-changed", 0, 3), ("field-changed", 0, 15), ("missing", 0, 25), ("checkpoint", None, None),
    ]  # fmt: skip


def test_texts_may_be_erased_on_record_only(log: SignedLog) -> None:
    log.run("UPDATE records SET question = NULL, answer = NULL WHERE chain = 0 AND seq BETWEEN 3 AND 6")
    assert said(log.verify()) == [("erased-unrecorded", 0, seq, None) for seq in range(3, 7)]
    question = json.dumps({"erased": [[0, 3, 4], [0, 6, 9]], "before": "2026-03-02"}).encode()
    log.write(1, kind=Kind.ERASURE, question=question, record_id=new_id(1), at="2031-03-02T00:00:00Z", rulebook="")
    log.checkpoint()
    found = log.verify()
    assert said(found) == [("erased-unrecorded", 0, 5, None)]
    assert found.erased == 3
    assert any("texts are still there in 3 rows" in remark for remark in found.remarks)


def test_rules_removed(log: SignedLog) -> None:
    log.run("DELETE FROM bundles")
    (one,) = log.verify().wrong
    assert (one.what, "55 answers cannot be recomputed" in str(one)) == ("rules-missing", True)


def test_a_clock_that_was_set_back_is_only_a_remark(log: SignedLog) -> None:
    log.made -= 30
    log.write(1, record_id=new_id(7))
    found = log.verify()
    assert found.whole
    assert found.remarks == ("chain 0: the clock went backwards once between neighboring rows.",)


def test_the_anchor_tampered_with(log: SignedLog) -> None:
    lines = log.anchor.read_text().splitlines(keepends=True)
    changed = lines[1].replace('"number":2', '"number":3')
    log.anchor.write_text("a line of something else\n" + lines[0] + changed + lines[2])
    assert "line 3) was not signed by key" in str(log.verify().wrong)
    log.anchor.write_text("".join(lines) + lines[0][:100])
    assert log.verify().whole
    assert "has no end" in str(log.verify().remarks)
    for torn in (lines[0][:100] + "\n", lines[0][:100] + "\0\0\n"):  # what a power cut left, and the next line after it
        log.anchor.write_text(torn + "".join(lines))
        assert log.verify().whole
        assert "line 1 has no end" in str(log.verify().remarks)
    log.anchor.write_text(lines[0].replace('"number":1', '"numb":1') + lines[1])
    assert "is a checkpoint no more" in str(log.verify().wrong)


def test_what_two_writers_write_and_sign_is_whole(log: SignedLog) -> None:
    writers = []
    for _ in range(2):
        anchor = Anchor(str(log.anchor), log.told.append)
        signing = Checkpointer(log.signer, anchor, every_records=7, every_seconds=60)
        writer = Writer(log.database, lambda: dt.datetime.now(dt.UTC), checkpoints=signing)
        writer.start()
        writers.append(writer)
    settled: list[object] = []
    for _ in range(20):
        for writer in writers:
            log.made += 1
            writer.submit([log.entry()], settled.append)
    for writer in writers:
        writer.stop(20)
    assert len(settled) == 40
    found = log.verify()
    assert (found.wrong, found.records, found.unprotected, log.told) == ((), 95, (), [])
    assert found.checkpoints == found.anchored > 5


def test_bytes_that_are_no_text_do_not_stop_it(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/log.sqlite3", "2026-03-01T00:00:00.000000Z")
    log = SignedLog(database, tmp_path, Signer.create(tmp_path / "key.pem"))
    log.write(10)
    log.run("UPDATE records SET item = CAST(:it AS TEXT) WHERE seq = 4", it=b"Chip \xff")
    log.run("UPDATE records SET engine = :it WHERE seq = 6", it=b"\x00\xff")
    log.run("UPDATE records SET seq = 'ten' WHERE seq = 10")
    found = verify(database, [], [])
    assert sorted(str(one.seq) for one in found.wrong) == ["4", "6", "None"]
    database.close()
