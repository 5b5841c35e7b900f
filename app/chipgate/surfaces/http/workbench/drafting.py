"""What every draft has in common. A draft answers as the endpoint on record does and is on no record: an analyst tries
questions out, and nobody ships by an answer that is still being typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from chipgate.errors import LogUnavailable
from chipgate.surfaces.http.bodies import read_body, type_of
from chipgate.surfaces.http.decisions import answered
from chipgate.surfaces.http.documents import RULES_HEADERS
from chipgate.surfaces.http.parameters import Words
from chipgate.surfaces.http.reload import InForce
from chipgate.surfaces.http.serving import Serving, serving
from chipgate.surfaces.settings import Drafts

DRAFT = (b"chipgate-draft", b"true")
HEADERS: dict[str, Any] = {
    **RULES_HEADERS,
    "Chipgate-Draft": {"description": "true: this answer is on no record.", "schema": {"type": "string"}},
}
Revision = Annotated[
    Words | None,
    Query(
        description="Answer by the rules as they stood at this git revision of the repository that the service reads "
        "its rules from; unstated, by those that answer now."
    ),
]


async def draft_asked(request: Request) -> tuple[Serving, bytes]:
    """The service and the body of a question that is tried out.

    Raises:
        HTTPException: 403, the service takes no drafts; or the body is not one that is accepted.
    """
    service = serving(request)
    if service.settings.drafts is Drafts.REFUSE:
        detail = "This service answers nothing that is on no record (CHIPGATE_DRAFTS=refuse). Ask for a decision."
        raise HTTPException(HTTPStatus.FORBIDDEN, detail)
    type_of(request)
    return service, await read_body(request, service.settings.max_body_bytes, service.settings.request_seconds)


async def rules_asked(service: Serving, revision: str | None) -> InForce:
    """What answers: the rules of now or of a revision, with the register and the screening list of now.

    Raises:
        InvalidQuestion: there is no such revision, or its rules cannot be read.
    """
    current = service.rules.current
    if revision is None:
        return current
    # Without the form that the log keeps: nothing is recorded by these rules.
    return replace(current, rulebook=await service.earlier_rules.at(revision), bundle=b"")


@contextmanager
def in_time(service: Serving) -> Iterator[None]:
    """Bounds how long an answer may take.

    Raises:
        LogUnavailable: it took longer.
    """
    seconds = service.settings.request_seconds
    try:
        with service.deadlines.within(seconds):
            yield
    except TimeoutError:
        raise LogUnavailable(f"There was no answer within {seconds:g} seconds.") from None


def drafted(service: Serving, kind: str, text: bytes, ruleset: str) -> Response:
    """The answer, marked as a draft and counted as one."""
    if service.metrics is not None:
        service.metrics.drafted(kind)
    response = answered(text, ruleset)
    response.raw_headers.append(DRAFT)
    return response
