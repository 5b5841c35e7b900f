"""The same question on a later day: what the days have in common is not asked again.

Most provisions, and most of the questions that they ask, are the same from one boundary date to the next. What changed
is explained anew; the explanation is the same as of all provisions at once, and a test holds the two together.
"""

from __future__ import annotations

from chipgate.model.shipment import Shipment

from .facts import Facts, facts_of
from .judge import Case
from .match import Matching
from .truth import Truth


def followed(before: Case, shipment: Shipment, matching: Matching) -> tuple[Facts, dict[str, Truth]]:
    """The facts of a case's shipment under other rules, and every target's truth by the explanation alone."""
    old, new = before.ruleset, matching.ruleset
    known = before.facts
    answered = known if not shipment.certifications and old.asked_of_alike(new) else None
    facts = facts_of(shipment, new, known.figures, known.values, answered)
    changed = {key for key, answer in facts.truths.items() if known.truths.get(key) is not answer}
    alike = new.alike(old)
    was = before.matching.view(known, before.truths).truths
    found: dict[str, Truth] = {}
    level, view = -1, matching.view(facts, found)
    for target in new.by_level:
        if target.level != level:
            level, view = target.level, matching.view(facts, found)
            changed |= {key for key in new.classifications if was.get(key) is not view.truths[key]}
        name = target.name
        if name in alike and changed.isdisjoint(alike[name]):
            found[name] = before.truths[name]
        else:
            found[name] = view.truth(target.condition)
    return facts, found  # in the order in which matching has them, as conclusions are kept by it
