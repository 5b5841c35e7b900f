"""How clauses, places and states are put into words. Nothing here decides."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from chipgate.model.condition import (
    Addressee,
    Classified,
    DestinationIn,
    EveryPartyIn,
    FlagIs,
    KindIs,
    Leaf,
    Limit,
    Named,
    PartyFact,
    PartyIn,
    TransferIs,
)
from chipgate.model.decision import Clause
from chipgate.model.exact import exact_text, shown
from chipgate.model.figures import Value
from chipgate.model.measures import MEASURES
from chipgate.model.pack import State, Verdict

from .explain import Bind, Step, View
from .facts import Assumed
from .truth import Truth, bounds, compare

SIGNS = {"at_least": "≥", "above": ">", "below": "<", "at_most": "≤"}
OPPOSITE = {"at_least": "below", "above": "at_most", "below": "at_least", "at_most": "above"}
SHORT = {
    "tpp": "TPP", "performance_density": "density", "dram_bandwidth_gb_s": "DRAM bandwidth",
    "io_bandwidth_gb_s": "I/O bandwidth", "total_bandwidth_gb_s": "DRAM + I/O bandwidth",
    "memory_bandwidth_density": "memory bandwidth density", "best_tops": "best rate",
}  # fmt: skip
VERDICTS = {
    Verdict.ALLOWED: "allowed", Verdict.LICENSE_REQUIRED: "license required", Verdict.BLOCKED: "blocked",
}  # fmt: skip
STATES = {
    State.NO_REQUIREMENT: "no license requirement applies", State.EXCEPTION: "freed by a license exception",
    State.PRESUMPTION_OF_APPROVAL: "applications: presumption of approval",
    State.CASE_BY_CASE: "applications: case by case", State.UNSTATED: "applications: review policy unstated",
    State.PRESUMPTION_OF_DENIAL: "applications: presumption of denial", State.PROHIBITION: "prohibited",
}  # fmt: skip
ASSUMPTIONS = {
    Assumed.SUBJECT_TO_EAR: "The item is taken to be subject to the EAR: of US origin, or a direct product.",
    Assumed.EXPORT: "The transfer is taken to be an export from the United States.",
    Assumed.DATE: "The date is taken to be today, a civil day in America/New_York.",
    Assumed.EXPORTER: "The exporter is taken to be the manufacturer.",
    Assumed.HEADQUARTERS: "Every party is taken to be headquartered, and its ultimate parent too, where it is located.",
    Assumed.END_USE: "No end use or end user of part 744 is taken to be known.",
    Assumed.FORMATS: "A number format without a stated rate is taken not to set the TPP.",
    Assumed.SPARSITY: "Rates marked as sparse were halved; dense rates are what the rule counts.",
    Assumed.NON_PLANAR: "The die area is taken to be all of non-planar logic.",
    Assumed.KIND: "The item is taken to be one integrated circuit.",
}  # fmt: skip
_PARTY = {
    PartyFact.LOCATION: "location", PartyFact.HEADQUARTERS: "headquarters",
    PartyFact.ULTIMATE_PARENT: "ultimate parent",
    PartyFact.HEADQUARTERS_OR_ULTIMATE_PARENT: "headquarters or ultimate parent",
}  # fmt: skip


def places(names: Iterable[str]) -> str:
    """A list of codes and groups as the EAR writes them: "MO or D:5"."""
    words = [_place(name) for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _place(name: str) -> str:
    topic = name.rsplit("/", 1)[-1]
    return f"{topic[0].upper()}:{topic[1:]}" if "/" in name and topic[1:].isdigit() else name


def value_text(value: Value, *against: Fraction) -> str:
    """A measure's value for a person."""
    if value is None:
        return "not applicable"
    if value.known:
        return shown(value.low, *against)
    if value.high is None:
        return f"unknown, at least {shown(value.low, *against)}" if value.low else "unknown"
    return f"{shown(value.low, *against)} to {shown(value.high, *against)}"


