"""Which provisions apply to which items of a catalog, for one destination under one ruleset: a column for each.

Conditions whose questions have the same columns have the same column, so that a day and a destination after the first
mostly cost looking up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chipgate.engine.ruleset import FactKey, Ruleset, Target
from chipgate.model.condition import All, AnyOf, Condition, FlagIs, Limit, Not, leaves

from .columns import NEVER, Column, Columns


@dataclass(frozen=True, slots=True)
class _Asked:
    """A target with what tells its condition apart, and the question of each leaf in the order written."""

    target: Target
    form: tuple[str, str]
    questions: tuple[FactKey, ...]


class Applying:
    """The columns of every target, of one catalog under any ruleset."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._asked: dict[str, list[_Asked]] = {}
        self._known: dict[tuple[object, ...], Column] = {}

    def on(self, ruleset: Ruleset, destination: str) -> dict[str, Column]:
        """To which items each target applies, by its name, in the order in which classifications settle."""
        if ruleset.digest not in self._asked:
            self._asked[ruleset.digest] = [_asked(target, ruleset) for target in ruleset.by_level]
        answers = {
            question: self._columns.answer(question, ruleset, destination)
            for question in ruleset.facts
            if question.subject != "classified"
        }
        found: dict[str, Column] = {}
        for asked in self._asked[ruleset.digest]:
            for question in asked.questions:
                if question.subject == "classified":
                    answers[question] = _any(found.get(id, NEVER) for id in question.values)
            key = (asked.form, *(answers[question] for question in asked.questions))
            column = self._known.get(key)
            if column is None:
                column = self._known[key] = self._truth(asked.target.condition, answers, ruleset)
            found[asked.target.name] = column
        return found

    def _truth(self, node: Condition, answers: Mapping[FactKey, Column], ruleset: Ruleset) -> Column:
        match node:
            case All():
                return self._all(self._truth(limb, answers, ruleset) for limb in node.all)
            case AnyOf():
                return _any(self._truth(limb, answers, ruleset) for limb in node.any)
            case Not():
                return self._not(self._truth(node.not_, answers, ruleset))
            case Limit():
                tests = ruleset.comparisons(node)
                return self._all(self._columns.limit(node.measure, sign, bound) for sign, bound in tests)
        found = answers[ruleset.key(node)]
        return self._not(found) if isinstance(node, FlagIs) and not node.is_ else found

    def _all(self, limbs: Iterable[Column]) -> Column:
        sure = maybe = self._columns.all
        for limb in limbs:
            sure &= limb.sure
            maybe &= limb.maybe
        return Column(sure, maybe)

    def _not(self, column: Column) -> Column:
        return Column(self._columns.all & ~column.maybe, self._columns.all & ~column.sure)


def _any(limbs: Iterable[Column]) -> Column:
    sure = maybe = 0
    for limb in limbs:
        sure |= limb.sure
        maybe |= limb.maybe
    return Column(sure, maybe)


def _asked(target: Target, ruleset: Ruleset) -> _Asked:
    asked = (ruleset.key(leaf) for leaf in leaves(target.condition) if not isinstance(leaf, Limit))
    return _Asked(target, (target.name, target.dated.digest), tuple(asked))
