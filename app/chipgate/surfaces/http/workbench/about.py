"""`GET /v1/about`: what a page has to know of the service before it asks anything."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from chipgate import __version__
from chipgate.surfaces.http.admission import caller
from chipgate.surfaces.http.documents import not_changed
from chipgate.surfaces.http.etags import tagged
from chipgate.surfaces.http.serving import serving
from chipgate.surfaces.settings import Drafts, LogMode

router = APIRouter(tags=["operation"])


class About(BaseModel):
    """The release, the rules, and what the caller may do here."""

    model_config = ConfigDict(frozen=True)

    version: Annotated[str, Field(description="The release of chipgate.")]
    today: Annotated[dt.date, Field(description="Today in America/New_York, which a question without a date means.")]
    covered_from: Annotated[dt.date, Field(description="The first day that the rules cover.")]
    verified_through: Annotated[dt.date, Field(description="The last day up to which sources were read.")]
    ruleset: Annotated[str, Field(description="The digest of the rules in force today.")]
    rulebook: Annotated[str, Field(description="The digest of every version of every provision.")]
    drafts: Annotated[bool, Field(description="Whether questions may be tried out without a record.")]
    log: Annotated[LogMode, Field(description="When an answer is sent: after its record is on disk, or not.")]
    catalog_folder: Annotated[bool, Field(description="Whether there are catalogs to be checked by name.")]
    scopes: Annotated[tuple[str, ...], Field(description="What the caller's key opens.")]
    most_body_bytes: Annotated[int, Field(description="The largest body of one question.")]
    most_catalog_bytes: Annotated[int, Field(description="The largest catalog that may be sent.")]
    boundaries: Annotated[tuple[dt.date, ...], Field(description="Every day on which the rules change.")]


@router.get(
    "/v1/about",
    operation_id="about",
    summary="The service, its rules and what the caller may do",
    response_model=About,
    responses=not_changed(),
)
def about(request: Request) -> Response:
    """Days, digests, limits and scopes. The body has an ETag."""
    service = serving(request)
    settings, rulebook, today = service.settings, service.rules.current.rulebook, service.today()
    found = About(
        version=__version__, today=today, covered_from=rulebook.pack.covered_from,
        verified_through=rulebook.pack.verified_through, ruleset=rulebook.on(today).digest, rulebook=rulebook.digest,
        drafts=settings.drafts is Drafts.ALLOW, log=settings.log, catalog_folder=settings.catalog_folder is not None,
        scopes=tuple(sorted(caller(request).scopes)), most_body_bytes=settings.max_body_bytes,
        most_catalog_bytes=settings.max_catalog_bytes, boundaries=tuple(rulebook.boundaries),
    )  # fmt: skip
    return tagged(request, found.model_dump_json().encode() + b"\n")
