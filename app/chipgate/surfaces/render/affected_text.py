"""The logged answers that a correction changes: as text, JSON and CSV."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .audit_text import side_name
from .flat import csv_line
from .log_text import columns, reference

if TYPE_CHECKING:
    from chipgate.audit.report import Side
    from chipgate.store.affected import Affected, Looked
    from chipgate.store.answer_parts import Gist

_SHOWN = 100
COLUMNS = (
    "record_id", "at", "caller", "order", "line", "item", "destination", "date", "differs", "logged_verdict",
    "old_verdict", "old_certainty", "new_verdict", "new_certainty", "old_provisions", "new_provisions",
)  # fmt: skip


def affected_text(found: Sequence[Affected], looked: Looked, base: Side, head: Side) -> str:
    """The whole report: the count, by what changes, then the records."""
    return "\n".join(_lines(found, looked, base, head)) + "\n"


def _lines(found: Sequence[Affected], looked: Looked, base: Side, head: Side) -> Iterator[str]:
    yield f"{side_name(base)} to {side_name(head)}: {len(found):,} of {looked.seen:,} logged decisions change"
    yield f"{looked.skipped:,} ask about days with the same rules on both sides; {looked.decided:,} decided by both"
    if looked.erased:
        yield f"{looked.erased:,} were erased and cannot be decided again"
    if looked.failed:
        yield f"{looked.failed:,} could not be decided by both; the first, {looked.first_failure}"
    if not found:
        return
    yield "\nWhat changes"
    for (before, after), count in Counter((_said(one.old), _said(one.new)) for one in found).most_common():
        yield f"  {count:,} {f'{before} → {after}' if before != after else f'{before}, for other reasons'}"
    yield "\nRecords"
    yield from columns(_row(one) for one in found[:_SHOWN])
    if len(found) > _SHOWN:
        yield f"  and {len(found) - _SHOWN:,} more; -f csv lists all."
    if stale := sum(one.logged.verdict != one.old.verdict for one in found):
        yield f"\n{stale:,} of them were answered by other rules than those of the base; CSV and JSON say how."


def affected_json(found: Sequence[Affected], looked: Looked, base: Side, head: Side) -> str:
    """The same as data, with every record."""
    rows: list[dict[str, Any]] = [
        {
            **{name: getattr(one.record, name) for name in COLUMNS[:8]}, "differs": one.part,
            **{name: _gist(gist) for name, gist in (("logged", one.logged), ("old", one.old), ("new", one.new))},
        }
        for one in found
    ]  # fmt: skip
    data = {"base": asdict(base), "head": asdict(head), "looked": asdict(looked), "affected": rows}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def affected_csv(found: Sequence[Affected]) -> str:
    """A row for each record, under the names of `COLUMNS`."""
    rows = (
        (
            *(getattr(one.record, name) or "" for name in COLUMNS[:8]), one.part, one.logged.verdict or "",
            one.old.verdict or "", one.old.certainty or "", one.new.verdict or "", one.new.certainty or "",
            " ".join(one.old.provisions), " ".join(one.new.provisions),
        )
        for one in found
    )  # fmt: skip
    return b"".join(map(csv_line, (COLUMNS, *rows))).decode()


def _row(one: Affected) -> list[str]:
    record = one.record
    what = f"{_said(one.old)} → {_said(one.new)}" if _said(one.old) != _said(one.new) else f"{_said(one.old)}, reasons"
    about = (record.item or "", record.destination or "", record.date or "")
    return [f"  {record.record_id}", *about, reference(record), what]


def _said(gist: Gist) -> str:
    return gist.verdict if gist.certainty in (None, "definite") else f"{gist.verdict} ({gist.certainty})"


def _gist(gist: Gist) -> dict[str, Any]:
    return {"verdict": gist.verdict, "certainty": gist.certainty, "provisions": gist.provisions}
