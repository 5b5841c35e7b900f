"""The REST service, put together: routes, errors, and what stands around every request."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from chipgate import __version__
from chipgate.errors import ChipgateError
from chipgate.surfaces.settings import Settings

from . import (
    admin,
    audits,
    batch,
    decisions,
    destinations,
    items,
    openapi,
    orders,
    parameters,
    problems,
    provisions,
    records,
    rulesets,
    signs,
    timelines,
)  # fmt: skip
from .front import Front
from .reload import RulesHolder
from .serving import Serving
from .workbench import (
    about,
    calendar,
    cases,
    catalogs,
    draft_maps,
    draft_timelines,
    drafts,
    log_checks,
    page,
    pictures,
    revisions,
)

ROUTERS = tuple(
    room.router
    for room in (
        decisions, batch, orders, timelines, records, rulesets, provisions, destinations, items, audits, admin, signs,
        about, drafts, draft_timelines, draft_maps, catalogs, log_checks, pictures, calendar, cases, revisions, page,
    )
)

LENIENT = (decisions.router, signs.router)
"""Those that pass over unknown parameters: single decisions, each of which it would slow a little, and probes."""


def create_app(settings: Settings, rules: RulesHolder, today: Callable[[], dt.date]) -> FastAPI:
    """The service. Its rules, log and keys are opened when it starts; what is broken keeps it from starting."""
    serving = Serving(settings, rules, today)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with serving.running():
            yield

    app = Front(
        settings.cors_origins,
        title="chipgate", version=__version__, openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan,
        description="May this chip go to this place, on this date, and why? Not legal advice.",
    )  # fmt: skip
    app.state.serving = serving
    app.add_exception_handler(ChipgateError, problems.of_error)
    app.add_exception_handler(HTTPException, problems.of_status)
    app.add_exception_handler(RequestValidationError, parameters.of_parameters)
    app.add_exception_handler(Exception, problems.of_crash)
    for router in ROUTERS:
        app.include_router(router, dependencies=() if router in LENIENT else [Depends(parameters.known_alone)])
    openapi.describe(app)
    return app
