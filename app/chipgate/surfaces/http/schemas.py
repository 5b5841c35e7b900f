"""The schemas of the OpenAPI document that stand for bodies read and written as bytes: by name, from the models."""

from __future__ import annotations

from typing import Any

from chipgate.model.decision_text import decision_schema

from .question_schemas import order, question, several_timelines, timeline, to_everywhere

_BOUNDS = {"gt": "exclusiveMinimum", "le": "maximum"}
_DAY = {"type": "string", "format": "date"}


def of(name: str) -> dict[str, Any]:
    """A reference to a schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _text_or_null() -> dict[str, Any]:
    return {"anyOf": [{"type": "string"}, {"type": "null"}]}


_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details, with everything that is wrong.",
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
                    "pointer": {"type": "string", "description": "RFC 6901 JSON pointer into the body, or /parameter."},
                    "line": {"type": "integer", "description": "Of a fault of syntax; 0 elsewhere."},
                    "column": {"type": "integer"},
                    "message": {"type": "string"}, "hint": {"type": "string", "description": "What to do next."},
                },
            },
        },
    },
}  # fmt: skip
_TIMELINE: dict[str, Any] = {
    "type": "array",
    "description": "The first day, and each later one on which the answer changes.",
    "items": {
        "type": "object",
        "required": ["date", "before", "verdict", "state", "provisions", "licenses"],
        "additionalProperties": False,
        "properties": {
            "date": _DAY,
            "before": {"anyOf": [of("Verdict"), {"type": "null"}], "description": "Null on the first day."},
            "verdict": of("Verdict"),
            "state": {"type": "string", "description": "The legal state, where it says more than the verdict."},
            "provisions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["provision", "version", "title", "ends"],
                    "additionalProperties": False,
                    "properties": {
                        "provision": {"type": "string"}, "version": _DAY, "title": {"type": "string"},
                        "ends": {"type": "boolean", "description": "Whether the day is the first without it."},
                    },
                },
            },
            "licenses": {
                "type": "array", "items": {"type": "string"},
                "description": "Licenses in hand that begin or have expired.",
            },
        },
    },
}  # fmt: skip

_RECORD_ID = {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "Null where the service keeps no log."}
_MAYBE_VERDICT = {"anyOf": [of("Verdict"), {"type": "null"}]}
_BATCH_LINE: dict[str, Any] = {
    "description": "A line of a batch's answer: a decision and its record, or why there is none.",
    "anyOf": [
        {"type": "object", "required": ["record_id", "decision"], "additionalProperties": False,
         "properties": {"record_id": _RECORD_ID, "decision": of("Decision")}},
        {"type": "object", "required": ["line", "problem"], "additionalProperties": False,
         "properties": {"line": {"type": "integer", "description": "The number of the question, from 1."},
                        "problem": of("ProblemDetails")}},
    ],
}  # fmt: skip
_ORDER_ANSWER: dict[str, Any] = {
    "type": "object",
    "description": "The strictest of the lines, and each line's decision.",
    "required": ["schema", "order", "verdict", "may_ship", "lines"],
    "additionalProperties": False,
    "properties": {
        "schema": {"type": "string", "const": "chipgate-order/1"},
        "order": {**_text_or_null(), "description": "The caller's reference."},
        "verdict": {**_MAYBE_VERDICT, "description": "Null where a line has none and no other is blocked."},
        "may_ship": {"type": "boolean", "description": "Whether every line is allowed."},
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["line", "record_id", "verdict", "decision"],
                "additionalProperties": False,
                "properties": {
                    "line": {"type": "string", "description": "The caller's reference, or the number from 1."},
                    "record_id": _RECORD_ID, "verdict": _MAYBE_VERDICT, "decision": of("Decision"),
                },
            },
        },
    },
}  # fmt: skip
_RELOADED: dict[str, Any] = {
    "type": "object",
    "required": ["reloaded", "changed", "rulebook", "problems"],
    "additionalProperties": False,
    "properties": {
        "reloaded": {"type": "boolean", "description": "False: they are broken, and the last good ones go on."},
        "changed": {"type": "boolean"}, "rulebook": {"type": "string", "description": "The digest in use now."},
        "problems": {"type": "array", "items": {"type": "string"}},
    },
}  # fmt: skip
_LIVE: dict[str, Any] = {
    "type": "object", "required": ["status"], "properties": {"status": {"type": "string", "const": "live"}},
}  # fmt: skip
_READY: dict[str, Any] = {
    "type": "object",
    "required": ["status", "engine", "log"],
    "additionalProperties": False,
    "properties": {
        "status": {"type": "string", "enum": ["ready", "degraded", "unavailable"]},
        "rulebook": {"type": "string", "description": "The digest of every version of every provision."},
        "ruleset": {"type": "string", "description": "The digest of what is in force today."},
        "verified_through": {**_DAY, "description": "The last day up to which sources were read."},
        "engine": {"type": "string"}, "loaded_at": {"type": "string", "format": "date-time"},
        "log": {
            "type": "object",
            "required": ["mode"],
            "properties": {
                "mode": {"type": "string"}, "writable": {"type": "boolean"}, "waiting": {"type": "integer"},
            },
        },
        "broken": {
            "type": "object",
            "description": "The rules on disk cannot be read; those named above still answer.",
            "required": ["problems", "first"],
            "properties": {"problems": {"type": "integer"}, "first": {"type": "array", "items": {"type": "string"}}},
        },
    },
}  # fmt: skip
_TEXTS = ("record_id", "kind", "at", "caller", "request_id", "engine", "rulebook", "question_digest", "answer_digest",
          "previous", "digest")  # fmt: skip
_MAYBE = ("ruleset", "outcome", "verdict", "certainty", "item", "destination", "date", "order", "line")


def _record(*more: str) -> dict[str, Any]:
    """A record without its texts, or with them."""
    properties = {
        **{name: {"type": "string"} for name in _TEXTS}, **{name: _text_or_null() for name in _MAYBE},
        "chain": {"type": "integer"}, "seq": {"type": "integer"},
        **{name: {"description": "As it was logged; null once it was erased."} for name in more},
    }  # fmt: skip
    return {
        "type": "object", "required": sorted(properties), "additionalProperties": False, "properties": properties,
    }  # fmt: skip


_RECORD_PAGE: dict[str, Any] = {
    "type": "object",
    "required": ["records", "next"],
    "additionalProperties": False,
    "properties": {
        "records": {"type": "array", "items": of("RecordBrief")},
        "next": {**_text_or_null(), "description": "The cursor of the next page; null on the last."},
    },
}


_AUDIT_REQUEST: dict[str, Any] = {
    "type": "object", "required": ["base"], "additionalProperties": False,
    "description": "Two revisions of the repository that the service reads its rules from.",
    "properties": {name: {"type": "string", "minLength": 1, "maxLength": 200} for name in ("base", "head")},
}  # fmt: skip
_AUDIT_REPORT: dict[str, Any] = {
    "type": "object", "required": ["schema", "summary", "base", "head", "changes", "flips"],
    "description": "As `chipgate audit -f json` writes it.",
}  # fmt: skip


def component_schemas() -> dict[str, Any]:
    """The schemas of questions, answers and problems."""
    shipment = question()
    decision = _rebased(decision_schema())
    found = {**shipment.pop("$defs", {}), **decision.pop("$defs", {})}
    return {
        **found,
        "Shipment": shipment,
        "TimelineQuestion": timeline(shipment),
        "TimelinesQuestion": several_timelines(shipment),
        "MapQuestion": to_everywhere(shipment),
        "Timeline": _TIMELINE,
        "Decision": decision,
        "BatchLine": _BATCH_LINE,
        "Order": order(shipment),
        "OrderAnswer": _ORDER_ANSWER,
        "RecordBrief": _record(),
        "Record": _record("question", "answer"),
        "RecordPage": _RECORD_PAGE,
        "Reloaded": _RELOADED,
        "AuditRequest": _AUDIT_REQUEST,
        "AuditReport": _AUDIT_REPORT,
        "Live": _LIVE,
        "Ready": _READY,
        "ProblemDetails": _PROBLEM_SCHEMA,
    }


def tidied(schema: Any) -> Any:
    """A schema in the keywords of JSON Schema alone: where pydantic leaves its own beside alternatives of a figure, the
    alternative that is a number has them."""
    if isinstance(schema, list):
        return [tidied(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: tidied(one) for key, one in schema.items() if key not in _BOUNDS or "anyOf" not in schema}
    bounds = {_BOUNDS[key]: schema[key] for key in _BOUNDS if key in schema and "anyOf" in schema}
    if bounds:
        found["anyOf"] = [{**one, **bounds} if one.get("type") == "number" else one for one in found["anyOf"]]
    return found


def _rebased(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: value.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else _rebased(value)
            for key, value in schema.items()
        }
    return [_rebased(one) for one in schema] if isinstance(schema, list) else schema
