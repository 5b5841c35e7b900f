"""The client where something else than the service answers 200: every call ends with an error of the client."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chipgate.client import AsyncClient, Client, ServiceError

ASKED = {"item": "H20 (HGX)", "destination": "CN"}
CALLS: list[Callable[[Any], Any]] = [
    lambda client: client.decide(ASKED), lambda client: client.order({"lines": [ASKED]}),
    lambda client: client.timeline(ASKED), lambda client: client.record("1"), lambda client: client.records(),
    lambda client: client.items(), lambda client: client.ruleset(dt.date(2026, 1, 1)), lambda client: client.ready(),
    lambda client: client.decide_many([ASKED]),
]  # fmt: skip
BODIES = [b"", b"{}", b"null", b"7", b'"x"', b"[1]", b"[" * 100_000, b'{"records": 5, "items": 5, "next": 1}',
          b'{"records": [], "items": [[]], "next": {}}', b"<html>"]  # fmt: skip


class _Answers(BaseHTTPRequestHandler):
    """Answers everything with one body."""

    body = b""

    def do_GET(self) -> None:
        """Any request."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("body", BODIES)
def test_a_body_of_something_else_is_an_error_of_the_client(
    address: str, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Answers, "body", body)

    async def ask_all() -> None:
        async with AsyncClient(address, retries=0) as client:
            for call in CALLS:
                with pytest.raises(ServiceError):
                    await _whole(call(client))

    with Client(address, retries=0) as client:
        for call in CALLS:
            with pytest.raises(ServiceError):
                list(call(client))
    asyncio.run(ask_all())


async def _whole(asked: Any) -> None:
    if hasattr(asked, "__aiter__"):
        async for _ in asked:
            pass
    else:
        await asked
