"""`/v1/provisions`: every provision, and one in full, of a day or in all its versions."""

from __future__ import annotations

import datetime as dt
import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from chipgate.model.provision import Confidence
from chipgate.model.rulebook import Dated

from .documents import not_changed, refusals
from .etags import tagged
from .parameters import Day
from .serving import serving

router = APIRouter(tags=["rules"])
MISSING = 'There is no provision "{id}"; see /v1/provisions.'


class VersionBrief(BaseModel):
    """A version of a provision."""

    model_config = ConfigDict(frozen=True)

    effective: Annotated[dt.date, Field(description="First day in force, and the version's own name.")]
    title: str
    confidence: Confidence


class ProvisionBrief(BaseModel):
    """A provision with its versions, the oldest first."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    title: Annotated[str, Field(description="The newest version's.")]
    versions: tuple[VersionBrief, ...]


class ProvisionList(BaseModel):
    """Every provision, by id."""

    model_config = ConfigDict(frozen=True)

    provisions: tuple[ProvisionBrief, ...]


_VERSION: dict[str, Any] = {
    "type": "object",
    "description": "A version in its canonical form: what its rule file says. Numbers are texts, exact.",
    "required": ["id", "title", "effective", "citation"],
    "properties": {
        "id": {"type": "string"}, "title": {"type": "string"}, "effective": {"type": "string", "format": "date"},
        "citation": {"type": "object", "additionalProperties": True},
    },
    "additionalProperties": True,
}  # fmt: skip
_VERSIONS: dict[str, Any] = {
    "type": "object",
    "description": "A provision in all its versions, the oldest first.",
    "required": ["id", "versions"],
    "properties": {"id": {"type": "string"}, "versions": {"type": "array", "items": _VERSION}},
    "additionalProperties": False,
}


@router.get(
    "/v1/provisions",
    operation_id="list_provisions",
    summary="Every provision, with the dates of its versions",
    response_model=ProvisionList,
    responses={**not_changed(), **refusals(422)},
)
def provisions(request: Request) -> Response:
    """All provisions that the service answers from, by id."""
    rulebook = serving(request).rules.current.rulebook
    listed = ProvisionList(provisions=tuple(_brief(id, found) for id, found in sorted(rulebook.versions.items())))
    return tagged(request, listed.model_dump_json().encode() + b"\n")


@router.get(
    "/v1/provisions/{id:path}",
    operation_id="get_provision",
    summary="One provision: a day's version, or all",
    responses={
        200: {"description": "The version, or all of them.",
              "content": {"application/json": {"schema": {"anyOf": [_VERSION, _VERSIONS]}}}},
        **not_changed(), **refusals(404, 422),
    },
)  # fmt: skip
def provision(
    request: Request,
    id: Annotated[str, Path(description="As /v1/provisions lists it.", examples=["us/items/3a090-a"])],
    date: Annotated[Day | None, Query(description="The version in force on that day; unstated, every version.")] = None,
) -> Response:  # fmt: skip
    """The text of a version as it was encoded, with its citation."""
    rulebook = serving(request).rules.current.rulebook
    if id not in rulebook.versions:
        raise HTTPException(HTTPStatus.NOT_FOUND, MISSING.format(id=id[:200]))
    if date is None:
        return tagged(request, _json({"id": id, "versions": [dated.canonical for dated in rulebook.versions[id]]}))
    found = rulebook.version_on(id, date)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"{id} was not in force on {date}.")
    return tagged(request, _json(found.canonical))


def _brief(id: str, versions: tuple[Dated, ...]) -> ProvisionBrief:
    listed = tuple(
        VersionBrief(effective=one.effective, title=one.version.title, confidence=one.version.citation.confidence)
        for one in versions
    )
    return ProvisionBrief(id=id, kind=versions[-1].kind, title=versions[-1].version.title, versions=listed)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
