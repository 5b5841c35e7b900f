"""The database of a decision log: opened, made where there is none, and its errors told as ours."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from chipgate.errors import InvalidSettings, LogDamaged, LogOutdated, LogUnavailable, Problem

from . import schema, tables
from .file_owner import opened_for_owner
from .locks import locked

_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002")
"""How what SQLite and PostgreSQL call a file whose content is not theirs begins."""
_TO_POSTGRES = {
    "connect_timeout": 2, "application_name": "chipgate", "keepalives_idle": 5, "keepalives_interval": 2,
    "keepalives_count": 3, "tcp_user_timeout": 10_000,
}  # fmt: skip
_LIMITS = "-c statement_timeout=300s -c lock_timeout=10s"
"""No question hangs forever, also when the other side does. What writes answers is given less (`appending`)."""


@dataclass(frozen=True, slots=True)
class Database:
    """An open log: its id, and where it is (`url` has no password)."""

    engine: Engine
    log_id: str
    url: str

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> str:
        """The file of SQLite."""
        return self.engine.url.database or ""

    def close(self) -> None:
        """Close what is not in use any more."""
        self.engine.dispose()


def open_database(url: str, now: str, *, create: bool = True, patience: float = 5.0) -> Database:
    """The log at a URL, "sqlite:///path" or "postgresql://user@host/name"; `now` is when it begins, if it does.

    With `create`, a database that holds no log becomes one (of SQLite the file and its folder too), and one that
    cannot be written is refused. `patience` is how many seconds a lock of another is waited for.

    Raises:
        InvalidSettings: that is no such URL.
        LogUnavailable: it cannot be reached, or written, or there is no log.
        LogOutdated: its tables are of another release.
        LogDamaged: it is a log no longer.
    """
    where = _parsed(url)
    engine = _engine(where, patience)
    try:
        with reaching(engine), _alone(engine, create):
            return Database(engine, _opened(engine, now, create=create), shown(where))
    except BaseException:
        engine.dispose()
        raise


def upgrade(url: str, now: str) -> tuple[str | None, str]:
    """Bring the tables of the log at a URL to this release; their revision before (None: there was no log) and after.

    Raises:
        InvalidSettings: that is no such URL.
        LogUnavailable: it cannot be reached or written.
        LogOutdated: its tables are of a later release.
    """
    where = _parsed(url)
    engine = _engine(where, 60.0)
    try:
        with reaching(engine), _alone(engine, True):
            with engine.connect() as connection:
                _refuse_later(engine, schema.revision_of(connection))
            return _migrated(engine, now)
    finally:
        engine.dispose()


@contextmanager
def reaching(engine: Engine) -> Iterator[None]:
    """Tell what goes wrong with the database, or its driver, as an error of ours.

    Raises:
        LogUnavailable: it cannot be reached, written or read.
        LogDamaged: it holds something else than was written.
    """
    driver = engine.dialect.dbapi.Error if engine.dialect.dbapi else SQLAlchemyError
    try:
        yield
    except (SQLAlchemyError, driver) as error:
        cause = getattr(error, "orig", None) or error
        if str(cause).startswith("Could not decode to UTF-8"):  # SQLite's driver; it goes on with what is in there
            message = f"The decision log {shown(engine.url)} is damaged: a text in it is no UTF-8."
            raise LogDamaged(f"{message} `chipgate log verify` says where.") from error
        name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
        if name.startswith(_DAMAGED):
            message = f"The decision log {shown(engine.url)} is damaged: {_said(cause)}. Restore a backup."
            raise LogDamaged(message) from error
        raise unusable(engine, cause) from error


def unusable(engine: Engine, cause: BaseException) -> LogUnavailable:
    """The error for what goes wrong with the database, or with the files beside it."""
    return LogUnavailable(f"The decision log {shown(engine.url)} cannot be used: {_said(cause)}. {_todo(engine)}")


def _said(cause: BaseException) -> str:
    return (str(cause).strip() or type(cause).__name__).splitlines()[0].rstrip(".")


def shown(where: URL) -> str:
    """A URL without its password."""
    kind, query = where.drivername.partition("+")[0], {n: v for n, v in where.query.items() if "password" not in n}
    return URL.create(kind, where.username, None, where.host, where.port, where.database, query).render_as_string()


def _todo(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return "See that its folder exists, can be written and has room."
    return "See that the server runs and takes this user, or set CHIPGATE_DATABASE_URL."


def _parsed(url: str) -> URL:
    hint = "Write sqlite:///folder/log.sqlite3 or postgresql://user@host/name."
    try:
        where = make_url(url)
    except (ArgumentError, ValueError):
        raise _invalid("this is not the URL of a database.", hint) from None
    kind = where.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        return where.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise _invalid(f'a decision log is not kept in "{kind}".', hint)
    if where.database in (None, "", ":memory:") or where.query or where.host:
        raise _invalid("a decision log in SQLite needs the path of a file.", "sqlite:////var/lib/chipgate/log.sqlite3")
    return where.set(drivername="sqlite+pysqlite")


def _invalid(message: str, hint: str) -> InvalidSettings:
    return InvalidSettings([Problem("database URL", message=message, hint=hint)])


def _engine(where: URL, patience: float) -> Engine:
    if where.drivername.startswith("sqlite"):
        engine = create_engine(where, hide_parameters=True, connect_args={"timeout": patience})
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine
    given = where.query.get("options", "")
    options = {"options": f"{_LIMITS} {given if isinstance(given, str) else ' '.join(given)}".strip()}
    arguments = {name: value for name, value in _TO_POSTGRES.items() if name not in where.query} | options
    return create_engine(where, hide_parameters=True, pool_pre_ping=True, connect_args=arguments)


def _prepare(connection: Any, _: object) -> None:
    """Each new connection of SQLite. Transactions are begun by `_begin`, not by the driver's guess."""
    connection.isolation_level = None
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Who is going to write says so (`chipgate_writes`): to read first and write then may be refused at once."""
    writes = connection.get_execution_options().get("chipgate_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _alone(engine: Engine, create: bool) -> Iterator[None]:
    """One process at a time makes the file and its tables."""
    with ExitStack() as stack:
        if engine.dialect.name == "sqlite":
            try:
                stack.enter_context(_files(Path(engine.url.database or ""), create))
            except OSError as error:
                raise unusable(engine, error) from error
        yield


def _files(path: Path, create: bool) -> AbstractContextManager[None]:
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(opened_for_owner(str(path), os.O_RDWR, 0o600, str(path.parent)))  # who may read it, its owner widens
        return locked(f"{path}.setup.lock", str(path))
    if not path.exists():
        raise LogUnavailable(f"There is no decision log {path}. `chipgate log upgrade` or `chipgate serve` makes one.")
    return nullcontext()


def _opened(engine: Engine, now: str, *, create: bool) -> str:
    with engine.connect() as connection:
        found = schema.revision_of(connection)
    if found is None and create:
        _migrated(engine, now)
    elif found is None:
        raise LogUnavailable(f"{shown(engine.url)} holds no decision log. `chipgate log upgrade` makes one there.")
    elif found != schema.HEAD:
        _refuse_later(engine, found)
        message = f"The decision log {shown(engine.url)} has tables of an earlier release ({found})"
        raise LogOutdated(f"{message}: stop what writes to it, back it up, and run `chipgate log upgrade`.")
    with engine.connect().execution_options(chipgate_writes=create) as connection:
        # (In SQLite a transaction that is begun to write is refused where nothing can be written.)
        if create and engine.dialect.name == "postgresql":
            _refuse_read_only(engine, connection)
        log_id: str | None = connection.execute(tables.log.select()).scalar()
    if log_id is None:
        raise LogDamaged(f"The decision log {shown(engine.url)} has lost its name. Restore a backup.")
    return log_id


def _refuse_later(engine: Engine, found: str | None) -> None:
    if found is not None and found > schema.HEAD:
        message = f"The decision log {shown(engine.url)} has tables of a later release ({found})"
        raise LogOutdated(f"{message}: use that release of chipgate.")


def _refuse_read_only(engine: Engine, connection: Connection) -> None:
    if connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on":
        raise LogUnavailable(f"The decision log {shown(engine.url)} can only be read. Name the primary server.")


def _migrated(engine: Engine, now: str) -> tuple[str | None, str]:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                driver.execute("PRAGMA journal_mode=WAL").close()
    return schema.migrate(engine, now)
