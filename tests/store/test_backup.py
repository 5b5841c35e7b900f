"""Backup and restore: one portable file of one moment, for either database; nothing of a damaged file is restored."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from sqlalchemy import select, update

from chipgate import ItemSpec, Rulebook
from chipgate.errors import InvalidQuestion, LogUnavailable
from chipgate.store import api_keys, holds
from chipgate.store.acts import Actor
from chipgate.store.backup import back_up
from chipgate.store.database import Database, open_database
from chipgate.store.reading import Selection, each
from chipgate.store.record import digest_of
from chipgate.store.restore import restore
from chipgate.store.tables import metadata, records
from chipgate.store.texts import compressed
from chipgate.store.transactions import change
from chipgate.store.verify import verify
from chipgate.store.writer import Writer
from chipgate.surfaces.clock import stamped
from tests.logged import NOON, answered, asked, log_all
from tests.postgres import Postgres

NOW = stamped(NOON)


@pytest.fixture
def database(log_url: str) -> Iterator[Database]:
    found = open_database(log_url, NOW)
    yield found
    found.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook, h20: ItemSpec) -> bytes:
    """The backup of a small log."""
    log = open_database(f"sqlite:///{tmp_path_factory.mktemp('small')}/log.sqlite3", NOW)
    log_all(log, [answered(rulebook, asked(h20, to)) for to in ("CN", "SG")], rulebook)
    made = backed_up(log)
    log.close()
    return made


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    found = open_database(f"sqlite:///{tmp_path}/empty.sqlite3", NOW)
    yield found
    found.close()


def backed_up(log: Database) -> bytes:
    stream = io.BytesIO()
    back_up(log, stream, NOW, "0.1.0")
    return stream.getvalue()


def content(log: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with log.engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for name, table in metadata.tables.items()
        }


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_log_is_restored_into_either_database(
    database: Database, to: str, tmp_path: Path, request: pytest.FixtureRequest, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log_all(database, [answered(rulebook, asked(h20, to)) for to in ("CN", "SG", "AE")], rulebook)
    log_all(database, [answered(rulebook, asked(h20, "SA"), idempotency_key="k")])
    writer = Writer(database, lambda: NOON)
    writer.start()
    holds.place(database, writer, Selection(item="H20 (HGX)"), "a matter", Actor("local", "0.1.0"), NOW)
    writer.stop(30)
    _, secret = api_keys.create(database, "order system", ["decide"], 10, NOW)
    if to == "sqlite":
        target = open_database(f"sqlite:///{tmp_path}/other.sqlite3", NOW)
    else:
        server: Postgres = request.getfixturevalue("postgres")
        target = open_database(server.url(f"to_{database.log_id}"), NOW)
    made, broken = restore(target, io.BytesIO(backed_up(database)), "log.zst")
    assert (made.log_id, made.at, made.rows["records"], broken) == (database.log_id, NOW, 5, None)
    assert content(target) == content(database)
    target.close()
    again = open_database(target.engine.url.render_as_string(hide_password=False), NOW)
    assert again.log_id == database.log_id
    assert all(record.digest == digest_of(again.log_id, record) for record in each(again, Selection()))
    assert verify(again, [], []).whole
    log_all(again, [answered(rulebook, asked(h20, "VN"))], rulebook)
    assert verify(again, [], []).whole
    assert secret.encode() not in zstandard.ZstdDecompressor().stream_reader(backed_up(again)).read()
    again.close()


def test_a_backup_is_of_one_moment_while_the_log_is_written(
    database: Database, empty: Database, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log_all(database, [answered(rulebook, asked(h20)) for _ in range(40)], rulebook)
    reached, written = threading.Event(), threading.Event()

    def meanwhile() -> None:
        reached.wait(30)
        log_all(database, [answered(rulebook, asked(h20, "SG")) for _ in range(40)], rulebook)
        written.set()

    def progress() -> None:
        if not reached.is_set():  # the snapshot is taken, and rows are being read
            reached.set()
            assert written.wait(30)

    other = threading.Thread(target=meanwhile)
    other.start()
    stream = io.BytesIO()
    made = back_up(database, stream, NOW, "0.1.0", progress)
    other.join()
    assert made.rows["records"] == 40
    stream.seek(0)
    _, broken = restore(empty, stream, "log.zst")
    assert broken is None
    assert sum(1 for _ in each(empty, Selection())) == 40


def test_a_backup_that_was_cut_off_is_refused_wherever(small: bytes, empty: Database) -> None:
    before = content(empty)
    for length in (0, 1, 10, len(small) // 2, len(small) - 20, len(small) - 1):
        with pytest.raises(InvalidQuestion, match=r"this backup cannot be used: .*Take another copy"):
            restore(empty, io.BytesIO(small[:length]), "log.zst")
    assert content(empty) == before


def test_a_backup_that_was_changed_is_refused(small: bytes, empty: Database) -> None:
    before = content(empty)
    lines = zstandard.ZstdDecompressor().stream_reader(small).read().splitlines(keepends=True)
    row = next(number for number, line in enumerate(lines) if b'"license-required"' in line)
    swapped = lines[row].replace(b'"license-required"', b'"allowed"')
    for changed, why in (
        ([*lines[:row], swapped, *lines[row + 1 :]], "it was changed"),
        ([*lines[:row], *lines[row + 1 :]], "rows are missing"),
        (lines[:-1], "was cut off"),
        (lines[:-2], "it was cut off"),
        ([*lines, b"{}\n"], "it was changed"),
        ([*lines[:row], b"{]\n"], "a line is no JSON"),
        ([*lines[:row], b"7\n"], "neither a row nor a table"),
        ([*lines[:row], b"[1]\n"], "a row does not fit its table"),
        ([*lines[:row], b'{"table":"records","columns":[]}\n'], "does not know its table records"),
        ([lines[0].replace(b"backup-1", b"backup-9")], "it is of the form 'chipgate-backup-9'"),
        ([b"[]\n"], "it is no backup of a decision log"),
    ):
        with pytest.raises(InvalidQuestion, match=why):
            restore(empty, io.BytesIO(zstandard.ZstdCompressor().compress(b"".join(changed))), "log.zst")
    with pytest.raises(InvalidQuestion, match="not compressed with Zstandard"):
        restore(empty, io.BytesIO(b"".join(lines)), "log.zst")
    assert content(empty) == before


def test_a_log_with_records_is_not_overwritten(
    small: bytes, database: Database, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log_all(database, [answered(rulebook, asked(h20))], rulebook)
    before = content(database)
    with pytest.raises(LogUnavailable, match=r"already has rows in its table records.*name a new one with --database"):
        restore(database, io.BytesIO(small), "log.zst")
    assert content(database) == before


def test_a_log_that_a_service_has_open_is_not_replaced(small: bytes, database: Database) -> None:
    writer = Writer(database, lambda: NOON)
    writer.start()
    with pytest.raises(LogUnavailable, match=r"a service has .* open\. Stop it"):
        restore(database, io.BytesIO(small), "log.zst")
    writer.stop(30)
    restore(database, io.BytesIO(small), "log.zst")
    assert sum(1 for _ in each(database, Selection())) == 2


def test_a_broken_chain_is_restored_as_it_was_and_named(
    database: Database, empty: Database, rulebook: Rulebook, h20: ItemSpec
) -> None:
    entries = [answered(rulebook, asked(h20, to)) for to in ("CN", "SG", "AE")]
    log_all(database, entries, rulebook)
    with change(database) as connection:
        found = records.c.record_id == entries[1].record_id
        connection.execute(update(records).where(found).values(answer=compressed(json.dumps({}).encode())))
    made, broken = restore(empty, io.BytesIO(backed_up(database)), "log.zst")
    assert broken is not None
    assert broken.startswith(f"{entries[1].record_id} (chain ")
    assert content(empty) == content(database)
    assert made.rows["records"] == 3
