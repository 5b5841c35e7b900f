"""One quantity moved while the rest stands still: the stretches of it on which the answer is the same.

The bounds of every rule in force, turned into bounds on that quantity, cut its axis; between two cuts nothing changes,
so one point per stretch is decided and neighbours with the same answer are joined. What is left of the conditions
with the quantity open is worked out once (`engine.residue`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from chipgate.model.exact import exact_text, shown
from chipgate.model.figures import Span
from chipgate.model.measures import MEASURES, UNITS, Quantity
from chipgate.model.pack import Verdict

from .boxes import Space
from .judge import Case
from .licenses import license_bounds
from .reasons import classification
from .residue import residues, settled
from .truth import Truth
from .words import VERDICTS


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a quantity with one answer. `high` None: no top. The flags say whether its ends belong to it."""

    low: Fraction
    low_in: bool
    high: Fraction | None
    high_in: bool
    verdict: Verdict
    definite: bool
    paragraphs: tuple[str, ...]

    def shown(self, quantity: Quantity) -> str:
        """The stretch for a person: "above 400 up to 740 mm²: license required (3A090.b)"."""
        unit = UNITS[quantity]
        if self.high is None:
            where = f"{'from' if self.low_in else 'above'} {shown(self.low)} {unit}" + (" on" if self.low_in else "")
        elif self.low == self.high:
            where = f"exactly {shown(self.low)} {unit}"
        elif not self.low:
            where = f"{'up to' if self.high_in else 'below'} {shown(self.high)} {unit}"
        else:
            start = "from" if self.low_in else "above"
            end = "up to" if self.high_in else "to below"
            where = f"{start} {shown(self.low)} {end} {shown(self.high)} {unit}"
        what = f" ({', '.join(self.paragraphs)})" if self.paragraphs else ""
        return f"{where}: {VERDICTS[self.verdict]}{what}"

    def ends(self) -> tuple[str | None, str | None, str | None, str | None]:
        """above, at_least, below, at_most as exact text."""
        low = exact_text(self.low) if self.low or not self.low_in else None
        high = None if self.high is None else exact_text(self.high)
        return (
            None if self.low_in or not self.low else low, low if self.low_in else None,
            None if self.high_in else high, high if self.high_in else None,
        )  # fmt: skip


def stretches(case: Case, quantity: Quantity) -> list[Stretch]:
    """The stretches of a quantity over all that it may be (from what is known of it upwards), lowest first.

    Empty where no bound can be turned into one on this quantity.
    """
    known = case.facts.figures.quantities[quantity]
    low = Fraction(0) if known is None or known.known else known.low
    cuts = [cut for cut in _cuts(case, quantity) if cut > low or (cut == low and low)]
    if not cuts:
        return []
    points: list[tuple[Fraction, bool, Fraction | None, bool, Fraction]] = []
    if cuts[0] != low:
        points.append((low, bool(low), cuts[0], False, (low + cuts[0]) / 2))
    for cut, after in zip(cuts, [*cuts[1:], None], strict=True):
        points.append((cut, True, cut, True, cut))
        middle = cut * 2 + 1 if after is None else (cut + after) / 2
        points.append((cut, False, after, False, middle))
    found: list[Stretch] = []
    before: dict[str, Truth] | None = None
    paragraphs: tuple[str, ...] = ()
    opened = case.suppose(case.facts.with_quantity(quantity, Span(low, None), case.ruleset))
    space = Space(opened)
    left = residues(opened, space)
    for start, start_in, end, end_in, point in points:
        facts = case.facts.with_quantity(quantity, Span(point, point), case.ruleset)
        trial = opened.with_truths(facts, opened.truths | settled(left, space.at(facts)))
        if trial.truths != before:
            view = trial.matching.view(trial.facts, trial.truths)
            paragraphs = tuple(one.paragraph for one in classification(trial, view, Truth.TRUE))
            before = trial.truths
        verdict, definite = trial.conclusion.worst, trial.conclusion.definite
        last = found[-1] if found else None
        if last and (last.verdict, last.definite, last.paragraphs) == (verdict, definite, paragraphs):
            found[-1] = Stretch(last.low, last.low_in, end, end_in, verdict, definite, paragraphs)
        else:
            found.append(Stretch(start, start_in, end, end_in, verdict, definite, paragraphs))
    return found


def _cuts(case: Case, quantity: Quantity) -> list[Fraction]:
    quantities = case.facts.figures.quantities
    others = {
        part: span.low for part, span in quantities.items() if part is not quantity and span is not None and span.known
    }
    found = set()
    turning = license_bounds(case.shipment)
    for name in {**case.ruleset.bounds, **turning}:
        measure, bounds = MEASURES[name], {*case.ruleset.bounds.get(name, ()), *turning.get(name, ())}
        if quantity not in measure.parts:
            continue
        if any(part is not quantity and quantities[part] is None for part in measure.parts):
            continue
        for bound in bounds:
            cut = measure.solve(bound, quantity, others)
            if cut is not None:
                found.add(cut)
    return sorted(found)
