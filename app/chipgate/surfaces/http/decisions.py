"""`POST /v1/decisions`: one shipment, one decision, on record before it is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from chipgate import __version__
from chipgate.errors import ChipgateError, InvalidQuestion, LogUnavailable, Problem
from chipgate.files.question import read_shipment

from . import problems
from .admission import caller
from .answering import Asking, entry, question_of
from .bodies import read_body, type_of
from .callers import headers_of
from .serving import Serving, serving

if TYPE_CHECKING:
    from chipgate.store.writer import Receipt

router = APIRouter(tags=["decisions"])
_ENGINE = (b"chipgate-engine-version", __version__.encode())
_KEY = re.compile(r"(?!cgk_)[\x21-\x7e]{1,200}")
"""Not one that begins as API keys do: it would be kept, and repeated."""


@router.post("/v1/decisions", summary="Decide one shipment", operation_id="decide")
async def decisions(request: Request) -> Response:
    """The body of the answer is the decision, byte for byte as `chipgate check -f json` prints it."""
    service = serving(request)
    rules = service.rules.current
    type_of(request)
    body = await read_body(request, service.settings.max_body_bytes, service.settings.request_seconds)
    asking = asked_by(request, body)
    if asking.idempotency_key is not None and (earlier := await answered_before(service, asking)) is not None:
        return earlier
    try:
        with service.deadlines.within(service.settings.request_seconds):
            question = read_shipment(body, service.today(), rules.register)
            if rules.screener is not None:  # names are held against thousands: not on the event loop
                question = await service.decider.apart(partial(question_of, rules, question))
            text, head = await service.decider.decide(rules, question)
            receipts = await service.recorder.record(rules, (entry(asking, rules, question, text, head),))
    except TimeoutError:
        raise LogUnavailable(f"There was no answer within {service.settings.request_seconds:g} seconds.") from None
    if receipts and receipts[0].replayed:
        return await answer_on_record(service, receipts[0].record_id)
    if service.metrics is not None:
        service.metrics.decided(head.verdict or head.outcome, head.certainty)
    return answered(text, head.ruleset or "", receipts)


class Direct:
    """The same route by a shorter way, past the framework's routing and reading of parameters, of which it has none:
    every order line comes here. The route above describes it."""

    path = "/v1/decisions"

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != self.path or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        scope["route"] = self  # by which its requests are counted
        request = Request(scope, receive)
        try:
            response = await decisions(request)
        except ChipgateError as error:
            response = problems.of_error(request, error)
        except HTTPException as error:
            response = problems.of_status(request, error)
        await response(scope, receive, send)


class Answer(Response):
    """An answer whose headers are given as they are sent."""

    def __init__(self, text: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code, self.body, self.background = 200, text, None
        self.raw_headers = headers


def answered(text: bytes, ruleset: str, receipts: Sequence[Receipt] = (), *, replayed: bool = False) -> Response:
    """The answer, with what it rests on and where its record is."""
    headers = [
        (b"content-type", b"application/json"), (b"content-length", str(len(text)).encode()), _ENGINE,
        (b"chipgate-ruleset-digest", ruleset.encode()),
    ]  # fmt: skip
    if receipts:
        record_id = receipts[0].record_id.encode()
        headers += ((b"location", b"/v1/decisions/" + record_id), (b"chipgate-record-id", record_id))
    if replayed:
        headers.append((b"idempotency-replayed", b"true"))
    return Answer(text, headers)


def asked_by(request: Request, body: bytes) -> Asking:
    """What a record will say of the request.

    Raises:
        HTTPException: 400, the Idempotency-Key is none.
    """
    request_id = str(request.scope.get("chipgate.request_id", ""))
    stated = headers_of(request.scope).get(b"idempotency-key")
    if stated is None:
        return Asking(caller(request), request_id)
    key = stated.decode("latin-1")
    if not _KEY.fullmatch(key):
        detail = "An Idempotency-Key has 1 to 200 visible ASCII characters, and is no API key."
        raise HTTPException(HTTPStatus.BAD_REQUEST, detail)
    asked = sha256(request.url.path.encode() + b"\0" + body).hexdigest()
    return Asking(caller(request), request_id, key, asked)


async def answered_before(service: Serving, asking: Asking) -> Response | None:
    """The answer that the same caller got under the same key; None where this is the first time.

    Raises:
        InvalidQuestion: it was for another question.
        LogUnavailable: the log cannot be asked.
    """
    writer, key = service.recorder.writer, asking.idempotency_key
    if writer is None or key is None:
        return None
    found = await run_sync(writer.find, asking.caller.id, key)
    if found is None:
        return None
    record_id, body_digest = found
    if body_digest != asking.body_digest:
        raise key_used(key)
    return await answer_on_record(service, record_id)


def key_used(key: str) -> InvalidQuestion:
    """The error of a key that named another question before."""
    hint = "Make a new key for each question; send the same body again to get the same answer."
    return InvalidQuestion([Problem("", message=f'the Idempotency-Key "{key}" named another question.', hint=hint)])


async def answer_on_record(service: Serving, record_id: str) -> Response:
    """The answer of an earlier record, as it was sent."""
    from chipgate.store.reading import get_genuine

    assert service.database is not None
    record = await run_sync(get_genuine, service.database, record_id)
    if record is None or record.answer is None:
        raise HTTPException(HTTPStatus.CONFLICT, "This key's answer was erased after the years of keeping.")
    response = answered(record.answer, record.ruleset or "", replayed=True)
    response.headers["Location"] = f"/v1/decisions/{record_id}"
    response.headers["Chipgate-Record-Id"] = record_id
    return response
