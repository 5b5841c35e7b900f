"""Legal holds: what must not be erased, whatever its age, and also of records that come later.

A hold stands until its release is a record of the log. It is looked up in its table and in the log both, so that a row
taken out of the table lifts nothing.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import insert, select, update

from chipgate.errors import InvalidQuestion, LogDamaged, Problem

from .acts import Actor, act
from .database import Database
from .reading import Selection, each
from .record import Kind, Record
from .signing import canonical
from .tables import holds
from .transactions import change, snapshot
from .writer import Writer

_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Hold:
    """A selection of records that are kept, why, and since when; times are RFC 3339 in UTC."""

    hold_id: str
    selection: Selection
    reason: str
    placed_at: str
    released_at: str | None = None


def place(database: Database, writer: Writer, selection: Selection, reason: str, actor: Actor, at: str) -> Hold:
    """Place a hold. Its row comes before its record, so that a failure in between keeps too much, never too little.

    Raises:
        InvalidQuestion: no reason is given.
        LogUnavailable: the log cannot be written.
    """
    if not reason.strip() or len(reason) > _LONGEST:
        hint = f"Name the matter, in at most {_LONGEST} characters."
        raise InvalidQuestion([Problem("reason", message="a hold needs a reason.", hint=hint)])
    hold = Hold(f"hold-{base64.b32encode(secrets.token_bytes(5)).decode().lower()}", selection, reason, at)
    what = _content(hold)
    row = {
        "hold_id": hold.hold_id, "selection": canonical(what["selection"]).decode(), "reason": reason, "placed_at": at,
    }  # fmt: skip
    with change(database) as connection:
        connection.execute(insert(holds).values(row))
    act(writer, Kind.HOLD, what, {"hold": hold.hold_id}, actor, at)
    return hold


def release(database: Database, writer: Writer, hold_id: str, actor: Actor, at: str) -> Hold:
    """Release a hold. Its record comes first; the row follows, by the next try where this one stops in between.

    Raises:
        InvalidQuestion: no such hold stands.
        LogUnavailable: the log cannot be written.
    """
    hold = next((one for one in listed(database) if one.hold_id == hold_id), None)
    stands = hold is not None and hold.released_at is None
    if stands:
        act(writer, Kind.RELEASE, {"hold": hold_id}, {"hold": hold_id}, actor, at)
    released_at = at if hold is None or stands else hold.released_at
    row = (holds.c.hold_id == hold_id, holds.c.released_at.is_(None))
    with change(database) as connection:
        finished = connection.execute(update(holds).where(*row).values(released_at=released_at)).rowcount
    if hold is None or not (stands or finished):
        hint = "See chipgate log holds."
        raise InvalidQuestion([Problem("", message=f'no hold "{hold_id}" stands.', hint=hint)])
    return replace(hold, released_at=released_at)


def listed(database: Database) -> list[Hold]:
    """Every hold that was ever placed, oldest first, as table and log say together.

    Raises:
        LogDamaged: a hold cannot be read.
    """
    found: dict[str, Hold] = {}
    with snapshot(database) as connection:
        for row in connection.execute(select(holds)):
            selection = _selection(row.hold_id, json.loads(row.selection))
            found[row.hold_id] = Hold(row.hold_id, selection, row.reason, row.placed_at)
    for record in each(database, Selection(kind=Kind.HOLD)):
        what = _what(record)
        hold_id = str(what.get("hold"))
        selection = _selection(hold_id, what.get("selection"))
        found[hold_id] = Hold(hold_id, selection, str(what.get("reason")), record.at)
    for record in each(database, Selection(kind=Kind.RELEASE)):
        hold_id = str(_what(record).get("hold"))
        if hold_id in found:
            hold = found[hold_id]
            found[hold_id] = Hold(hold_id, hold.selection, hold.reason, hold.placed_at, record.at)
    return sorted(found.values(), key=lambda hold: (hold.placed_at, hold.hold_id))


def standing(database: Database) -> list[Hold]:
    """The holds that were not released."""
    return [hold for hold in listed(database) if hold.released_at is None]


def words(selection: Selection) -> str:
    """A selection as its filters: "item=H20, destination=CN"; "every record" without one."""
    return ", ".join(f"{name}={value}" for name, value in _stated(selection).items()) or "every record"


def as_json(hold: Hold) -> dict[str, Any]:
    """A hold as plain data."""
    return {**asdict(hold), "selection": _stated(hold.selection)}


def _stated(selection: Selection) -> dict[str, Any]:
    return {name: value for name, value in asdict(selection).items() if value is not None}


def _content(hold: Hold) -> dict[str, Any]:
    return {"hold": hold.hold_id, "reason": hold.reason, "selection": _stated(hold.selection)}


def _what(record: Record) -> Mapping[str, Any]:
    try:
        what = json.loads(record.question or b"")
    except ValueError:
        what = None
    if not isinstance(what, dict) or "question" in record.changed_texts():
        raise LogDamaged(f"record {record.record_id} of a hold is not what was written. Run chipgate log verify.")
    return what


def _selection(hold_id: str, stated: Any) -> Selection:
    try:
        return Selection(**stated)
    except TypeError:
        raise LogDamaged(f"hold {hold_id} selects by what this release does not know: {stated}.") from None
