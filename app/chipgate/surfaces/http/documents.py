"""What single routes add to the OpenAPI document: bodies, headers and refusals that FastAPI cannot know, as bodies are
read and written as bytes. The document itself is put together in `openapi`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import examples
from .problems import MEDIA_TYPE
from .schemas import of

_REFUSED = {
    400: "The request cannot be read: broken syntax (with line and column, or a pointer), or a wrong header.",
    401: "A key is needed, or this one is not known or was revoked.",
    403: "The key has not the scope that this asks for, or the service's settings refuse it.",
    404: "There is no such thing.",
    406: "The answer does not come in that type.",
    408: "The body did not arrive in time.",
    409: "It goes against what is there.",
    413: "The body is too long.",
    415: "The body is of another type than those accepted.",
    422: "The request is at fault: a JSON pointer for every problem.",
    429: "This key has asked too often. Retry-After says in how many seconds to try again.",
    500: "A bug. There is no answer.",
    503: "The decision log, or what it rests on, cannot be reached: nothing was answered. Try again.",
}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"description": "Bearer.", "schema": {"type": "string"}}},
    429: {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}},
}
_BODY = (400, 408, 413, 415, 422)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals with these statuses, as `responses` of a route."""
    return {status: refusal(status) for status in statuses}


def refusal(status: int) -> dict[str, Any]:
    """A response of the document: problem details, and the headers that go with the status."""
    found = {"description": _REFUSED[status], "content": {MEDIA_TYPE: {"schema": of("ProblemDetails")}}}
    return {**found, "headers": _HEADERS[status]} if status in _HEADERS else found


def not_changed() -> dict[int | str, dict[str, Any]]:
    """304, as one of the `responses` of a route whose answers have a tag."""
    return {304: {"description": "Not changed since the answer whose ETag If-None-Match names."}}


def body(
    kinds: dict[str, dict[str, Any]], shown: dict[str, Any], answer: dict[str, Any], *,
    also: Iterable[int] = (), parameters: Iterable[dict[str, Any]] = (),
) -> dict[str, Any]:  # fmt: skip
    """What a route with a body adds to its operation: `kinds` are the schemas of its types, `shown` its examples (of
    JSON), `answer` its 200."""
    content: dict[str, Any] = {kind: {"schema": schema} for kind, schema in kinds.items()}
    for kind, named in shown.items():
        content[kind]["examples"] = {name: {"summary": name, "value": value} for name, value in named.items()}
    return {
        "requestBody": {"required": True, "content": content},
        "responses": {200: answer, **refusals(*_BODY, *also)},
        "parameters": list(parameters),
    }  # fmt: skip


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "Makes a repeated request safe: the same key and body get the answer of the first time, and nothing "
                   "is logged again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
}  # fmt: skip
RULES_HEADERS = {
    "Chipgate-Engine-Version": _header("The release that answered."),
    "Chipgate-Ruleset-Digest": _header("The rules that answered; empty where none were asked."),
}
RECORD_HEADERS = {
    **RULES_HEADERS,
    "Chipgate-Record-Id": _header("The record of this answer in the decision log."),
    "Location": _header("Where the record is."),
    "Idempotency-Replayed": _header("true: the answer of the first request under this Idempotency-Key."),
}
JSON, JSONL = "application/json", "application/jsonl"
DECIDE = body(
    {JSON: of("Shipment")},
    {JSON: examples.QUESTIONS},
    {"description": "The decision.", "headers": RECORD_HEADERS, "content": {JSON: {"schema": of("Decision")}}},
    also=(409,),
    parameters=(IDEMPOTENCY_KEY,),
)
TIMELINE = body(
    {JSON: of("TimelineQuestion")},
    {JSON: examples.TIMELINES},
    {"description": "The days, the first asked for and each that changes the answer; as `chipgate timeline -f json`.",
     "headers": RECORD_HEADERS, "content": {JSON: {"schema": of("Timeline")}}},
    also=(409,),
    parameters=(IDEMPOTENCY_KEY,),
)  # fmt: skip
BATCH = body(
    {JSON: {"type": "array", "items": of("Shipment")}, JSONL: {"type": "string", "description": "A question a line."}},
    {JSON: {"Three destinations": examples.BATCH}, JSONL: {"Two lines": examples.LINES}},
    {
        "description": "A line for each question, in order, as they are decided: each a BatchLine.",
        "headers": {"Chipgate-Engine-Version": RULES_HEADERS["Chipgate-Engine-Version"]},
        "content": {JSONL: {"schema": {"type": "string", "description": "JSON Lines; each line is a BatchLine."}}},
    },
)
ORDER = body(
    {JSON: of("Order")},
    {JSON: {"Two lines": examples.ORDER}},
    {
        "description": "The answer for the order and for each line.",
        "headers": {name: said for name, said in RECORD_HEADERS.items() if name != "Chipgate-Ruleset-Digest"},
        "content": {JSON: {"schema": of("OrderAnswer")}},
    },
    also=(409,),
    parameters=(IDEMPOTENCY_KEY,),
)


AUDIT = body(
    {JSON: of("AuditRequest"), "application/vnd.chipgate.bundle": {"type": "string", "format": "binary"}},
    {},
    {
        "description": "The report, as `chipgate audit -f json` gives it; no witness is searched.",
        "content": {JSON: {"schema": of("AuditReport")}},
    },
)


def _answered(name: str, description: str, *refused: int) -> dict[str, Any]:
    """What a route without a body adds, whose answer is of a schema by that name."""
    answer = {"description": description, "content": {JSON: {"schema": of(name)}}}
    return {"responses": {200: answer, **refusals(*refused)}}


READY = _answered("Ready", "Questions are answered; degraded: by the last good rules, or with records lost.")
READY["responses"][503] = {"description": "Nothing can be answered.", "content": {JSON: {"schema": of("Ready")}}}
METRICS: dict[str, Any] = {
    "responses": {
        200: {"description": "The format of Prometheus.", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **refusals(404),
    }
}
OPERATIONS: dict[str, dict[str, Any]] = {
    "decide": DECIDE, "decide_many": BATCH, "order": ORDER, "timeline": TIMELINE, "audit": AUDIT,
    "records": _answered("RecordPage", "Records, the newest first.", 404, 422),
    "record": _answered("Record", "The record, with its question and its answer.", 404, 422),
    "reload": _answered("Reloaded", "Whether the rules were read anew, and what kept them from it.", 422),
    "live": _answered("Live", "The process runs."), "ready": READY, "metrics": METRICS,
}  # fmt: skip
"""By operation, in place of what FastAPI guesses."""
