"""Opening a log: made where there is none, refused where it is not ours, and never with a password shown."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chipgate.errors import InvalidSettings, LogDamaged, LogOutdated, LogUnavailable
from chipgate.store import schema, tables
from chipgate.store.chains import lease
from chipgate.store.database import open_database, reaching, upgrade
from chipgate.store.transactions import change, snapshot
from chipgate.store.verify import verify

NOW = "2026-11-25T22:49:12.123456Z"


def test_a_database_without_tables_becomes_a_log_and_stays_the_same_one(log_url: str) -> None:
    with pytest.raises(LogUnavailable, match="chipgate log upgrade"):
        open_database(log_url, NOW, create=False)
    first = open_database(log_url, NOW)
    again = open_database(log_url, "2027-01-01T00:00:00.000000Z")
    looked = open_database(log_url, NOW, create=False)
    with looked.engine.connect() as connection:
        row = connection.execute(tables.log.select()).one()
    assert {first.log_id, again.log_id, looked.log_id, row.log_id} == {first.log_id}
    assert row.created_at == NOW
    assert upgrade(log_url, NOW) == (schema.HEAD, schema.HEAD)
    for database in (first, again, looked):
        database.close()


def test_upgrade_makes_a_log_too(log_url: str) -> None:
    assert upgrade(log_url, NOW) == (None, schema.HEAD)
    open_database(log_url, NOW, create=False).close()


def test_the_migrations_make_the_tables_that_are_read_and_written(log_url: str) -> None:
    database = open_database(log_url, NOW)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.VERSIONS})
        difference: list[Any] = compare_metadata(context, tables.metadata)
    database.close()
    assert difference == []


def test_the_newest_revision_is_the_one_this_release_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


@pytest.mark.parametrize(("revision", "says"), [("0000", "chipgate log upgrade"), ("9999", "later release")])
def test_tables_of_another_release_are_refused(log_url: str, revision: str, says: str) -> None:
    database = open_database(log_url, NOW)
    with database.engine.connect().execution_options(chipgate_writes=True) as connection, connection.begin():
        connection.execute(text(f"UPDATE {schema.VERSIONS} SET version_num = '{revision}'"))
    database.close()
    for create in (True, False):
        with pytest.raises(LogOutdated, match=says):
            open_database(log_url, NOW, create=create)


@pytest.mark.slow
def test_many_processes_may_be_first(log_url: str) -> None:
    opening = "import sys; from chipgate.store.database import open_database as o; print(o(sys.argv[1], 'now').log_id)"
    command = [sys.executable, "-c", opening, log_url]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 3
    assert len(set(said)) == 1


@pytest.mark.parametrize(
    "url", ["", "log.sqlite3", "sqlite://", "sqlite:///:memory:", "sqlite:///x?mode=ro", "mysql://db/log"]
)
def test_what_is_no_url_of_a_log_is_refused(url: str) -> None:
    with pytest.raises(InvalidSettings, match="database URL"):
        open_database(url, NOW)


def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    url = "postgresql://chipgate:hush@127.0.0.1:1/log?sslpassword=hush"
    with pytest.raises(LogUnavailable, match=r"postgresql://chipgate@127\.0\.0\.1:1/log cannot be used") as found:
        open_database(url, NOW)
    assert "hush" not in str(found.value)


def test_sqlite_writes_ahead_and_through_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "of" / "log.sqlite3"
    database = open_database(f"sqlite:///{path}", NOW)
    with database.engine.connect() as connection:
        told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    database.close()
    assert (told, waits) == (["wal", 2], 5000)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_no_database_is_damaged_and_a_folder_cannot_be_one(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite3"
    path.write_bytes(b"not a database at all, but long enough" * 100)
    with pytest.raises(LogDamaged, match="Restore a backup"):
        open_database(f"sqlite:///{path}", NOW)
    with pytest.raises(LogUnavailable, match="can be written"):
        open_database(f"sqlite:///{tmp_path}", NOW)
    with pytest.raises(LogUnavailable, match="There is no decision log"):
        open_database(f"sqlite:///{tmp_path}/none.sqlite3", NOW, create=False)


def test_a_log_that_can_only_be_read_is_refused_by_who_writes(log_url: str) -> None:
    database = open_database(log_url, NOW)
    if database.is_sqlite:
        database.close()
        with closing(sqlite3.connect(database.path)) as held, held:  # another has it, and does not let go
            held.execute("BEGIN IMMEDIATE")
            with pytest.raises(LogUnavailable, match="locked"):
                open_database(log_url, NOW, patience=0.1)
        held.close()
    else:
        name = database.engine.url.database
        with database.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        database.close()
        with pytest.raises(LogUnavailable, match="primary server"):
            open_database(log_url, NOW)
        open_database(log_url, NOW, create=False).close()


def test_what_goes_wrong_elsewhere_is_not_blamed_on_the_log(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/log.sqlite3", NOW)
    with pytest.raises(IsADirectoryError), snapshot(database):
        tmp_path.read_bytes()
    with pytest.raises(IsADirectoryError):
        verify(database, [], [tmp_path])
    database.close()
    (tmp_path / "file").touch()
    with pytest.raises(LogUnavailable, match="can be written"):
        open_database(f"sqlite:///{tmp_path}/file/log.sqlite3", NOW)


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/log.sqlite3", NOW)
    (tmp_path / "log.sqlite3.chain-0.lock").mkdir()
    with pytest.raises(LogUnavailable, match="Is a directory"), database.engine.connect() as connection:
        lease(connection, database)
    database.close()


def test_a_text_that_is_no_utf_8_is_damage_and_is_not_shown(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/log.sqlite3", NOW)
    with change(database) as connection:
        connection.execute(text("UPDATE log SET created_at = CAST(:it AS TEXT)"), {"it": b"hush \xff"})
    with pytest.raises(LogDamaged, match="a text in it is no UTF-8") as found, snapshot(database) as connection:
        connection.execute(text("SELECT created_at FROM log")).all()
    assert "hush" not in str(found.value)
    database.close()


def test_an_index_that_does_not_fit_its_table_is_damage(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/log.sqlite3"
    open_database(url, NOW).close()
    with closing(sqlite3.connect(tmp_path / "log.sqlite3")) as held, held:
        held.execute("INSERT INTO api_keys VALUES ('a', 'b', 'c', 'd', 1, 'e', NULL)")
        held.execute("CREATE INDEX by_name ON api_keys (name)")
    with closing(sqlite3.connect(tmp_path / "log.sqlite3")) as held, held:
        held.execute("PRAGMA writable_schema = ON")  # from here on its entries are not those of its table
        held.execute("UPDATE sqlite_schema SET sql = replace(sql, '(name)', '(scopes)') WHERE name = 'by_name'")
    held.close()
    database = open_database(url, NOW)
    with pytest.raises(LogDamaged, match="Restore a backup") as found, change(database) as connection:
        connection.execute(tables.api_keys.delete().where(tables.api_keys.c.key_id == "a"))
    assert isinstance(found.value.__cause__, DBAPIError)
    assert getattr(found.value.__cause__.orig, "sqlite_errorname", "") == "SQLITE_CORRUPT_INDEX"
    database.close()


def test_what_a_driver_says_is_told_in_one_line_without_what_was_written(log_url: str) -> None:
    database = open_database(log_url, NOW)
    with pytest.raises(LogUnavailable) as found, reaching(database.engine), database.engine.connect() as connection:
        connection.execute(text("SELECT :secret FROM nowhere"), {"secret": "hush"})
    database.close()
    assert "nowhere" in str(found.value)
    assert "hush" not in str(found.value)
    assert "\n" not in str(found.value)
