"""The judge: one rulebook with its compiled rulesets, asked for conclusions day by day.

Rulesets are compiled once per interval between two boundary dates and kept, by the digest of what is in force.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass

from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Scope, Shipment

from .conclude import Conclusion, conclude
from .facts import Facts, facts_of
from .match import Matching
from .ruleset import Ruleset
from .truth import Truth

RULESETS_KEPT = 256
CONCLUSIONS_KEPT = 4_096


@dataclass(frozen=True, slots=True)
class Case:
    """A shipment before one ruleset, settled."""

    shipment: Shipment
    ruleset: Ruleset
    matching: Matching
    facts: Facts
    certified: frozenset[str]
    truths: dict[str, Truth]
    conclusion: Conclusion

    def retry(self, facts: Facts) -> Case:
        """The same shipment with other facts."""
        _, truths = self.matching.settle(facts)
        conclusion = _concluded(self.matching, truths, self.certified, self.shipment.scope)
        return Case(self.shipment, self.ruleset, self.matching, facts, self.certified, truths, conclusion)


_compiled: dict[str, Matching] = {}
_lock = threading.Lock()


def matching_on(rulebook: Rulebook, day: dt.date) -> Matching:
    """The compiled ruleset of a day, shared by every rulebook in which the same law was in force."""
    in_force = rulebook.on(day)
    with _lock:
        found = _compiled.get(in_force.digest)
        if found is None:
            if len(_compiled) >= RULESETS_KEPT:
                _compiled.pop(next(iter(_compiled)))
            found = _compiled[in_force.digest] = Matching(Ruleset(in_force))
        return found


def try_case(rulebook: Rulebook, shipment: Shipment, day: dt.date) -> Case:
    """Settle a shipment under the law of a day."""
    matching = matching_on(rulebook, day)
    ruleset = matching.ruleset
    facts = facts_of(shipment, ruleset)
    _, truths = matching.settle(facts)
    certified = _acts(shipment, ruleset)
    conclusion = _concluded(matching, truths, certified, shipment.scope)
    return Case(shipment, ruleset, matching, facts, certified, truths, conclusion)


def _concluded(
    matching: Matching, truths: dict[str, Truth], certified: frozenset[str], scope: Scope
) -> Conclusion:
    """The conclusion from what applies, kept: few outcomes are possible, and each follows from nothing else."""
    key = (bytes(truths.values()), certified, scope)
    found = matching.conclusions.get(key)
    if found is None:
        if len(matching.conclusions) >= CONCLUSIONS_KEPT:
            matching.conclusions.clear()
        found = matching.conclusions[key] = conclude(matching.ruleset, truths, certified, scope)
    return found


def _acts(shipment: Shipment, ruleset: Ruleset) -> frozenset[str]:
    """The acts stated as done; naming a provision states all of its acts."""
    if not shipment.certifications:
        return frozenset()
    found = set(shipment.certifications)
    for dated in ruleset.in_force.versions.values():
        if dated.id in found:
            found |= {f"{dated.id}#{act.id}" for act in getattr(dated.version, "conditions", ())}
    return frozenset(found)


