"""Rows that are not what was written, and what happened to each as far as it can be told: by trying which change, taken
back, makes its digest fit again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .findings import Finding, What
from .record import CHAINED, Kind, Record, digest_of

CLOSELY = 50
"""Suspects whose fields are tried one by one: each takes tens of milliseconds."""
_WORDS = tuple(name for name in CHAINED if name not in ("chain", "seq", "question_digest", "answer_digest", "previous"))


@dataclass(slots=True)
class Suspect:
    """A row whose digests do not fit. `question` and `answer` are the SHA-256 of the texts as they are now, None where
    there is none or it cannot be read; `next_follows` is the digest that the row after it names; `moved` how far its
    number was shifted, where that explains it, and `until` the last row that was shifted likewise."""

    record: Record
    before: Record | None
    fits: bool
    question: str | None
    answer: str | None
    unreadable: str | None = None
    next_follows: str | None = None
    moved: int = 0
    until: int = 0

    @property
    def question_fits(self) -> bool:
        return self.question is None or self.question == self.record.question_digest

    @property
    def answer_fits(self) -> bool:
        return self.answer is None or self.answer == self.record.answer_digest


def fits(log_id: str, record: Record) -> bool:
    """Whether a record's digest is that of what it says. What cannot even be written as JSON does not fit."""
    try:
        return digest_of(log_id, record) == record.digest
    except (TypeError, ValueError):
        return False


def diagnosed(log_id: str, suspects: Sequence[Suspect]) -> Iterator[Finding]:
    """What happened to each suspect: swaps among them first, then each by itself."""
    told: set[int] = set()
    for number, one in enumerate(suspects):
        if number in told:
            continue
        later = range(number + 1, len(suspects))
        other = next((each for each in later if each not in told and _swapped(log_id, one, suspects[each])), None)
        if other is None:
            yield from _alone(log_id, one, closely=number < CLOSELY)
            continue
        told.add(other)
        what = _swapped(log_id, one, suspects[other])
        for this, that in ((one, suspects[other]), (suspects[other], one)):
            with_ = f"row {that.record.seq} of chain {that.record.chain} ({that.record.record_id})"
            yield _finding(What.SWAPPED, this, f"{what} swapped with {with_}.")


def _swapped(log_id: str, one: Suspect, other: Suspect) -> str:
    """What two rows have exchanged, "" where nothing."""
    a, b = one.record, other.record
    if one.until > a.seq or other.until > b.seq:
        return ""  # a run that was renumbered
    if one.fits and other.fits:
        parts = [name for name in ("question", "answer") if _crossed(one, other, name)]
        return f"its {' and '.join(parts)} {'was' if len(parts) == 1 else 'were'}" if parts else ""
    if one.fits or other.fits:
        return ""
    if one.next_follows == b.digest and other.next_follows == a.digest:
        return "it was"
    here, there = replace(a, chain=b.chain, seq=b.seq), replace(b, chain=a.chain, seq=a.seq)
    return "it was" if fits(log_id, here) and fits(log_id, there) else ""


def _crossed(one: Suspect, other: Suspect, name: str) -> bool:
    mine, theirs = getattr(one, name), getattr(other, name)
    stated = f"{name}_digest"
    unlike = mine is not None and mine != getattr(one.record, stated)
    return unlike and mine == getattr(other.record, stated) and theirs == getattr(one.record, stated)


def _alone(log_id: str, one: Suspect, *, closely: bool) -> Iterator[Finding]:
    if one.unreadable:
        what = What.ANSWER if "answer" in one.unreadable else What.QUESTION
        yield _finding(what, one, f"its {one.unreadable}")
    for name, good, what in (
        ("question", one.question_fits, What.QUESTION), ("answer", one.answer_fits, What.ANSWER),
    ):  # fmt: skip
        if not good:
            yield _finding(what, one, f"its {name} is not what was written: its SHA-256 is another.")
    if one.fits:
        return
    if one.until > one.record.seq:
        how = "a row was taken out before them" if one.moved > 0 else "a row was put in before them"
        message = f"their numbers were changed by {-one.moved:+d}, so that there is no gap: {how}."
        yield replace(_finding(What.MOVED, one, message), until=one.until)
        return
    yield _changed(log_id, one, closely)


def _changed(log_id: str, one: Suspect, closely: bool) -> Finding:
    record, before = one.record, one.before
    if _computed(log_id, record) == one.next_follows:
        return _finding(What.DIGEST, one, "its digest was changed, and nothing else of it.")
    if before is not None and fits(log_id, replace(record, previous=before.digest)):
        return _finding(What.FIELD, one, f'its field "previous" was changed: {before.digest} was written.')
    if one.moved:
        return _finding(What.FIELD, one, f"its number was changed: {record.seq + one.moved} was written.")
    for name, value in _guesses(one) if closely else ():
        if getattr(record, name) != value and fits(log_id, replace(record, **{name: value})):
            was, now = (json.dumps(each, ensure_ascii=False, default=repr) for each in (value, getattr(record, name)))
            return _finding(What.FIELD, one, f'its field "{name}" was changed: it says {now}, and {was} was written.')
    if one.next_follows == record.digest:
        return _finding(What.RECORD, one, "its fields are not those it was written with: they give another digest.")
    return _finding(What.RECORD, one, "it is not what was written: its fields give another digest.")


def _guesses(one: Suspect) -> Iterator[tuple[str, Any]]:
    """What a field may have said: what the row before it says there, nothing, or a word of its question or answer."""
    words: dict[Any, None] = dict.fromkeys((None, *map(str, Kind)))
    for text in (one.record.answer, one.record.question):
        try:
            words |= dict.fromkeys(_words_in(json.loads(text or b"null")))
        except (ValueError, RecursionError):
            continue
    for name in _WORDS:
        if one.before is not None:
            yield name, getattr(one.before, name)
        yield from ((name, word) for word in words)


def _words_in(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list | dict):
        for inner in content.values() if isinstance(content, dict) else content:
            yield from _words_in(inner)


def _computed(log_id: str, record: Record) -> str | None:
    try:
        return digest_of(log_id, record)
    except (TypeError, ValueError):
        return None


def _finding(what: What, one: Suspect, message: str) -> Finding:
    return Finding(what, message, one.record.chain, one.record.seq, record_id=str(one.record.record_id))
