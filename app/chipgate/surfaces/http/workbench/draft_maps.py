"""`POST /v1/drafts/maps`: the answer to one question for every place that the rules know, on no record."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from chipgate.batch.everywhere import ToldOf, everywhere
from chipgate.engine.judge import matching_on
from chipgate.errors import InvalidQuestion, Problem
from chipgate.files.question import shipment_from
from chipgate.model.decision import Certainty, Outcome
from chipgate.model.pack import Verdict
from chipgate.surfaces.http.answering import question_of
from chipgate.surfaces.http.documents import JSON, body
from chipgate.surfaces.http.reload import InForce
from chipgate.surfaces.http.schemas import of
from chipgate.surfaces.http.timelines import days_asked

from .drafting import HEADERS, Revision, draft_asked, drafted, in_time, rules_asked

router = APIRouter(tags=["drafts"])


class PlaceAnswered(BaseModel):
    """What is answered of one place."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    outcome: Outcome
    verdict: Verdict | None
    certainty: Certainty | None
    classification: Annotated[tuple[str, ...], Field(description="Paragraphs; one that is only possible ends in ?.")]
    sentence: Annotated[str, Field(description="The verdict and what decides it, or why there is none.")]


class WorldAnswered(BaseModel):
    """One question, answered for every place."""

    model_config = ConfigDict(frozen=True)

    date: dt.date
    ruleset: Annotated[str | None, Field(description="The digest of the rules of that day; null before they begin.")]
    destinations: Annotated[tuple[PlaceAnswered, ...], Field(description="As /v1/destinations lists them.")]


DESCRIBED = body(
    {JSON: of("MapQuestion")},
    {JSON: {"The H20, the day of the letter": {"item": "H20 (HGX)", "date": "2025-04-09"}}},
    {"description": "An answer for every destination.", "headers": HEADERS,
     "content": {JSON: {"schema": of("WorldAnswered")}}},
)  # fmt: skip


@router.post("/v1/drafts/maps", summary="Try out a question for every place", operation_id="draft_map",
             response_model=WorldAnswered)  # fmt: skip
async def draft_maps(request: Request, revision: Revision = None) -> Response:
    """A question without a destination. Each place has the verdict, certainty and classification that
    `POST /v1/decisions` answers for it; nothing is recorded."""
    service, read = await draft_asked(request)
    with in_time(service):
        rules = await rules_asked(service, revision)
        found = await service.decider.apart(partial(_answered, rules, read, service.today()))
    return drafted(service, "map", found.model_dump_json().encode() + b"\n", found.ruleset or "")


def _answered(rules: InForce, read: bytes, today: dt.date) -> WorldAnswered:
    value = days_asked(read)
    problems = [
        Problem("", message="a map is of every destination.", hint="Leave it out.", pointer=f"/{name}")
        for name in ("destination", "region") if value.pop(name, None) is not None
    ]  # fmt: skip
    try:
        asked = shipment_from({**value, "destination": "US"}, today, rules.register)
    except InvalidQuestion as error:
        raise InvalidQuestion([*problems, *error.problems]) from None
    if problems:
        raise InvalidQuestion(problems)
    rulebook = rules.rulebook
    ruleset = matching_on(rulebook, max(asked.date, rulebook.pack.covered_from)).ruleset
    names = ruleset.destinations.names
    told = everywhere(rulebook, question_of(rules, asked), sorted(names))
    return WorldAnswered(
        date=asked.date, ruleset=ruleset.digest if asked.date >= rulebook.pack.covered_from else None,
        destinations=tuple(_shown(code, names[code], one) for code, one in told.items()),
    )  # fmt: skip


def _shown(code: str, name: str, of: ToldOf) -> PlaceAnswered:
    told = of.told
    decided = told.outcome == Outcome.DECIDED
    return PlaceAnswered(
        code=code, name=name, outcome=Outcome(told.outcome), verdict=Verdict(told.verdict) if decided else None,
        certainty=Certainty(told.certainty) if decided else None,
        classification=tuple(filter(None, told.classification.split(";"))), sentence=of.sentence,
    )  # fmt: skip
