"""What the service says of itself: one line for each request, and nothing that is nobody's business."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from starlette.types import Message, Receive, Scope, Send

from chipgate.surfaces.http.logs import REDACTED, RequestLog, log, set_up
from chipgate.surfaces.settings import LogFormat, LogLevel

DIGEST = "sha256:" + "a" * 64
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    set_up(LogLevel.INFO, LogFormat.JSON, ["caller_note"], stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:], root.level = before


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def _ask(
    headers: dict[str, str], path: str = "/v1/decisions/{record_id}", status: int = 200, crash: bool = False
) -> tuple[list[Message], dict[str, Any], list[tuple[str, str, int]]]:
    observed: list[tuple[str, str, int]] = []

    def observe(route: str, method: str, status: int, seconds: float) -> None:
        assert seconds >= 0
        observed.append((route, method, status))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = SimpleNamespace(path=path)
        scope["chipgate.caller"] = SimpleNamespace(id="k1")
        if crash:
            raise ValueError("Ivan Petrov wants an H20")
        await send(
            {"type": "http.response.start", "status": status,
             "headers": [(b"chipgate-ruleset-digest", DIGEST.encode())]}
        )  # fmt: skip
        await send({"type": "http.response.body", "body": b"secret body"})

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"secret body", "more_body": False}

    serving = SimpleNamespace(metrics=SimpleNamespace(observe=observe))
    scope: Scope = {
        "type": "http", "method": "GET", "path": "/v1/decisions/0190", "query_string": b"item=H20",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "app": SimpleNamespace(state=SimpleNamespace(serving=serving)),
    }  # fmt: skip
    try:
        asyncio.run(RequestLog(app)(scope, receive, send))
    except ValueError:
        assert crash
    return sent, dict(scope), observed


def test_a_request_is_one_line_without_what_it_asked(said: io.StringIO) -> None:
    traceparent = f"00-{TRACE}-00f067aa0ba902b7-01"
    headers = {"x-request-id": "order-17.a", "traceparent": traceparent, "authorization": "Bearer cgk_secret"}
    sent, scope, observed = _ask(headers)
    (line,) = _lines(said)
    assert {name: line[name] for name in line.keys() - {"ms", "timestamp"}} == {
        "event": "request", "level": "info", "method": "GET", "route": "/v1/decisions/{record_id}", "status": 200,
        "request_id": "order-17.a", "trace_id": TRACE, "caller": "k1", "ruleset": DIGEST,
    }  # fmt: skip
    assert (b"x-request-id", b"order-17.a") in sent[0]["headers"]
    assert (scope["chipgate.request_id"], scope["chipgate.trace_id"]) == ("order-17.a", TRACE)
    assert observed == [("/v1/decisions/{record_id}", "GET", 200)]
    assert not any(word in said.getvalue() for word in ("secret", "H20", "0190"))


@pytest.mark.parametrize("stated", ["", "a b", "x" * 65, "a\nb", "ä", '"', "${jndi}"])
def test_an_id_that_is_not_sane_is_replaced(said: io.StringIO, stated: str) -> None:
    _, scope, _ = _ask({"x-request-id": stated})
    assert len(scope["chipgate.request_id"]) == 32


@pytest.mark.parametrize(
    "stated",
    [
        f"00-{TRACE}-00f067aa0ba902b7", f"ff-{TRACE}-00f067aa0ba902b7-01", f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01", f"00-{TRACE.upper()}-00f067aa0ba902b7-01", "x",
    ],
)  # fmt: skip
def test_a_traceparent_that_is_none_is_ignored(said: io.StringIO, stated: str) -> None:
    _, scope, _ = _ask({"traceparent": stated})
    assert scope["chipgate.trace_id"] is None


def test_what_machines_ask_again_and_again_is_said_only_where_it_fails(said: io.StringIO) -> None:
    _ask({}, "/health/ready")
    assert not _lines(said)
    _ask({}, "/health/ready", 503)
    assert [line["status"] for line in _lines(said)] == [503]


def test_a_crash_is_told_by_its_place_and_not_by_its_words(said: io.StringIO) -> None:
    _ask({"x-request-id": "r1"}, crash=True)
    crashed, request = _lines(said)
    assert (crashed["event"], crashed["error"], crashed["request_id"]) == ("request crashed", "ValueError", "r1")
    assert any("test_logs.py" in place for place in crashed["at"])
    assert request["status"] == 500
    assert "Petrov" not in said.getvalue()


def test_fields_of_the_list_are_left_out_at_any_depth(said: io.StringIO) -> None:
    log.warning("x", api_key="cgk_1", Authorization="b", caller_note="n", deep={"parties": [1], "ok": [{"name": "I"}]})
    (line,) = _lines(said)
    assert line["api_key"] == line["Authorization"] == line["caller_note"] == REDACTED
    assert line["deep"] == {"parties": REDACTED, "ok": [{"name": REDACTED}]}


def test_what_libraries_say_is_said_in_the_same_form(said: io.StringIO) -> None:
    logging.getLogger("alembic").info("quiet")
    logging.getLogger("uvicorn.error").error("%s is down", "it")
    logging.getLogger("uvicorn.access").error("GET /v1/decisions?item=H20")
    (line,) = _lines(said)
    assert (line["event"], line["level"]) == ("it is down", "error")


def test_from_warning_on_no_request_is_said() -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    set_up(LogLevel.WARNING, LogFormat.CONSOLE, (), stream)
    try:
        _, _, observed = _ask({})
        assert len(observed) == 1
        assert stream.getvalue() == ""
        log.error("broken", rulebook=DIGEST)
        assert "broken" in stream.getvalue()
        assert DIGEST in stream.getvalue()
    finally:
        structlog.reset_defaults()
        root.handlers[:], root.level = before
