"""When `--fail-on` makes a command end with exit code 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chipgate import Decision, Verdict
from chipgate.model.decision import Certainty

from .options import FailOn

if TYPE_CHECKING:
    import pyarrow as pa

_VERDICTS = {FailOn.BLOCKED: Verdict.BLOCKED, FailOn.LICENSE_REQUIRED: Verdict.LICENSE_REQUIRED}


def hits(decision: Decision, wanted: Iterable[FailOn]) -> bool:
    """Whether something that was named has happened.

    A verdict that is stricter than the one named counts too, and so does an outcome without a verdict: whoever stops
    at "blocked" must not go on where nothing was decided.
    """
    return _hits(decision.answer.verdict, decision.answer.certainty is Certainty.CONSERVATIVE, wanted)


def hits_among(answers: pa.Table, wanted: Iterable[FailOn]) -> bool:
    """The same for any row of a table with the columns verdict and certainty."""
    found = answers.group_by(["verdict", "certainty"]).aggregate([])
    words = {verdict.value: verdict for verdict in Verdict}
    return any(
        _hits(words.get(verdict), certainty == Certainty.CONSERVATIVE.value, wanted)
        for verdict, certainty in zip(found["verdict"].to_pylist(), found["certainty"].to_pylist(), strict=True)
    )


def _hits(verdict: Verdict | None, conservative: bool, wanted: Iterable[FailOn]) -> bool:
    for one in wanted:
        if verdict is None or (one is FailOn.CONSERVATIVE and conservative):
            return True
        if one in _VERDICTS and verdict.strictness >= _VERDICTS[one].strictness:
            return True
    return False
