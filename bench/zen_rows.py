"""The same by zen-engine: one decision table, asked for many rows at once with `evaluate_batch`.

For the verdict alone its first hit answers; for the whole rules it collects all that fires.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import zen

from bench.verdict_rules import FIGURES, RULES, Facts, Rule
from bench.whole_rules import Asked, Literal, WholeRules

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
        return [one["verdict"] for one in _results(self._engine, rows)]


class ZenWhole:
    """The whole rules as one table that collects what fires."""

    def __init__(self, rules: WholeRules) -> None:
        rows = [{"_id": f"r{place}", **_tests(rule, rules.fields), "out": json.dumps(f"r{place}")}
                for place, rule in enumerate(rules.rules)]  # fmt: skip
        content = {_KEY: decision(rows, rules.fields, output="rule", hits="collect")}
        self._engine = zen.ZenEngine({"loader": {"type": "static", "content": content}})

    def fired(self, rows: Sequence[Asked]) -> Iterator[frozenset[str]]:
        """The rules that hold for each."""
        for result in _results(self._engine, rows):
            yield frozenset(one["rule"] for one in result)


def _results(engine: zen.ZenEngine, rows: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        asked: list[Any] = [{"key": _KEY, "context": row} for row in rows[start : start + ROWS_AT_ONCE]]
        for one in engine.evaluate_batch(asked):
            yield one["data"]["result"]


def _tests(rule: Sequence[Literal], fields: Sequence[str]) -> dict[str, str]:
    """The cells of a rule: "$ >= 1600 and $ < 4800", or true."""
    cells = dict.fromkeys(fields, "")
    for field, sign, value in rule:
        test = json.dumps(value) if sign == "==" else f"$ {sign} {value}"
        cells[field] = f"{cells[field]} and {test}" if cells[field] else test
    return cells


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
