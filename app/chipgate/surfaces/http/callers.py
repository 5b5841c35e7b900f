"""Who asks: API keys, and what each may do.

A request without a key is taken only where it arrives at a loopback address of this machine (and settings allow it), by
a name of this machine, not through a proxy and not from a web page: then it is "local", and may do everything.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING

from starlette.types import Scope

from chipgate.errors import LogUnavailable

if TYPE_CHECKING:
    from chipgate.store.api_keys import ApiKey

DECIDE, READ_LOG, ADMIN = "decide", "read-log", "admin"
STALE_SECONDS = 2.0
"""Keys that could not be read anew for so long are no longer taken: one of them may have been revoked."""
_PROXIED = (b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via")
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", ""})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, by the id of the key; what they may do; and how often (None: as often as they like)."""

    id: str
    scopes: frozenset[str]
    per_minute: int | None = None


LOCAL = Caller("local", frozenset({DECIDE, READ_LOG, ADMIN}))


class Denied(Exception):
    """No key, a wrong one, or one that may not do this. `challenge` goes into WWW-Authenticate."""

    def __init__(self, status: int, detail: str, challenge: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.challenge = status, detail, challenge


class Keyring:
    """The keys that are not revoked, read anew every half second; asked from the event loop."""

    def __init__(self, read: Callable[[], Mapping[str, ApiKey]], per_minute: int) -> None:
        self._read = read
        self._per_minute = per_minute
        self._callers: dict[str, Caller] = {}
        self._read_at = float("-inf")

    def refresh(self) -> None:
        """Read the keys.

        Raises:
            StoreError: the database cannot be read.
        """
        started = time.monotonic()
        self._callers = {
            digest: Caller(key.key_id, frozenset(key.scopes), key.per_minute or self._per_minute)
            for digest, key in self._read().items()
        }
        self._read_at = started

    def caller(self, secret: str) -> Caller:
        """Whose key that is.

        Raises:
            Denied: nobody's, or it was revoked.
            LogUnavailable: the keys could not be read for some time.
        """
        if time.monotonic() - self._read_at > STALE_SECONDS:
            raise LogUnavailable("API keys cannot be checked just now, so nothing is answered. Try again in a moment.")
        found = self._callers.get(sha256(secret.encode()).hexdigest())
        if found is None:
            raise Denied(401, "This key is not known, or it was revoked.", 'error="invalid_token"')
        return found


def headers_of(scope: Scope) -> Mapping[bytes, bytes]:
    """The headers of a request by their names in small letters, read once; of those that stand twice the last."""
    found: dict[bytes, bytes] | None = scope.get("chipgate.headers")
    if found is None:
        found = scope["chipgate.headers"] = dict(scope["headers"])
    return found


def caller_of(
    scope: Scope, keyring: Keyring | None, *, local: bool, trusted_hosts: frozenset[str], origins: Collection[str] = ()
) -> Caller:  # fmt: skip
    """Who asks, by the headers of a request.

    Raises:
        Denied: it has no key and needs one, or the key is not good.
        LogUnavailable: keys cannot be checked.
    """
    headers = headers_of(scope)
    stated = headers.get(b"authorization", b"").decode("latin-1")
    if stated:
        scheme, _, secret = stated.partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise Denied(401, "Send the key as: Authorization: Bearer cgk_…")
        if keyring is None:
            raise Denied(401, "This service has no database, so it knows no keys.")
        return keyring.caller(secret.strip())
    if not local:
        raise Denied(401, "A key is needed: Authorization: Bearer cgk_… (chipgate keys create makes one).")
    if not arrived_on_loopback(scope):
        detail = "A key is needed from elsewhere than this machine: Authorization: Bearer cgk_…"
        raise Denied(401, f"{detail} (chipgate keys create makes one).")
    if any(name in headers for name in _PROXIED):
        raise Denied(401, "A key is needed through a proxy: nobody knows who stands behind it.")
    host = headers.get(b"host", b"").decode("latin-1").lower()
    origin = headers.get(b"origin")
    if origin is not None and not _known(origin.decode("latin-1"), f"{scope['scheme']}://{host}", origins):
        raise Denied(401, "A key is needed from a web page, unless CHIPGATE_CORS_ORIGINS names its origin.")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if name not in _LOCAL_NAMES and name not in trusted_hosts:
        raise Denied(401, "A key is needed under that Host: without one, ask localhost.")
    return LOCAL


def _known(origin: str, own: str, origins: Collection[str]) -> bool:
    """Whether a page that a browser sends from is the workbench's own, or one that was named: browsers send some
    requests without asking. Whether the own host is this machine is looked at apart."""
    return origin == own or origin in origins


def arrived_on_loopback(scope: Scope) -> bool:
    """Whether a request came to a loopback address from one, or by a socket in the file system."""
    server, client = scope.get("server"), scope.get("client")
    if server is None or server[1] is None:
        return True
    return _loopback(server[0]) and (client is None or _loopback(client[0]))


@lru_cache(maxsize=1024)
def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
