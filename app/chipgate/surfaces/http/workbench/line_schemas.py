"""The schemas of lines that are streamed, for the OpenAPI document: by name."""

from __future__ import annotations

from typing import Any

from ..schemas import of

_TEXT_OR_NULL: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
_COUNT = {"type": "integer", "minimum": 0}
_TEXTS = {"type": "array", "items": {"type": "string"}}


def _line(kind: str, description: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "description": description, "required": ["kind", *properties], "additionalProperties": False,
        "properties": {"kind": {"type": "string", "const": kind}, **properties},
    }  # fmt: skip


_PROBLEM: dict[str, Any] = {
    "type": "object", "description": "The last line where it failed: RFC 9457 problem details, and the kind.",
    "required": ["kind", "type", "title", "status", "detail", "problems"], "additionalProperties": True,
    "properties": {"kind": {"type": "string", "const": "problem"}, "status": {"type": "integer"}},
}  # fmt: skip
_PROGRESS = _line("progress", "How many records of how many.", done=_COUNT,
                  of={"anyOf": [{"type": "integer"}, {"type": "null"}]})  # fmt: skip
LINES: dict[str, Any] = {
    "CatalogLine": {
        "description": "A line of a checked catalog: progress, notes, columns, then rows, and done or problem last.",
        "anyOf": [
            _line("progress", "How far it is.", rows=_COUNT,
                  total={"anyOf": [{"type": "integer"}, {"type": "null"}], "description": "Where it is known."},
                  part={"type": "number", "description": "Of the file: 0 to 1."}),
            _line("notes", "How columns were understood, and which were passed over.",
                  notes=_TEXTS),
            _line("columns", "The columns of the rows.",
                  columns={"type": "array", "items": {
                      "type": "object", "required": ["name", "title"], "additionalProperties": False,
                      "properties": {"name": {"type": "string"}, "title": {"type": "string"}}}}),
            _line("rows", "Rows, in the order of the catalog.",
                  rows={"type": "array", "items": {"type": "array", "items": {"type": "string"}}}),
            _line("done", "The last line: it is on record, and this was all.", rows=_COUNT,
                  counts={"type": "object", "additionalProperties": True,
                          "description": "How many answers of each verdict; outcomes without one, and error, too."},
                  ruleset={**_TEXT_OR_NULL, "description": "Null before the days that the rules cover."},
                  record_id={**_TEXT_OR_NULL, "description": "Null where the service keeps no log."}),
            of("ProblemLine"),
        ],
    },
    "VerifyLine": {
        "description": "A line of a verified log: progress, and done or problem last.",
        "anyOf": [
            _PROGRESS,
            _line("done", "The last line: what was found.",
                  sound={"type": "boolean", "description": "Whether nothing is wrong."}, records=_COUNT,
                  checkpoints=_COUNT, anchored=_COUNT,
                  findings={"type": "array", "description": "What is wrong.", "items": {
                      "type": "object", "required": ["code", "record_id", "sentence"], "additionalProperties": False,
                      "properties": {"code": {"type": "string"}, "record_id": _TEXT_OR_NULL,
                                     "sentence": {"type": "string"}}}},
                  more={**_COUNT, "description": "Findings beyond those told."}, remarks=_TEXTS,
                  unprotected={**_COUNT, "description": "The newest records, which no signed head covers yet."}),
            of("ProblemLine"),
        ],
    },
    "ReplayLine": {
        "description": "A line of a replay: progress, and done or problem last.",
        "anyOf": [
            _PROGRESS,
            _line("done", "The last line: what came out otherwise.", replayed=_COUNT, same=_COUNT,
                  differences={"type": "array", "items": {
                      "type": "object", "required": ["record_id", "sentence"], "additionalProperties": False,
                      "properties": {"record_id": {"type": "string"}, "sentence": {"type": "string"}}}},
                  more={**_COUNT, "description": "Differences beyond those told."}, passed_over=_COUNT,
                  passed_over_because={"type": "object", "additionalProperties": True,
                                       "description": "How many for each reason."}),
            of("ProblemLine"),
        ],
    },
    "ProblemLine": _PROBLEM,
}  # fmt: skip
