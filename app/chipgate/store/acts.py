"""What is done to the log itself is written into it: a hold, its release, an erasure. None of this is ever erased."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chipgate.errors import ChipgateError, LogUnavailable

from .record import Entry, Kind, new_id
from .signing import canonical
from .writer import Receipt, Writer

PATIENCE = 60.0
"""Seconds to wait for a record of an act to be durable."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: the id of an API key, or "local"; and the engine's version."""

    caller: str
    engine: str


def act(writer: Writer, kind: Kind, what: Mapping[str, Any], result: Mapping[str, Any], actor: Actor, at: str) -> str:
    """Write an act into the log and wait until that is durable. The id of its record.

    Raises:
        LogUnavailable: it could not be written, so the act must not be done.
    """
    milliseconds = int(dt.datetime.fromisoformat(at).timestamp() * 1000)
    record_id = new_id(milliseconds)
    entry = Entry(
        record_id=record_id, kind=kind, at=at, caller=actor.caller, request_id=record_id, engine=actor.engine,
        rulebook="", question=canonical(what), answer=canonical(result) + b"\n",
    )  # fmt: skip
    settled = threading.Event()
    outcome: list[Sequence[Receipt] | ChipgateError] = []

    def done(result: Sequence[Receipt] | ChipgateError) -> None:
        outcome.append(result)
        settled.set()

    writer.submit([entry], done)
    if not settled.wait(PATIENCE):
        raise LogUnavailable(f"the log did not take the record of this {kind} in {PATIENCE:.0f} seconds.")
    if isinstance(outcome[0], ChipgateError):
        raise outcome[0]
    return record_id
