"""`GET /v1/revisions`: the commits of the rules that the service answers from, to audit and to ask by."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from chipgate.errors import UnknownRevision
from chipgate.files import git
from chipgate.files.git_history import commits
from chipgate.surfaces.rules_at_hand import rule_folders

from ..documents import not_changed, refusals
from ..etags import tagged
from ..serving import serving

MOST = 1_000
router = APIRouter(tags=["rules"])


class Revision(BaseModel):
    """A commit that touched the rules."""

    model_config = ConfigDict(frozen=True)

    commit: Annotated[str, Field(description="Its full id, by which audits and drafts name it.")]
    date: Annotated[dt.date, Field(description="The civil day of the commit in America/New_York.")]
    subject: str


class RevisionList(BaseModel):
    """The newest commits of the rules, the newest first."""

    model_config = ConfigDict(frozen=True)

    revisions: tuple[Revision, ...]
    why: Annotated[str | None, Field(description="Why there are none, where there are none.")]


@router.get(
    "/v1/revisions",
    operation_id="list_revisions",
    summary="The commits of the rules",
    response_model=RevisionList,
    responses={**not_changed(), **refusals(422)},
)
async def revisions(
    request: Request, limit: Annotated[int, Query(ge=1, le=MOST, description="At most so many commits.")] = 100
) -> Response:
    """Commits that touched the folder of rules, up to what is checked out there; with none, why."""
    try:
        found = RevisionList(revisions=await run_sync(_of, serving(request).settings.rules, limit), why=None)
    except UnknownRevision:
        found = RevisionList(revisions=(), why="The rules that answer are in no git repository with a commit.")
    return tagged(request, found.model_dump_json().encode() + b"\n")


def _of(rules: tuple[Path, ...], most: int) -> tuple[Revision, ...]:
    folder = rule_folders(rules).base
    if not folder.is_dir():
        raise UnknownRevision(f"{folder} is a bundle.")
    repository = git.repository_of(folder)
    place = folder.resolve().relative_to(repository.resolve()).as_posix()
    listed = commits(repository, place, most)
    if not listed:
        raise UnknownRevision(f"no commit has touched {folder}.")
    return tuple(Revision(commit=one.id, date=one.day, subject=one.subject) for one in listed)
