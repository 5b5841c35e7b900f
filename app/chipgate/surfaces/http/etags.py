"""Answers that a client may keep and ask after: sent anew only where they changed.

The tag is the SHA-256 of the body, not the ruleset's digest alone: a body also names days and titles that change
without it. It is a weak one, as the same body goes out compressed and not. Nothing is kept for a while unasked: a
retroactive correction changes the law of any past day, and what needs a key must not come from a cache that others
share.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

KEPT = "private, no-cache"


def tagged(
    request: Request, body: bytes, headers: dict[str, str] | None = None, media_type: str = "application/json"
) -> Response:
    """The body with its tag; 304 without it where If-None-Match names that tag."""
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    said = {"Cache-Control": KEPT, **(headers or {}), "ETag": f"W/{tag}"}
    if _has(request.headers.getlist("if-none-match"), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=said)
    return Response(body, headers=said, media_type=media_type)


def _has(lines: list[str], tag: str) -> bool:
    """Whether If-None-Match names the tag: weakly compared, as RFC 9110 (13.1.2) asks."""
    named = {one.strip().removeprefix("W/") for line in lines for one in line.split(",")}
    return tag in named or "*" in named
