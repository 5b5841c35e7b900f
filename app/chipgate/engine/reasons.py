"""Why: the reasons of an answer, the near misses and the classification, from a settled case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from chipgate.model import decision as d
from chipgate.model.condition import Addressee, Classified, Leaf, Limit, leaves
from chipgate.model.decision import Clause, Reason, ReasonCode
from chipgate.model.exact import in_order
from chipgate.model.pack import State
from chipgate.model.provision import (
    Applying,
    Exemption,
    Item,
    Letter,
    LicenseException,
    Policy,
    Prohibition,
    ReportedControl,
    Requirement,
    Version,
)
from chipgate.model.rulebook import Dated

from . import words
from .conclude import Standing, counts
from .explain import Step, View, binding, limbs, steps
from .judge import Case
from .ruleset import TEXT, Ruleset, Target
from .sentences import fact_clause
from .truth import Truth
from .words import limit_clauses, step_clause

REPORTED = "A control is reported; its figures were not seen."
NEAR = 4
"""A limit counts as near when at most a quarter of it is left."""
MOST_NEAR_MISSES = 8

_CODES: dict[type[Version], ReasonCode] = {
    Requirement: ReasonCode.REQUIREMENT, Letter: ReasonCode.LETTER, Prohibition: ReasonCode.PROHIBITION,
    Policy: ReasonCode.POLICY, LicenseException: ReasonCode.EXCEPTION, Exemption: ReasonCode.EXEMPTION,
    ReportedControl: ReasonCode.REPORTED,
}  # fmt: skip


def citation(version: Version) -> d.Citation:
    """The citation of a version as the answer carries it."""
    cited = version.citation
    sources = tuple(d.Source(source.title, source.url) for source in cited.sources)
    return d.Citation(cited.text, cited.basis, cited.published, cited.confidence, cited.note, sources)


def clauses(target: Target, case: Case, view: View) -> tuple[Clause, ...]:
    """The clauses of a target that bind, with classifications opened up to the figures behind them."""
    found: dict[Clause, None] = {}
    for bind in binding(target.condition, view):
        if isinstance(bind.leaf, Classified) and not bind.negated:
            for id in case.ruleset.key(bind.leaf).values:
                item = case.ruleset.targets.get(id)
                if item is not None and case.truths[id] is not Truth.FALSE:
                    found |= dict.fromkeys(clauses(item, case, view))
        elif isinstance(bind.leaf, Limit):
            found |= dict.fromkeys(limit_clauses(bind, view))
        else:
            found[fact_clause(bind, view)] = None
    return tuple(found)


def reasons(case: Case, view: View) -> tuple[Reason, ...]:
    """Every requirement, letter and prohibition that applies or may apply, strictest first, each followed by the
    review policies and exceptions that bear on it."""
    found: dict[str, Reason] = {}
    for standing in case.conclusion.standings:
        found[standing.target.name] = _reason(standing, case, view)
        for dated, sure in standing.policies:
            found.setdefault(dated.id, _plain(dated, sure, case, view, standing.counted))
        for dated, sure in standing.yielding:
            over = tuple(sorted(one.id for one, _ in standing.policies))
            found.setdefault(dated.id, replace(_plain(dated, sure, case, view, False), governed_by=over))
        for id in standing.freed_by:
            found.setdefault(id, _plain(case.ruleset.in_force.versions[id], Truth.TRUE, case, view, True))
        if standing.licensed_by is not None:
            found.setdefault(f"licenses/{standing.licensed_by}", _licensed(standing.licensed_by, case))
    if not any(standing.counted for standing in case.conclusion.standings):
        nothing = "No provision in force on that day requires a license for this item, destination and parties."
        first = Reason(
            ReasonCode.NOTHING_APPLIES, "", "", "No requirement", nothing, True, True,
            State.NO_REQUIREMENT, case.conclusion.worst, (), None,
        )  # fmt: skip
        return (first, *found.values())
    return tuple(found.values())


def _reason(standing: Standing, case: Case, view: View) -> Reason:
    version = standing.target.dated.version
    assert isinstance(version, Applying)
    verdict = case.ruleset.in_force.verdicts.verdict(standing.worst)
    tail = "" if isinstance(version, Prohibition) else f" {_capital(words.STATES[standing.worst])}."
    if isinstance(version, Letter) and any(_informed_is_open(leaf, view) for leaf in leaves(standing.target.condition)):
        tail += " Whether you were informed is not stated: if your supplier was, confirm whether you were too."
    if isinstance(version, ReportedControl):
        tail = f" {REPORTED} Nothing is assumed, so a license may be required."
    if not standing.counted:
        tail += " Printed, but not enforced: not counted."
    return Reason(
        _CODES[type(version)], standing.target.name, standing.target.dated.name, version.title, version.says + tail,
        standing.truth is Truth.TRUE, standing.counted, standing.worst, verdict, clauses(standing.target, case, view),
        citation(version),
    )  # fmt: skip


def _licensed(number: str, case: Case) -> Reason:
    license = next(held.license for held in case.shipment.licenses if held.license.number == number)
    sentence = f"License in hand {number}, issued by {license.issued_by}, valid until {license.valid_until}."
    return Reason(
        ReasonCode.LICENSE, f"licenses/{number}", license.valid_from.isoformat(), license.title, sentence, True, True,
        None, None, (), None,
    )  # fmt: skip


def _informed_is_open(leaf: Leaf, view: View) -> bool:
    return isinstance(leaf, Addressee) and view.leaf(leaf) is Truth.UNKNOWN


def _plain(dated: Dated, sure: Truth, case: Case, view: View, counted: bool) -> Reason:
    version = dated.version
    assert isinstance(version, Applying)
    return Reason(
        _CODES[type(version)], dated.id, dated.name, version.title, version.says, sure is Truth.TRUE,
        counted and counts(dated, case.shipment.scope), None, None,
        clauses(case.ruleset.targets[dated.id], case, view), citation(version),
    )  # fmt: skip


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def classification(case: Case, view: View, wanted: Truth) -> tuple[d.Classification, ...]:
    """The control-list paragraphs that the item certainly meets, or possibly."""
    found = []
    for target, version in _met(case.ruleset, case.truths, wanted):
        labels = tuple(dict.fromkeys(limbs(target.condition, view)))
        found.append(d.Classification(version.classification, labels, target.name, target.dated.name))
    return tuple(sorted(found, key=lambda one: one.paragraph))


def paragraphs(ruleset: Ruleset, truths: Mapping[str, Truth], wanted: Truth) -> tuple[str, ...]:
    """The same paragraphs by their names alone."""
    return tuple(sorted(version.classification for _, version in _met(ruleset, truths, wanted)))


def _met(ruleset: Ruleset, truths: Mapping[str, Truth], wanted: Truth) -> list[tuple[Target, Item]]:
    """The item provisions that come to what is wanted, save those that another of them replaces."""
    met = [
        (target, version)
        for target in ruleset.items
        if truths[target.name] is wanted and isinstance(version := target.dated.version, Item)
    ]
    replaced = {id for _, version in met for id in version.replaces}
    return [(target, version) for target, version in met if target.name not in replaced]


def near_misses(case: Case, view: View) -> tuple[d.NearMiss, ...]:
    """The limits almost reached, nearest first: of classifications that would matter here, of letters and policies."""
    found = []
    for target in case.ruleset.targets.values():
        if not _would_matter(target, case, view):
            continue
        for way in steps(target.condition, view):
            if way:
                found.append(([_left(step, view) for step in way], target.name, partial(_near_miss, target, way, view)))
    return in_order(found, Fraction(1, NEAR), MOST_NEAR_MISSES)


def _near_miss(target: Target, way: frozenset[Step], view: View) -> d.NearMiss:
    return d.NearMiss(
        target.dated.id, target.dated.name, target.dated.version.title,
        tuple(step_clause(step, view) for step in sorted(way, key=_place)),
    )  # fmt: skip


def _place(step: Step) -> tuple[str, Fraction, str, str]:
    """The order of the limits of one way: the same whatever order a set has them in."""
    return step.measure, step.bound, step.comparison, step.paragraph or ""


def _left(step: Step, view: View) -> Fraction:
    """How much of a limit is left, as a part of the limit; a limit of zero is never near."""
    value = view.values[step.measure]
    assert value is not None
    return abs(step.bound - value.low) / step.bound if step.bound else Fraction(1)


def _would_matter(target: Target, case: Case, view: View) -> bool:
    """Whether the answer could turn on this target: a letter or policy in play, or a paragraph that some requirement
    for this destination asks for."""
    version = target.dated.version
    if isinstance(version, Letter):
        return not target.name.endswith(TEXT)
    if isinstance(version, Policy):
        return any(standing.target.name in version.covers for standing in case.conclusion.standings if standing.counted)
    if not isinstance(version, Item):
        return False
    truths = dict(view.truths)
    for key in truths:
        if key.subject == "classified" and target.name in key.values:
            truths[key] = Truth.TRUE
    supposed = View(view.ruleset, view.values, truths)
    return any(
        supposed.truth(other.condition) is not Truth.FALSE
        for other in case.ruleset.targets.values()
        if isinstance(other.dated.version, Requirement) and counts(other.dated, case.shipment.scope)
        and any(target.name in leaf.classified for leaf in _classified(other))
    )  # fmt: skip


def _classified(target: Target) -> Iterator[Classified]:
    return (leaf for leaf in leaves(target.condition) if isinstance(leaf, Classified))
