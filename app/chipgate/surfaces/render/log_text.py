"""Records of the decision log as text: a line for each of many, a page for one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .plain_text import visible

if TYPE_CHECKING:
    from chipgate.store.figures import Figures
    from chipgate.store.holds import Hold
    from chipgate.store.record import Record

_WIDEST = 40


def columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as lines whose cells stand below each other. What a cell has of control characters is escaped."""
    shown = [[visible(cell) for cell in row] for row in rows]
    if not shown:
        return []
    widths = [min(max(len(cell) for cell in column), _WIDEST) for column in zip(*shown, strict=True)]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]


def record_row(record: Record) -> list[str]:
    """When, which, and what came of it."""
    said = record.verdict or (f"({record.outcome})" if record.outcome else f"[{record.kind}]")
    return [
        record.at[:19] + "Z", record.record_id, said, record.certainty or "", record.item or "",
        record.destination or "", record.date or "", reference(record),
    ]  # fmt: skip


def reference(record: Record) -> str:
    """The caller's own reference: the order and its line."""
    return "/".join(part for part in (record.order, record.line) if part is not None)


def record_page(record: Record, digest: str) -> str:
    """One record as a page; `digest` is what its digest must be by what it says."""
    return "\n".join(_page(record, digest)) + "\n"


def _page(record: Record, digest: str) -> Iterator[str]:
    yield f"Record {visible(record.record_id)}"
    fields = {
        "kind": record.kind, "answered": record.at, "by": f"chipgate {record.engine}", "asked with": record.caller,
        "request": record.request_id, "order": reference(record), "item": record.item,
        "destination": record.destination, "day": record.date, "outcome": record.outcome, "verdict": record.verdict,
        "certainty": record.certainty, "ruleset": record.ruleset, "rulebook": record.rulebook,
        "place": f"chain {record.chain}, number {record.seq}",
    }  # fmt: skip
    yield from columns([f"  {name}", value] for name, value in fields.items() if value)
    yield "\nAnswer"
    yield from (f"  {visible(line)}" for line in _answer(record.answer))
    yield "\nQuestion"
    yield from (f"  {visible(line)}" for line in _question(record.question))
    yield "\nDigests (SHA-256)"
    yield f"  question  {record.question_digest}"
    yield f"  answer    {record.answer_digest}"
    yield f"  previous  {record.previous}"
    yield f"  record    {record.digest}"
    if record.digest == digest:
        yield "  The record says what it was logged with. chipgate log verify checks the whole log."
    else:
        yield f"  THE RECORD WAS CHANGED: what it says has the digest {digest}."


def _answer(text: bytes | None) -> Iterator[str]:
    if text is None:
        yield "erased"
        return
    document = _document(text)
    answer = document.get("answer") if isinstance(document, dict) else None
    if not isinstance(answer, dict):
        yield from _indented(text, document)
        return
    yield str(answer.get("summary"))
    for reason in answer.get("reasons") or ():
        yield f"- {reason.get('provision')} ({reason.get('version')}): {reason.get('sentence')}"
    for missing in answer.get("missing") or ():
        yield f"? {missing.get('title')} was not stated"


def _question(text: bytes | None) -> Iterator[str]:
    if text is None:
        yield "erased"
        return
    yield from _indented(text, _document(text))


def _document(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _indented(text: bytes, document: Any) -> Iterator[str]:
    if document is None:
        yield text.decode(errors="replace")
    else:
        yield from json.dumps(document, ensure_ascii=False, indent=2).splitlines()


def figures_page(figures: Figures, url: str) -> str:
    """What a log holds, as a page."""
    span = f"{figures.first_at} to {figures.last_at}" if figures.first_at else "none yet"
    rows = [
        ["log", figures.log_id], ["database", url], ["begun", figures.created_at], ["tables", figures.revision],
        ["records", f"{figures.records:,}"], ["answered", span],
        *([f"chain {head.chain}", f"{head.seq:,} records, newest {head.digest[:16]}…"] for head in figures.chains),
        ["checkpoints", f"{figures.checkpoints:,}, last {figures.last_checkpoint or 'none'}"],
        ["rulebooks", f"{figures.rulebooks:,}"], ["holds", f"{figures.holds:,} standing"],
        ["API keys", f"{figures.api_keys:,}"], ["size", f"{figures.size / 1_000_000:,.1f} MB"],
    ]  # fmt: skip
    return "".join(f"{name:<12} {visible(value)}\n" for name, value in rows)


def hold_row(hold: Hold, selected: str) -> list[str]:
    """When a hold was placed, whether it stands, and what it selects."""
    state = f"released {hold.released_at[:10]}" if hold.released_at else "stands"
    return [hold.hold_id, hold.placed_at[:10], state, selected, hold.reason]
