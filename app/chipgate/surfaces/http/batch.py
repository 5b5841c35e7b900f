"""`POST /v1/decisions/batch`: many shipments, one line of JSON for each, streamed as they are decided and on record.

A question that cannot be answered has a line too, with its problems; it never ends the others. Only where the log fails
does the answer end early, with a line that says so: what was sent before is on record.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from chipgate import __version__
from chipgate.engine.remembered import memory_of
from chipgate.errors import ChipgateError, InputError, InvalidQuestion, Problem
from chipgate.files.json_reader import MAX_BYTES, InvalidJson, read_json
from chipgate.files.question import shipment_from
from chipgate.store.record import Entry

from . import problems
from .answering import Asking, entry, question_of
from .bodies import JSON, JSON_LINES, read_body, type_of
from .decisions import asked_by
from .serving import Serving, serving

if TYPE_CHECKING:
    from .reload import InForce

AT_ONCE = 64
"""Questions decided, logged and sent together."""
router = APIRouter(tags=["decisions"])


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of a batch: its decision as text and what is to be logged, or why there is none."""

    number: int
    text: bytes = b""
    entry: Entry | None = None
    error: ChipgateError | None = None


@router.post("/v1/decisions/batch", summary="Decide many shipments", operation_id="decide_many")
async def batch(request: Request) -> StreamingResponse:
    """An array, or JSON Lines (application/jsonl); the answer is JSON Lines: `{"record_id", "decision"}` for each."""
    service = serving(request)
    settings = service.settings
    kind = type_of(request, (JSON, *JSON_LINES))
    if "idempotency-key" in request.headers:
        hint = "Send an order, or one question at a time."
        raise InvalidQuestion([Problem("", message="a batch has no Idempotency-Key.", hint=hint)])
    body = await read_body(request, settings.max_batch_bytes, settings.request_seconds)
    limit, most = settings.max_batch_bytes, settings.max_batch_lines
    if kind == JSON:
        questions = iter(await service.decider.apart(partial(_array, body, limit, most)))
    else:
        if body.count(b"\n") > most:
            raise too_many(most)
        questions = _lines(body)
    asking = replace(asked_by(request, b""), idempotency_key=None)
    headers = {"Chipgate-Engine-Version": __version__}
    return StreamingResponse(_streamed(service, questions, asking), headers=headers, media_type="application/jsonl")


async def _streamed(service: Serving, questions: Iterator[Any], asking: Asking) -> AsyncIterator[bytes]:
    rules, today, numbered = service.rules.current, service.today(), enumerate(questions, 1)
    while some := list(islice(numbered, AT_ONCE)):
        answered = await service.decider.apart(partial(_answer, some, rules, today, asking))
        try:
            entries = [one.entry for one in answered if one.entry is not None]
            receipts = await service.recorder.record(rules, entries) if entries else ()
        except ChipgateError as error:
            yield _problem_line(replace(answered[0], error=error))
            return
        logged = service.recorder.writer is not None and bool(receipts)
        if service.metrics is not None:
            for one in entries:
                service.metrics.decided(one.verdict or one.outcome or "none", one.certainty)
        yield b"".join(_line(one, logged=logged) for one in answered)


def _answer(some: Sequence[tuple[int, Any]], rules: InForce, today: dt.date, asking: Asking) -> list[Answered]:
    found = []
    for number, question in some:
        try:
            value = read_json(question) if isinstance(question, bytes) else question
            shipment = question_of(rules, shipment_from(value, today, rules.register))
            text, head = memory_of(rules.rulebook).text(shipment)
        except ChipgateError as error:
            found.append(Answered(number, error=error))
        else:
            found.append(Answered(number, text, entry(asking, rules, shipment, text, head)))
    return found


def _line(one: Answered, *, logged: bool) -> bytes:
    if one.error is not None or one.entry is None:
        return _problem_line(one)
    record_id = json.dumps(one.entry.record_id if logged else None)
    return b'{"record_id": ' + record_id.encode() + b', "decision": ' + one.text.rstrip() + b"}\n"


def _problem_line(one: Answered) -> bytes:
    assert one.error is not None
    told = problems.document(one.error)
    return json.dumps({"line": one.number, "problem": told}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _array(body: bytes, limit: int, most: int) -> list[Any]:
    value = read_json(body, limit=limit)
    if not isinstance(value, list):
        hint = "As in [{…}, {…}]; or send JSON Lines as application/jsonl."
        raise InvalidJson([Problem("", message="a batch is a JSON array of questions.", hint=hint)])
    if len(value) > most:
        raise too_many(most)
    return value


def _lines(body: bytes) -> Iterator[bytes]:
    """The lines that are not blank, one by one."""
    start = 0
    while start < len(body):
        end = body.find(b"\n", start)
        end = len(body) if end < 0 else end
        if line := body[start:end].strip():
            yield line[: MAX_BYTES + 1]
        start = end + 1


def too_many(most: int) -> InputError:
    """The error of a batch that is too long."""
    return InvalidQuestion([Problem("", message=f"more than {most:,} questions.", hint="Send several batches.")])
