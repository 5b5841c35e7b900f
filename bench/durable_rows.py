"""The same verdict by durable-rules, row by row: each row is asserted as a fact, what fires is collected, and the fact
is taken back. A host without timer threads, as chipgate uses it; with them, results are lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from durable import engine

from bench.verdict_rules import FIGURES, RULES, Facts, Rule

_STRICTEST = ("blocked", "license-required", "allowed")
_NAME = "verdicts"


class _Quiet(engine.Host):  # type: ignore[misc]
    def _run(self) -> None:
        pass


class DurableRows:
    """The rules as one ruleset of durable-rules."""

    def __init__(self) -> None:
        self._fired: list[str] = []
        self._host = _Quiet()
        self._ids = itertools.count(1)
        rules = (*RULES, ("allowed", {"every": True}))
        self._host.register_rulesets({_NAME: {
            f"r{place}": {"all": [{"m": _condition(rule)}], "run": self._action(verdict)}
            for place, (verdict, rule) in enumerate(rules)
        }})  # fmt: skip

    def verdicts(self, rows: Sequence[Facts]) -> list[str]:
        """The verdict of each row, one after another."""
        return [self._verdict(row) for row in rows]

    def _verdict(self, row: Facts) -> str:
        self._fired.clear()
        identity = next(self._ids)
        self._host.assert_fact(_NAME, {"id": identity, "every": True, **row})
        self._host.retract_fact(_NAME, {"id": identity})
        return min(self._fired, key=_STRICTEST.index)

    def _action(self, verdict: str) -> Callable[[Any], None]:
        return lambda _: self._fired.append(verdict)


def _condition(rule: Rule) -> dict[str, Any]:
    tests = [{"$gte": {field: bound}} if field in FIGURES else {field: bound} for field, bound in rule.items()
             if field not in FIGURES or bound]  # fmt: skip
    return tests[0] if len(tests) == 1 else {"$and": tests}
