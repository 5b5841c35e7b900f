"""How a verdict looks: a sign, a word and a colour, so that colour is never alone."""

from __future__ import annotations

from dataclasses import dataclass

from chipgate.model.decision import Answer, Certainty, Outcome
from chipgate.model.pack import Verdict


@dataclass(frozen=True, slots=True)
class Look:
    """One verdict, or the lack of one."""

    sign: str
    word: str
    colour: str


LOOKS = {
    Verdict.ALLOWED: Look("✓", "allowed", "green"),
    Verdict.LICENSE_REQUIRED: Look("!", "license required", "yellow"),
    Verdict.BLOCKED: Look("✗", "blocked", "red"),
}
NO_VERDICT = Look("?", "no verdict", "magenta")
ERROR = Look("✗", "not read", "magenta")
FILLS = {"allowed": "CFE8F7", "license-required": "FFF2B8", "blocked": "F2A98A"}
"""Colours behind a verdict in a workbook: blue, yellow and vermilion, which stay apart for those who see no red or
green, and differ in lightness too. The sign stands beside them."""
OTHER_FILL = "D9D9D9"
OUTCOMES = {
    Outcome.DECIDED: "decided",
    Outcome.NOT_AN_EXPORT: "not an export",
    Outcome.DESTINATION_UNRESOLVED: "destination unresolved",
    Outcome.DATE_NOT_COVERED: "date not covered",
    Outcome.NOT_SUBJECT: "not subject to the EAR",
    Outcome.DEEMED_EXPORT: "a deemed export, which these rules do not cover",
}


def look_of(verdict: Verdict | None) -> Look:
    """The look of a verdict."""
    return NO_VERDICT if verdict is None else LOOKS[verdict]


def sign_of(word: str) -> str:
    """The sign of a verdict by its word in flat rows; another outcome has a dash, an error its own sign.

    >>> sign_of("blocked"), sign_of("error"), sign_of("not-an-export")
    ('✗', 'E', '–')
    """
    found = next((look.sign for verdict, look in LOOKS.items() if verdict.value == word), None)
    return found or ("E" if word == "error" else "–")


def certainty_of(answer: Answer) -> str:
    """How sure the verdict is, in words; or the outcome where there is none."""
    if answer.certainty is None:
        return OUTCOMES[answer.outcome]
    if answer.certainty is Certainty.DEFINITE:
        return "definite"
    return "conservative: the worst that the missing facts allow"


def policy_of(value: str | None) -> str:
    """A review policy as a person says it.

    >>> policy_of("presumption-of-denial"), policy_of("unstated")
    ('presumption of denial', 'review policy unstated')
    """
    if value is None:
        return ""
    return "review policy unstated" if value == "unstated" else value.replace("-", " ")
