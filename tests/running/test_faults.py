"""What goes wrong around a service that is under load: it is killed, its PostgreSQL stops, its disk is full, another
writes to the same log. Every answer that was given is on record, and the log verifies."""

from __future__ import annotations

import os
import resource
import secrets
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.load import Load, ask, questions, until
from tests.postgres import Postgres
from tests.running.kept import digests_in, records_in, verify_whole
from tests.service import Server

PROBLEM = "application/problem+json"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return questions(tmp_path_factory.mktemp("questions"), 10_000, grades=16)


def check_on_record(load: Load, log: str) -> None:
    """Every answer is in the log as it was given."""
    logged, given = digests_in(log), load.recorded
    assert given
    assert {record_id: logged.get(record_id) for record_id in given} == given


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_service_that_is_killed_loses_no_answer_that_it_gave(
    tmp_path: Path, bodies: list[bytes], kind: str, request: pytest.FixtureRequest
) -> None:
    log = f"sqlite:///{tmp_path}/log.sqlite3"
    if kind == "postgresql":
        log = request.getfixturevalue("postgres").url(f"killed_{secrets.token_hex(6)}")
    server = Server(tmp_path, CHIPGATE_DATABASE_URL=log)
    server.start()
    try:
        with Load([server.url], bodies) as load:
            load.wait_for_more(500)
            server.kill()
            before = len(load.answers)
            server.start()
            load.wait_for_more(200)
    finally:
        server.stop()
    assert load.broken
    assert before >= 500
    assert load.statuses() == {200}
    check_on_record(load, log)
    found = verify_whole(tmp_path, CHIPGATE_DATABASE_URL=log)
    assert found["records"] >= len(load.answers)
    assert not found["unprotected"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two services that run on one log."""

    folder: Path
    log: str
    urls: tuple[str, str]

    def ready(self) -> set[tuple[int, str]]:
        """What they say of themselves."""
        replies = [ask(url, "GET", "/health/ready") for url in self.urls]
        return {(reply.status, reply.data["status"]) for reply in replies}


@pytest.fixture(scope="module")
def pair(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder, log = tmp_path_factory.mktemp("pair"), postgres.url(f"pair_{secrets.token_hex(6)}")
    with (
        Server(folder, CHIPGATE_DATABASE_URL=log) as one,
        Server(folder, CHIPGATE_DATABASE_URL=log) as other,
    ):
        yield Pair(folder, log, (one.url, other.url))


def test_two_services_write_to_one_log(pair: Pair, bodies: list[bytes]) -> None:
    with Load(pair.urls, bodies) as load:
        load.wait_for_more(1_000)
    assert (load.statuses(), load.broken) == ({200}, 0)
    check_on_record(load, pair.log)
    chains = Counter(record.chain for record in records_in(pair.log))
    assert set(chains) == {0, 1}
    assert min(chains.values()) > 50
    assert verify_whole(pair.folder, CHIPGATE_DATABASE_URL=pair.log)["chains"] == 2


def test_without_postgresql_nothing_is_answered_until_it_is_back(
    pair: Pair, bodies: list[bytes], postgres: Postgres
) -> None:
    assert pair.ready() == {(200, "ready")}
    with Load(pair.urls, bodies) as load:
        load.wait_for_more(300)
        postgres.stop()
        try:
            load.wait_for_more(50, status=503)
            answered = len(load.recorded)
            load.wait_for_more(50, status=503)
            assert len(load.recorded) == answered
            until(lambda: pair.ready() == {(503, "unavailable")})
            refused = ask(pair.urls[0], "POST", "/v1/decisions", bodies[0])
        finally:
            postgres.start()
        load.wait_for_more(300)
        until(lambda: pair.ready() == {(200, "ready")})
        after = len(load.answers)
        load.wait_for_more(300)
    assert load.statuses() == {200, 503}
    assert {one.status for one in load.answers[after:]} == {200}
    assert load.broken == 0
    assert all(one.kind == PROBLEM for one in load.answers if one.status == 503)
    assert not any(one.record_id for one in load.answers if one.status == 503)
    assert refused.headers["Retry-After"]
    assert refused.data["detail"] == "The decision log cannot be used now: nothing was answered. Ask again in a moment."
    check_on_record(load, pair.log)
    verify_whole(pair.folder, CHIPGATE_DATABASE_URL=pair.log)


ROOM = 4_000_000


@contextmanager
def _small_disk(folder: Path) -> Iterator[Callable[[int], None]]:
    """A folder with little room; what it gives makes more of it, for a process. A disk of its own, where we may mount
    one; else no file of processes that are started now may grow further."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode != 0:
        with _small_files() as more:
            yield more
        return
    try:
        yield lambda _pid: _run("mount", "-o", "remount,size=100m", str(folder))
    finally:
        _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


@contextmanager
def _small_files() -> Iterator[Callable[[int], None]]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield lambda pid: _set_limit(pid, soft, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _set_limit(pid: int, soft: int, hard: int) -> None:
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_answers_nothing_until_there_is_room(tmp_path: Path, bodies: list[bytes]) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with _small_disk(folder) as make_room:
        with Server(folder) as server, Load([server.url], bodies) as load:
            load.wait_for_more(50, status=503)
            until(lambda: ask(server.url, "GET", "/health/ready").status == 503)
            make_room(server.pid)
            until(lambda: ask(server.url, "GET", "/health/ready").status == 200)
            load.wait_for_more(100)
            after = len(load.answers)
            load.wait_for_more(300)
        assert (load.statuses(), load.broken) == ({200, 503}, 0)
        assert {one.status for one in load.answers[after:]} == {200}
        assert all(one.kind == PROBLEM for one in load.answers if one.status == 503)
        check_on_record(load, f"sqlite:///{folder}/log.sqlite3")
        verify_whole(folder)
