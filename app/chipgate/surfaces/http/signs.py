"""Signs of life: `/health/live`, `/health/ready` and `/metrics`."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from . import health
from .serving import serving

router = APIRouter(tags=["operation"])


@router.get("/health/live", summary="Whether the process runs", operation_id="live")
async def live() -> dict[str, str]:
    """Says nothing of rules or log: a process that cannot answer just now need not be started anew."""
    return health.live()


@router.get("/health/ready", summary="Whether questions are answered, and from which rules", operation_id="ready")
async def ready(request: Request) -> JSONResponse:
    """503 where the log cannot be written. Broken rules leave the last good ones in use, and are told."""
    service = serving(request)
    status, body = health.ready(service.rules, service.recorder.writer, service.settings, service.today())
    return JSONResponse(body, status)


@router.get("/metrics", summary="Figures for Prometheus", operation_id="metrics")
async def metrics(request: Request) -> Response:
    """The text format of Prometheus. Asked from elsewhere than this machine, any key will do."""
    figures = serving(request).metrics
    if figures is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "This service counts no figures.")
    text, kind = figures.render()
    return Response(text, media_type=kind)
