"""What verifying a log, or evidence, has found: as lines for people, and as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .plain_text import visible

if TYPE_CHECKING:
    from chipgate.store.evidence_check import Evidence
    from chipgate.store.findings import Findings, Tail

_SHOWN_IDS = 3


def findings_lines(found: Findings, anchors: bool) -> Iterator[str]:
    """The report of a log, line by line; `anchors` says whether there were any to hold it against."""
    counts = f"{_counted(found.records, 'record')} in {_counted(found.chains, 'chain')}"
    signed = _counted(found.checkpoints, "checkpoint")
    anchored = f", {found.anchored:,} anchored" if anchors else ""
    yield f"Log {found.log_id}: {counts}, {signed}{anchored}."
    if found.keys:
        yield f"Trusted: {', '.join(f'key {key}' for key in found.keys)}."
    if found.erased:
        yield f"Texts erased on record: {_counted(found.erased, 'record')}."
    yield from (f"  ✗ {visible(str(one))}" for one in found.wrong)
    if found.more:
        yield f"  ✗ and {found.more:,} more."
    yield from (f"  · {visible(one)}" for one in found.remarks)
    for tail in found.unprotected:
        yield f"  · {visible(_tail(tail, anchors))}"
    total = len(found.wrong) + found.more
    yield "Nothing is wrong." if found.whole else f"{_counted(total, 'thing')} {'is' if total == 1 else 'are'} wrong."


def findings_data(found: Findings) -> dict[str, Any]:
    """The report of a log as JSON data."""
    return {"whole": found.whole, **asdict(found)}


def evidence_lines(found: Evidence) -> Iterator[str]:
    """What a piece of evidence says and whether it holds, line by line."""
    record, checkpoint = found.record, found.checkpoint
    asked = ", ".join(str(each) for each in (record.item, record.destination, record.date) if each)
    yield visible(f"Record {record.record_id} of log {found.log_id}, row {record.seq} of chain {record.chain}")
    yield visible(f"  {record.kind} at {record.at}{f': {asked}' if asked else ''}{_verdict(record.verdict)}")
    yield visible(f"  rules {record.rulebook}, engine {record.engine}")
    rows = _counted(found.between, "row")
    yield visible(
        f"  signed {rows} later, at {checkpoint.at}, by key {checkpoint.key_id} "
        f"(checkpoint {checkpoint.number} of chain {checkpoint.chain})"
    )
    if record.question is None or record.answer is None:
        yield "  its texts were erased before: only their digests are vouched for"
    yield from (f"  ✗ {visible(one)}" for one in found.wrong)
    yield from (f"  · {visible(one)}" for one in found.remarks)


def _verdict(verdict: str | None) -> str:
    return f": {verdict}" if verdict else ""


def _tail(tail: Tail, anchors: bool) -> str:
    ids = ", ".join(tail.record_ids[:_SHOWN_IDS]) + (", …" if tail.count > _SHOWN_IDS else "")
    where = "in a second place" if anchors else "in a checkpoint"
    rows = _counted(tail.count, "newest row")
    them = "it" if tail.count == 1 else "them"
    return (
        f"unprotected: the {rows} of chain {tail.chain}, from row {tail.first:,} on ({ids}). No signed head {where} "
        f"covers {them} yet: to delete or rewrite {them} would not show."
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
