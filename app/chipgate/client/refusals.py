"""What goes wrong between a program and the service, by who must act.

ServiceError
├── Refused                   the service says no, and why (`problems`)
│   ├── QuestionRefused           whoever asked: the question is at fault, or its form
│   ├── NotAllowed                whoever gave the key: it is missing, unknown, or may not do this
│   ├── NotFound                  there is no such record, provision or day
│   ├── Conflict                  it goes against what is there
│   └── TooOften                  this key has used up its rate, and went on
├── Unavailable               whoever runs the service: no answer, or none on record
└── UnexpectedAnswer          us: the service is at fault, or speaks of what this client does not know
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from chipgate.errors import Problem


class ServiceError(Exception):
    """Base of every error of this client."""


class Refused(ServiceError):
    """The service refused. `status` is the HTTP status; `problems` say what is wrong, each with a JSON pointer."""

    def __init__(self, status: int, detail: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__("\n".join((f"{status}: {detail}", *(str(one) for one in problems))))
        self.status = status
        self.detail = detail
        self.problems = problems


class QuestionRefused(Refused):
    """The question is at fault, or its form (400, 408, 413, 415, 422)."""


class NotAllowed(Refused):
    """No key, an unknown or revoked one, or one without the scope (401, 403)."""


class NotFound(Refused):
    """There is no such thing (404)."""


class Conflict(Refused):
    """It goes against what is there (409): a cap of a license that no longer fits."""


class TooOften(Refused):
    """The rate of the key is used up, also after waiting (429)."""


class Unavailable(ServiceError):
    """The service could not be reached, or could not put its answer on record, also after asking again.

    `answered` says how many questions of a batch were answered before.
    """

    def __init__(self, message: str, answered: int = 0) -> None:
        super().__init__(message)
        self.answered = answered


class UnexpectedAnswer(ServiceError):
    """An answer that the service must not give, or that this client does not understand."""


_KINDS: dict[int, type[Refused]] = {
    400: QuestionRefused, 401: NotAllowed, 403: NotAllowed, 404: NotFound, 408: QuestionRefused, 409: Conflict,
    413: QuestionRefused, 415: QuestionRefused, 422: QuestionRefused, 429: TooOften,
}  # fmt: skip


def error_of(status: int, body: bytes) -> ServiceError:
    """The error that a status and a problem document stand for."""
    try:
        told = json.loads(body)
    except ValueError:
        told = {}
    return error_told(status, told if isinstance(told, dict) else {})


def error_told(status: int, told: Mapping[str, Any]) -> ServiceError:
    """The error of a problem document that was read."""
    detail = str(told.get("detail", "there is no explanation"))
    if status == 503:
        return Unavailable(f"503: {detail}")
    kind = _KINDS.get(status, Refused) if 400 <= status < 500 else None
    if kind is None:
        return UnexpectedAnswer(f"{status}: {detail}")
    listed = told.get("problems")
    problems = tuple(_problem(one) for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
    return kind(status, detail, problems)


def _problem(told: Mapping[str, Any]) -> Problem:
    line, column = (told.get(name) for name in ("line", "column"))
    return Problem(
        "", line if isinstance(line, int) else 0, column if isinstance(column, int) else 0,
        str(told.get("message", "")), str(told.get("hint", "")), str(told.get("pointer", "")),
    )  # fmt: skip
