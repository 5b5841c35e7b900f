"""`POST /v1/log/verify` and `POST /v1/log/replay`: the decision log checked while the service runs, as `chipgate log
verify` and `chipgate log replay` do it. One at a time, in a thread of its own, and no longer than somebody waits."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AsyncExitStack, ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from chipgate.errors import InvalidQuestion, LogUnavailable, NoSuchRecord, Problem
from chipgate.files.json_reader import InvalidJson, read_json
from chipgate.surfaces.log_trust import own_anchors, own_keys, this_release
from chipgate.surfaces.settings import Settings

from ..bodies import JSON, read_body, type_of
from ..documents import refusals
from ..serving import serving
from .lanes import Lane
from .streamed import JSON_LINES, Streamed
from .worked_apart import Apart

if TYPE_CHECKING:
    from chipgate.store.database import Database
    from chipgate.store.findings import Findings
    from chipgate.store.replay import Replayed, Tally

MOST = 10_000
NEWEST = 1_000
LANE = Lane("The log is being checked", 1)
Progress = Callable[[int, int], None]
router = APIRouter(tags=["log"])


def _described(of: dict[str, Any], name: str) -> dict[str, Any]:
    """What the two have in common in the OpenAPI document."""
    lines = {"type": "string", "description": f"JSON Lines; each line is a {name}."}
    return {
        "openapi_extra": {"requestBody": {"required": True, "content": {JSON: {"schema": of}}}},
        "responses": {
            200: {"description": f"Progress, then what was found: each line is a {name}.",
                  "content": {JSON_LINES: {"schema": lines}}},
            **refusals(400, 404, 408, 413, 415, 422),
        },
    }  # fmt: skip


_VERIFY: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
_REPLAY: dict[str, Any] = {
    "type": "object", "additionalProperties": False,
    "properties": {
        "newest": {"type": "integer", "minimum": 1, "maximum": MOST, "default": NEWEST,
                   "description": "So many of the newest records."},
    },
}  # fmt: skip


@router.post("/v1/log/verify", operation_id="verify_log", summary="Verify the log", **_described(_VERIFY, "VerifyLine"))
async def verify(request: Request) -> Response:
    """Every record, every checkpoint and every anchored head, held against the key and the anchors of the service."""
    database, _ = await _asked(request, ())
    return _streamed(partial(_verified, database, serving(request).settings))


@router.post(
    "/v1/log/replay", operation_id="replay_log", summary="Answer the newest again",
    **_described(_REPLAY, "ReplayLine"),
)  # fmt: skip
async def replay(request: Request) -> Response:
    """The newest records answered again by the rules that the log keeps, and every byte compared."""
    database, told = await _asked(request, ("newest",))
    newest = told.get("newest", NEWEST)
    if isinstance(newest, bool) or not isinstance(newest, int) or not 0 < newest <= MOST:
        message = f"is a whole number from 1 to {MOST:,}."
        raise InvalidQuestion([Problem("", message=message, pointer="/newest")])
    return _streamed(partial(_replayed, database, newest))


async def _asked(request: Request, known: Collection[str]) -> tuple[Database, dict[str, Any]]:
    """The log, and the fields of the body.

    Raises:
        NoSuchRecord: the service keeps none.
        InvalidQuestion: there are other fields than those that are known.
    """
    service = serving(request)
    type_of(request)
    told = read_json(await read_body(request, service.settings.max_body_bytes, service.settings.request_seconds))
    if not isinstance(told, dict):
        raise InvalidJson([Problem("", message="what is asked is a JSON object.", hint="As in {}.")])
    hint = f"Known: {', '.join(known)}." if known else "Leave it out: send {}."
    strange = [Problem("", message="is not known here.", hint=hint, pointer=f"/{name}")
               for name in told if name not in known]  # fmt: skip
    if strange:
        raise InvalidQuestion(strange)
    if service.database is None:
        raise NoSuchRecord("This service keeps no decision log.")
    return service.database, told


def _streamed(work: Callable[[Progress], dict[str, Any]]) -> Response:
    """What some work says of itself. Its place is free again once it has ended, be it after whoever asked has gone."""
    held = ExitStack()
    held.enter_context(LANE.taken())
    apart = Apart(work, held.close)
    until_sent = AsyncExitStack()
    until_sent.callback(apart.stop)
    return Streamed(apart.lines(), until_sent, JSON_LINES)


def _verified(database: Database, settings: Settings, progress: Progress) -> dict[str, Any]:
    from chipgate.store.verify import verify as verify_log

    try:
        found: Findings = verify_log(database, own_keys(settings), own_anchors(settings), progress, this_release())
    except OSError as error:
        raise LogUnavailable(f"The anchors cannot be read: {error.strerror}.") from None
    return {
        "sound": found.whole, "records": found.records, "checkpoints": found.checkpoints, "anchored": found.anchored,
        "findings": [{"code": one.what, "record_id": one.record_id, "sentence": str(one)} for one in found.wrong],
        "more": found.more, "remarks": list(found.remarks), "unprotected": sum(one.count for one in found.unprotected),
    }  # fmt: skip


def _replayed(database: Database, newest: int, progress: Progress) -> dict[str, Any]:
    from chipgate.store.reading import Selection, page
    from chipgate.store.replay import Tally, replay as play
    from chipgate.surfaces.answer_again import RulesOfTheLog

    headers, _ = page(database, Selection(), None, newest)
    tally = Tally()
    for done, one in enumerate(play(database, headers, RulesOfTheLog(database)), 1):
        tally.add(one)
        progress(done, len(headers))
    return _told(tally)


def _told(tally: Tally) -> dict[str, Any]:
    differing = tally.drifted()
    return {
        "replayed": tally.same + differing, "same": tally.same,
        "differences": [{"record_id": one.record.record_id, "sentence": _sentence(one)} for one in tally.listed],
        "more": differing - len(tally.listed), "passed_over": tally.passed_over.total(),
        "passed_over_because": dict(sorted(tally.passed_over.items())),
    }  # fmt: skip


def _sentence(one: Replayed) -> str:
    from chipgate.surfaces.render.replay_text import WORDS

    if one.part is None:
        return one.problem or ""
    then = one.record.verdict or one.record.outcome or one.record.kind
    return f"{WORDS[one.part]}: {then} then, {one.verdict} now."
