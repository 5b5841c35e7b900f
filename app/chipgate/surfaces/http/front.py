"""What stands around every request, before the framework: so that decisions, which take a shorter way, do not pass
through what the framework has for routes of all kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from . import problems
from .admission import Admission
from .compression import LEAST, Compression
from .decisions import Direct
from .headers import SafeHeaders
from .logs import RequestLog


class Front(FastAPI):
    """The framework's application behind the doors of the service. It is mounted nowhere: it is the whole of it."""

    def __init__(self, cors_origins: Sequence[str], **settings: Any) -> None:
        super().__init__(**settings)
        app: ASGIApp = Direct(super().__call__)  # innermost first: what comes last sees a request first
        app = Admission(Compression(app, minimum_size=LEAST, compresslevel=5))
        if cors_origins:
            app = CORSMiddleware(
                app, allow_origins=cors_origins, allow_methods=["GET", "POST"],
                allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id", "Traceparent"],
                expose_headers=["Location", "Chipgate-Record-Id", "Chipgate-Ruleset-Digest", "Chipgate-Draft"],
            )  # fmt: skip
        self._doors = ServerErrorMiddleware(RequestLog(SafeHeaders(app)), handler=problems.of_crash)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        await self._doors(scope, receive, send)
