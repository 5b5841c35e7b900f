"""The OpenAPI document, put together once: what FastAPI finds, what routes add (`documents`), the schemas of bodies
that are read and written as bytes (`schemas`), and what holds for all routes: keys, and the refusals that any may give.
"""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response

from .admission import OPEN
from .documents import OPERATIONS, refusal
from .etags import tagged
from .schemas import component_schemas, tidied
from .workbench import draft_maps, draft_timelines, drafts
from .workbench.line_schemas import LINES

PATH = "/openapi.json"
TAGS = (
    ("decisions", "May this item go there, on that day, and why?"),
    ("drafts", "Questions that are tried out: answered as on record, and on none."),
    ("catalogs", "Whole catalogs, each row of them answered."),
    ("timelines", "Every day on which an answer changes."),
    ("log", "Answers on record."),
    ("rules", "What is in force, since when, and by which source."),
    ("items", "Chips that may be asked for by name."),
    ("operation", "Is it alive, is it ready, how does it do? And rules read anew."),
)
_ANY, _WITH_KEY = (500,), (401, 403, 429, 503)
_DESCRIBED = {
    **OPERATIONS, "draft": drafts.DESCRIBED, "draft_timelines": draft_timelines.DESCRIBED,
    "draft_map": draft_maps.DESCRIBED,
}  # fmt: skip
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def describe(app: FastAPI) -> None:
    """Serve the document of an app at /openapi.json: put together when it is first asked for, and kept."""
    kept: list[bytes] = []

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    async def openapi(request: Request) -> Response:
        if not kept:
            kept.append(json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode())
        return tagged(request, kept[0])

    app.openapi = document  # type: ignore[method-assign]
    app.add_api_route(PATH, openapi, include_in_schema=False)


def _document(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        tags=[{"name": name, "description": text} for name, text in TAGS],
    )  # fmt: skip
    components = found.setdefault("components", {})
    components["schemas"] = tidied({**components.get("schemas", {}), **component_schemas(), **LINES})
    for unused in ("HTTPValidationError", "ValidationError"):  # FastAPI's own words for what we say as problems
        components["schemas"].pop(unused, None)
    components["securitySchemes"] = {
        "key": {
            "type": "http", "scheme": "bearer", "bearerFormat": "cgk_…",
            "description": "A key that `chipgate keys create` made. Without one, this machine alone is answered, "
                           "where the service allows it.",
        }
    }  # fmt: skip
    found["security"] = [{"key": []}, {}]
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            if method in _METHODS:
                _complete(operation, path in OPEN)
    return found


def _complete(operation: dict[str, Any], is_open: bool) -> None:
    """What every operation has, without a word from its route."""
    more = _DESCRIBED.get(operation["operationId"], {})
    operation |= {name: one for name, one in more.items() if name != "parameters"}
    operation["parameters"] = [*operation.get("parameters", ()), *more.get("parameters", ())]
    responses = {str(status): one for status, one in operation["responses"].items()}
    for status in (*_ANY, *(() if is_open else _WITH_KEY)):
        responses.setdefault(str(status), refusal(status))
    operation["responses"] = dict(sorted(responses.items()))
    if is_open:
        operation["security"] = []
    if not operation["parameters"]:
        del operation["parameters"]
