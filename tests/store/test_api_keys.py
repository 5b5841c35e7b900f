"""API keys: shown once, kept as a digest, and of no use once they were taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from chipgate.errors import InvalidQuestion
from chipgate.store import api_keys
from chipgate.store.database import Database, open_database
from chipgate.store.record import sha256
from chipgate.store.tables import api_keys as table

AT, LATER = "2026-11-25T22:49:12.123456Z", "2026-11-26T08:00:00.000000Z"


@pytest.fixture
def database(log_url: str) -> Iterator[Database]:
    found = open_database(log_url, AT)
    yield found
    found.close()


def test_a_secret_is_kept_nowhere(database: Database, tmp_path: Path) -> None:
    key, secret = api_keys.create(database, "order system", ["read-log", "decide"], 600, AT)
    assert secret.startswith(f"cgk_{key.key_id}_")
    assert len(secret.removeprefix(f"cgk_{key.key_id}_")) == 43
    assert key == api_keys.ApiKey(key.key_id, "order system", frozenset({"decide", "read-log"}), 600, AT)
    with database.engine.connect() as connection:
        assert [row.digest for row in connection.execute(select(table))] == [sha256(secret.encode())]
    for file in tmp_path.iterdir():
        assert secret.encode() not in file.read_bytes()


def test_a_key_is_found_by_its_digest_until_it_is_revoked(database: Database) -> None:
    key, secret = api_keys.create(database, "order system", ["decide"], None, AT)
    other, _ = api_keys.create(database, "auditor", ["read-log"], None, LATER)
    assert api_keys.digests(database)[sha256(secret.encode())] == key
    assert api_keys.revoke(database, key.key_id, LATER).revoked_at == LATER
    assert api_keys.revoke(database, key.key_id, AT).revoked_at == LATER
    assert [found.key_id for found in api_keys.digests(database).values()] == [other.key_id]
    assert [(found.name, found.revoked_at) for found in api_keys.listed(database)] == [
        ("order system", LATER), ("auditor", None),
    ]  # fmt: skip


def test_two_keys_never_share_anything(database: Database) -> None:
    made = [api_keys.create(database, "same", ["decide"], None, AT) for _ in range(20)]
    assert len({key.key_id for key, _ in made}) == len({secret.rpartition("_")[2] for _, secret in made}) == 20


@pytest.mark.parametrize(
    ("name", "scopes", "per_minute", "told"),
    [
        ("", ["decide"], None, "needs a name"),
        ("two\nlines", ["decide"], None, "needs a name"),
        ("x" * 101, ["decide"], None, "needs a name"),
        ("order system", [], None, "opens nothing"),
        ("order system", ["decide", "write"], None, 'no scope "write". There are decide, read-log, admin'),
        ("order system", ["decide"], 0, "from 1 to"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(
    database: Database, name: str, scopes: list[str], per_minute: int | None, told: str
) -> None:
    with pytest.raises(InvalidQuestion, match=told):
        api_keys.create(database, name, scopes, per_minute, AT)
    assert api_keys.listed(database) == []


def test_a_key_that_there_is_not_cannot_be_revoked(database: Database) -> None:
    with pytest.raises(InvalidQuestion, match='no API key of the id "abcdefgh"'):
        api_keys.revoke(database, "abcdefgh", AT)
