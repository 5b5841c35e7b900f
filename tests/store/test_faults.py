"""What goes wrong outside: killed processes, servers that stop or hang, full disks. No answer that was told is lost, no
chain is broken, and writing goes on by itself."""

from __future__ import annotations

import os
import resource
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from chipgate.errors import ChipgateError, LogUnavailable
from chipgate.store.database import Database, open_database
from chipgate.store.reading import Selection, each
from chipgate.store.writer import Writer
from tests.postgres import Postgres
from tests.store.entries import AT, Waiting, clock, entry, submit, whole, written

PROCESS = Path(__file__).with_name("writing_process.py")


@pytest.fixture
def on_postgres(postgres: Postgres) -> Iterator[Database]:
    found = open_database(postgres.url(f"faults_{secrets.token_hex(6)}"), AT)
    yield found
    found.close()


def _process(url: str, records: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(PROCESS), url, str(records)], stdout=subprocess.PIPE, text=True)


def _in(database: Database) -> set[str]:
    return {record.record_id for record in each(database, Selection(), texts=False)}


@pytest.mark.slow
def test_a_killed_process_loses_nothing_that_it_told(log_url: str) -> None:
    database = open_database(log_url, AT)
    told: list[str] = []
    for times in (1, 2):
        with _process(log_url, 1_000_000) as process:
            assert process.stdout is not None
            for _ in range(200):
                told.append(process.stdout.readline().strip())
            process.send_signal(signal.SIGKILL)
            told += (line.strip() for line in process.stdout)
        assert "" not in told
        assert set(told) <= _in(database)
        assert len(whole(database)) == 1, f"the chain was not taken up again, time {times}"
    database.close()


@pytest.mark.slow
def test_two_processes_write_at_once(log_url: str) -> None:
    database = open_database(log_url, AT)
    running = [_process(log_url, 300) for _ in range(2)]
    told = [line for process in running for line in process.communicate(timeout=120)[0].split()]
    assert [process.returncode for process in running] == [0, 0]
    assert _in(database) == set(told)
    assert sum(len(chain) for chain in whole(database).values()) == 600
    database.close()


def test_postgresql_stops_and_comes_back(postgres: Postgres, on_postgres: Database) -> None:
    writer = Writer(on_postgres, clock)
    writer.start()
    told = [written(writer, entry("before"))[0].record_id]
    postgres.stop()
    try:
        failed = [submit(writer, entry("meanwhile"), entry("its second line")) for _ in range(3)]
        assert all(isinstance(one.error, LogUnavailable) for one in failed)
        assert "othing was answered" in failed[0].error.message
        assert not writer.healthy
        with pytest.raises(LogUnavailable):
            writer.find("local", "k")
    finally:
        postgres.start()
    _until(lambda: writer.healthy)  # by itself: a service that says it is not ready is sent nothing
    told.append(written(writer, entry("after"))[0].record_id)
    assert writer.find("local", "k") is None
    writer.stop(30)
    (chain,) = whole(on_postgres).values()
    assert [record.record_id for record in chain] == told


def test_postgresql_stops_under_load(postgres: Postgres, on_postgres: Database) -> None:
    writer = Writer(on_postgres, clock)
    writer.start()
    waiting: list[Waiting] = []

    def submit_more(number: int) -> None:
        waiting.extend(submit(writer, entry("one"), entry("and its second line")) for _ in range(number))

    submit_more(200)
    assert waiting[20].receipts
    postgres.stop()
    try:
        submit_more(50)
        assert len([one.settled for one in waiting]) == 250
    finally:
        postgres.start()
    submit_more(50)
    settled = [one.settled for one in waiting]
    writer.stop(30)
    assert not any(isinstance(one, ChipgateError) for one in settled[-50:])
    assert any(isinstance(one, ChipgateError) for one in settled)
    told = {receipt.record_id for one in settled if not isinstance(one, ChipgateError) for receipt in one}
    assert told <= _in(on_postgres)
    (chain,) = whole(on_postgres).values()
    assert len(chain) % 2 == 0  # nothing was stored half


def test_a_session_that_was_ended_is_begun_anew(on_postgres: Database) -> None:
    writer = Writer(on_postgres, clock)
    writer.start()
    written(writer, entry())
    for pid in _sessions(on_postgres):
        _alter(on_postgres, f"SELECT pg_terminate_backend({pid}, 10000)")
    assert isinstance(submit(writer, entry()).error, LogUnavailable)
    assert written(writer, entry())[0].seq == 2
    writer.stop(30)
    assert len(whole(on_postgres)[0]) == 2


