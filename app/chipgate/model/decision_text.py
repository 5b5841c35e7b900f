"""A decision as JSON: the one form whose bytes every surface shares."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import TypeAdapter

from chipgate.model.decision import Decision, NearMiss

_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)
_NEAR_MISS: TypeAdapter[NearMiss] = TypeAdapter(NearMiss)


class Head(NamedTuple):
    """What a record of a decision is found by."""

    ruleset: str | None
    outcome: str
    verdict: str | None
    certainty: str | None
    destination: str
    date: str


def head_of(decision: Decision) -> Head:
    """The head of a decision."""
    answer, asked = decision.answer, decision.answer.asked
    return Head(
        ruleset=answer.ruleset.digest if answer.ruleset else None,
        outcome=answer.outcome.value,
        verdict=answer.verdict.value if answer.verdict is not None else None,
        certainty=answer.certainty.value if answer.certainty is not None else None,
        destination=asked.destination,
        date=asked.date,
    )


def decision_json(decision: Decision) -> bytes:
    """The decision on one line, UTF-8, ending in a newline. Equal decisions give equal bytes."""
    return _DECISION.dump_json(decision) + b"\n"


def decision_schema() -> dict[str, Any]:
    """The JSON Schema of a decision."""
    return _DECISION.json_schema(mode="serialization")


def marked_json(part: Decision | NearMiss) -> str:
    """A decision, or a near miss of one, that has marks in places where other values will be."""
    adapter: TypeAdapter[Any] = _NEAR_MISS if isinstance(part, NearMiss) else _DECISION
    return adapter.dump_json(part, warnings=False).decode()
