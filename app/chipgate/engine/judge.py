"""The judge: one rulebook with its compiled rulesets, asked for conclusions day by day.

Rulesets are compiled once per interval between two boundary dates and kept, by the digest of what is in force.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, replace

from chipgate.model.figures import Figures
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .conclude import Conclusion, Terms, conclude
from .facts import Facts, facts_of
from .licenses import within_terms
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
    terms: Terms
    truths: dict[str, Truth]
    conclusion: Conclusion

    @property
    def certified(self) -> frozenset[str]:
        """The acts stated as done."""
        return self.terms.certified

    def retry(self, facts: Facts) -> Case:
        """The same shipment with other facts."""
        return self.with_truths(facts, self.matching.settle(facts)[1])

    def suppose(self, facts: Facts) -> Case:
        """The same shipment were its facts otherwise, by the explanation alone: what is said beside an answer."""
        return self.with_truths(facts, self.matching.dependents.suppose(self.facts, self.truths, facts))

    def with_truths(self, facts: Facts, truths: dict[str, Truth]) -> Case:
        """The same shipment with other facts, and what applies on them as the caller found it."""
        terms = self.terms
        if self.shipment.licenses:
            terms = replace(terms, licensed=within_terms(self.shipment, facts.figures))
        conclusion = _concluded(self.matching, truths, terms)
        return Case(self.shipment, self.ruleset, self.matching, facts, terms, truths, conclusion)


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


def try_case(
    rulebook: Rulebook,
    shipment: Shipment,
    day: dt.date,
    *,
    explained: bool = False,
    figures: Figures | None = None,
) -> Case:
    """Settle a shipment under the law of a day; `explained`: by the explanation alone, as an outlook is. `figures`:
    those of its item, where they have been read."""
    matching = matching_on(rulebook, day)
    ruleset = matching.ruleset
    facts = facts_of(shipment, ruleset, figures)
    truths = matching.explain(facts) if explained else matching.settle(facts)[1]
    return concluded(shipment, matching, facts, truths)


def concluded(shipment: Shipment, matching: Matching, facts: Facts, truths: dict[str, Truth]) -> Case:
    """The case of a shipment on which every target's truth is known."""
    terms = Terms(facts.acts, shipment.scope, shipment.strict, within_terms(shipment, facts.figures))
    conclusion = _concluded(matching, truths, terms)
    return Case(shipment, matching.ruleset, matching, facts, terms, truths, conclusion)


def _concluded(matching: Matching, truths: dict[str, Truth], terms: Terms) -> Conclusion:
    """The conclusion from what applies, kept: few outcomes are possible, and each follows from nothing else."""
    key = (bytes(truths.values()), terms)
    found = matching.conclusions.get(key)
    if found is None:
        if len(matching.conclusions) >= CONCLUSIONS_KEPT:
            matching.conclusions.clear()
        found = matching.conclusions[key] = conclude(matching.ruleset, truths, terms)
    return found
