"""The twelve rules as one decision table of zen-engine, compiled once and asked question by question: `zen_table`."""

from __future__ import annotations

import json
from typing import Any

import zen

from bench.twelve_rules import FIELDS, RULES, Condition, Facts, concluded
from bench.zen_rows import decision


class ZenTable:
    """All rules in one table that collects what holds."""

    def __init__(self) -> None:
        rows = [
            {"_id": name, **{field: _cell([one for one in tests if one[0] == field]) for field in FIELDS},
             "out": json.dumps(name)}
            for name, _, tests in RULES
        ]  # fmt: skip
        content = decision(rows, FIELDS, output="rule", hits="collect")
        self._decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(content)))
        self._decision.validate()

    def answer(self, asked: Facts) -> tuple[str, list[str]]:
        """The strictest verdict, and the names of the rules that hold."""
        found: Any = self._decision.evaluate(asked)
        return concluded(one["rule"] for one in found["result"])


def _cell(tests: list[Condition]) -> str:
    if not tests:
        return ""
    _, sign, value = tests[0]
    if sign == "in":
        return ", ".join(json.dumps(one) for one in value)
    return json.dumps(value) if sign == "==" else " and ".join(f"$ {sign} {bound}" for _, sign, bound in tests)
