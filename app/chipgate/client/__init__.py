"""A typed client of the service, for programs that ask over HTTP: synchronous (`Client`) and not (`AsyncClient`).

It asks again where that is safe, and only there: an answer is never logged twice. It needs httpx2: the extra `client`.
"""

from __future__ import annotations

try:
    import httpx2  # noqa: F401
except ModuleNotFoundError as error:  # pragma: no cover - the tests have it
    raise ModuleNotFoundError('chipgate.client needs httpx2: pip install "chipgate[client]"') from error

from .answers import (
    Answered,
    BatchLine,
    OrderAnswered,
    OrderLine,
    Provision,
    Ready,
    Record,
    RecordBrief,
    Ruleset,
    TimelineAnswered,
    TimelineDay,
)
from .asynchronous import AsyncClient
from .refusals import (
    Conflict,
    NotAllowed,
    NotFound,
    QuestionRefused,
    Refused,
    ServiceError,
    TooOften,
    Unavailable,
    UnexpectedAnswer,
)
from .synchronous import Client

__all__ = [
    "Answered",
    "AsyncClient",
    "BatchLine",
    "Client",
    "Conflict",
    "NotAllowed",
    "NotFound",
    "OrderAnswered",
    "OrderLine",
    "Provision",
    "QuestionRefused",
    "Ready",
    "Record",
    "RecordBrief",
    "Refused",
    "Ruleset",
    "ServiceError",
    "TimelineAnswered",
    "TimelineDay",
    "TooOften",
    "Unavailable",
    "UnexpectedAnswer",
]
