"""The leaves of a version as coverage counts them, each bound of a limit apart, and what each of them cannot come to.

Whether some case made a leaf come out one way or the other is `audit.coverage`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from chipgate.engine.explain import View
from chipgate.engine.sentences import fact_sentence
from chipgate.engine.truth import Truth, bounds, compare
from chipgate.engine.words import SIGNS
from chipgate.model.condition import (
    Addressee,
    All,
    AnyOf,
    Certified,
    Classified,
    Condition,
    DestinationIn,
    Leaf,
    Limit,
    Not,
    leaves,
)
from chipgate.model.exact import shown
from chipgate.model.measures import MEASURES
from chipgate.model.provision import Applying, Item, Letter
from chipgate.model.rulebook import Dated, InForce

CANNOT_BE: Mapping[type, Mapping[Truth, str]] = {
    DestinationIn: {Truth.UNKNOWN: "every question states its destination"},
    Certified: {Truth.UNKNOWN: "an act that is not stated as done counts as not done"},
}
"""What a kind of leaf never comes to, and why. A kind that is not here must be seen true, false and unknown."""
_NO_UNKNOWN_ITEM = "nothing in the paragraphs that it names can be unknown"


@dataclass(frozen=True, slots=True)
class Spot:
    """One leaf of a version, or one bound of a limit. `pointer` is its place in the rule file, as a JSON pointer."""

    pointer: str
    paragraph: str | None
    leaf: Leaf
    bound: tuple[str, Fraction] | None = None

    @property
    def asks(self) -> str:
        """What it asks, in a few words: "TPP ≥ 4,800"."""
        if isinstance(self.leaf, Limit) and self.bound is not None:
            sign, figure = self.bound
            return f"{MEASURES[self.leaf.measure].title} {SIGNS[sign]} {shown(figure)}"
        return fact_sentence(self.leaf, negated=False)

    def truth(self, view: View) -> Truth:
        """What it comes to for a shipment."""
        if isinstance(self.leaf, Limit) and self.bound is not None:
            return compare(view.values[self.leaf.measure], *self.bound)
        return view.leaf(self.leaf)


def spots(dated: Dated) -> tuple[Spot, ...]:
    """Every leaf of a version, in the order written; of a letter, whom it informs first."""
    version = dated.version
    if not isinstance(version, Applying) or version.repealed:
        return ()
    found: list[Spot] = []
    if isinstance(version, Letter):
        found.append(Spot("/addressees", None, Addressee(addressee=version.addressees)))
    return (*found, *_below(version.applies, "/applies", None))


def _below(node: Condition, pointer: str, paragraph: str | None) -> Iterator[Spot]:
    paragraph = node.paragraph or paragraph
    match node:
        case All() | AnyOf():
            key = "all" if isinstance(node, All) else "any"
            for place, limb in enumerate(getattr(node, key)):
                yield from _below(limb, f"{pointer}/{key}/{place}", paragraph)
        case Not():
            yield from _below(node.not_, f"{pointer}/not", paragraph)
        case Limit():
            for sign, figure in bounds(node):
                yield Spot(f"{pointer}/{sign}", paragraph, node, (sign, figure))
        case _:
            yield Spot(pointer, paragraph, node)


def cannot_be(leaf: Leaf, law: InForce) -> Mapping[Truth, str]:
    """The outcomes that a leaf never has under the law of a day, each with the reason."""
    found = CANNOT_BE.get(type(leaf), {})
    if isinstance(leaf, Classified) and not any(_item_can_be_unknown(id, law) for id in leaf.classified):
        return {**found, Truth.UNKNOWN: _NO_UNKNOWN_ITEM}
    return found


def can_be_unknown(dated: Dated, law: InForce) -> bool:
    """Whether a version can be neither met nor not met: some leaf of it can be unknown."""
    return any(Truth.UNKNOWN not in cannot_be(spot.leaf, law) for spot in spots(dated))


def _item_can_be_unknown(id: str, law: InForce) -> bool:
    """Whether a paragraph of the control list, or another one at its level, can be unknown for some item."""
    return any(
        Truth.UNKNOWN not in cannot_be(leaf, law)
        for dated in law.of_kind("items")
        if isinstance(dated.version, Item) and id in (dated.id, *dated.version.level_of)
        for leaf in leaves(dated.version.applies)
    )
