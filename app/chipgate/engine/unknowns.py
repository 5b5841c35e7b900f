"""What is missing and matters: the questions a good officer asks next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chipgate.model import decision as d
from chipgate.model.condition import Classified, Leaf, Limit
from chipgate.model.measures import MEASURES, TITLES, UNITS, Quantity

from .explain import binding
from .judge import Case
from .reasons import classification
from .ruleset import FactKey
from .sentences import fact_sentence
from .stretches import Stretch, stretches
from .truth import Truth
from .words import VERDICTS


def missing(case: Case) -> tuple[d.Missing, ...]:
    """Every unstated fact on which the verdict hangs, with what each value of it would give."""
    return (*_missing_figures(case), *_missing_facts(case))


def _missing_figures(case: Case) -> Iterator[d.Missing]:
    tested = {part for measure in case.ruleset.measures for part in measure.parts}
    for quantity, value in case.facts.figures.quantities.items():
        if quantity not in tested or value is None or value.known:
            continue
        found = stretches(case, quantity)
        settles = len({(one.verdict, one.definite) for one in found}) > 1
        if settles or (not found and not case.conclusion.definite and _may_matter(case, quantity)):
            if len(found) > 1 and found[0].verdict.strictness > found[-1].verdict.strictness:
                found.reverse()
            regions = tuple(_region(one, quantity) for one in found)
            yield d.Missing(quantity.value, TITLES[quantity], UNITS[quantity], regions)


def _may_matter(case: Case, quantity: Quantity) -> bool:
    """Whether an open limit on this quantity is one of the clauses on which an open provision hangs."""
    return any(
        quantity in MEASURES[leaf.measure].parts
        for standing in case.conclusion.standings
        for leaf in _open_limits(case, standing.target.name)
    )


def _open_limits(case: Case, name: str) -> Iterator[Limit]:
    view = case.matching.view(case.facts, case.truths)
    for bind in binding(case.ruleset.targets[name].condition, view):
        if bind.truth is not Truth.UNKNOWN:
            continue
        if isinstance(bind.leaf, Limit):
            yield bind.leaf
        elif isinstance(bind.leaf, Classified):
            for id in bind.leaf.classified:
                if id in case.ruleset.targets:
                    yield from _open_limits(case, id)


def _region(one: Stretch, quantity: Quantity) -> d.Region:
    above, at_least, below, at_most = one.ends()
    return d.Region(above, at_least, below, at_most, one.verdict, one.paragraphs, one.shown(quantity))


def _missing_facts(case: Case) -> Iterator[d.Missing]:
    """Yes-or-no facts, one by one; the exporter and the name of the item are one fact each, whatever the letters."""
    groups: dict[tuple[str, ...], list[FactKey]] = {}
    for key, answer in case.facts.truths.items():
        if answer is Truth.UNKNOWN:
            whole = (key.subject,) if key.subject in _NAMES else (key.subject, *key.values)
            groups.setdefault(whole, []).append(key)
    for (subject, *_), keys in groups.items():
        none = case.facts
        for key in keys:
            none = none.with_truth(key, Truth.FALSE)
        trials = [(case.suppose(none), keys[0], True)]
        trials += [(case.suppose(none.with_truth(key, Truth.TRUE)), key, False) for key in keys]
        if len({(trial.conclusion.worst, trial.conclusion.definite) for trial, _, _ in trials}) == 1:
            continue
        regions = [_outcome(trial, case.ruleset.leaf(key), negated) for trial, key, negated in trials]
        if subject in _NAMES:
            regions[0] = replace(regions[0], shown=f"{_NAMES[subject]}: {VERDICTS[regions[0].verdict]}")
        title = _TITLES.get(subject) or fact_sentence(case.ruleset.leaf(keys[0]), False)
        if subject == "unsettled":
            title = case.ruleset.questions[keys[0].values[0]].asks
            regions = [replace(region, shown=f"if {word}: {region.shown.rpartition(': ')[2]}")
                       for word, region in zip(("no", "yes"), regions, strict=True)]  # fmt: skip
        regions.sort(key=lambda region: region.verdict.strictness)
        fact = keys[0].values[0] if subject in ("flag", "unsettled") else subject
        yield d.Missing(fact, title, None, tuple(regions))


_NAMES = {"addressee": "the exporter is no company that was informed", "named": "the item is none that a letter names"}
_TITLES = {"addressee": "the exporter", "named": "the name of the item"}


def _outcome(trial: Case, leaf: Leaf, negated: bool) -> d.Region:
    view = trial.matching.view(trial.facts, trial.truths)
    paragraphs = tuple(one.paragraph for one in classification(trial, view, Truth.TRUE))
    verdict = trial.conclusion.worst
    open_still = "" if trial.conclusion.definite else ", other facts still open"
    sentence = f"{fact_sentence(leaf, negated)}: {VERDICTS[verdict]}{open_still}"
    return d.Region(None, None, None, None, verdict, paragraphs, sentence)
