"""What Alembic runs for a migration: on the connection, and in the transaction, that `schema.migrate` hands in."""

from __future__ import annotations

from alembic import context

from chipgate.store.schema import VERSIONS
from chipgate.store.tables import metadata


def run() -> None:
    """Run what Alembic was asked for."""
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=metadata, version_table=VERSIONS
    )
    context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic loads this file; any other only looks at it
    run()
