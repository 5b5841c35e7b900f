"""The same verdict by zen-engine: one decision table, first hit, asked for many rows at once with `evaluate_batch`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import zen

from bench.verdict_rules import FIGURES, RULES, Facts, Rule

_KEY = "verdict"
_FIELDS = (*FIGURES, "datacenter", "company", "elsewhere", "listed")
ROWS_AT_ONCE = 1_000


class ZenRows:
    """The table, loaded and compiled."""

    def __init__(self) -> None:
        rows = [{"_id": f"r{place}", **_cells(rule), "out": json.dumps(verdict)}
                for place, (verdict, rule) in enumerate((*RULES, ("allowed", {})))]  # fmt: skip
        content = {_KEY: decision(rows, _FIELDS, output="verdict", hits="first")}
        self._engine = zen.ZenEngine({"loader": {"type": "static", "content": content}})

    def verdicts(self, rows: Sequence[Facts]) -> list[str]:
        """The verdict of each row."""
        found: list[str] = []
        for start in range(0, len(rows), ROWS_AT_ONCE):
            asked: list[Any] = [{"key": _KEY, "context": row} for row in rows[start : start + ROWS_AT_ONCE]]
            found += (one["data"]["result"]["verdict"] for one in self._engine.evaluate_batch(asked))
        return found


def decision(rows: Sequence[Mapping[str, str]], fields: Sequence[str], *, output: str, hits: str) -> dict[str, Any]:
    """A decision of one table: `fields` in, one `output` out; `hits` says whether the first row or all that hold."""
    table = {
        "hitPolicy": hits, "inputs": [{"id": field, "name": field, "field": field} for field in fields],
        "outputs": [{"id": "out", "name": output, "field": output}], "rules": rows,
        "passThrough": False, "inputField": None, "outputPath": None, "executionMode": "single",
    }  # fmt: skip
    nodes = [("request", "inputNode", {}), ("table", "decisionTableNode", {"content": table}),
             ("response", "outputNode", {})]  # fmt: skip
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [{"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}, **rest}
                  for name, kind, rest in nodes],
        "edges": [{"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"}
                  for one, other in (("request", "table"), ("table", "response"))],
    }  # fmt: skip


def _cells(rule: Rule) -> dict[str, str]:
    return {field: "" if field not in rule else _cell(field, rule[field]) for field in _FIELDS}


def _cell(field: str, value: float | str | bool) -> str:
    return f"$ >= {value}" if field in FIGURES else json.dumps(value)
