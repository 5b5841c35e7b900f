"""The same by durable-rules, row by row: each row is asserted as a fact, what fires is collected, and the fact
is taken back. A host without timer threads, as chipgate uses it; with them, results are lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from durable import engine

from bench.verdict_rules import FIGURES, RULES, Facts, Rule
from bench.whole_rules import Asked, Literal, WholeRules

_STRICTEST = ("blocked", "license-required", "allowed")
_NAME = "verdicts"
_MOST_RULES = 60
_SIGNS = {">=": "$gte", ">": "$gt", "<": "$lt", "<=": "$lte"}


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


class DurableWhole:
    """The whole rules, at most sixty to a ruleset: 64 matches are the most that a fact may have."""

    def __init__(self, rules: WholeRules) -> None:
        self._fired: list[str] = []
        self._host = _Quiet()
        self._ids = itertools.count(1)
        named = [(f"r{place}", rule) for place, rule in enumerate(rules.rules)]
        shares = [named[start : start + _MOST_RULES] for start in range(0, len(named), _MOST_RULES)]
        self._rulesets = [f"whole{number}" for number in range(len(shares))]
        for ruleset, share in zip(self._rulesets, shares, strict=True):
            listed = [(name, _literals(rule)) for name, rule in share]
            self._host.register_rulesets({ruleset: {
                name: {"all": [{"m": condition}], "run": self._action(name)}
                for name, condition in [*listed, ("every", {"every": True})]
            }})  # fmt: skip

    def fired(self, rows: Sequence[Asked]) -> Iterator[frozenset[str]]:
        """The rules that hold for each, one after another."""
        for row in rows:
            self._fired.clear()
            for ruleset in self._rulesets:
                identity = next(self._ids)
                self._host.assert_fact(ruleset, {"id": identity, "every": True, **row})
                self._host.retract_fact(ruleset, {"id": identity})
            yield frozenset(self._fired)

    def _action(self, name: str) -> Callable[[Any], None]:
        return lambda _: self._fired.append(name)


def _literals(rule: Sequence[Literal]) -> dict[str, Any]:
    tests = [{field: value} if sign == "==" else {_SIGNS[sign]: {field: value}} for field, sign, value in rule]
    return tests[0] if len(tests) == 1 else {"$and": tests}


def _condition(rule: Rule) -> dict[str, Any]:
    tests = [{"$gte": {field: bound}} if field in FIGURES else {field: bound} for field, bound in rule.items()
             if field not in FIGURES or bound]  # fmt: skip
    return tests[0] if len(tests) == 1 else {"$and": tests}
