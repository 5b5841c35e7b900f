"""Where an answer may turn: the open limits on which a verdict hangs, or the paragraphs that matter beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chipgate.model.condition import leaves
from chipgate.model.leaves import Classified
from chipgate.model.pack import Verdict
from chipgate.model.provision import Policy

from .boxes import Space
from .conclude import counts, outstanding
from .judge import Case
from .license_terms import failed_terms
from .licenses import license_bounds
from .residue import Residue, open_limits
from .ruleset import Target
from .truth import Truth

Cut = tuple[int, int]
"""An axis, and the last rank below the cut."""


class Turning:
    """What the answer to a question may turn on, read once from the question as it stands."""

    def __init__(self, case: Case, space: Space) -> None:
        self._space = space
        self._bounds = license_bounds(case.shipment)
        self._strictness = case.ruleset.in_force.verdicts.verdict
        self._asked = _asked_items(case)
        self._bearing: dict[str, list[str]] = {}
        for name, target in case.ruleset.targets.items():
            if case.truths[name] is Truth.UNKNOWN and _moves(target, case):
                for id in getattr(target.dated.version, "covers", ()):
                    self._bearing.setdefault(id, []).append(name)

    def verdict_cuts(self, case: Case, left: Mapping[str, Residue]) -> Iterator[Cut]:
        """Every cut that may move the verdict: by what may require a license, its policies, what frees it, a license
        in hand. `left` is what is left of the targets that are open."""
        sure = case.conclusion.best.strictness
        names: dict[str, None] = {}
        for standing in case.conclusion.standings:
            if standing.counted and self._strictness(standing.worst).strictness > sure:
                id = standing.target.dated.id
                names |= dict.fromkeys(name for name in (id, *self._bearing.get(id, ())) if name in left)
        for name in names:
            for limit in open_limits(left[name]):
                yield from limit.cuts()
        if self._bounds and hangs_on_license(case):
            for measure, found in self._bounds.items():
                if measure in self._space.places:
                    place = self._space.places[measure]
                    yield from ((place, self._space.axes[place].ranks("at_most", bound)[1]) for bound in found)

    def class_cuts(self, left: Mapping[str, Residue]) -> Iterator[Cut]:
        """Every cut on which it hangs whether the item meets a paragraph that some requirement in play asks for."""
        for name in left.keys() & self._asked:
            for limit in open_limits(left[name]):
                yield from limit.cuts()


def _moves(target: Target, case: Case) -> bool:
    """Whether a policy, an exemption or an exception counts, with nothing left to be done for it."""
    freeing = not isinstance(target.dated.version, Policy)
    return counts(target.dated, case.terms.scope) and not (freeing and outstanding(target.dated, case.certified))


def hangs_on_license(case: Case) -> bool:
    """Whether a license in hand may free the shipment, and only facts that are not stated keep it from doing so."""
    if case.conclusion.worst is Verdict.ALLOWED:
        return False
    failed = [failed_terms(held, case.shipment, case.facts.figures) for held in case.shipment.licenses]
    return any(terms and all(term.unknown for term in terms) for terms in failed)


def _asked_items(case: Case) -> frozenset[str]:
    """The item provisions that the requirements in play here ask for."""
    return frozenset(
        id
        for standing in case.conclusion.standings
        if standing.counted
        for leaf in leaves(standing.target.condition)
        if isinstance(leaf, Classified)
        for id in leaf.classified
        if id in case.ruleset.targets
    )
