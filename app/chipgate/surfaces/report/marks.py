"""How a verdict looks on the page: its sign and word as everywhere (`render.looks`), a shape for points, a class."""

from __future__ import annotations

from dataclasses import dataclass

from chipgate.model.pack import Verdict
from chipgate.surfaces.render.looks import ERROR, LOOKS, OUTCOMES, sign_of

from .counts import NOT_READ


@dataclass(frozen=True, slots=True)
class Mark:
    """One verdict, or an outcome without one. `css` names its colours and its shape."""

    sign: str
    word: str
    css: str


def mark_of(word: str) -> Mark:
    """The mark of a word in the column of verdicts.

    >>> mark_of("license-required"), mark_of("not-an-export")
    (Mark(sign='!', word='license required', css='license'), Mark(sign='–', word='not an export', css='other'))
    """
    for verdict, css in _CLASSES.items():
        if word == verdict.value:
            return Mark(LOOKS[verdict].sign, LOOKS[verdict].word, css)
    if word == NOT_READ:
        return Mark(sign_of(word), ERROR.word, "unread")
    outcome = next((said for one, said in OUTCOMES.items() if one.value == word), word.replace("-", " "))
    return Mark(sign_of(word), outcome, "other")


_CLASSES = {Verdict.ALLOWED: "allowed", Verdict.LICENSE_REQUIRED: "license", Verdict.BLOCKED: "blocked"}

SHAPES = {
    "allowed": '<circle r="4.6"/>',
    "license": '<path d="M0-5.4 5.2 4.2H-5.2Z"/>',
    "blocked": '<path d="M-5-2.8-2.8-5 0-2.2 2.8-5 5-2.8 2.2 0 5 2.8 2.8 5 0 2.2-2.8 5-5 2.8-2.2 0Z"/>',
    "other": '<path d="M0-5.6 5.6 0 0 5.6-5.6 0Z"/>',
}
"""The shapes of points, centred on nothing; a conservative one is hollow."""
