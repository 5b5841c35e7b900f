"""`POST /v1/admin/reload`: read the rules anew, here and in every other worker."""

from __future__ import annotations

from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request

from .serving import serving

router = APIRouter(tags=["operation"])


@router.post("/v1/admin/reload", summary="Read the rules anew", operation_id="reload")
async def reload(request: Request) -> dict[str, Any]:
    """Rules that are broken change nothing: the last good ones go on answering, and the problems are told here."""
    service = serving(request)
    outcome = await run_sync(service.rules.reload, "request")
    service.rules.tell_others()
    current = service.rules.current.rulebook
    return {
        "reloaded": outcome.ok, "changed": outcome.changed, "rulebook": current.digest,
        "problems": [str(problem) for problem in outcome.problems],
    }  # fmt: skip
