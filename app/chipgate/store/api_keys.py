"""API keys: who may ask, for what, and how often. A key is shown once; its SHA-256 alone is kept.

A key is 256 random bits, so that a plain digest is as good as a slow one: there is nothing to guess.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from chipgate.errors import InvalidQuestion, Problem

from .database import Database, reaching
from .record import sha256
from .tables import api_keys
from .transactions import change

SCOPES = ("decide", "read-log", "admin")
"""decide: ask. read-log: read what was answered to anybody. admin: reload the rules."""
MOST_PER_MINUTE = 10_000_000
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret. `per_minute` is its own rate, None the service's; times are RFC 3339 in UTC."""

    key_id: str
    name: str
    scopes: frozenset[str]
    per_minute: int | None
    created_at: str
    revoked_at: str | None = None


def create(
    database: Database, name: str, scopes: Collection[str], per_minute: int | None, at: str
) -> tuple[ApiKey, str]:
    """Make a key: what is kept of it, and the secret "cgk_<key_id>_<random>", which nobody can show again.

    Raises:
        InvalidQuestion: no name, no scope, a scope that there is not, or a rate that is none.
        LogUnavailable: the database cannot be written.
    """
    _check(name, scopes, per_minute)
    key_id = base64.b32encode(secrets.token_bytes(5)).decode().lower()
    secret = f"cgk_{key_id}_{secrets.token_urlsafe(32)}"
    key = ApiKey(key_id, name, frozenset(scopes), per_minute, at)
    row = {
        "key_id": key_id, "name": name, "digest": sha256(secret.encode()), "per_minute": per_minute,
        "scopes": " ".join(scope for scope in SCOPES if scope in scopes), "created_at": at,
    }  # fmt: skip
    with change(database) as connection:
        connection.execute(insert(api_keys).values(row))
    return key, secret


def revoke(database: Database, key_id: str, at: str) -> ApiKey:
    """Take a key back, for good. One that was taken back before keeps its time.

    Raises:
        InvalidQuestion: there is no such key.
    """
    found = api_keys.c.key_id == key_id
    with change(database) as connection:
        connection.execute(update(api_keys).where(found, api_keys.c.revoked_at.is_(None)).values(revoked_at=at))
        row = connection.execute(select(api_keys).where(found)).one_or_none()
    if row is None:
        hint = "See chipgate keys list."
        raise InvalidQuestion([Problem("", message=f'there is no API key of the id "{key_id}".', hint=hint)])
    return _key(row)


def listed(database: Database) -> list[ApiKey]:
    """Every key that was ever made, oldest first."""
    with reaching(database.engine), database.engine.connect() as connection:
        return [_key(row) for row in connection.execute(select(api_keys).order_by("created_at", "key_id"))]


def digests(database: Database) -> dict[str, ApiKey]:
    """The keys that count, by the SHA-256 of the whole secret in hexadecimal."""
    with reaching(database.engine), database.engine.connect() as connection:
        rows = connection.execute(select(api_keys).where(api_keys.c.revoked_at.is_(None)))
        return {row.digest: _key(row) for row in rows}


def _key(row: Row[Any]) -> ApiKey:
    scopes = frozenset(row.scopes.split())
    return ApiKey(row.key_id, row.name, scopes, row.per_minute, row.created_at, row.revoked_at)


def _check(name: str, scopes: Collection[str], per_minute: int | None) -> None:
    problems = []
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        hint = f"Name who asks with it, in at most {_LONGEST_NAME} characters."
        problems.append(Problem("name", message="an API key needs a name of one line.", hint=hint))
    if not scopes:
        hint = f"There are {', '.join(SCOPES)}."
        problems.append(Problem("scope", message="an API key without a scope opens nothing.", hint=hint))
    for scope in sorted(set(scopes) - set(SCOPES)):
        hint = f"There are {', '.join(SCOPES)}."
        problems.append(Problem("scope", message=f'there is no scope "{scope}".', hint=hint))
    if per_minute is not None and not 1 <= per_minute <= MOST_PER_MINUTE:
        problems.append(Problem("per-minute", message=f"a rate is from 1 to {MOST_PER_MINUTE} requests a minute."))
    if problems:
        raise InvalidQuestion(problems)
