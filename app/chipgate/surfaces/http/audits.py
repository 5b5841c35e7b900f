"""`POST /v1/audits`: what other rules would change, held against the rules that answer now, or two revisions of them.

An audit is long work: one runs at a time, beside the answers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from chipgate import Rulebook
from chipgate.errors import InvalidBundle, InvalidQuestion, InvalidRulebook, LogUnavailable, Problem
from chipgate.files.bundle import MOST_BYTES, bundle_in
from chipgate.files.json_reader import InvalidJson, read_json
from chipgate.files.rule_files import parse_rulebook
from chipgate.files.rule_reader import Known
from chipgate.model.provision import Destinations
from chipgate.surfaces.revisions import Place
from chipgate.surfaces.rules_at_hand import rule_folders

from .bodies import JSON, read_body, type_of
from .items import items_tried
from .serving import serving

if TYPE_CHECKING:
    from chipgate.audit.report import Report, Side

BUNDLE = "application/vnd.chipgate.bundle"
MOST_PLACES = 20
router = APIRouter(tags=["rules"])


@router.post("/v1/audits", summary="Audit other rules, or a change of rules", operation_id="audit")
async def audits(request: Request, to: Annotated[str, Query(max_length=200)] = "CN") -> Response:
    """A bundle is held against the rules that answer now; `{"base", "head"}` name two revisions of the repository that
    the service reads its rules from. The items tried are those of the shipped catalog."""
    service = serving(request)
    kind = type_of(request, (JSON, BUNDLE))
    body = await read_body(request, MOST_BYTES + 1, service.settings.request_seconds)
    running, today = service.rules.current.rulebook, service.today()
    if kind == BUNDLE:
        work = partial(_against, running, body, to, today)
    else:
        work = partial(_between, rule_folders(service.settings.rules).base, body, to, today)
    try:
        with service.deadlines.within(service.settings.request_seconds):
            text = await service.decider.audit(work)
    except TimeoutError:
        seconds = service.settings.request_seconds
        raise LogUnavailable(f"The audit took longer than {seconds:g} seconds: ask for fewer places.") from None
    return Response(text, media_type=JSON)


def _against(running: Rulebook, packed: bytes, to: str, today: dt.date) -> bytes:
    """The running rules and those of a bundle."""
    from chipgate.audit.report import Side

    try:
        uploaded = parse_rulebook(bundle_in(packed, "the bundle").files)
    except (InvalidBundle, InvalidRulebook) as error:
        raise _uploaded(error) from None
    base, head = Side("running", None, running.digest), Side("uploaded", None, uploaded.digest)
    return _audited((base, running), (head, uploaded), today, to, today)


def _uploaded(error: InvalidBundle | InvalidRulebook) -> InvalidQuestion:
    """What is wrong with rules that the caller sent: theirs to mend, with the file in the words."""
    return InvalidQuestion(
        replace(one, path="", message=f"{one.path}: {one.message}" if one.path else one.message)
        for one in error.problems
    )


def _between(rules: Path, body: bytes, to: str, today: dt.date) -> bytes:
    """Two revisions of the rules, by names that git knows."""
    from chipgate.audit.report import Side
    from chipgate.files import git

    words, place = _revisions(body), Place(rules.resolve())
    repository = place.repository
    sides, known = [], Known()
    for word in words:
        commit = git.resolve(repository, word)
        try:
            files = git.rule_files_at(repository, commit, place.folder)
            rulebook = parse_rulebook(files, f"{word}:{place.folder}", known=known)
        except InvalidRulebook as error:
            raise _uploaded(error) from None
        sides.append((Side(word, commit, rulebook.digest), rulebook))
    return _audited(sides[0], sides[1], git.commit_date(repository, sides[1][0].commit or words[1]), to, today)


def _revisions(body: bytes) -> tuple[str, str]:
    value = read_json(body)
    if not isinstance(value, dict):
        raise InvalidJson([Problem("", message="an audit is a JSON object.", hint='As in {"base": "main~1"}.')])
    problems = [
        Problem("", message="is no field of an audit.", hint="It has base and head.", pointer=f"/{name}")
        for name in value
        if name not in ("base", "head")
    ]
    found = []
    for name, unstated in (("base", None), ("head", "HEAD")):
        word = value.get(name, unstated)
        if not isinstance(word, str) or not 0 < len(word) <= 200 or word.startswith("-"):
            problems.append(Problem("", message="is a revision of the rules, by git's name.", pointer=f"/{name}"))
        else:
            found.append(word)
    if problems:
        raise InvalidQuestion(problems)
    return found[0], found[1]


def _audited(
    base: tuple[Side, Rulebook], head: tuple[Side, Rulebook], committed: dt.date, to: str, today: dt.date
) -> bytes:
    from chipgate.audit.evidence import NOT_ASKED, unproved
    from chipgate.audit.report import report
    from chipgate.surfaces.render.audit_data import audit_json

    found: Report = report(
        base, head, committed, today, items_tried(), places_named(to, head[1]), compare=unproved(NOT_ASKED)
    )  # fmt: skip
    return audit_json(found)


def places_named(to: str, rulebook: Rulebook) -> list[str]:
    """The country codes that `to` names, each once.

    Raises:
        InvalidQuestion: one of them is none, or there are too many.
    """
    codes = list(dict.fromkeys(code.strip().upper() for code in to.split(",") if code.strip()))
    known = {code for dated in rulebook if isinstance(dated.version, Destinations) for code in dated.version.names}
    wrong = [code for code in codes if code not in known]
    if wrong or not 0 < len(codes) <= MOST_PLACES:
        message = f"names 1 to {MOST_PLACES} country codes of ISO 3166-1, separated by commas."
        raise InvalidQuestion([Problem("", message=message, hint="As in to=CN,SG.", pointer="/to")])
    return codes
