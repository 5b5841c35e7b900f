"""The body of a request, as bytes: of a type that is accepted, no larger than allowed, and within its time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from http import HTTPStatus

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from .callers import headers_of
from .deadlines import Deadlines

JSON = "application/json"
JSON_LINES = frozenset({"application/jsonl", "application/x-ndjson", "application/x-jsonlines"})


def type_of(request: Request, accepted: Collection[str] = (JSON,)) -> str:
    """The type of the body.

    Raises:
        HTTPException: 415, it is not stated or not one of those accepted; or the body is compressed.
    """
    headers = headers_of(request.scope)
    stated, _, parameters = headers.get(b"content-type", b"").decode("latin-1").partition(";")
    kind = stated.strip().lower()
    charset = parameters.strip().lower().replace(" ", "").replace('"', "")
    if kind not in accepted or charset not in ("", "charset=utf-8"):
        listed = " or ".join(sorted(accepted))
        detail = f"Send {listed}, and say so in Content-Type" + (f", not {kind[:60]}." if kind else ".")
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, {"Accept": listed})
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body uncompressed.")
    return kind


async def read_body(request: Request, most: int, seconds: float) -> bytes:
    """The whole body, so that numbers keep their digits; refused before it is read where it says it is too long.

    Raises:
        HTTPException: as of `take_body`.
    """
    found = bytearray()
    await take_body(request, most, seconds, found.extend)
    return bytes(found)


async def take_body(request: Request, most: int, seconds: float, take: Callable[[bytes], object]) -> None:
    """Hand over the body, piece by piece.

    Raises:
        HTTPException: 413, too long; 408, it did not arrive in time; 400, its length is no number, or it broke off.
    """
    stated = headers_of(request.scope).get(b"content-length")
    if stated is not None:
        if not stated.isdigit():
            raise HTTPException(HTTPStatus.BAD_REQUEST, "Content-Length is not a number.")
        if int(stated) > most:
            raise too_long(most)
    try:
        deadlines: Deadlines = request.app.state.serving.deadlines
        with deadlines.within(seconds):
            received = 0
            async for chunk in request.stream():
                received += len(chunk)
                if received > most:
                    raise too_long(most)
                take(chunk)
    except TimeoutError:
        detail = f"The body did not arrive within {seconds:g} seconds."
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, detail, {"Connection": "close"}) from None
    except ClientDisconnect:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The body broke off.") from None


def too_long(most: int) -> HTTPException:
    """The refusal of a body that is too long."""
    detail = f"At most {most:,} bytes are accepted. Ask in smaller parts."
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, {"Connection": "close"})
