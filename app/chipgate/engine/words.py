"""How clauses, places and states are put into words. Nothing here decides."""

from __future__ import annotations

from fractions import Fraction

from chipgate.model.condition import Limit
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
    "process_node_nm": "process node", "transistor_count_bn": "transistors (billion)",
    "completion_year": "year of completion", "us_content_percent": "US content (%)",
    "training_operations": "training operations",
}  # fmt: skip
VERDICTS = {
    Verdict.ALLOWED: "allowed", Verdict.LICENSE_REQUIRED: "license required", Verdict.BLOCKED: "blocked",
}  # fmt: skip
STATES = {
    State.NO_REQUIREMENT: "no license requirement applies", State.EXEMPTION: "freed by an exemption",
    State.EXCEPTION: "freed by a license exception", State.LICENSE: "freed by a license in hand",
    State.PRESUMPTION_OF_APPROVAL: "applications: presumption of approval",
    State.CASE_BY_CASE: "applications: case by case", State.UNSTATED: "applications: review policy unstated",
    State.PRESUMPTION_OF_DENIAL: "applications: presumption of denial", State.PROHIBITION: "prohibited",
}  # fmt: skip
ASSUMPTIONS = {
    Assumed.SUBJECT_TO_EAR: "The item is taken to be subject to the EAR: of US origin, or a direct product.",
    Assumed.END_USE: "No end use, end user or listed party of part 744 is taken to be known.",
    Assumed.DATE: "The date is taken to be today, a civil day in America/New_York.",
    Assumed.SPARSITY: "Rates marked as sparse were halved; dense rates are what the rule counts.",
    Assumed.EXPORT: "The transfer is taken to be an export from the United States.",
    Assumed.EXPORTER: "The exporter is taken to be the manufacturer.",
    Assumed.EXPORTER_ROLE: "The exporter is taken to be neither a front-end fabricator nor an OSAT company.",
    Assumed.HEADQUARTERS: "Every party is taken to be headquartered, and its ultimate parent too, where it is located.",
    Assumed.LISTS: "Parties without a name are taken to stand on no list of approved parties.",
    Assumed.REGION: "The place is taken to lie outside the regions that the law treats apart.",
    Assumed.FORMATS: "A number format without a stated rate is taken not to set the TPP.",
    Assumed.NON_PLANAR: "The die area is taken to be all of non-planar logic.",
    Assumed.KIND: "The item is taken to be one integrated circuit.",
    Assumed.ECCN: "No other entry of the control list is taken to describe the item.",
    Assumed.MADE: "The item is taken not to be made in Macau or a destination of Country Group D:5.",
    Assumed.UNREVIEWED: "The figures are taken as stated; no review of them is on record.",
}  # fmt: skip
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
