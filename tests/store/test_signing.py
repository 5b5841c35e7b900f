"""Keys in files, how one follows another, and signed heads on their way to a second place."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chipgate.errors import InvalidSettings
from chipgate.store.anchors import MOST_WAITING, Anchor, anchored
from chipgate.store.chains import Head
from chipgate.store.checkpoints import Checkpoint, Checkpointer, signed
from chipgate.store.database import Database, open_database
from chipgate.store.key_chain import Key, endorsement_path, endorsements, first_of, known, make_known, rotate, trusted
from chipgate.store.record import START
from chipgate.store.signing import Signer, public_key_in, signed_by
from chipgate.store.transactions import change, snapshot
from tests.store.signed_log import SignedLog

AT = "2026-03-01T12:00:00.000000Z"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = open_database(f"sqlite:///{tmp_path}/log.sqlite3", AT)
    yield found
    found.close()


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "state/key.pem"
    made = Signer.kept_in(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Signer.kept_in(path).public_key == Signer.from_file(path).public_key == made.public_key
    with pytest.raises(InvalidSettings, match="no key is overwritten"):
        Signer.create(path)
    assert os.listdir(path.parent) == ["key.pem"]


def test_of_many_that_start_at_once_all_have_the_same_key(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(Signer.kept_in(tmp_path / "key.pem").key_id)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_key_that_others_may_read_is_refused_with_what_to_run(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    Signer.create(path)
    path.chmod(0o640)
    with pytest.raises(InvalidSettings, match=f"mode 0640.*Run: chmod 600 {path}"):
        Signer.kept_in(path)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("openssl genpkey -algorithm x25519", "no Ed25519 private key"),
        ("openssl genpkey -algorithm ed25519 -aes256 -pass pass:secret", "is encrypted"),
        ("echo nothing", "no Ed25519 private key"),
    ],
)
def test_what_is_no_key_is_refused(tmp_path: Path, command: str, message: str) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(subprocess.run(command.split(), check=True, capture_output=True).stdout)
    path.chmod(0o600)
    with pytest.raises(InvalidSettings, match=message):
        Signer.from_file(path)


def test_openssl_agrees(tmp_path: Path) -> None:
    signer = Signer.create(tmp_path / "key.pem")
    public = tmp_path / "pub.pem"
    command = ["openssl", "pkey", "-in", str(tmp_path / "key.pem"), "-pubout", "-out", str(public)]
    subprocess.run(command, check=True)
    assert public.read_text() == signer.public_pem()
    assert public_key_in(public) == signer.public_key
    with pytest.raises(InvalidSettings, match=r"a private key.*chipgate log public-key"):
        public_key_in(tmp_path / "key.pem")


def test_what_is_signed_is_nobody_elses() -> None:
    assert not signed_by("", "", b"")
    assert not signed_by("AA==", "AA==", b"x")


def test_a_key_follows_another(tmp_path: Path, database: Database) -> None:
    paths = [tmp_path / f"{name}.pem" for name in "abc"]
    first = Signer.create(paths[0])
    rotate(paths[0], paths[1], AT)
    paths[0].unlink()  # the old private key may be destroyed
    rotate(paths[1], paths[2], "2026-06-01T00:00:00.000000Z")
    with pytest.raises(InvalidSettings, match="such a file already"):
        rotate(paths[1], paths[2], AT)
    last = Signer.from_file(paths[2])
    log = SignedLog(database, tmp_path, last)
    log.write(3)
    log.checkpoint()
    with snapshot(database) as connection:
        rows = known(connection)
    assert len(rows) == 3
    assert rows[-1].key_id == last.key_id
    assert first_of(rows) == first.public_key
    for given in (first, last):  # at either end of the row
        assert len(trusted([given.public_key], rows)) == 3
        log.signer = given
        assert log.verify().whole


def test_an_endorsement_holds_for_what_it_says_only(tmp_path: Path) -> None:
    old, stranger = Signer.create(tmp_path / "old.pem"), Signer.create(tmp_path / "stranger.pem")
    row = rotate(tmp_path / "old.pem", tmp_path / "new.pem", AT)
    elder = Key(old.key_id, old.public_key, AT)
    assert set(trusted([old.public_key], [elder, row])) == {old.key_id, row.key_id}
    forged = (
        replace(row, since="2020-01-01T00:00:00.000000Z"),
        replace(row, public_key=stranger.public_key),
        replace(row, key_id=stranger.key_id, public_key=stranger.public_key),
        replace(row, endorsement=f"{stranger.sign(row.statement())} {stranger.sign(row.statement())}"),
        replace(row, endorsement=None),
    )
    for one in forged:
        assert set(trusted([old.public_key], [elder, one])) == {old.key_id}
    assert set(trusted([stranger.public_key], [elder, row])) == {stranger.key_id}


def test_an_endorsement_that_was_put_back_later_is_named(tmp_path: Path, database: Database) -> None:
    old = Signer.create(tmp_path / "old.pem")
    row = rotate(tmp_path / "old.pem", tmp_path / "new.pem", AT)
    beside = endorsement_path(tmp_path / "new.pem")
    content = beside.read_text()
    beside.unlink()
    younger = Signer.from_file(tmp_path / "new.pem")
    later = "2027-01-01T00:00:00.000000Z"
    for signer in (old, younger):
        with change(database) as connection:
            make_known(connection, signer, later)
            keys = known(connection)
    assert set(trusted([old.public_key], keys)) == {old.key_id}
    beside.write_text(content)
    for _ in range(2):
        with change(database) as connection:
            make_known(connection, younger, later)
            keys = known(connection)
    assert set(trusted([old.public_key], keys)) == {old.key_id, younger.key_id}
    assert row in keys
    beside.unlink()
    with change(database) as connection:  # what is there is not taken away
        make_known(connection, younger, later)
        assert row in known(connection)


def test_a_damaged_endorsement_stops_the_start(tmp_path: Path, database: Database) -> None:
    Signer.create(tmp_path / "old.pem")
    rotate(tmp_path / "old.pem", tmp_path / "new.pem", AT)
    path = endorsement_path(tmp_path / "new.pem")
    path.write_text(path.read_text().replace('"key_id": "', '"key_id": "0'))
    with pytest.raises(InvalidSettings, match="does not have the id"):
        endorsements(tmp_path / "new.pem")
    path.write_text("{")
    checkpointer = Checkpointer(Signer.from_file(tmp_path / "new.pem"), None, every_records=1, every_seconds=1)
    with pytest.raises(InvalidSettings, match="cannot be read"), change(database) as connection:
        checkpointer.begin(connection, AT)


def test_the_private_key_is_not_in_the_database(tmp_path: Path, database: Database) -> None:
    log = SignedLog(database, tmp_path, Signer.create(tmp_path / "key.pem"))
    log.write(3)
    log.checkpoint()
    secret = "".join((tmp_path / "key.pem").read_text().splitlines()[1:-1])[24:].encode()
    database.close()
    for path in (*tmp_path.glob("log.sqlite3*"), log.anchor):
        assert secret not in path.read_bytes()


def test_when_a_checkpoint_is_due(tmp_path: Path, database: Database) -> None:
    checkpointer = Checkpointer(Signer.create(tmp_path / "key.pem"), None, every_records=10, every_seconds=60)
    with change(database) as connection:
        checkpointer.begin(connection, AT)
    start = dt.datetime.fromisoformat(AT)
    later, much_later, before = (start + dt.timedelta(seconds=each) for each in (59, 60, -3600))
    assert not checkpointer.due(0, much_later)
    assert not checkpointer.due(9, later)
    assert checkpointer.due(10, start)
    assert checkpointer.due(1, much_later)
    assert checkpointer.due(1, before)  # the clock was set back


def test_records_that_a_killed_writer_left_unsigned_are_signed_at_the_next_start(
    tmp_path: Path, database: Database
) -> None:
    log = SignedLog(database, tmp_path, Signer.create(tmp_path / "key.pem"))
    checkpointer = Checkpointer(log.signer, None, every_records=10, every_seconds=60)
    now = dt.datetime.fromisoformat(AT)
    for left, due in ((3, True), (0, False)):
        if left:
            log.write(left, chain=5)
        with change(database) as connection:
            checkpointer.begin(connection, AT)
            assert checkpointer.due(0, now) is due
            if due:
                checkpointer.published(checkpointer.write(connection, database.log_id, 0, AT))
                assert not checkpointer.due(0, now)


def _checkpoint(signer: Signer, number: int) -> Checkpoint:
    return signed(signer, Checkpoint("log", 0, number, AT, (Head(0, number, "d" * 64),), START, signer.key_id))


def test_an_anchor_that_fails_is_told_and_goes_with_the_next(tmp_path: Path) -> None:
    signer, told = Signer.create(tmp_path / "key.pem"), list[str]()
    path = tmp_path / "away" / "anchors.jsonl"
    anchor = Anchor(str(path), told.append)
    one, other = _checkpoint(signer, 1), _checkpoint(signer, 2)
    anchor.publish(one)
    assert anchor.waiting == 1
    assert "could not be written" in told[0]
    path.parent.mkdir()
    anchor.publish(other)
    assert anchor.waiting == 0
    assert [line.checkpoint for line in anchored(path, path.stat().st_size)] == [one, other]
    path.parent.rename(tmp_path / "gone")
    for _ in range(MOST_WAITING + 5):
        anchor.publish(one)
    assert anchor.waiting == MOST_WAITING


def test_a_line_cut_short_does_not_spoil_the_next(tmp_path: Path) -> None:
    signer, path = Signer.create(tmp_path / "key.pem"), tmp_path / "anchors.jsonl"
    one, other = _checkpoint(signer, 1), _checkpoint(signer, 2)
    anchor = Anchor(str(path), lambda _: None)
    anchor.publish(one)
    with path.open("ab") as stream:
        stream.write(path.read_bytes()[:-40])
    anchor.publish(other)
    assert [line.checkpoint for line in anchored(path, path.stat().st_size)] == [one, None, other]


_PUBLISH = """
import resource, signal, sys
from pathlib import Path
from chipgate.store.anchors import Anchor
from chipgate.store.checkpoints import Checkpoint, signed
from chipgate.store.signing import Signer
signer, anchor = Signer.from_file(Path(sys.argv[1])), Anchor(sys.argv[2], print)
def publish(number):
    anchor.publish(signed(signer, Checkpoint("log", 0, number, "", (), "", signer.key_id)))
