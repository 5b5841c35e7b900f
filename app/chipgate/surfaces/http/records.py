"""What is on record: `GET /v1/decisions`, page by page, and `GET /v1/decisions/{id}`, whole."""

from __future__ import annotations

import json
import re
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from chipgate.errors import InvalidQuestion, NoSuchRecord, Problem

from .admission import caller
from .bodies import JSON
from .callers import READ_LOG
from .serving import serving

if TYPE_CHECKING:
    from chipgate.store.database import Database
    from chipgate.store.record import Record

MOST = 1_000
router = APIRouter(tags=["log"])
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z)?", re.ASCII)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Word = Annotated[str | None, Query(max_length=200)]


@router.get("/v1/decisions", summary="What was answered", operation_id="records")
async def records(
    request: Request, since: Word = None, until: Word = None, caller: Word = None, verdict: Word = None,
    outcome: Word = None, certainty: Word = None, item: Word = None, destination: Word = None, date: Word = None,
    order: Word = None, kind: Word = None, ruleset: Word = None, cursor: Word = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> Response:  # fmt: skip
    """Newest first, without questions and answers; `next` is the cursor of the next page, null on the last."""
    from chipgate.store.reading import Selection, page

    for name, text in (("since", since), ("until", until)):
        if text is not None and not _TIME.fullmatch(text):
            message = "is a time in UTC: 2026-11-25 or 2026-11-25T22:49:12Z."
            raise InvalidQuestion([Problem("", message=message, pointer=f"/{name}")])
    if cursor is not None and not _ID.fullmatch(cursor):
        message = "is none of ours. Take it from the page before, or leave it out."
        raise InvalidQuestion([Problem("", message=message, pointer="/cursor")])
    wanted = Selection(
        since=_padded(since), until=_padded(until), caller=caller, verdict=verdict, outcome=outcome,
        certainty=certainty, item=item, destination=destination, date=date, order=order, kind=kind, ruleset=ruleset,
    )  # fmt: skip
    found, after = await run_sync(partial(page, _database(request), wanted, cursor, limit))
    text = json.dumps({"records": [_header(one) for one in found], "next": after}, ensure_ascii=False)
    return Response(text, media_type=JSON)


@router.get("/v1/decisions/{record_id}", summary="One record, whole", operation_id="record")
async def record(request: Request, record_id: str) -> Response:
    """The record with its question and its answer, as it was sent. With the scope decide alone, one's own only."""
    from chipgate.store.reading import get_genuine

    found = await run_sync(get_genuine, _database(request), record_id) if _ID.fullmatch(record_id) else None
    asker = caller(request)
    if READ_LOG not in asker.scopes and (found is None or found.caller != asker.id):
        detail = "That is no record of this key's own; others take the scope read-log."
        challenge = f'Bearer realm="chipgate", error="insufficient_scope", scope="{READ_LOG}"'
        raise HTTPException(HTTPStatus.FORBIDDEN, detail, {"WWW-Authenticate": challenge})
    if found is None:
        raise NoSuchRecord(f"The log has no record {record_id[:60]}.")
    return Response(whole(found), media_type=JSON)


def _padded(time: str | None) -> str | None:
    """A time as the log writes it, to the microsecond; a day is its beginning."""
    if time is None or len(time) == len("2026-11-25"):
        return time
    whole, _, fraction = time.removesuffix("Z").partition(".")
    return f"{whole}.{fraction:0<6}Z"


def whole(record: Record) -> bytes:
    """A record on one line, the answer in it byte for byte."""
    head = json.dumps(_header(record), ensure_ascii=False).encode()
    texts = [
        f', "{name}": '.encode() + (text.rstrip() if text else b"null")
        for name, text in (("question", record.question), ("answer", record.answer))
    ]
    return head[:-1] + b"".join(texts) + b"}\n"


def _header(record: Record) -> dict[str, Any]:
    names = (
        "record_id", "kind", "at", "caller", "request_id", "engine", "rulebook", "ruleset", "outcome", "verdict",
        "certainty", "item", "destination", "date", "order", "line", "chain", "seq", "question_digest",
        "answer_digest", "previous", "digest",
    )  # fmt: skip
    return {name: getattr(record, name) for name in names}


def _database(request: Request) -> Database:
    """The log.

    Raises:
        NoSuchRecord: the service keeps none.
    """
    database = serving(request).database
    if database is None:
        raise NoSuchRecord("This service keeps no decision log.")
    return database
