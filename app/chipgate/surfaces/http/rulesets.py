"""`/v1/rulesets/{date}`: what is in force on a day, by which digest, and how long."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from chipgate import Rulebook
from chipgate.errors import Problem
from chipgate.model.pack import Coverage
from chipgate.model.provision import Citation, Source
from chipgate.model.rulebook import Dated

from .documents import not_changed, refusals
from .etags import tagged
from .parameters import Day
from .problems import problem
from .serving import serving

router = APIRouter(tags=["rules"])


class ProvisionSource(Source):
    """Where a provision can be read."""

    model_config = ConfigDict(from_attributes=True)


class ProvisionCitation(Citation):
    """What says so, how sure that is, and where to read it."""

    model_config = ConfigDict(from_attributes=True)

    sources: Annotated[tuple[ProvisionSource, ...], Field(min_length=1)]  # not the Source of decisions, by that name


class ProvisionInForce(BaseModel):
    """A provision, and its version of that day."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    version: Annotated[dt.date, Field(description="The version's own name: its first day in force.")]
    expires: Annotated[dt.date | None, Field(description="First day no longer in force, where known.")]
    title: str
    digest: Annotated[str, Field(description="SHA-256 over the canonical form (RFC 8785) of the version.")]
    citation: ProvisionCitation


class RulesetShown(BaseModel):
    """The rules of a day."""

    model_config = ConfigDict(frozen=True)

    as_of: dt.date
    digest: Annotated[str, Field(description="The digest that answers of that day name.")]
    rulebook: Annotated[str, Field(description="The digest of every version of every provision.")]
    in_force_since: Annotated[dt.date, Field(description="The first day on which the same rules were in force.")]
    next_change: Annotated[
        dt.date | None, Field(description="The next day on which something comes into force or ends, where known.")
    ]
    covered_from: dt.date
    verified_through: dt.date
    packs: Annotated[tuple[str, ...], Field(description="Jurisdictions and houses whose rules are asked.")]
    coverage: Coverage
    provisions: tuple[ProvisionInForce, ...]


@router.get(
    "/v1/rulesets/{date}",
    operation_id="get_ruleset",
    summary="The rules of a day",
    response_model=RulesetShown,
    responses={**not_changed(), **refusals(404, 422)},
)
def ruleset(
    request: Request, date: Annotated[Day, Path(description="A civil day in America/New_York.")]
) -> Response:
    """Digest, sources' day, coverage and every provision in force, with version and citation. The body has an ETag:
    ask with If-None-Match, and 304 says that nothing changed."""
    rulebook = serving(request).rules.current.rulebook
    first = rulebook.pack.covered_from
    if date < first:
        message = f"these rules cover dates from {first} on; {date} is earlier."
        told = Problem("", message=message, hint=f"Ask for {first} or later.", pointer="/date")
        return problem(HTTPStatus.NOT_FOUND, "There are no rules of that day.", (told,))
    shown = shown_on(rulebook, date)
    return tagged(request, shown.model_dump_json().encode() + b"\n", {"Chipgate-Ruleset-Digest": shown.digest})


def shown_on(rulebook: Rulebook, day: dt.date) -> RulesetShown:
    """The rules of a day, as they are shown."""
    in_force, pack = rulebook.on(day), rulebook.pack
    since = max((one for one in rulebook.boundaries if one <= day), default=pack.covered_from)
    return RulesetShown(
        as_of=day, digest=in_force.digest, rulebook=rulebook.digest, in_force_since=max(since, pack.covered_from),
        next_change=next((one for one in rulebook.boundaries if one > day), None), covered_from=pack.covered_from,
        verified_through=pack.verified_through, packs=(*in_force.packs, *in_force.others.houses),
        coverage=pack.coverage, provisions=tuple(_in_force(dated) for dated in in_force.versions.values()),
    )  # fmt: skip


def _in_force(dated: Dated) -> ProvisionInForce:
    version = dated.version
    return ProvisionInForce(
        id=dated.id, kind=dated.kind, version=version.effective, expires=version.expires, title=version.title,
        digest=dated.digest, citation=ProvisionCitation.model_validate(version.citation),
    )  # fmt: skip
