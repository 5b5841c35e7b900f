"""What shows each change: the smallest shipment whose answer differs, or the proof that no answer does.

Each change is looked at alone, and then all of them together, as two may do what neither does. The solver is an extra:
without it every change of meaning is unproved, and one by which a past day reads otherwise counts as retroactive.
Nobody is told that the past stands unless that was proved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .alone import Apart
from .answered import told as answer_told
from .change import Change, Depth
from .effect import Effect
from .evidence_kinds import Evidence, Outcome
from .shipment_words import shipment_words

if TYPE_CHECKING:
    from .witness import Witness

Days = Sequence[dt.date]


@dataclass(frozen=True)
class Compare:
    """What searches. `differs` finds what shows that two rulebooks differ in some answer on some of the days, or proves
    that they do not; `freer` what shows that some verdict is freer (None: nothing was searched)."""

    differs: Callable[[Rulebook, Rulebook, Days], Evidence]
    freer: Callable[[Rulebook, Rulebook, Days], Evidence] | None = None


NO_SOLVER = "no solver is installed (pip install 'chipgate[prove]')"
NOT_ASKED = "no witness was searched"


def unproved(why: str) -> Compare:
    """The search that finds and proves nothing."""
    return Compare(lambda old, new, days: Evidence(Outcome.UNPROVED, why))


def by_solver() -> Compare:
    """The search by the solver, where it is installed; else the one that proves nothing."""
    if find_spec("z3") is None:
        return unproved(NO_SOLVER)
    from .witness import Comparison, Proof

    comparison = Comparison()

    def differs(old: Rulebook, new: Rulebook, days: Days) -> Evidence:
        found = comparison.compare(old, new, days)
        if isinstance(found, Proof):
            if found.complete:
                return Evidence(Outcome.NOTHING, "no answer differs")
            said = "no verdict differs where nothing is asked strictly"
            return Evidence(Outcome.UNPROVED, f"{said}; whether anything else does is neither shown nor proved")
        return _shown(found)

    def freer(old: Rulebook, new: Rulebook, days: Days) -> Evidence:
        found = comparison.freer(old, new, days)
        return Evidence(Outcome.NOTHING, "no verdict is freer") if found is None else _shown(found)

    return Compare(differs, freer)


def _shown(found: Witness) -> Evidence:
    asked = found.shipment
    if found.before != found.after:
        outcome, what = Outcome.VERDICT, f"{found.before} → {found.after}"
    else:
        parts = ", ".join(part.replace("_", " ") for part in found.parts)
        outcome, what = Outcome.REASONS, f"{found.before} as before; what differs: {parts}"
    shipment = asked.model_dump(mode="json", exclude_defaults=True)
    return Evidence(outcome, f"{shipment_words(asked)}: {what}", asked.date, found.before, found.after, shipment)


def with_evidence(
    old: Rulebook, new: Rulebook, found: Sequence[Change], compare: Compare, done: Callable[[], None] = lambda: None
) -> tuple[Change, ...]:
    """The changes, each of meaning with what shows it; `done` is called after each.

    The days before a commit are searched before the others. A change is retroactive from the day of the witness on, or
    from the first day that reads otherwise where nothing is proved.
    """
    apart = Apart(old, new, found)
    told = []
    for change in found:
        told.append(_searched(change, apart, new, compare) if change.depth is Depth.MEANING else change)
        done()
    return tuple(_together(told, apart, new, compare))


def _searched(change: Change, apart: Apart, new: Rulebook, compare: Compare) -> Change:
    if not change.days:
        return replace(change, evidence=Evidence(Outcome.NOTHING, "no day that is covered reads otherwise"))
    alone = apart.alone(change)
    after = new if alone is None else alone
    past = change.past
    coming = tuple(day for day in change.days if day not in past)
    evidence = None
    first = None
    if past:
        evidence = compare.differs(apart.before, after, past)
        first = _first(evidence, past)
    if coming and (evidence is None or evidence.outcome in _MAY_BE_MORE):
        later = compare.differs(apart.before, after, coming)
        if evidence is None or evidence.outcome is Outcome.NOTHING or later.outcome is Outcome.VERDICT:
            evidence = later
    if evidence is not None and evidence.outcome is Outcome.NOTHING and alone is not None and len(apart.deep) > 1:
        evidence = replace(evidence, sentence=f"by this change alone, {evidence.sentence}")
    shown = evidence is not None and evidence.outcome is Outcome.VERDICT and not evidence.freer
    if evidence is not None and shown and change.effect is Effect.MIXED and compare.freer is not None:
        evidence = _settled(evidence, compare.freer(apart.before, after, change.days))
    return replace(change, evidence=evidence, retroactive_from=first)


def _settled(evidence: Evidence, loose: Evidence) -> Evidence:
    """The evidence of a change that may loosen as far as its text tells, with whether it does."""
    loosens = loose.outcome is not Outcome.NOTHING
    return replace(evidence, loosens=loosens, sentence=f"{evidence.sentence}; {'freer: ' * loosens}{loose.sentence}")


_MAY_BE_MORE = frozenset({Outcome.NOTHING, Outcome.REASONS})
"""What is found of the past and leaves open that a verdict of days to come differs."""


def _together(told: list[Change], apart: Apart, new: Rulebook, compare: Compare) -> Iterable[Change]:
    """The changes, where what none of them is shown to do alone is done by several: then by each that has a part in
    it."""
    silent = [change for change in told if change.days and change.evidence and change.evidence.shipment is None]
    if not silent or len(apart.deep) < 2:
        return told
    found: dict[int, Change] = {}
    for past in (True, False):
        waiting = [change for change in silent if id(change) not in found and _days(change, past)]
        while waiting:
            before, waiting = apart.without(waiting)
            joint = compare.differs(before, new, sorted({day for change in waiting for day in _days(change, past)}))
            if joint.outcome is Outcome.NOTHING:
                break
            said = replace(joint, sentence=f"together with the other changes: {joint.sentence}")
            part = [change for change in waiting if joint.day in (None, *_days(change, past))]
            part = [change for change in part if _has_part(change, joint, apart, new)] or part
            for change in part:
                if joint.shipment is not None or not change.unproved:
                    first = _first(joint, change.past) if past else change.retroactive_from
                    found[id(change)] = replace(change, evidence=said, retroactive_from=first)
            waiting = [change for change in waiting if change not in part]
    return [found.get(id(change), change) for change in told]


def _days(change: Change, past: bool) -> list[dt.date]:
    return [day for day in change.days if (day < change.committed) is past]


def _has_part(change: Change, joint: Evidence, apart: Apart, new: Rulebook) -> bool:
    """Whether the witness is answered otherwise without a change, the others being there."""
    rest, undone = apart.without([change])
    if joint.shipment is None or not undone:
        return True
    shipment = Shipment.model_validate(joint.shipment)
    return answer_told(rest, shipment) != answer_told(new, shipment)


def _first(evidence: Evidence, past: Sequence[dt.date]) -> dt.date | None:
    """The first of the days on which an answer differs, or may as far as is proved."""
    return None if evidence.outcome is Outcome.NOTHING else evidence.day or past[0]