def test_a_server_that_hangs_is_not_waited_for(on_postgres: Database) -> None:
    writer = Writer(on_postgres, clock, most_seconds=0.5)
    writer.start()
    written(writer, entry())
    with _stopped(_sessions(on_postgres)):
        hung = submit(writer, entry("hung"))
        _until(lambda: not writer.healthy)
        with pytest.raises(LogUnavailable, match="does not respond"):
            writer.submit([entry("refused")], Waiting())
        assert isinstance(hung.error, LogUnavailable)
        assert written(writer, entry())[0].chain == 1  # its chain is held for as long as the server keeps the session
    writer.stop(30)
    assert {len(chain) for chain in whole(on_postgres).values()} <= {1, 2}


def test_a_server_that_hangs_does_not_keep_the_writer_from_stopping(on_postgres: Database) -> None:
    writer = Writer(on_postgres, clock)
    writer.start()
    with _stopped(_sessions(on_postgres)):
        hung = [submit(writer, entry("hung")) for _ in range(2)]
        writer.stop(0.2)
        assert all(isinstance(one.error, LogUnavailable) for one in hung)
    assert whole(on_postgres) == {}


def test_a_server_that_came_up_as_a_copy_is_not_written_to(on_postgres: Database) -> None:
    writer = Writer(on_postgres, clock)
    writer.start()
    name = on_postgres.engine.url.database
    _alter(on_postgres, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    for pid in _sessions(on_postgres):
        _alter(on_postgres, f"SELECT pg_terminate_backend({pid}, 10000)")
    for _ in range(2):
        assert isinstance(submit(writer, entry()).error, LogUnavailable)
    assert not writer.healthy
    _alter(on_postgres, f"SET TRANSACTION READ WRITE; ALTER DATABASE {name} RESET ALL")
    _until(lambda: writer.healthy)
    assert written(writer, entry())[0].seq == 1
    writer.stop(30)


def test_a_database_that_another_holds_is_given_up_on_for_a_while(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/log.sqlite3", AT, patience=0.1)
    writer = Writer(database, clock)
    writer.start()
    written(writer, entry("before"))
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "locked" in submit(writer, entry("meanwhile")).error.message
    assert not writer.healthy
    other.execute("ROLLBACK")
    other.close()
    assert written(writer, entry("after"))[0].seq == 2
    assert writer.healthy
    writer.stop(30)
    assert [record.question for record in whole(database)[0]] == [b"before", b"after"]
    database.close()


@contextmanager
def _small_disk(folder: Path) -> Iterator[Callable[[], None]]:
    """A folder with room for 600 kB; what it gives makes more room. A disk of its own, where we may mount one; else no
    file of this process may grow further."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode != 0:
        with _small_files() as more:
            yield more
        return
    try:
        yield partial(_run, "mount", "-o", "remount,size=50m", str(folder))
    finally:
        _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


@contextmanager
def _small_files() -> Iterator[Callable[[], None]]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, hard))
    try:
        yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("kind", ["disk", "files"])
def test_a_full_disk_answers_nothing_until_there_is_room(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with _small_disk(folder) if kind == "disk" else _small_files() as make_room:
        database = open_database(f"sqlite:///{folder}/log.sqlite3", AT)
        writer = Writer(database, clock)
        writer.start()
        told: list[str] = []
        refused = 0
        while refused < 3:  # there may be room again for a while, once what was written ahead is moved
            settled = submit(writer, entry(secrets.token_hex(2_000))).settled
            if isinstance(settled, ChipgateError):
                refused += 1
                assert isinstance(settled, LogUnavailable)
                assert "has room" in settled.message
            else:
                told.append(settled[0].record_id)
        assert len(told) > 10
        make_room()
        _until(lambda: writer.healthy)
        told.append(written(writer, entry(secrets.token_hex(20_000)))[0].record_id)
        writer.stop(30)
        (chain,) = whole(database).values()
        assert [record.record_id for record in chain] == told
        database.close()


def _until(there: Callable[[], bool]) -> None:
    """Wait for what comes by itself."""
    for _ in range(6_000):
        if there():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come")


@contextmanager
def _stopped(pids: list[int]) -> Iterator[None]:
    """Processes of the server that do not go on."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def _sessions(database: Database) -> list[int]:
    """The server's processes for what else is connected to this log."""
    wanted = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with database.engine.connect() as connection:
        return [row.pid for row in connection.exec_driver_sql(wanted)]


def _alter(database: Database, statement: str) -> None:
    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(statement)
