"""A decision as JSON: the one form whose bytes every surface shares."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from chipgate.model.decision import Decision

_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)


def decision_json(decision: Decision) -> bytes:
    """The decision on one line, UTF-8, ending in a newline. Equal decisions give equal bytes."""
    return _DECISION.dump_json(decision) + b"\n"


def decision_schema() -> dict[str, Any]:
    """The JSON Schema of a decision."""
    return _DECISION.json_schema(mode="serialization")
