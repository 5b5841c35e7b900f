"""`GET /v1/cases`: what the rules' owners say must come out, as their case files have it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from chipgate import ItemSpec, Rulebook
from chipgate.audit.cases import item_of
from chipgate.errors import ChipgateError, UnknownItem
from chipgate.files.catalog import Catalog
from chipgate.files.item_names import items_by_name
from chipgate.files.places import example_catalog
from chipgate.model.case import AnswerCase, ProvisionCase
from chipgate.surfaces.cases import Cases

from ..documents import not_changed, refusals
from ..etags import tagged
from ..parameters import Words
from ..serving import serving

router = APIRouter(tags=["rules"])

_CASE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "case", "provisions", "question", "expected", "because", "source"],
    "properties": {
        "id": {"type": "string"}, "case": {"type": "string", "description": "What it is about, in words."},
        "provisions": {
            "type": "array", "items": {"type": "string"},
            "description": "The provision it stands beside, or those that a whole answer must name.",
        },
        "question": {"type": "object", "additionalProperties": True, "description": "As POST /v1/decisions takes it."},
        "expected": {
            "anyOf": [
                {"type": "string", "enum": ["met", "not-met", "unknown", "not-in-force"]},
                {"type": "object", "additionalProperties": True},
            ],
            "description": "What the provision comes to; or what the whole answer must have.",
        },
        "because": {"type": "array", "items": {"type": "string"}, "description": "What must be among what binds."},
        "source": {"type": "string", "description": "The file, below the folder of rules."},
    },
}  # fmt: skip
_CASES: dict[str, Any] = {
    "type": "object", "required": ["cases", "why"],
    "properties": {
        "cases": {"type": "array", "items": _CASE},
        "why": {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "Why there are none, where none can "
                                                                                "be read."},
    },
}  # fmt: skip


@router.get(
    "/v1/cases",
    operation_id="list_cases",
    summary="What must come out, by the rules' own cases",
    responses={
        200: {"description": "The cases.", "content": {"application/json": {"schema": _CASES}}},
        **not_changed(), **refusals(422),
    },
)  # fmt: skip
async def cases(
    request: Request,
    provision: Annotated[Words | None, Query(description="Those of this provision, or that name it.")] = None,
) -> Response:
    """Cases beside provisions, and of whole answers; each question can be asked as it stands."""
    service = serving(request)
    rules = service.rules.current
    try:
        found = await run_sync(_read, service.settings.rules, rules.rulebook, rules.fingerprint)
        why = None
    except (ChipgateError, OSError) as error:  # they are no rules: what answers does not hang on them
        found, why = (), f"The cases cannot be read: {str(error).splitlines()[0]}"
    listed = [one for one in found if provision is None or provision in one["provisions"]]
    return tagged(request, json.dumps({"cases": listed, "why": why}, ensure_ascii=False).encode() + b"\n")


@lru_cache(maxsize=1)
def _read(folders: tuple[Path, ...], rulebook: Rulebook, _fingerprint: str) -> tuple[dict[str, Any], ...]:
    """Every case, read once for each state of the files."""
    read = Cases.read(folders or None, rulebook)
    return (*_beside(read), *_whole(read))


def _beside(read: Cases) -> Iterator[dict[str, Any]]:
    for id, listed in sorted(read.beside.items()):
        for number, case in enumerate(listed, 1):
            yield {
                "id": f"{id}#{number}", "case": case.case, "provisions": [id], "question": _question(case, case.item),
                "expected": case.expect, "because": list(case.because), "source": f"{id}/cases.yaml",
            }  # fmt: skip


def _whole(read: Cases) -> Iterator[dict[str, Any]]:
    known = items_by_name(Catalog(example_catalog()))

    def named(name: str) -> ItemSpec:
        if name not in known:
            raise UnknownItem(f'a case names the item "{name}", which the catalog does not have.')
        return known[name]

    for number, case in enumerate(read.whole, 1):
        by_name = isinstance(case.item, str) and not case.without
        question = _question(case, item_of(case, named))
        expected = case.expect.model_dump(mode="json", exclude_unset=True)
        yield {
            "id": f"answers#{number}", "case": case.case, "provisions": _named(case),
            "question": {**question, "item": case.item} if by_name else question,
            "expected": expected, "because": [], "source": "answers.yaml",
        }  # fmt: skip


def _named(case: AnswerCase) -> list[str]:
    """The provisions that the answer must name."""
    expect = case.expect
    words = (*expect.reasons, *expect.not_counted, *expect.exceptions, *expect.notices, *expect.confidence)
    acts = (act.partition("#")[0] for act in expect.conditions_outstanding)
    return list(dict.fromkeys(word.partition("@")[0] for word in (*words, *acts)))


def _question(case: ProvisionCase | AnswerCase, item: ItemSpec) -> dict[str, Any]:
    """The question as it may be sent back: what is unstated stays so."""
    asked = case.shipment(item).model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return {**asked, "item": item.model_dump(mode="json", exclude_none=True, exclude_defaults=True)}
