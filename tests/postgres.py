"""A PostgreSQL of the tests' own: real, private, on a socket in a temporary folder, gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg import sql

_PLACES = "/usr/lib/postgresql/*/bin"


class Postgres:
    """A server, started. What it was told outlives its processes, but not a power cut."""

    def __init__(self) -> None:
        self._programs = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="chipgate-postgres-"))
        self._user = _unprivileged()
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "--username=chipgate", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        self.start()

    def __enter__(self) -> Postgres:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The URL of a database of that name, which is made if there is none."""
        with psycopg.connect(self._place("postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        return self._place(database)

    def start(self) -> None:
        """Start the server; it takes connections when this returns."""
        options = f"-k {self._folder} -h '' -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "--wait", "--log", str(self._folder / "log"), "--options", options, "start")

    def stop(self) -> None:
        """Stop it as if the machine were switched off: connections are cut, nothing is waited for."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def _place(self, database: str) -> str:
        return f"postgresql://chipgate@/{database}?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        user, group = (self._user.pw_uid, self._user.pw_gid) if self._user else (None, None)
        command = [str(self._programs / program), f"--pgdata={self._folder / 'data'}", *arguments]
        found = subprocess.run(
            command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, check=False, user=user, group=group, extra_groups=[] if self._user else None,
        )  # fmt: skip
        assert found.returncode == 0, f"{program} failed: {found.stderr}"


def _programs() -> Path:
    """The folder of PostgreSQL's programs, of the newest release there is."""
    found = sorted(Path("/").glob(_PLACES.lstrip("/")), key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    assert found or on_path, "these tests need PostgreSQL's server programs (Debian: apt-get install postgresql)"
    return found[-1] if found else Path(on_path or "").resolve().parent


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom the server runs as: root it refuses."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]
