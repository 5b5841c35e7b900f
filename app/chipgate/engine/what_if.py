"""What would change the answer: the smallest change of one figure, of one assumption, or of the acts outstanding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from chipgate.model import decision as d
from chipgate.model.exact import exact_text, shown
from chipgate.model.figures import Value
from chipgate.model.measures import TITLES, UNITS, Quantity
from chipgate.model.provision import LicenseException
from chipgate.model.shipment import Party
from chipgate.model.terms import PartyFact

from .answers import UNITED_STATES
from .conclude import outstanding
from .facts import Facts, facts_of
from .judge import Case
from .party_answers import parties
from .ruleset import FactKey
from .sentences import fact_sentence
from .stretches import Stretch, stretches
from .truth import Truth
from .words import VERDICTS

_MOVED = (Quantity.TPP, Quantity.DIE_AREA, Quantity.DRAM_BANDWIDTH, Quantity.LINK_BANDWIDTH)
_GENERAL = frozenset({"screened", "knowledge", "base_classification", "region", "exporter_role", "provenance"})
"""Subjects of assumptions that hang over every shipment: what turns on them is said last."""


def what_would_change(case: Case) -> tuple[d.Change, ...]:
    """Each change, those of this shipment first, those that would change any shipment last."""
    own: list[d.Change] = []
    general: list[d.Change] = []
    for key, change in _assumptions(case):
        if key.subject.partition(":")[0] in _GENERAL:
            general.append(replace(change, kind="general-assumption"))
        else:
            own.append(change)
    return tuple(dict.fromkeys((*own, *_acts(case), *_figures(case), *general)))


def _assumptions(case: Case) -> Iterator[tuple[FactKey, d.Change]]:
    for key in sorted(case.facts.assumed, key=lambda key: (key.subject, key.values)):
        other = case.facts.truths[key].negated
        if other is Truth.UNKNOWN:
            continue
        verdict = case.suppose(_supposed(case, key, other)).conclusion.worst
        if verdict is not case.conclusion.worst:
            sentence = f"if {fact_sentence(case.ruleset.leaf(key), other is Truth.FALSE)}: {VERDICTS[verdict]}"
            yield key, d.Change("assumption", key.subject, None, None, verdict, sentence)


def _supposed(case: Case, key: FactKey, other: Truth) -> Facts:
    """The facts, were an assumption otherwise. A place of a party is moved, so that all that follows from it is too:
    whose ultimate parent is in China is taken to be owned from there."""
    subject, _, fact = key.subject.partition(":")
    place = (sorted(key.values) if other is Truth.TRUE else [UNITED_STATES])[0]
    if subject != "party" or (place in key.values) is not (other is Truth.TRUE):
        return case.facts.with_truth(key, other)
    field = {
        PartyFact.HEADQUARTERS_OR_ULTIMATE_PARENT.value: "ultimate_parent", PartyFact.LOCATION.value: "location",
        PartyFact.ULTIMATE_PARENT.value: "ultimate_parent", PartyFact.MAJORITY_OWNER.value: "majority_owner",
    }.get(fact.partition(":")[0], "headquarters")  # fmt: skip
    people = tuple(_moved(party, field, place, other) for party in parties(case.shipment))
    facts, shipment = case.facts, case.shipment.model_copy(update={"parties": people})
    return facts_of(shipment, case.ruleset, facts.figures, facts.values)


def _moved(party: Party, field: str, place: str, other: Truth) -> Party:
    """A party with one place set, where it was not stated; away from a list, its headquarters go too."""
    fields = (field,) if other is Truth.TRUE else ("headquarters", field)
    return party.model_copy(update={name: place for name in fields if getattr(party, name) is None})


def _acts(case: Case) -> Iterator[d.Change]:
    for dated, sure in case.conclusion.exceptions:
        if sure is not Truth.TRUE or not outstanding(dated, case.certified):
            continue
        if isinstance(dated.version, LicenseException) and not dated.version.terms_encoded:
            continue  # its terms are for a person to read
        acts = frozenset(f"{dated.id}#{act.id}" for act in outstanding(dated, case.certified))
        trial = replace(case, terms=replace(case.terms, certified=case.certified | acts)).suppose(case.facts)
        verdict = trial.conclusion.worst
        if verdict is not case.conclusion.worst:
            sentence = f"once every condition of {dated.version.title} is met: {VERDICTS[verdict]}"
            yield d.Change("conditions", dated.id, None, None, verdict, sentence)


def _figures(case: Case) -> Iterator[d.Change]:
    for quantity in _MOVED:
        value = case.facts.figures.quantities[quantity]
        if value is None or not value.known:
            continue
        found = stretches(case, quantity)
        here = next((place for place, one in enumerate(found) if _within(value, one)), None)
        if here is None:
            continue
        for candidates, up in ((found[here + 1 :], True), (found[:here][::-1], False)):
            near = next((one for one in candidates if one.verdict is not case.conclusion.worst), None)
            if near is not None:
                yield _change(quantity, value.low, near, up)


def _within(value: Value, one: Stretch) -> bool:
    assert value is not None
    after = value.low > one.low or (one.low_in and value.low == one.low) or not one.low
    before = one.high is None or value.low < one.high or (one.high_in and value.low == one.high)
    return after and before


def _change(quantity: Quantity, now: Fraction, to: Stretch, up: bool) -> d.Change:
    edge, included = (to.low, to.low_in) if up else (to.high, to.high_in)
    assert edge is not None
    how = {(True, True): "at least", (True, False): "above", (False, True): "at most", (False, False): "below"}
    word = how[up, included]
    sentence = (
        f"{TITLES[quantity]} {word} {shown(edge)} {UNITS[quantity]} (now {shown(now, edge)}): {VERDICTS[to.verdict]}"
    )
    return d.Change(
        "figure", quantity.value, exact_text(now), f"{word} {exact_text(edge)}", to.verdict, sentence
    )