"""


def _publishing(folder: Path, script: str) -> list[str]:
    return [sys.executable, "-c", _PUBLISH + script, str(folder / "key.pem"), str(folder / "anchors.jsonl")]


def _numbers(path: Path) -> list[int]:
    return [line.checkpoint.number if line.checkpoint else 0 for line in anchored(path, path.stat().st_size)]


def test_a_full_disk_leaves_no_part_of_a_line(tmp_path: Path) -> None:
    Signer.create(tmp_path / "key.pem")
    script = """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
for number in range(1, 6):
    publish(number)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
publish(6)
"""
    done = subprocess.run(_publishing(tmp_path, script), check=True, capture_output=True, text=True)
    assert "could not be written" in done.stdout
    assert _numbers(tmp_path / "anchors.jsonl") == [1, 2, 3, 4, 5, 6]


def test_several_processes_anchor_in_one_file(tmp_path: Path) -> None:
    Signer.create(tmp_path / "key.pem")
    script = "for number in range(1, 21): publish(number)"
    processes = [subprocess.Popen(_publishing(tmp_path, script)) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    assert sorted(_numbers(tmp_path / "anchors.jsonl")) == sorted([*range(1, 21)] * 2)


def test_standard_output_serves_as_an_anchor_also_among_other_lines(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    one = _checkpoint(Signer.create(tmp_path / "key.pem"), 1)
    sys.stdout.write(json.dumps({"event": "started"}) + "\n")
    sys.stdout.flush()
    Anchor("-", lambda _: None).publish(one)
    path = tmp_path / "collected.log"
    path.write_bytes(capfdbinary.readouterr().out)
    assert [line.checkpoint for line in anchored(path, path.stat().st_size)] == [one]
