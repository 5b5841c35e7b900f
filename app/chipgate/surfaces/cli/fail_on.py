"""When `--fail-on` makes a command end with exit code 1."""

from __future__ import annotations

from collections.abc import Iterable

from chipgate import Decision, Verdict
from chipgate.model.decision import Certainty

from .options import FailOn

_VERDICTS = {FailOn.BLOCKED: Verdict.BLOCKED, FailOn.LICENSE_REQUIRED: Verdict.LICENSE_REQUIRED}


def hits(decision: Decision, wanted: Iterable[FailOn]) -> bool:
    """Whether something that was named has happened.

    A verdict that is stricter than the one named counts too, and so does an outcome without a verdict: whoever stops
    at "blocked" must not go on where nothing was decided.
    """
    answer = decision.answer
    for one in wanted:
        if answer.verdict is None or (one is FailOn.CONSERVATIVE and answer.certainty is Certainty.CONSERVATIVE):
            return True
        if one in _VERDICTS and answer.verdict.strictness >= _VERDICTS[one].strictness:
            return True
    return False
