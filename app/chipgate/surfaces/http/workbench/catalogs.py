"""`POST /v1/catalogs`: a whole catalog checked, as `chipgate check` does it, its answers streamed as rows or sent as a
file; and `GET /v1/catalogs`, those that may be checked by name.

One record says that it was done; it is durable before the last line, or the file, is sent.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect

from chipgate.errors import InvalidQuestion, Problem

from ..bodies import take_body, type_of
from ..decisions import asked_by
from ..documents import RECORD_HEADERS, not_changed, refusals
from ..etags import tagged
from ..parameters import OnDay, Words
from ..problems import problem
from ..serving import Serving, serving
from .catalog_asked import FILES, MAPPING, Form, asked_of
from .catalog_check import CatalogCheck, same_files
from .catalog_folder import CatalogList, catalogs_in, copy_of
from .catalog_run import CheckFailed, running
from .lanes import Lane
from .streamed import JSON_LINES, Streamed, while_there

BINARY = "application/octet-stream"
AT_ONCE = 2
"""Checks that run at a time in one worker."""
LANE = Lane(f"{AT_ONCE} catalogs are being checked", AT_ONCE)
CLIENT_GONE = 499
"""What the log says of a request that nobody waits for any longer."""
_LONGEST_MAPPING = 4_000  # as percent-escapes it still fits the longest address that the server takes
router = APIRouter(tags=["catalogs"])

_ANSWER: dict[str, Any] = {
    "description": "JSON Lines, each a CatalogLine: progress, columns, rows, done; or the file that `chipgate check` "
                   "writes, as an attachment.",
    "headers": {name: said for name, said in RECORD_HEADERS.items() if name != "Idempotency-Replayed"},
    "content": {
        kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for _, kind in FILES.values()
    } | {JSON_LINES: {"schema": {"type": "string", "description": "JSON Lines; of rows, each line is a CatalogLine."}}},
}  # fmt: skip
_BODY: dict[str, Any] = {
    "required": False, "description": "The file as it is; none with `path`.",
    "content": {BINARY: {"schema": {"type": "string", "format": "binary"}}},
}  # fmt: skip


@router.get(
    "/v1/catalogs",
    operation_id="list_catalogs",
    summary="Catalogs that may be checked by name",
    response_model=CatalogList,
    responses={**not_changed(), **refusals(422)},
)
async def catalogs(request: Request) -> Response:
    """The catalogs of the folder that the service was told of (`catalog_folder`), by name."""
    found = await run_sync(catalogs_in, serving(request).settings.catalog_folder)
    return tagged(request, found.model_dump_json().encode() + b"\n")


@router.post(
    "/v1/catalogs",
    operation_id="check_catalog",
    summary="Check a whole catalog",
    responses={200: _ANSWER, **refusals(400, 404, 408, 409, 413, 415, 422)},
    openapi_extra={"requestBody": _BODY},
)
async def check(
    request: Request,
    filename: Annotated[Words | None, Query(
        description="The name of the file that is sent; its ending says what it is written in.")] = None,
    path: Annotated[Words | None, Query(description="A file of GET /v1/catalogs, in place of a body.")] = None,
    to: Annotated[str, Query(max_length=200, description="Where every item goes: CN, or CN,SG.")] = "CN",
    date: OnDay = None,
    format: Annotated[Form, Query(description="rows, or a file of that form.")] = Form.ROWS,
    mapping: Annotated[str | None, Query(
        max_length=_LONGEST_MAPPING, description="What its columns state, in YAML: `Peak FP8: tops.fp8`.")] = None,
) -> Response:  # fmt: skip
    """Every row is answered, or kept with what is wrong with it. The check ends when whoever asked has gone."""
    service = serving(request)
    name, at = _named(request, filename, path)
    asked = asked_of(name, at, to, date or service.today(), format, mapping)
    asking = replace(asked_by(request, b""), body_digest=None)
    rules, settings = service.rules.current, service.settings
    async with AsyncExitStack() as held:
        held.enter_context(LANE.taken())
        folder = Path(held.enter_context(TemporaryDirectory(prefix="chipgate-", ignore_cleanup_errors=True)))
        size, digest = await _taken(request, service, folder / asked.name, path)
        if mapping is not None:
            (folder / MAPPING).write_text(mapping, encoding="utf-8")
        await same_files(service, rules)
        child = await held.enter_async_context(running(asked.words(settings), folder, settings))
        found = CatalogCheck(service, rules, asking, asked, folder, size, digest, child)
        try:
            if format is Form.ROWS:
                first = await while_there(request, found.begin())
                return Streamed(found.lines(first), held.pop_all(), JSON_LINES, found.headers)
            headers = await while_there(request, found.to_the_end())
            return Streamed(found.pieces(), held.pop_all(), FILES[format][1], headers)
        except CheckFailed as failed:
            return problem(failed.status, str(failed))
        except ClientDisconnect:
            return Response(status_code=CLIENT_GONE)
    raise AssertionError("what is held passes every error on")


def _named(request: Request, filename: str | None, path: str | None) -> tuple[str, str]:
    """The name of the file, and the parameter that says it.

    Raises:
        InvalidQuestion: none does, or both do; or there is a body where a file is named.
    """
    if "idempotency-key" in request.headers:
        raise InvalidQuestion([Problem("", message="the check of a catalog has no Idempotency-Key.")])
    if (filename is None) == (path is None):
        message = "say one of the two: filename, for the file in the body, or path, for one of the folder."
        raise InvalidQuestion([Problem("", message=message, pointer="/filename")])
    if filename is not None:
        return filename, "/filename"
    if request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers:
        raise InvalidQuestion([Problem("", message="with path there is no body.", pointer="/path")])
    assert path is not None
    return path, "/path"


async def _taken(request: Request, service: Serving, target: Path, path: str | None) -> tuple[int, str]:
    """The file where the check finds it: its size, and its SHA-256."""
    settings = service.settings
    if path is not None:
        await request.body()  # so that it shows when whoever asked has gone
        return await run_sync(copy_of, settings.catalog_folder, path, target, settings.max_catalog_bytes)
    type_of(request, (BINARY,))
    digest = sha256()
    with target.open("xb") as file:

        def take(piece: bytes) -> None:
            digest.update(piece)
            file.write(piece)

        await take_body(request, settings.max_catalog_bytes, settings.request_seconds, take)
        return file.tell(), digest.hexdigest()
