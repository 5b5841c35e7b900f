"""One quantity moved while the rest stands still: the stretches of it on which the answer is the same.

Between two cuts (`engine.moving`) nothing changes, so neighbours with the same answer are joined. What is left of the
conditions with the quantity open is worked out once (`engine.residue`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chipgate.model.exact import exact_text, shown
from chipgate.model.figures import Span
from chipgate.model.measures import UNITS, Quantity
from chipgate.model.pack import Verdict

from .boxes import Space
from .facts import Facts
from .judge import Case
from .moving import Ranks, Stop, at, half_open, placed, stops
from .reasons import paragraphs
from .residue import open_limits, residues, settled
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
    missing = known is not None and not known.known and known.high is None
    low = Fraction(0) if known is None or known.known else known.low
    opened = case if missing else case.suppose(case.facts.with_quantity(quantity, Span(low, None), case.ruleset))
    space = Space(opened)
    found: list[Stretch] = []
    before: dict[str, Truth] | None = None
    trial, met = opened, paragraphs(case.ruleset, opened.truths, Truth.TRUE)
    for stop, truths, facts in _settled(opened, space, quantity, low):
        if facts is not None:
            trial = opened.with_truths(facts, truths)
        elif truths is not before:
            trial = opened.with_truths(opened.facts, truths)
        if truths is not before:
            met, before = paragraphs(case.ruleset, truths, Truth.TRUE), truths
        verdict, definite = trial.conclusion.worst, trial.conclusion.definite
        last = found[-1] if found else None
        if last and (last.verdict, last.definite, last.paragraphs) == (verdict, definite, met):
            found[-1] = Stretch(last.low, last.low_in, stop.high, stop.high_in, verdict, definite, met)
        else:
            found.append(Stretch(stop.low, stop.low_in, stop.high, stop.high_in, verdict, definite, met))
    return found


def _settled(
    case: Case, space: Space, quantity: Quantity, low: Fraction
) -> Iterator[tuple[Stop, dict[str, Truth], Facts | None]]:
    """What applies at each stop (the same object while nothing turns), and the facts where licenses must see them.

    Only what is left of a target that has a limit between two stops is looked at again.
    """
    left = residues(case, space, quantity)
    turning: dict[tuple[int, int], list[str]] = {}
    for name, residue in left.items():
        for cut in {cut for limit in open_limits(residue) for cut in limit.cuts()}:
            turning.setdefault(cut, []).append(name)
    apart = half_open(case, space, quantity)
    ranks, truths = list(space.whole), case.truths
    first = True
    numeric = bool(apart or case.shipment.licenses)
    for stop in stops(case, space, quantity, low, None if numeric else turning):
        facts = at(case, quantity, stop.inside) if numeric else None
        moved = stop.moved | placed(facts, space, apart) if facts is not None and apart else stop.moved
        touched = set(left) if first else {name for axis, to in moved.items()
                                           for cut in _crossed(axis, ranks[axis], to) for name in turning.get(cut, ())}
        for axis, to in moved.items():
            ranks[axis] = to
        box = tuple(ranks)
        came = settled({name: left[name] for name in touched}, box)
        if any(truth is not truths[name] for name, truth in came.items()):
            truths = truths | came
        first = False
        yield stop, truths, facts if case.shipment.licenses else None


def _crossed(axis: int, before: Ranks, after: Ranks) -> Iterator[tuple[int, int]]:
    """The places on an axis that either end has passed."""
    for one, other in zip(before, after, strict=True):
        yield from ((axis, rank) for rank in range(min(one, other), max(one, other)))
