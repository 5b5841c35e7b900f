"""A catalog's check in the service as it runs: it is beside the answers, and ends with whoever waits for it."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.service import HERE, PATIENCE, Server

ROWS = 400_000
KIND = {"Content-Type": "application/octet-stream"}


@pytest.fixture(scope="module")
def catalog() -> bytes:
    rows = (f"chip {n},{n % 9_000},{100 + n % 1_000},{n % 5_000}\n" for n in range(ROWS))
    return b"name,tpp,die_area_mm2,dram_bandwidth_gb_s\n" + "".join(rows).encode()


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where the service puts what is temporary."""
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


@pytest.fixture
def server(tmp_path: Path, temporary: Path) -> Iterator[Server]:
    with Server(tmp_path / "state", TMPDIR=str(temporary)) as server:
        yield server


def _begun(server: Server, catalog: bytes, form: str) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(HERE, server.port, timeout=PATIENCE)
    asked_for = urlencode({"filename": "chips.csv", "to": "CN,SG", "date": "2026-02-15", "format": form})
    connection.request("POST", f"/v1/catalogs?{asked_for}", catalog, KIND)
    return connection


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def _checks(server: Server) -> list[str]:
    """The processes that check a catalog for this server."""
    found = []
    for task in Path(f"/proc/{server.pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            if "--on-error=skip" in Path(f"/proc/{child}/cmdline").read_text():
                found.append(child)
    return found


def _decided(server: Server) -> float:
    """Seconds that one decision takes."""
    began = time.monotonic()
    body = json.dumps({"item": "H20 (HGX)", "destination": "CN", "date": "2025-04-09"})
    with closing(http.client.HTTPConnection(HERE, server.port, timeout=PATIENCE)) as connection:
        connection.request("POST", "/v1/decisions", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
    return time.monotonic() - began


@pytest.mark.parametrize("form", ["rows", "csv"])
def test_a_check_ends_when_whoever_asked_has_gone(
    server: Server, catalog: bytes, temporary: Path, form: str
) -> None:
    connection = _begun(server, catalog, form)
    if form == "rows":
        answer = connection.getresponse()
        told = json.loads(answer.readline())
        assert told["kind"] == "progress"
        assert 0 < told["part"] < 1
        answer.close()
    else:
        _until(lambda: bool(_checks(server)))
    assert _checks(server)
    assert list(temporary.iterdir())
    _decided(server)
    assert min(_decided(server) for _ in range(5)) < 1  # the event loop is free meanwhile
    connection.close()
    _until(lambda: not _checks(server))
    _until(lambda: not list(temporary.iterdir()))
    for _ in range(3):  # and its place is free again
        with closing(_begun(server, b"name,tpp\na,1\n", "csv")) as small:
            answer = small.getresponse()
            assert answer.status == 200
            answer.read()
    _until(lambda: not list(temporary.iterdir()))


def test_a_check_outlives_no_service_that_is_killed(server: Server, catalog: bytes) -> None:
    with closing(_begun(server, catalog, "rows")) as connection:
        answer = connection.getresponse()
        assert answer.readline()
        (child,) = _checks(server)
        server.kill()
        _until(lambda: not Path(f"/proc/{child}").exists())
        answer.close()
