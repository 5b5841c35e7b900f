"""What the log keeps of an answer, and the digest that chains one record to the next.

A record's digest is the SHA-256 of a JSON list: the version of this form, then every field of `CHAINED` in that order,
as it is stored. Question and answer enter by their own SHA-256, so that a record whose texts were erased after the
years of keeping still verifies. Anyone can work it out again with a JSON library.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from pydantic_core import to_json

FORM = "chipgate-record-1"
START = "0" * 64
"""What the first record of a chain has for the one before it."""
FIRST = 1
"""The number of that record."""
_PIECE = 2047


class Kind(StrEnum):
    """What a record is of: an answer, or something done to the log itself."""

    DECISION = "decision"
    ORDER = "order"
    TIMELINE = "timeline"
    CATALOG = "catalog"
    HOLD = "hold"
    RELEASE = "release"
    ERASURE = "erasure"


ANSWERS = frozenset({Kind.DECISION, Kind.ORDER, Kind.TIMELINE, Kind.CATALOG})
"""Kinds of records that are answers, by rules: kept for the years of keeping, and erased after them. A catalog's has
digests of the file and of the result, and neither of the two."""


@dataclass(slots=True)  # not frozen: one is made for every answer, and freezing costs more than the rest of it
class Entry:
    """An answer to be logged. Every text is stored and chained as it is given here.

    `at` is the time of answering, RFC 3339 in UTC to the microsecond; `caller` the id of an API key, or "local";
    `rulebook` and `ruleset` the digests of the rules it was decided by; `item` to `date` what it was asked about;
    `order` and `line` the caller's own references. `idempotency_key` is the caller's, `body_digest` the SHA-256 of the
    request's body that goes with it; neither is chained.
    """

    record_id: str
    kind: Kind
    at: str
    caller: str
    request_id: str
    engine: str
    rulebook: str
    question: bytes
    answer: bytes
    ruleset: str | None = None
    outcome: str | None = None
    verdict: str | None = None
    certainty: str | None = None
    item: str | None = None
    destination: str | None = None
    date: str | None = None
    order: str | None = None
    line: str | None = None
    idempotency_key: str | None = None
    body_digest: str | None = None


@dataclass(slots=True)
class Record:
    """A record as it is stored: its place in a chain, its digests, and its texts unless they were erased."""

    chain: int
    seq: int
    record_id: str
    kind: str
    at: str
    caller: str
    request_id: str
    engine: str
    rulebook: str
    ruleset: str | None
    outcome: str | None
    verdict: str | None
    certainty: str | None
    item: str | None
    destination: str | None
    date: str | None
    order: str | None
    line: str | None
    question_digest: str
    answer_digest: str
    previous: str
    digest: str
    question: bytes | None = None
    answer: bytes | None = None

    def changed_texts(self) -> tuple[str, ...]:
        """Which of its texts, "question" and "answer", are there and are not those that were logged."""
        texts = (("question", self.question, self.question_digest), ("answer", self.answer, self.answer_digest))
        return tuple(name for name, text, digest in texts if text is not None and sha256(text) != digest)


CHAINED = (
    "chain", "seq", "record_id", "kind", "at", "caller", "request_id", "engine", "rulebook", "ruleset", "outcome",
    "verdict", "certainty", "item", "destination", "date", "order", "line", "question_digest", "answer_digest",
    "previous",
)  # fmt: skip


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""As anyone would check a record. Those that are written go through a quicker library, which writes the same bytes."""


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal.

    Fed by pieces for which hashlib does not let other threads in: to be let in again by a busy event loop may take
    milliseconds, a text microseconds.
    """
    if len(data) <= _PIECE:
        return hashlib.sha256(data).hexdigest()
    digest, view = hashlib.sha256(), memoryview(data)
    for start in range(0, len(view), _PIECE):
        digest.update(view[start : start + _PIECE])
    return digest.hexdigest()


def chained(log_id: str, chain: int, seq: int, previous: str, entry: Entry) -> Record:
    """The record of an entry at its place: after the one whose digest is `previous`, in a chain of that log."""
    question, answer = sha256(entry.question), sha256(entry.answer)
    fields = (
        chain, seq, entry.record_id, str(entry.kind), entry.at, entry.caller, entry.request_id, entry.engine,
        entry.rulebook, entry.ruleset, entry.outcome, entry.verdict, entry.certainty, entry.item, entry.destination,
        entry.date, entry.order, entry.line, question, answer, previous,
    )  # fmt: skip
    return Record(*fields, sha256(to_json([FORM, log_id, *fields])), entry.question, entry.answer)


def digest_of(log_id: str, record: Record) -> str:
    """What the digest of a record must be, by what it says."""
    fields = [getattr(record, name) for name in CHAINED]
    return sha256(_JSON([FORM, log_id, *fields]).encode("utf-8"))


_RANDOM = Random()
os.register_at_fork(after_in_child=_RANDOM.seed)
"""Begun from the system's randomness, which to ask each time would make way for other threads. Ids are no secrets."""


def new_id(milliseconds: int) -> str:
    """A UUID of version 7 (RFC 9562): ids made later sort later, as long as the clock goes forward."""
    random = _RANDOM.getrandbits(74)
    value = (milliseconds & (1 << 48) - 1) << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
