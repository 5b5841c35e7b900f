"""Two answers to one question: which part of them differs. Nothing is decided here; the bytes are compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chipgate.errors import LogDamaged


class Part(StrEnum):
    """What differs, the gravest first.

    verdict: the verdict, or the named reason why there is none. certainty: definite or conservative. reasons: what
    binds, the classification, or the license state. texts: sentences, figures, notices. outlook: the days after.
    ruleset: the rules that are named, and nothing else.
    """

    VERDICT = "verdict"
    CERTAINTY = "certainty"
    REASONS = "reasons"
    TEXTS = "texts"
    OUTLOOK = "outlook"
    RULESET = "ruleset"


@dataclass(frozen=True, slots=True)
class Gist:
    """What an answer comes to. `verdict` is the outcome in brackets where there is none; `reasons` can be compared."""

    verdict: str
    certainty: str | None
    provisions: tuple[str, ...]
    reasons: Any


def gist_of(answer: bytes) -> Gist:
    """What an answer comes to, of a decision, or of a timeline (its days).

    Raises:
        LogDamaged: it is no answer.
    """
    return _gist(_read(answer))


def difference(old: bytes, new: bytes) -> Part | None:
    """The gravest part in which two answers differ; None where every byte is the same.

    Raises:
        LogDamaged: one of them is none.
    """
    if old == new:
        return None
    before, after = _read(old), _read(new)
    one, other = _gist(before), _gist(after)
    if one.verdict != other.verdict:
        return Part.VERDICT
    if one.certainty != other.certainty:
        return Part.CERTAINTY
    if one.reasons != other.reasons:
        return Part.REASONS
    outlooks = before.pop("outlook", None), after.pop("outlook", None)
    rulesets = [_main(document).pop("ruleset", None) for document in (before, after)]
    if before != after:
        return Part.TEXTS
    if outlooks[0] != outlooks[1]:
        return Part.OUTLOOK
    return Part.RULESET if rulesets[0] != rulesets[1] else Part.TEXTS


def _read(answer: bytes) -> dict[str, Any]:
    try:
        document = json.loads(answer)
    except ValueError as error:
        raise LogDamaged(f"what the log keeps as an answer is no JSON: {error}.") from None
    if isinstance(document, list):  # a timeline: its days
        days = [f"{day.get('date')} {day.get('verdict')}" for day in document if isinstance(day, dict)]
        return {"verdict": "; ".join(days), "days": document}
    if not isinstance(document, dict):
        raise LogDamaged("what the log keeps as an answer is none.")
    return document


def _main(document: dict[str, Any]) -> dict[str, Any]:
    """The answer of a decision; any other document is its own."""
    answer = document.get("answer")
    return answer if isinstance(answer, dict) else document


def _gist(document: dict[str, Any]) -> Gist:
    answer = _main(document)
    reasons = [
        [reason.get(name) for name in ("provision", "version", "code", "certain", "counted", "state", "verdict")]
        for reason in answer.get("reasons") or ()
    ]
    license = answer.get("license") or {}
    rest = [
        [[met.get("paragraph"), met.get("limbs")] for met in answer.get(name) or ()]
        for name in ("classification", "possible_classification")
    ]
    state = [license.get("required"), license.get("review_policy"), license.get("conditions")]
    states = [license.get("exceptions"), license.get("licenses_in_hand")]
    verdict = answer.get("verdict") or f"({answer.get('outcome')})"
    provisions = dict.fromkeys(f"{reason[0]}@{reason[1]}" for reason in reasons)
    return Gist(str(verdict), answer.get("certainty"), tuple(provisions), [reasons, rest, state, states])
