"""The REST service: parse, decide, render. Rules and clock are handed in by `chipgate.main`."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Any

from anyio.to_thread import run_sync
from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from chipgate import Rulebook, __version__, decide
from chipgate.errors import ChipgateError, InvalidQuestion, Problem
from chipgate.files.json_reader import MAX_BYTES
from chipgate.files.question import read_shipment
from chipgate.model.register import ItemRegister
from chipgate.model.rulebook import Dated
from chipgate.screening.match import Screener
from chipgate.surfaces.render.json_text import decision_json
from chipgate.surfaces.screened import screened

from . import documents, problems

Clock = Callable[[], dt.date]


def create_app(
    load: Callable[[], Rulebook], today: Clock, register: Callable[[], ItemRegister | None] = lambda: None,
    screener: Callable[[], Screener | None] = lambda: None,
) -> FastAPI:  # fmt: skip
    """The service on rules, an item register and a screening list that are read when it starts; broken ones keep it
    from starting."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.rulebook = load()
        app.state.register = register()
        app.state.screener = screener()
        yield

    app = FastAPI(
        title="chipgate",
        version=__version__,
        description="May this chip go to this place, on this date, and why? Not legal advice.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.add_exception_handler(ChipgateError, problems.of_error)
    app.add_exception_handler(HTTPException, problems.of_status)
    app.add_exception_handler(Exception, problems.of_crash)
    _routes(app, today)
    _describe(app)
    return app


def _routes(app: FastAPI, today: Clock) -> None:
    @app.post(
        "/v1/decisions",
        summary="Decide one shipment",
        openapi_extra={"requestBody": documents.DECISION_REQUEST},
        responses={
            200: {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Decision"}}}},
            400: documents.PROBLEM, 413: documents.PROBLEM, 415: documents.PROBLEM, 422: documents.PROBLEM,
        },
    )  # fmt: skip
    async def decisions(request: Request) -> Response:
        body = await _body(request)
        rulebook: Rulebook = request.app.state.rulebook
        register: ItemRegister | None = request.app.state.register

        def answer() -> tuple[bytes, str]:
            question = screened(read_shipment(body, today(), register), request.app.state.screener)
            decision = decide(rulebook, question)
            reference = decision.answer.ruleset
            return decision_json(decision), reference.digest if reference else ""

        text, digest = await run_sync(answer)
        headers = {"Chipgate-Engine-Version": __version__, "Chipgate-Ruleset-Digest": digest}
        return Response(text, headers=headers, media_type="application/json")

    @app.get("/v1/provisions", summary="Every provision, with the dates of its versions")
    async def provisions(request: Request) -> dict[str, Any]:
        rulebook: Rulebook = request.app.state.rulebook
        listed = [
            {
                "id": id, "kind": versions[-1].kind, "title": versions[-1].version.title,
                "versions": [_brief(dated) for dated in versions],
            }
            for id, versions in sorted(rulebook.versions.items())
        ]  # fmt: skip
        return {"provisions": listed}

    @app.get(
        "/v1/provisions/{id:path}",
        summary="One provision: a day's version, or all",
        responses={404: documents.PROBLEM, 422: documents.PROBLEM},
    )
    async def provision(request: Request, id: str, date: str | None = None) -> JSONResponse:
        rulebook: Rulebook = request.app.state.rulebook
        if id not in rulebook.versions:
            raise HTTPException(HTTPStatus.NOT_FOUND, f'There is no provision "{id}"; see /v1/provisions.')
        if date is None:
            versions = [dated.canonical for dated in rulebook.versions[id]]
            return JSONResponse({"id": id, "versions": versions})
        found = rulebook.version_on(id, _day(date))
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"{id} was not in force on {date}.")
        return JSONResponse(found.canonical)

    @app.get("/health/live", summary="Whether the process runs")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @app.get("/health/ready", summary="Whether questions are answered, and from which rules")
    async def ready(request: Request) -> dict[str, str]:
        rulebook: Rulebook = request.app.state.rulebook
        return {
            "status": "ready", "rulebook": rulebook.digest, "ruleset": rulebook.on(today()).digest,
            "verified_through": rulebook.pack.verified_through.isoformat(), "engine": __version__,
        }  # fmt: skip


async def _body(request: Request) -> bytes:
    """The raw body, so that numbers keep their digits; refused before it is read whole where it is too long."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind not in ("application/json", "application/x-www-form-urlencoded"):  # the latter is what `curl -d` says
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send application/json, not {kind}.")
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > MAX_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MAX_BYTES:,} bytes are accepted.")
    return bytes(found)


def _brief(dated: Dated) -> dict[str, str]:
    return {"effective": dated.name, "title": dated.version.title, "confidence": dated.version.citation.confidence}


def _day(text: str) -> dt.date:
    """A day written YYYY-MM-DD and in no other way."""
    with suppress(ValueError):
        day = dt.date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    message = "That is not a day of the calendar; write it YYYY-MM-DD."
    raise InvalidQuestion([Problem("", message=message, pointer="/date")])


def _describe(app: FastAPI) -> None:
    """The OpenAPI document, with the schemas that FastAPI does not find by itself."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            found.setdefault("components", {}).setdefault("schemas", {}).update(documents.component_schemas())
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]
