"""`POST /v1/drafts`: the decision on a question that is being typed; recording it is `POST /v1/decisions`."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from chipgate import Rulebook, Shipment
from chipgate.engine.afresh import decide_afresh
from chipgate.files.question import read_shipment
from chipgate.model.decision_text import Head, decision_json, head_of
from chipgate.surfaces.http import examples
from chipgate.surfaces.http.answering import question_of
from chipgate.surfaces.http.documents import JSON, body
from chipgate.surfaces.http.schemas import of

from .drafting import HEADERS, Revision, draft_asked, drafted, in_time, rules_asked

router = APIRouter(tags=["drafts"])
DESCRIBED = body(
    {JSON: of("Shipment")},
    {JSON: examples.QUESTIONS},
    {"description": "The decision.", "headers": HEADERS, "content": {JSON: {"schema": of("Decision")}}},
)


@router.post("/v1/drafts", summary="Try out a question", operation_id="draft")
async def drafts(request: Request, revision: Revision = None) -> Response:
    """The body of the answer is that of `POST /v1/decisions`, byte for byte. But nothing is recorded: there is no
    record id, and the header Chipgate-Draft says so."""
    service, read = await draft_asked(request)
    with in_time(service):
        rules = await rules_asked(service, revision)
        question = read_shipment(read, service.today(), rules.register)
        if rules.screener is not None:
            question = await service.decider.apart(partial(question_of, rules, question))
        if revision is None:
            text, head = await service.decider.decide(rules, question)
        else:
            text, head = await service.decider.apart(partial(_afresh, rules.rulebook, question))
    return drafted(service, "decision", text, head.ruleset or "")


def _afresh(rulebook: Rulebook, question: Shipment) -> tuple[bytes, Head]:
    """Without remembering anything: what is kept for the rules that answer orders is not to make room for others."""
    decision = decide_afresh(rulebook, question)
    return decision_json(decision), head_of(decision)
