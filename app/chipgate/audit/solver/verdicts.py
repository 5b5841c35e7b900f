"""How the verdicts of two rulesets differ, as formulas."""

from __future__ import annotations

from chipgate.model.pack import Verdict

from .law import Law
from .logic import NO, Formula, differ, every, negated, some

_LEVELS = (Verdict.LICENSE_REQUIRED, Verdict.BLOCKED)


def verdict_differs(before: Law, after: Law) -> Formula:
    """The verdict is not the same, or there is one on one side alone, or none for different reasons."""
    names = dict.fromkeys((*before.without_verdict, *after.without_verdict))
    named = [differ(before.without_verdict.get(name, NO), after.without_verdict.get(name, NO)) for name in names]
    levels = some(differ(before.verdicts[level], after.verdicts[level]) for level in _LEVELS)
    return some((*named, every([_decided(before, after), levels])))


def verdict_freer(before: Law, after: Law) -> Formula:
    """There is a verdict on both sides, and it is not as strict as it was."""
    less = some(every([before.verdicts[level], negated(after.verdicts[level])]) for level in _LEVELS)
    return every([_decided(before, after), less])


def _decided(before: Law, after: Law) -> Formula:
    return negated(some((*before.without_verdict.values(), *after.without_verdict.values())))
