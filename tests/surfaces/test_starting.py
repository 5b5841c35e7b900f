"""A service that cannot start leaves nothing open: no connection to its log, and no thread."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy.pool import QueuePool

from chipgate.errors import InvalidSettings, LogUnavailable
from chipgate.store.database import open_database
from tests.service import make_app

PATIENCE = 20.0


def _open_connections(app: FastAPI) -> int | None:
    """How many connections to its log a service holds; None where it never opened one."""
    database = app.state.serving.database
    if database is None:
        return None
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedin() + pool.checkedout()


def _start(app: FastAPI) -> None:
    """Start the service, as its server does, and stop it."""

    async def started() -> None:
        async with app.state.serving.running():
            pass

    asyncio.run(started())


def _threads() -> set[str]:
    return {one.name.rpartition("_")[0] for one in threading.enumerate() if one.name.startswith("chipgate-")}


def _settles(before: set[str]) -> bool:
    until = time.monotonic() + PATIENCE
    while _threads() - before and time.monotonic() < until:
        time.sleep(0.05)
    return not _threads() - before


def test_what_was_opened_is_closed_where_the_next_step_fails(tmp_path: Path) -> None:
    before = _threads()
    key = tmp_path / "key.pem"
    key.write_text("no key")
    key.chmod(0o600)
    app = make_app(tmp_path, signing_key=key)
    with pytest.raises(InvalidSettings):
        _start(app)
    assert _open_connections(app) == 0
    assert _settles(before)


def test_a_log_that_opens_too_late_is_closed_again(tmp_path: Path) -> None:
    before = _threads()
    open_database(f"sqlite:///{tmp_path}/log.sqlite3", "2026-03-01T12:00:00.000000Z").close()
    app = make_app(tmp_path, startup_seconds=1.5)
    busy = sqlite3.connect(tmp_path / "log.sqlite3", isolation_level=None)
    try:
        busy.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LogUnavailable, match=r"not ready within 1\.5 seconds"):
            _start(app)
        assert _open_connections(app) is None
    finally:
        busy.close()
    assert _settles(before)
    assert _open_connections(app) == 0
