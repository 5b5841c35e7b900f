"""Decision logs with real answers in them, for tests."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from typing import Any

from chipgate import ItemSpec, Rulebook, Shipment, __version__, decide
from chipgate.errors import ChipgateError
from chipgate.files.compiled import packed
from chipgate.files.question_json import question_json
from chipgate.model.decision_text import decision_json
from chipgate.store.database import Database
from chipgate.store.record import Entry, Kind, new_id
from chipgate.store.writer import Receipt, Writer
from chipgate.surfaces.clock import stamped

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def at(text: str) -> dt.datetime:
    """A time in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def asked(item: ItemSpec, to: str = "CN", date: str = "2026-03-02", **more: Any) -> Shipment:
    """A question."""
    return Shipment(item=item, destination=to, date=dt.date.fromisoformat(date), **more)


def answered(rulebook: Rulebook, shipment: Shipment, when: dt.datetime = NOON, **more: Any) -> Entry:
    """What is logged of a question that is decided now, as if at some time."""
    decision = decide(rulebook, shipment)
    found, about = decision.answer, decision.answer.asked
    stated: dict[str, Any] = {
        "record_id": new_id(int(when.timestamp() * 1000)), "kind": Kind.DECISION, "at": stamped(when),
        "caller": "local", "request_id": "request", "engine": __version__, "rulebook": rulebook.digest,
        "question": question_json(shipment), "answer": decision_json(decision),
        "ruleset": found.ruleset.digest if found.ruleset else None, "outcome": str(found.outcome),
        "verdict": str(found.verdict) if found.verdict else None,
        "certainty": str(found.certainty) if found.certainty else None, "item": about.item,
        "destination": about.destination, "date": about.date,
    }  # fmt: skip
    return Entry(**{**stated, **more})


def log_all(database: Database, entries: Iterable[Entry], *rulebooks: Rulebook, group: int = 256) -> list[Receipt]:
    """Write entries with a writer of their own, and wait until they are durable."""
    writer = Writer(database, lambda: NOON)
    for rulebook in rulebooks:
        writer.bundle(rulebook.digest, packed(rulebook))
    writer.start()
    receipts: list[Receipt] = []
    try:
        waiting = list(entries)
        for start in range(0, len(waiting), group):
            receipts += _submitted(writer, waiting[start : start + group])
    finally:
        writer.stop(30)
    return receipts


def _submitted(writer: Writer, entries: Sequence[Entry]) -> Sequence[Receipt]:
    settled = threading.Event()
    outcome: list[Sequence[Receipt] | ChipgateError] = []

    def done(result: Sequence[Receipt] | ChipgateError) -> None:
        outcome.append(result)
        settled.set()

    writer.submit(entries, done)
    assert settled.wait(60)
    if isinstance(outcome[0], ChipgateError):
        raise outcome[0]
    return outcome[0]