def limit_clauses(bind: Bind, view: View) -> list[Clause]:
    """A limit as clauses, one per bound that takes part."""
    assert isinstance(bind.leaf, Limit)
    value = view.values[bind.leaf.measure]
    found = []
    for sign, bound in bounds(bind.leaf):
        outcome = compare(value, sign, bound)
        if bind.negated and outcome is Truth.TRUE and len(bounds(bind.leaf)) > 1:
            continue
        comparison = OPPOSITE[sign] if bind.negated else sign
        found.append(measure_clause(view, bind.leaf.measure, comparison, bound, bind.paragraph))
    return found


def measure_clause(view: View, measure: str, comparison: str, bound: Fraction, paragraph: str | None) -> Clause:
    """One measure against one bound."""
    value, against = view.values[measure], view.ruleset.bounds[measure]
    known = value is not None and value.known
    exact = value.low if value is not None and known else None
    written = value_text(value, *against)
    sentence = f"{SHORT[measure]} {written} {SIGNS[comparison]} {shown(bound)}"
    if value is not None and not known and compare(value, comparison, bound) is Truth.TRUE:
        sentence = f"{SHORT[measure]} at least {shown(value.low, *against)} {SIGNS[comparison]} {shown(bound)}"
    elif not known:
        sentence = f"{SHORT[measure]} {written} (limit: {SIGNS[comparison]} {shown(bound)})"
    return Clause(
        paragraph=paragraph,
        shown=sentence,
        measure=measure,
        value=None if exact is None else exact_text(exact),
        comparison=comparison,
        bound=exact_text(bound),
        margin=None if exact is None else exact_text(exact - bound),
        unit=MEASURES[measure].unit,
    )


def step_clause(step: Step, view: View) -> Clause:
    """A limit that is nearly reached: "TPP 2,368 of 2,400"."""
    clause = measure_clause(view, step.measure, step.comparison, step.bound, step.paragraph)
    written = value_text(view.values[step.measure], *view.ruleset.bounds[step.measure])
    sentence = f"{SHORT[step.measure]} {written} of {shown(step.bound)}"
    return Clause(
        clause.paragraph, sentence, clause.measure, clause.value, clause.comparison, clause.bound, clause.margin,
        clause.unit,
    )  # fmt: skip


def fact_clause(bind: Bind) -> Clause:
    """A fact that takes part, in words."""
    sentence = fact_sentence(bind.leaf, bind.negated)
    return Clause(bind.paragraph, f"{sentence} (unknown)" if bind.truth is Truth.UNKNOWN else sentence)


def fact_sentence(leaf: Leaf, negated: bool) -> str:
    """What a leaf other than a limit says."""
    isnt = "is not" if negated else "is"
    match leaf:
        case FlagIs():
            yes = leaf.is_ is not negated
            return f"{'' if yes else 'not '}designed or marketed for datacenters"
        case DestinationIn():
            return f"the destination {isnt} in {places(leaf.destination)}"
        case PartyIn():
            which = "no party's" if negated else "a party's"
            return f"{which} {_PARTY[leaf.party]} is in {places(leaf.in_)}"
        case EveryPartyIn():
            which = "not every party's" if negated else "every party's"
            return f"{which} {_PARTY[leaf.every_party]} is in {places(leaf.in_)}"
        case KindIs():
            return f"the item {isnt} of kind {places(kind.value for kind in leaf.kind)}"
        case TransferIs():
            return f"the transfer {isnt} {places(kind.value for kind in leaf.transfer)}"
        case Named():
            return f"the item {isnt} named {places(leaf.named)}"
        case Addressee():
            companies = places(company.rsplit("/", 1)[-1].upper() for company in leaf.addressee)
            return f"the exporter {isnt} the company informed ({companies})"
        case Classified():
            return f"the item {'does not meet' if negated else 'meets'} {places(leaf.classified)}"
        case _:
            raise AssertionError(type(leaf).__name__)
