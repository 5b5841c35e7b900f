"""Whether the service lives, and whether it is ready: the bodies of `/health/live` and `/health/ready`."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any, Protocol

from chipgate import __version__
from chipgate.surfaces.settings import LogMode, Settings

from .reload import RulesHolder, place_of

MOST_PROBLEMS = 20


class LogState(Protocol):
    """What the writer of the decision log says of itself."""

    @property
    def waiting(self) -> int: ...
    @property
    def written(self) -> int: ...
    @property
    def unsigned(self) -> int: ...
    @property
    def healthy(self) -> bool: ...


def live() -> dict[str, str]:
    """The process runs, and its event loop turns."""
    return {"status": "live"}


def ready(
    rules: RulesHolder, writer: LogState | None, settings: Settings, today: dt.date
) -> tuple[HTTPStatus, dict[str, Any]]:
    """Whether questions are answered, and from which rules.

    `ready`; `degraded` where the rules on disk are broken and the last good ones answer, or records are lost in a mode
    that allows it; `unavailable`, with status 503, where nothing can be answered: no rules yet, or no log.
    """
    log: dict[str, Any] = {"mode": str(settings.log)}
    writable = True
    if settings.log is not LogMode.OFF:
        writable = writer is not None and writer.healthy
        log |= {"writable": writable, "waiting": writer.waiting if writer is not None else 0}
    if not rules.loaded:
        return HTTPStatus.SERVICE_UNAVAILABLE, {"status": "unavailable", "engine": __version__, "log": log}
    current, broken = rules.current, rules.broken
    answers = writable or settings.log is LogMode.UNSAFE_ASYNC
    body = {
        "status": ("ready" if writable and not broken else "degraded") if answers else "unavailable",
        "rulebook": current.rulebook.digest, "ruleset": current.rulebook.on(today).digest,
        "verified_through": current.rulebook.pack.verified_through.isoformat(), "engine": __version__,
        "loaded_at": current.loaded_at.isoformat(), "log": log,
    }  # fmt: skip
    if broken:
        body["broken"] = {"problems": len(broken), "first": [place_of(one) for one in broken[:MOST_PROBLEMS]]}
    return HTTPStatus.OK if answers else HTTPStatus.SERVICE_UNAVAILABLE, body
