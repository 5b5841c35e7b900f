"""Answers that come in parts while the work goes on, and work that ends when nobody waits for it any longer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

JSON_LINES = "application/jsonl"
T = TypeVar("T")


class Streamed(StreamingResponse):
    """A streamed answer with what it is made from, which is let go of when it ends, and when whoever asked has gone."""

    def __init__(
        self, parts: AsyncIterator[bytes], held: AsyncExitStack, media_type: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(parts, headers=headers, media_type=media_type)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._held:
            await super().__call__(scope, receive, send)


async def while_there(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Do something while whoever asked is there. The body must have been read.

    Raises:
        ClientDisconnect: they have gone, and the work was cancelled.
    """
    doing, gone = asyncio.create_task(work), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait((doing, gone), return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise ClientDisconnect
        return doing.result()
    finally:
        for task in (doing, gone):
            task.cancel()
        await asyncio.gather(doing, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def line(kind: str, **told: Any) -> bytes:
    """A line of a streamed answer: an object that says what kind of line it is."""
    return json.dumps({"kind": kind, **told}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
