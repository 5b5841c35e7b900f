"""Entries that no log keeps: of a text that is none, or longer than is ever read back."""

from __future__ import annotations

from collections.abc import Sequence

from chipgate.errors import InvalidQuestion, Problem

from .record import Entry
from .texts import MOST_BYTES

_TEXTS = ("caller", "request_id", "item", "destination", "date", "order", "line", "idempotency_key")
"""What a caller may have had a hand in."""


def refusal(entries: Sequence[Entry]) -> InvalidQuestion | None:
    """Why a submission cannot be logged, or nothing. PostgreSQL has no NUL in a text, and neither database has half a
    surrogate pair; refused here, such a text costs nobody else's answer."""
    for entry in entries:
        texts = (
            entry.caller, entry.request_id, entry.item or "", entry.destination or "", entry.date or "",
            entry.order or "", entry.line or "", entry.idempotency_key or "",
        )  # fmt: skip
        text = "".join(texts)
        if "\0" in text or not (text.isascii() or _encodes(text)):
            name = next(name for name, one in zip(_TEXTS, texts, strict=True) if "\0" in one or not _encodes(one))
            message = "the decision log cannot keep this text: it holds a NUL or half a surrogate pair."
            return InvalidQuestion([Problem("", message=message, hint="Leave it out.", pointer=f"/{name}")])
        if len(entry.answer) > MOST_BYTES or len(entry.question) > MOST_BYTES:
            message = f"question or answer is longer than the {MOST_BYTES:,} bytes that the decision log keeps."
            return InvalidQuestion([Problem("", message=message, hint="Ask for less at once.")])
    return None


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
