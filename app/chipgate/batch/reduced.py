"""The conditions that a batch and its rows' words leave open, matched by durable-rules for every cell.

What is left asks about ranks alone, so a cell is matched against a handful of rules in place of the whole ruleset. The
walk over the same conditions (`live`) is the second opinion; where the two differ there is no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from chipgate.engine.ranks import NOT_APPLICABLE, rank
from chipgate.engine.rete import LIMIT, Comparison, Conjunction, Literal, Matcher
from chipgate.engine.truth import Truth
from chipgate.errors import EngineDisagreement, EngineError

from .live import Left, Ranks

Ranges = Mapping[str, tuple[int, int]]
"""A conjunction: the range in which each attribute must lie."""
_MOST_WAYS = 2_000


class Reduced:
    """Conditions over ranks and what stays unknown, compiled once; asked for the truths of one cell after another.

    `trees` are in the order in which classifications settle. A fact that is unknown for every row of the cell is false
    where certainty is asked for, and true where possibility is, and so is its contrary.
    """

    def __init__(self, trees: Mapping[str, Left], bounds: Mapping[str, Sequence[Fraction]]) -> None:
        self._trees, self._bounds = trees, bounds
        self._places = {name: place for place, name in enumerate(bounds)}
        rails = [self._conjunctions(certain=certain) for certain in (True, False)]
        self._certain = Matcher(rails[0])
        self._same = rails[0] == rails[1]
        self._possible = self._certain if self._same else Matcher(rails[1])

    def truths(self, ranks: Ranks, explained: Mapping[str, Left]) -> dict[str, Truth]:
        """Every condition's truth, as durable-rules finds it and as what is `explained` to be left of it confirms.

        Raises:
            EngineDisagreement: the two differ, so there is no answer.
        """
        certain = self._certain.match(self._fact(ranks, certain=True))
        possible = certain
        if not self._same or any(span is not None and span[0] != span[1] for span in ranks.values()):
            possible = self._possible.match(self._fact(ranks, certain=False))
        found = {}
        for name, left in explained.items():
            matched = Truth.TRUE if name in certain else Truth.UNKNOWN if name in possible else Truth.FALSE
            walked = Truth.UNKNOWN if not isinstance(left, bool) else Truth.TRUE if left else Truth.FALSE
            if matched is not walked:
                raise EngineDisagreement(
                    f"{name}: durable-rules says {matched.name}, the explanation says {walked.name}; no decision is "
                    "given. Please report this with the row."
                )
            found[name] = matched
        return found

    def _fact(self, ranks: Ranks, *, certain: bool) -> dict[str, int]:
        """The ranks as attributes on one rail, as `engine.ranks` has them."""
        fact: dict[str, int] = {}
        for name, place in self._places.items():
            span, top = ranks[name], 2 * len(self._bounds[name]) + 1
            if span is None:
                below, above, unlike_below, unlike_above = NOT_APPLICABLE, top, NOT_APPLICABLE, top
            else:
                low, high = span if certain else span[::-1]
                below, above, unlike_below, unlike_above = low, high, high, low
            fact |= {f"m{place}l": below, f"m{place}u": above, f"m{place}nl": unlike_below, f"m{place}nu": unlike_above}
        return fact

    def _conjunctions(self, *, certain: bool) -> list[Conjunction]:
        found: list[Conjunction] = []
        known: dict[tuple[str, bool], list[Ranges]] = {}
        for name, tree in self._trees.items():
            for ranges in self._ways(tree, False, certain, known):
                found.append(Conjunction(name, tuple(_literals(ranges))))
        return found

    def _ways(
        self, tree: Left, negated: bool, certain: bool, known: dict[tuple[str, bool], list[Ranges]]
    ) -> list[Ranges]:
        """The conjunctions of which any suffices for a tree, or for its contrary."""
        if isinstance(tree, bool):
            return [{}] if tree is not negated else []
        match tree[0]:
            case "not":
                return self._ways(tree[1], not negated, certain, known)  # type: ignore[arg-type]
            case "all" | "any":
                limbs = [self._ways(limb, negated, certain, known) for limb in tree[1:]]  # type: ignore[arg-type]
                if (tree[0] == "all") is negated:
                    return _widest(ranges for limb in limbs for ranges in limb)
                return _product(limbs)
            case "class":
                each = [self._ways_of(str(id), negated, certain, known) for id in tree[1:]]
                return _product(each) if negated else _widest(ranges for ways in each for ranges in ways)
            case "limit":
                return [self._limit(tree, negated)]
        return [] if certain else [{}]

    def _ways_of(
        self, id: str, negated: bool, certain: bool, known: dict[tuple[str, bool], list[Ranges]]
    ) -> list[Ranges]:
        if (id, negated) not in known:
            known[id, negated] = self._ways(self._trees.get(id, False), negated, certain, known)
        return known[id, negated]

    def _limit(self, tree: tuple[object, ...], negated: bool) -> Ranges:
        _, measure, sign, bound = tree
        at = rank(bound, self._bounds[str(measure)])  # type: ignore[arg-type]
        prefix = f"m{self._places[str(measure)]}{'n' if negated else ''}"
        low = (sign in ("at_least", "above")) is not negated
        first = {"at_least": at, "above": at + 1, "below": at, "at_most": at + 1}[str(sign)]
        side = "l" if sign in ("at_least", "above") else "u"
        return {f"{prefix}{side}": (first, LIMIT) if low else (-LIMIT, first - 1)}


def _product(limbs: Sequence[list[Ranges]]) -> list[Ranges]:
    partial: list[Ranges] = [{}]
    for limb in sorted(limbs, key=len):
        partial = _widest(joined for one in partial for other in limb if (joined := _joined(one, other)) is not None)
    return partial


def _joined(one: Ranges, other: Ranges) -> Ranges | None:
    """Both conjunctions at once; None where no attribute can do that."""
    found = dict(one)
    for attribute, (low, high) in other.items():
        least, most = found.get(attribute, (-LIMIT, LIMIT))
        found[attribute] = max(low, least), min(high, most)
        if found[attribute][0] > found[attribute][1]:
            return None
    return found


def _widest(ways: Iterable[Ranges]) -> list[Ranges]:
    """Without the conjunctions that another one covers."""
    found: list[Ranges] = []
    for way in ways:
        if not any(_covers(other, way) for other in found):
            found = [other for other in found if not _covers(way, other)]
            found.append(way)
        if len(found) > _MOST_WAYS:
            raise EngineError(f"a condition multiplies out to more than {_MOST_WAYS} conjunctions")
    return found


def _covers(wide: Ranges, narrow: Ranges) -> bool:
    return all(attribute in narrow and low <= narrow[attribute][0] and narrow[attribute][1] <= high
               for attribute, (low, high) in wide.items())  # fmt: skip


def _literals(ranges: Ranges) -> Iterator[Literal]:
    for attribute, (low, high) in sorted(ranges.items()):
        if low > -LIMIT:
            yield Literal(attribute, Comparison.AT_LEAST, low)
        if high < LIMIT:
            yield Literal(attribute, Comparison.AT_MOST, high)
