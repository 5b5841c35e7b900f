"""What stands behind the "?" of a request, or in its path: read strictly. An unknown or repeated name is refused, as
a mistyped one would give another answer than was meant."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BeforeValidator, StringConstraints

from chipgate.errors import Problem
from chipgate.files.validation import did_you_mean, pointer

from .problems import MOST_PROBLEMS, problem

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRONG_DAY = "that is not a day of the calendar; write it YYYY-MM-DD"
_NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"


def day_in(value: Any) -> dt.date:
    """A day written YYYY-MM-DD and in no other way.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(_WRONG_DAY)


Day = Annotated[dt.date, BeforeValidator(day_in)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_NO_CONTROLS)]
OnDay = Annotated[Day | None, Query(description="A civil day in America/New_York; unstated, today there.")]


async def known_alone(request: Request) -> None:
    """Refuse parameters that a route does not know, or that stand twice: which of the two was meant is not known. A
    dependency of every route.

    Raises:
        RequestValidationError: with every such name.
    """
    if not request.url.query:
        return
    known = set(_known(request))
    counted = Counter(name for name, _ in request.query_params.multi_items())
    found = [
        {"type": "twice" if name in known else "unknown", "loc": ("query", name), "msg": ""}
        for name, times in counted.items() if times > 1 or name not in known
    ]  # fmt: skip
    if found:
        raise RequestValidationError(found)


def of_parameters(request: Request, error: Exception) -> Response:
    """Parameters that are not as they must be, each with its name as the pointer."""
    assert isinstance(error, RequestValidationError)
    known = sorted(_known(request))
    told = tuple(_told(found, known) for found in error.errors()[:MOST_PROBLEMS])
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "A parameter of the request is not as it must be.", told)


def _told(found: dict[str, Any], known: list[str]) -> Problem:
    where, *names = found["loc"]
    at = pointer(tuple(names) or (str(where),))
    name = at[1:]
    match found["type"]:
        case "unknown":
            hint = did_you_mean(name, known) or (f"Known: {', '.join(known)}." if known else "Leave it out.")
            return Problem("", message=f'unknown parameter "{name}".', hint=hint, pointer=at)
        case "twice":
            return Problem("", message=f'the parameter "{name}" stands twice.', hint="Keep one.", pointer=at)
        case "value_error":
            return Problem("", message=f"{found['ctx']['error']}.", pointer=at)
        case _:
            return Problem("", message=f"{found['msg']}.", hint="See /openapi.json.", pointer=at)


def _known(request: Request) -> Iterator[str]:
    """The parameters that the route of a request knows behind the "?"."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    if dependant is not None:
        yield from (one.alias for one in dependant.query_params)
