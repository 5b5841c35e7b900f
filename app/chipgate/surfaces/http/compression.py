"""Answers compressed for callers who accept gzip; for others nothing is done, not even a look at the answer."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

LEAST = 1_024
"""Bytes of an answer from which on it is compressed."""


class Compression(GZipMiddleware):
    """Starlette's, passed by where gzip is not accepted."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and any(
            name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"]
        ):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
