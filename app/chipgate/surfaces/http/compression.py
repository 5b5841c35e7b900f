"""Answers compressed for callers who accept gzip; for others nothing is done, not even a look at the answer."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

from .callers import headers_of

LEAST = 1_024
"""Bytes of an answer from which on it is compressed."""


class Compression(GZipMiddleware):
    """Starlette's, passed by where gzip is not accepted."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and b"gzip" in headers_of(scope).get(b"accept-encoding", b""):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
