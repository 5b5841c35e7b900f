"""How errors are said over HTTP: RFC 9457 problem details, with a JSON pointer for every problem of a question."""

from __future__ import annotations

import json
from http import HTTPStatus

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from chipgate import errors
from chipgate.files.json_reader import InvalidJson
from chipgate.files.validation import pointer

from .outages import outages

MEDIA_TYPE = "application/problem+json"

MOST_PROBLEMS = 50
_PHRASES = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Content Too Large", HTTPStatus.UNPROCESSABLE_ENTITY: "Unprocessable Content",
}  # fmt: skip
"""As RFC 9110 has them: what Python calls them hangs on its version."""
LONGEST_TEXT = 500
RETRY_SECONDS = "1"

STATUSES: dict[type[errors.ChipgateError], HTTPStatus] = {
    InvalidJson: HTTPStatus.BAD_REQUEST,
    errors.InvalidQuestion: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidCatalog: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidRegister: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidLicenses: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidLedger: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.InvalidScreeningList: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.CapExceeded: HTTPStatus.CONFLICT,
    errors.UnknownItem: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownRevision: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NoSuchRecord: HTTPStatus.NOT_FOUND,
    errors.InvalidSettings: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.LogUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.LogOutdated: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.LogDamaged: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.InvalidRulebook: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.RulesNotFound: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidBundle: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.UntrustedBundle: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ExpiredBundle: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.SupersededBundle: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.MatcherFailed: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.NumberOutOfRange: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.EngineDisagreement: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The status of each error, the nearest class counting. The command line has its own table."""


def status_of(error: errors.ChipgateError) -> HTTPStatus:
    """The status of an error; one that the table does not know is our bug."""
    found = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), None)
    return found or HTTPStatus.INTERNAL_SERVER_ERROR


def of_error(_request: Request, error: Exception) -> Response:
    """An error of ours. Only what the asker can act on is told."""
    assert isinstance(error, errors.ChipgateError)
    status = status_of(error)
    headers = {"Retry-After": RETRY_SECONDS} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    return _response(status, document(error), headers)


def document(error: errors.ChipgateError) -> dict[str, object]:
    """The problem document of an error of ours."""
    status = status_of(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        return details(status, "There is no answer: the service is at fault. Please report the question.")
    if isinstance(error, errors.StoreError):
        return details(status, outages.told(error))
    listed = error.problems if isinstance(error, errors.ProblemsError) else ()
    told = listed or (errors.Problem("", message=error.message),)
    detail = "The question cannot be answered as it stands."
    if len(told) > MOST_PROBLEMS:
        detail += f" It has {len(told)} problems; here are the first {MOST_PROBLEMS}."
    return details(status, detail, told[:MOST_PROBLEMS])


def of_status(_request: Request, error: Exception) -> Response:
    """An error of the HTTP layer: no such path, no such method."""
    assert isinstance(error, HTTPException)
    return problem(HTTPStatus(error.status_code), str(error.detail), headers=dict(error.headers or {}))


def of_parameters(_request: Request, error: Exception) -> Response:
    """A parameter of the address that is not of its kind."""
    assert isinstance(error, RequestValidationError)
    told = tuple(
        errors.Problem("", message=f"{one['msg']}.", pointer=pointer(tuple(one["loc"][1:]))) for one in error.errors()
    )
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "A parameter of the address is not right.", told[:MOST_PROBLEMS])


def of_crash(_request: Request, _error: Exception) -> Response:
    """Anything else is a bug; its details stay in the log."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "There is no answer: the service is at fault.")


def problem(
    status: HTTPStatus,
    detail: str,
    problems: tuple[errors.Problem, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem document."""
    return _response(status, details(status, detail, problems), headers)


def details(status: HTTPStatus, detail: str, problems: tuple[errors.Problem, ...] = ()) -> dict[str, object]:
    """A problem document as plain data."""
    return {
        "type": "about:blank", "title": _PHRASES.get(status, status.phrase), "status": status.value, "detail": detail,
        "problems": [
            {
                "pointer": _short(one.pointer), "line": one.line, "column": one.column,
                "message": _short(one.message), "hint": _short(one.hint),
            }
            for one in problems
        ],
    }  # fmt: skip


def _response(status: HTTPStatus, body: dict[str, object], headers: dict[str, str] | None) -> Response:
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(text, status.value, headers, MEDIA_TYPE)


def _short(text: str) -> str:
    """What a question makes us repeat is never longer than what a person reads."""
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
