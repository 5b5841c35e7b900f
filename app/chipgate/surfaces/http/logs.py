"""What the service says of itself, on standard error: events, and one line for each request.

Never in it: bodies, names of people or items, API keys, query strings. A line is made of fields, and fields of a list
are left out whoever logs them (`redactor`).
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
import time
import traceback
from collections.abc import Iterable
from random import Random
from typing import Any, TextIO

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict, FilteringBoundLogger, Processor

from chipgate.surfaces.settings import LogFormat, LogLevel

from .starting import lifespan_said

REDACTED = "[left out]"
NEVER = frozenset(
    {
        "authorization", "cookie", "set_cookie", "api_key", "key", "secret", "password", "token", "signature",
        "database_url", "body", "question", "answer", "query", "query_string", "name", "names", "party", "parties",
        "item", "exporter", "manufacturer", "end_user", "email", "address",
    }
)  # fmt: skip
"""Fields that are never written, at any depth; settings may add to them."""
REQUEST_ID = re.compile(r"(?!cgk_)[A-Za-z0-9._-]{1,64}")
"""An id that a caller may choose; an API key, put there by mistake, is none."""
RULESET = b"chipgate-ruleset-digest"
PROBED = frozenset({"/health/live", "/health/ready", "/metrics"})
"""What machines ask every few seconds: said only where it is not answered well."""
TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")
"""W3C Trace Context: version, trace id, parent id, flags; later versions may add more."""

log: FilteringBoundLogger = structlog.get_logger("chipgate")
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=str).encode
_LEVELS = {level: getattr(logging, level.name) for level in LogLevel}


def set_up(level: LogLevel, form: LogFormat, redact: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Decide how everything is said in this process, what other libraries say included."""
    place: Any = stream or StandardError()
    shared: list[Processor] = [
        structlog.processors.add_log_level, structlog.processors.TimeStamper("iso"), redactor(redact), _located,
    ]  # fmt: skip
    last: Processor = structlog.processors.JSONRenderer(_as_json)
    if form is LogFormat.CONSOLE:
        last = structlog.dev.ConsoleRenderer(colors=place.isatty())
    structlog.configure(
        processors=[*shared, last], wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        context_class=dict, logger_factory=structlog.WriteLoggerFactory(place), cache_logger_on_first_use=False,
    )  # fmt: skip
    handler = logging.StreamHandler(place)
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=[without_meta, last], foreign_pre_chain=shared)
    )
    logging.basicConfig(handlers=[handler], level=max(_LEVELS[level], logging.WARNING), force=True)
    access = logging.getLogger("uvicorn.access")  # it would say query strings
    access.handlers.clear()
    access.propagate = False


class StandardError(io.TextIOBase):
    """Standard error as it is when something is said, whoever has put another in its place."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()

    def isatty(self) -> bool:
        return sys.stderr.isatty()


def redactor(more: Iterable[str] = ()) -> Processor:
    """A step that leaves the fields of the list out of whatever is logged."""
    never = NEVER | {name.lower().replace("-", "_") for name in more}

    told: dict[str, bool] = {}  # of the fields of events: code alone names them, so there are few

    def is_told(name: object) -> bool:
        return str(name).lower().replace("-", "_") not in never

    def cleaned(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: cleaned(one) if is_told(name) else REDACTED for name, one in value.items()}
        return [cleaned(one) for one in value] if isinstance(value, list | tuple) else value

    def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
        for name, value in event.items():
            if name not in told:
                told[name] = is_told(name)
            if not told[name]:
                event[name] = REDACTED
            elif isinstance(value, dict | list | tuple):
                event[name] = cleaned(value)
        return event

    return redact


def _located(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """An exception by its kind and the lines it passed. Its message is not told: it may repeat a question."""
    error = event.pop("exc_info", None)
    if error is True or isinstance(error, tuple):
        error = sys.exc_info()[1] if error is True else error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _as_json(event: Any, **_others: Any) -> str:
    return _JSON(event)


_RANDOM = Random()
os.register_at_fork(after_in_child=_RANDOM.seed)


class RequestLog:
    """Gives every request an id (its own, if that is sane), and says one line of it when it is answered.

    The id stands in `scope["chipgate.request_id"]`, the id of a W3C trace in `scope["chipgate.trace_id"]`, and goes
    back in X-Request-Id. Figures go to `app.state.serving.metrics`, where there are any.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._log = log.bind()
        self._says = self._log.is_enabled_for(logging.INFO)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await lifespan_said(self._app, scope, receive, send)
            return
        began = time.perf_counter()
        request_id, trace_id = _ids(scope)
        scope["chipgate.request_id"], scope["chipgate.trace_id"] = request_id, trace_id
        status, ruleset = 500, None

        async def noting(message: Message) -> None:
            nonlocal status, ruleset
            if message["type"] == "http.response.start":
                status = int(message["status"])
                headers = message["headers"] = list(message.get("headers", ()))
                ruleset = next((value.decode() for name, value in headers if name == RULESET), None)
                headers.append((b"x-request-id", request_id.encode()))
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            log.error("request crashed", request_id=request_id, trace_id=trace_id, route=_route(scope), exc_info=error)
            raise
        finally:
            seconds = time.perf_counter() - began
            route = _route(scope)
            if self._says and (status >= 400 or route not in PROBED):
                told = {"method": scope["method"], "route": route, "status": status, "ms": round(seconds * 1000, 3)}
                told |= {"request_id": request_id, "trace_id": trace_id, "ruleset": ruleset}
                if "chipgate.caller" in scope:
                    told["caller"] = scope["chipgate.caller"].id
                self._log.info("request", **{name: value for name, value in told.items() if value is not None})
            metrics = scope["app"].state.serving.metrics
            if metrics is not None:
                metrics.observe(route, scope["method"], status, seconds)


def _ids(scope: Scope) -> tuple[str, str | None]:
    """The id of the request, and of the trace that it is part of."""
    request_id, trace_id = "", None
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            stated = value.decode("latin-1")
            request_id = stated if REQUEST_ID.fullmatch(stated) else ""
        elif name == b"traceparent" and (found := TRACEPARENT.fullmatch(value.decode("latin-1"))):
            trace_id = found[1]
    return request_id or f"{_RANDOM.getrandbits(128):032x}", trace_id


def _route(scope: Scope) -> str:
    """The template of the path, never the path itself: that may have names in it."""
    return getattr(scope.get("route"), "path", "(none)")
