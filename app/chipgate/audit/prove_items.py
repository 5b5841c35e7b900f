"""The paragraphs of one entry of the control list beside each other: overlaps, shadows, and gaps between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import permutations

from chipgate.engine.ruleset import Target
from chipgate.engine.truth import Truth
from chipgate.model.exact import shown
from chipgate.model.measures import TITLES, Quantity
from chipgate.model.provision import Item
from chipgate.model.shipment import Shipment

from .answered import judged
from .edits import described
from .prove_findings import Check, Finding, Ground, Kind
from .solver.logic import Formula, every, moved, negated, number, some, value_of
from .solver.search import decimal, with_figure
from .solver.smallest import plainest

PERFORMANCE = (
    Quantity.TPP, Quantity.BEST_TOPS, Quantity.DRAM_BANDWIDTH, Quantity.LINK_BANDWIDTH, Quantity.HOST_BANDWIDTH,
    Quantity.HBM_BANDWIDTH, Quantity.TRAINING_OPERATIONS,
)  # fmt: skip
"""Quantities that are more of a thing, the higher they are."""


def item_checks(ground: Ground) -> Iterator[Check]:
    """That no paragraph of an entry lies wholly within another, which ones overlap, and that none leaves a gap."""
    for entry, paragraphs in _entries(ground).items():
        for one, other in permutations(paragraphs, 2):
            if _related(one, other):
                continue
            ids = [ground.law.targets[target.name].sure.get_id() for target in (one, other)]
            yield Check(("beside", *ids), partial(_beside, ground, one, other))
        met = some(ground.law.targets[target.name].sure for target in paragraphs)
        for quantity in PERFORMANCE:
            signature = ("gap", entry, quantity, met.get_id())
            yield Check(signature, partial(_gap, ground, entry, paragraphs, quantity))


def _entries(ground: Ground) -> dict[str, list[Target]]:
    found: dict[str, list[Target]] = {}
    for target in ground.law.ruleset.items:
        assert isinstance(target.dated.version, Item)
        found.setdefault(target.dated.version.classification.partition(".")[0], []).append(target)
    return found


def _related(one: Target, other: Target) -> bool:
    """Whether one paragraph says itself that it stands for the other, or is at its level."""
    versions = (one.dated.version, other.dated.version)
    assert isinstance(versions[0], Item)
    assert isinstance(versions[1], Item)
    first, second = ({*version.replaces, *version.level_of} for version in versions if isinstance(version, Item))
    return other.dated.id in first or one.dated.id in second


def _beside(ground: Ground, one: Target, other: Target) -> list[Finding]:
    mine, theirs = (ground.law.targets[target.name].sure for target in (one, other))
    both = ground.search.find(ground.day, [ground.known, mine, theirs])
    if both is None:
        return []
    names = (one.name, other.name)
    small = ground.small(both, lambda chip: all(ground.truth(chip, name) is Truth.TRUE for name in names))
    chips = (ground.chip(small, "meets both"),)
    if ground.search.proved_none(mine, negated(theirs)):
        sentence = f"{one.name} lies wholly within {other.name}: whatever meets it meets both"
        return [Finding(Kind.SHADOWED, names, sentence, chips, ground.day)]
    if one.name > other.name or ground.search.proved_none(theirs, negated(mine)):
        return []
    more = [*_beyond(ground, names, [mine, theirs])]
    return [Finding(Kind.OVERLAP, names, f"{one.name} and {other.name} overlap", chips, ground.day), *more]


def _beyond(ground: Ground, names: tuple[str, str], both: list[Formula]) -> Iterator[Finding]:
    """An overlap beyond the limits within which the law means one."""
    for known in ground.meant:
        if known.kind is Kind.OVERLAP and known.within and known.provisions == frozenset(names):
            within = every(ground.law.world.figures.limit(limit).possible for limit in known.within)
            found = ground.search.find(ground.day, [ground.known, *both, negated(within)])
            if found is not None:
                limits = " and ".join(described(limit) for limit in known.within)
                sentence = f"{names[0]} and {names[1]} overlap where it is not so that {limits}"
                chips = (ground.chip(found, "meets both"),)
                yield Finding(Kind.OVERLAP, names, sentence, chips, ground.day, beyond=True)


def _gap(ground: Ground, entry: str, paragraphs: Sequence[Target], quantity: Quantity) -> list[Finding]:
    """A figure at which no paragraph is met, though one is met below it, and one above, all else being the same."""
    met = some(ground.law.targets[target.name].sure for target in paragraphs)
    value, middle, high = ground.law.world.figures.value[quantity], number("middle"), number("high")
    wanted = [ground.known, ground.law.world.figures.known[quantity], value < middle, middle < high, met,
              negated(moved(met, [(value, middle)])), moved(met, [(value, high)])]  # fmt: skip
    if quantity is Quantity.TPP:
        wanted += _one_rate(ground)
    model = ground.search.model(wanted)
    if model is None:
        return []
    names = [target.name for target in paragraphs]
    figures = [decimal(value_of(model, term)) for term in (value, middle, high)]
    base = ground.search.shipment(model, ground.day)

    def shows(chip: Shipment, at: Sequence[Decimal]) -> bool:
        below, between, above = (_meets(ground, with_figure(chip, quantity, figure), names) for figure in at)
        return below and not between and above

    base = ground.small(base, lambda chip: shows(chip, figures))
    for place in (1, 0, 2):

        def fits(figure: Decimal, place: int = place) -> bool:
            tried = [*figures[:place], figure, *figures[place + 1 :]]
            return _rising(tried) and shows(base, tried)

        figures[place] = plainest(figures[place], fits, ground.bounds)
    notes = ("meets a paragraph", "meets none", "meets a paragraph")
    chips = tuple(
        ground.chip(with_figure(base, quantity, figure), note) for figure, note in zip(figures, notes, strict=True)
    )
    low, middle_shown, high_shown = (shown(Fraction(figure)) for figure in figures)
    sentence = (
        f"{entry} has a gap: at a {TITLES[quantity]} of {middle_shown} no paragraph is met, though one is at {low} and "
        f"one at {high_shown}"
    )
    sides = tuple(_moving(ground, paragraphs, chips[0].shipment, chips[2].shipment))
    return [Finding(Kind.GAP, sides, sentence, chips, ground.day, about=quantity.value)]


def _rising(figures: Sequence[Decimal]) -> bool:
    return figures[0] < figures[1] < figures[2]


def _one_rate(ground: Ground) -> list[Formula]:
    """The best rate is stated, or nothing that follows from the TPP is asked of it."""
    return [ground.law.world.figures.known[Quantity.BEST_TOPS]]


def _meets(ground: Ground, chip: Shipment, names: Sequence[str]) -> bool:
    truths = judged(ground.rulebook, chip).truths
    return any(truths[name] is Truth.TRUE for name in names)


def _moving(ground: Ground, paragraphs: Sequence[Target], low: Shipment, high: Shipment) -> list[str]:
    """The paragraphs on the two sides of a gap."""
    names = [target.name for target in paragraphs]
    return sorted({name for chip in (low, high) for name in names if ground.truth(chip, name) is Truth.TRUE})
