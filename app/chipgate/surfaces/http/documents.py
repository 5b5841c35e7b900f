"""What the OpenAPI document says of requests and answers whose bodies FastAPI does not parse itself."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from chipgate.model.shipment import Shipment
from chipgate.surfaces.render.json_text import decision_schema

_REFERENCE = "#/components/schemas/{model}"
DECISION_REQUEST: dict[str, Any] = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Shipment"}}},
}
PROBLEM = {
    "description": "The question is at fault: RFC 9457 problem details, with a JSON pointer for every problem.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
}
_PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "problems"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "line", "column", "message", "hint"],
                "properties": {
                    "pointer": {"type": "string"}, "line": {"type": "integer"}, "column": {"type": "integer"},
                    "message": {"type": "string"}, "hint": {"type": "string"},
                },
            },
        },
    },
}  # fmt: skip


def component_schemas() -> dict[str, Any]:
    """The schemas of a question, a decision and a problem."""
    question = _question()
    decision = _rebased(decision_schema())
    found = {**question.pop("$defs", {}), **decision.pop("$defs", {})}
    return {**found, "Shipment": question, "Decision": decision, "ProblemDetails": _PROBLEM_SCHEMA}


def _question() -> dict[str, Any]:
    schema = TypeAdapter(Shipment).json_schema(ref_template=_REFERENCE)
    schema["properties"].pop("date_assumed")
    schema["required"] = [name for name in schema["required"] if name != "date"]
    named = {"type": "string", "description": "The name of an item of the catalog that comes with chipgate."}
    schema["properties"]["item"] = {"anyOf": [schema["properties"]["item"], named]}
    return schema


def _rebased(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _rebased(value)
            for key, value in schema.items()
        }
    return [_rebased(one) for one in schema] if isinstance(schema, list) else schema
