"""The revision of a log's tables, and how they are brought to the one that this release reads and writes."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from . import tables

HEAD = "0001"
"""The newest revision below `migrations/versions`."""
VERSIONS = "chipgate_revision"
"""The table in which Alembic keeps the revision."""
_SETTING_UP = 0x63686772
"""The advisory lock of PostgreSQL under which tables are made or changed ("chgr")."""


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables there, or nothing where there are none."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar()
    return found


def migrate(engine: Engine, now: str) -> tuple[str | None, str]:
    """Bring the tables to `HEAD`, in one transaction; the revision before and after. Of two at once, one does it.

    A database that had none becomes a new log, begun at `now`.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with engine.connect().execution_options(chipgate_writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_SETTING_UP})"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        before = revision_of(connection)
        if before != HEAD:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if not connection.execute(tables.log.select()).first():
                connection.execute(tables.log.insert(), {"log_id": secrets.token_hex(16), "created_at": now})
    return before, HEAD
