"""The whole rules of a question as conjunctions, for engines that take rules as data: all that chipgate answers from.

Such engines know two truths, and rules know three. So each row is asked on two rails: once with what is surely so, once
with what may be so (the same question where nothing is missing). What fires on both tells the rows' kinds apart, and
what is told of a kind (verdict, certainty, classification, reasons) is looked up, in a table filled beforehand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from bench.compiled_python import MEASURES, OF_THE_ITEM, WordAnswers, never_moves, spans
from chipgate import Rulebook, Shipment
from chipgate.engine.answers import answer_to
from chipgate.engine.facts import facts_of
from chipgate.engine.judge import matching_on
from chipgate.engine.normal_form import FactTest, Test, conjunctions
from chipgate.engine.ruleset import FactKey
from chipgate.engine.truth import Truth
from chipgate.model.condition import All, AnyOf, Classified, Condition, FlagIs, Limit, Not

Row = Mapping[str, Any]
Literal = tuple[str, str, float | bool]
"""Field, comparison, value."""
Asked = dict[str, float | bool]
MOST = 1e9
_SIGNS = {
    ("at_least", False): ("l", ">="), ("above", False): ("l", ">"), ("below", False): ("u", "<"),
    ("at_most", False): ("u", "<="), ("at_least", True): ("nl", "<"), ("above", True): ("nl", "<="),
    ("below", True): ("nu", ">="), ("at_most", True): ("nu", ">"),
}  # fmt: skip
"""A measure has four fields, as a test and its negation may both be possible: l and u for lower and upper limits, nl
and nu for what says that these do not hold."""
_STATED = ("f", *MEASURES, "best_tops")
"""How fields begin that differ from row to row."""


class WholeRules:
    """The conjunctions (`rules`), and rows made ready for them (`rails`)."""

    def __init__(self, rulebook: Rulebook, base: Shipment) -> None:
        self._ruleset, self._base = matching_on(rulebook, base.date).ruleset, base
        self._words = WordAnswers(self._ruleset, base)
        self._flat: dict[str, Condition | bool] = {}
        found: dict[tuple[Literal, ...], None] = {}
        for target in sorted(self._ruleset.targets.values(), key=lambda target: target.level):
            if not never_moves(target):
                tree = self._flat[target.name] = self._settled(target.condition)
                for tests in [] if isinstance(tree, bool) else conjunctions(tree, self._ruleset, target.name):
                    found[tuple(sorted(self._literal(test) for test in tests))] = None
        # What asks only for what no row states fires for all rows or for none.
        self.rules = [rule for rule in found if any(field.startswith(_STATED) for field, _, _ in rule)]
        self.fields = sorted({field for rule in self.rules for field, _, _ in rule})
        self._open = self._unstated()

    def rails(self, row: Row) -> tuple[Asked, ...]:
        """A row as the rules ask for it: what is surely so, and what may be so where that is more."""
        words, figures = self._words(row), spans(row)
        rails = []
        for sure in (True, False):
            asked = dict(self._open[sure])
            for place in range(len(self._words.keys)):
                known, possible = words[2 * place : 2 * place + 2]
                asked[f"f{place}t"] = known if sure else possible
                asked[f"f{place}f"] = not (possible if sure else known)
            for place, name in enumerate((*MEASURES, "best_tops")):
                asked |= _measured(name, figures[2 * place], figures[2 * place + 1], sure)
            rails.append({field: asked[field] for field in self.fields})
        return (rails[0],) if rails[0] == rails[1] else tuple(rails)

    def _settled(self, node: Condition) -> Condition | bool:
        """A condition with all that the question settles put in, and classifications as what they ask."""
        match node:
            case All() | AnyOf():
                limbs = node.all if isinstance(node, All) else node.any
                return self._joined((self._settled(limb) for limb in limbs), every=isinstance(node, All))
            case Not():
                inner = self._settled(node.not_)
                return not inner if isinstance(inner, bool) else Not.model_construct(not_=inner)
            case Classified():
                ids = self._ruleset.key(node).values
                return self._joined((self._flat[id] for id in ids if id in self._flat), every=False)
            case Limit():
                return node
        key = self._ruleset.key(node)
        if key.subject.startswith(OF_THE_ITEM):
            return node
        answer = answer_to(key, self._base, frozenset(), self._ruleset)[0]
        if answer is Truth.UNKNOWN:
            return node
        return (answer is Truth.TRUE) is not (isinstance(node, FlagIs) and not node.is_)

    @staticmethod
    def _joined(limbs: Iterable[Condition | bool], *, every: bool) -> Condition | bool:
        left: list[Condition] = []
        for limb in limbs:
            if isinstance(limb, bool):
                if limb is not every:
                    return not every
            else:
                left.append(limb)
        if not left:
            return every
        return All.model_construct(all=tuple(left)) if every else AnyOf.model_construct(any=tuple(left))

    def _literal(self, test: Test) -> Literal:
        if isinstance(test, FactTest):
            return f"{self._fact(test.key)}{'f' if test.negated else 't'}", "==", True
        field, sign = _SIGNS[test.comparison, test.negated]
        return f"{test.measure}_{field}", sign, float(test.bound)

    def _fact(self, key: FactKey) -> str:
        return f"f{self._words.keys.index(key)}" if key in self._words.keys else f"q{self._ruleset.positions[key]}"

    def _unstated(self) -> dict[bool, Asked]:
        """What no row states, on each rail: questions left open, and measures of which the catalog has no figure."""
        values = facts_of(self._base, self._ruleset).values
        found: dict[bool, Asked] = {True: {}, False: {}}
        for sure, asked in found.items():
            for position in self._ruleset.positions.values():
                asked[f"q{position}t"] = asked[f"q{position}f"] = not sure
            for name, value in values.items():
                low, high = (math.nan, math.nan) if value is None else (
                    float(value.low), math.inf if value.high is None else float(value.high))  # fmt: skip
                asked |= _measured(name, low, high, sure)
        return found


def _measured(name: str, low: float, high: float, sure: bool) -> Asked:
    if math.isnan(low):  # does not apply: no limit holds, and every negation of one does
        return {f"{name}_l": -1.0, f"{name}_nl": -1.0, f"{name}_u": MOST, f"{name}_nu": MOST}
    low, high = min(low, MOST), min(high, MOST)
    lower, upper = (low, high) if sure else (high, low)
    return {f"{name}_l": lower, f"{name}_u": upper, f"{name}_nl": upper, f"{name}_nu": lower}


Fired = Callable[[Sequence[Asked]], Iterator[frozenset[str]]]


class Told:
    """What an engine tells of rows, from what fires in it."""

    def __init__(self, fired: Fired) -> None:
        self._fired = fired
        self._told: dict[tuple[frozenset[str], ...], tuple[str, ...]] = {}

    def learn(self, rows: Sequence[Row], ready: Sequence[tuple[Asked, ...]],
              ask: Callable[[Sequence[Any]], Sequence[tuple[str, ...]]]) -> None:  # fmt: skip
        """Fill the table with what is told of one row of each kind."""
        first = {kind: row for kind, row in zip(self._kinds(ready), rows, strict=True)}
        self._told = dict(zip(first, ask(list(first.values())), strict=True))

    def answers(self, ready: Sequence[tuple[Asked, ...]]) -> list[tuple[str, ...]]:
        """What is told of each row."""
        return [self._told[kind] for kind in self._kinds(ready)]

    def _kinds(self, ready: Sequence[tuple[Asked, ...]]) -> Iterator[tuple[frozenset[str], ...]]:
        fired = self._fired([asked for rails in ready for asked in rails])
        for rails in ready:
            yield tuple(next(fired) for _ in rails)
