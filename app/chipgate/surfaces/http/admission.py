"""The door: before any route runs, who asks, whether they may, and whether it is not too soon.

It stands around all routes, so that one cannot be forgotten: what is not listed as open asks for a key.
"""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from chipgate.errors import LogUnavailable

from . import problems
from .callers import ADMIN, DECIDE, READ_LOG, Caller, Denied, caller_of
from .workbench.page import is_page

if TYPE_CHECKING:
    from .serving import Serving

OPEN = frozenset({"/health/live", "/health/ready", "/openapi.json"})
"""What answers anyone: what probes and tools ask, and nothing of it is of a caller."""


def scopes_for(method: str, path: str) -> frozenset[str]:
    """The scopes of which a key must have one; none listed: any key will do."""
    if path.startswith(("/v1/admin", "/v1/audits")):
        return frozenset({ADMIN})
    if path.startswith("/v1/log/"):
        return frozenset({READ_LOG})
    if path == "/v1/catalogs":
        return frozenset({DECIDE})
    if path == "/v1/decisions" and method in ("GET", "HEAD"):
        return frozenset({READ_LOG})
    if path.startswith("/v1/decisions/") and method in ("GET", "HEAD"):
        return frozenset({READ_LOG, DECIDE})  # with decide alone, one's own records
    if method not in ("GET", "HEAD", "OPTIONS"):
        return frozenset({DECIDE})
    return frozenset()


def path_of(scope: Scope) -> str:
    """The path by which the route is found: without what the server was told that it stands under."""
    path, under = str(scope["path"]), str(scope.get("root_path", ""))
    return path[len(under) :] if under and path.startswith(f"{under}/") else path


class Admission:
    """Lets a request in, its caller noted in the scope, or answers it with 401, 403, 429 or 503."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (path := path_of(scope)) not in OPEN and not is_page(path):
            try:
                scope["chipgate.caller"] = admitted(scope, scope["app"].state.serving)
            except Denied as denied:
                headers = {"WWW-Authenticate": ", ".join(filter(None, ('Bearer realm="chipgate"', denied.challenge)))}
                await problems.problem(HTTPStatus(denied.status), denied.detail, headers=headers)(scope, receive, send)
                return
            except TooSoon as early:
                headers = {"Retry-After": str(early.seconds)}
                await problems.problem(HTTPStatus.TOO_MANY_REQUESTS, str(early), headers=headers)(scope, receive, send)
                return
            except LogUnavailable as error:
                await problems.of_error(Request(scope), error)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class TooSoon(Exception):
    """The rate of a key is used up."""

    def __init__(self, per_minute: int, seconds: int) -> None:
        super().__init__(f"This key may ask {per_minute:,} times a minute. Try again in {seconds} s.")
        self.seconds = seconds


def admitted(scope: Scope, serving: Serving) -> Caller:
    """Who asks, once they may.

    Raises:
        Denied: they may not.
        TooSoon: they may, later.
        LogUnavailable: keys cannot be checked.
    """
    caller = caller_of(
        scope, serving.keyring, local=serving.keyless_locally, trusted_hosts=serving.trusted_hosts,
        origins=serving.settings.cors_origins,
    )  # fmt: skip
    needed = scopes_for(scope["method"], path_of(scope))
    if needed and not needed & caller.scopes:
        wanted = " or ".join(sorted(needed))
        raise Denied(403, f"This key has not the scope {wanted}.", f'error="insufficient_scope", scope="{wanted}"')
    if caller.per_minute is not None:
        seconds = serving.rates.wait(caller.id, caller.per_minute)
        if seconds:
            raise TooSoon(caller.per_minute, math.ceil(seconds))
    return caller


def caller(request: Request) -> Caller:
    """Who asked, in a route."""
    found: Caller = request.scope["chipgate.caller"]
    return found
