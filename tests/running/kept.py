"""What a service that runs, or ran, has on record: read from its database, and verified by the command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chipgate.store.database import Database, open_database
from chipgate.store.reading import Selection, each
from chipgate.store.record import Record
from tests.service import CLEAN

NOW = "2026-11-25T22:49:12.123456Z"


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The log of a service."""
    database = open_database(url, NOW, create=False)
    try:
        yield database
    finally:
        database.close()


def records_in(url: str) -> list[Record]:
    """Every record, without its texts."""
    with opened(url) as database:
        return list(each(database, Selection(), texts=False))


def digests_in(url: str) -> dict[str, str]:
    """The digest of every answer on record, by the id of its record."""
    return {record.record_id: record.answer_digest for record in records_in(url)}


def command(folder: Path, *words: str, **settings: str) -> tuple[int, Any]:
    """A command of chipgate with the settings of the service in a folder: its exit code, and what it prints as JSON."""
    environment = {**CLEAN, "CHIPGATE_STATE_FOLDER": str(folder), **settings}
    done = subprocess.run(
        [sys.executable, "-m", "chipgate", *words, "-f", "json"], capture_output=True, env=environment, check=False
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    return done.returncode, json.loads(done.stdout)


def verify_whole(folder: Path, **settings: str) -> Any:
    """Verify the log by the command: nothing is wrong with it."""
    code, found = command(folder, "log", "verify", **settings)
    assert (code, found["wrong"]) == (0, [])
    return found
