"""`chipgate keys`: a secret alone on standard output, once; a list; and the end of a key."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from chipgate.store.api_keys import digests
from chipgate.store.database import open_database
from chipgate.store.record import sha256
from chipgate.surfaces.cli.app import app


def run(folder: Path, *words: str) -> Result:
    env = {"COLUMNS": "100", "CHIPGATE_STATE_FOLDER": str(folder), "CHIPGATE_DATABASE_URL": "", "CHIPGATE_SETTINGS": ""}
    return CliRunner(env=env).invoke(app, ["keys", *words])


def test_a_key_is_made_listed_and_revoked(tmp_path: Path) -> None:
    made = run(tmp_path, "create", "order system", "--scope", "decide", "--scope", "read-log", "--per-minute", "600")
    assert made.exit_code == 0, made.stderr
    secret = made.stdout.removesuffix("\n")
    key_id = secret.split("_")[1]
    assert made.stderr.startswith(f"note: key {key_id} for order system: decide, read-log.")
    assert secret not in made.stderr
    log = open_database(f"sqlite:///{tmp_path}/log.sqlite3", "2026-03-02T12:00:00.000000Z")
    assert list(digests(log)) == [sha256(secret.encode())]
    listed = run(tmp_path, "list")
    assert f"{key_id}  order system  decide, read-log  600 a minute" in listed.stdout
    assert listed.stdout.endswith("counts\n")
    assert secret.rpartition("_")[2] not in listed.stdout
    assert run(tmp_path, "revoke", key_id).exit_code == 0
    (row,) = json.loads(run(tmp_path, "list", "-f", "json").stdout)
    assert (row["key_id"], row["scopes"], row["revoked_at"] is None) == (key_id, ["decide", "read-log"], False)
    assert "revoked 2" in run(tmp_path, "list").stdout
    assert digests(log) == {}
    log.close()


def test_what_makes_no_sense_is_said(tmp_path: Path) -> None:
    assert run(tmp_path, "create", "order system").exit_code == 2
    wrong = run(tmp_path, "create", "order system", "--scope", "write")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert 'there is no scope "write". There are decide, read-log, admin.' in wrong.stderr
    assert 'no API key of the id "x"' in run(tmp_path, "revoke", "x").stderr
    assert "there is no key. Make one with chipgate keys create." in run(tmp_path, "list").stderr


def test_every_command_teaches_with_an_example(tmp_path: Path) -> None:
    for name in ("create", "list", "revoke"):
        assert f"Example: chipgate keys {name}" in run(tmp_path, name, "--help").stdout
