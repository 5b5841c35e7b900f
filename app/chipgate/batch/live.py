"""What of a ruleset is still open: conditions with everything known put in, first for a batch, then for a cell of it.

A batch shares its destination, date and parties; conditions that these settle are settled for every row, and the bounds
behind them need not tell rows apart. A cell has the ranks and the words of its rows put in as well. Cells in which the
same is left ask the same question: one of them is put to the engine for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from chipgate.engine.answers import answer_to
from chipgate.engine.facts import acts_of
from chipgate.engine.ranks import rank
from chipgate.engine.ruleset import TEXT, FactKey, Ruleset
from chipgate.engine.truth import Truth
from chipgate.model.condition import All, AnyOf, Condition, FlagIs, Limit, Not
from chipgate.model.measures import MEASURES
from chipgate.model.provision import Announcement, ReportedControl
from chipgate.model.shipment import Shipment

_OF_THE_ITEM = frozenset(
    {"flag", "kind", "base_classification", "named", "addressee", "provenance", "classified", "listed:designer",
     "listed:packager"}
)  # fmt: skip
"""The questions whose answers differ from item to item; all others are about the rest of the shipment."""

Left = bool | tuple[object, ...]
"""What is left of a condition: settled, or a tree of ("all", …), ("any", …), ("not", …) over what is open: limits
("limit", measure, comparison, bound), questions ("fact", …) and classifications ("class", ids)."""
WORDINGS_KEPT = 10_000
Ranks = Mapping[str, tuple[int, int] | None]
"""The lowest and the highest rank of each measure; None where it does not apply."""


def fixed_answers(ruleset: Ruleset, base: Shipment) -> dict[FactKey, Truth]:
    """The answers to all questions that are not about the item."""
    acts = acts_of(base, ruleset)
    return {key: answer_to(key, base, acts, ruleset)[0] for key in ruleset.facts if not _about_the_item(key)}


class Live:
    """The bounds and questions on which the answers of a batch can differ.

    `bounds` has the bounds of each measure that some condition still asks about, `keys` every question about the item.
    """

    def __init__(self, ruleset: Ruleset, base: Shipment) -> None:
        self._ruleset = ruleset
        fixed = fixed_answers(ruleset, base)
        self._trees: dict[str, Left] = {}
        for target in sorted(ruleset.targets.values(), key=lambda target: target.level):
            version = target.dated.version
            shown_only = isinstance(version, Announcement) or target.name.endswith(TEXT)
            if not shown_only and (base.strict or not isinstance(version, ReportedControl)):
                self._trees[target.name] = self._put(self._tree(target.condition), fixed, {}, {})
        limits: dict[str, set[Fraction]] = {}
        for atom in atoms(self._trees.values()):
            if atom[0] == "limit":
                limits.setdefault(str(atom[1]), set()).add(atom[3])  # type: ignore[arg-type]
        self.bounds = {name: tuple(sorted(limits[name])) for name in MEASURES if name in limits}
        self._places = {(name, bound): rank(bound, among) for name, among in self.bounds.items() for bound in among}
        self.keys = tuple(key for key in ruleset.facts if _about_the_item(key) and key.subject != "classified")
        self._worded: dict[bytes, dict[str, Left]] = {}

    @cached_property
    def form(self) -> str:
        """What the batch leaves open, written out: batches of one form answer alike."""
        return repr((self._trees, self.bounds, self.keys))

    def worded(self, answers: bytes) -> Mapping[str, Left]:
        """What is left of every condition for the rows whose words give these `answers` to `keys`."""
        if answers not in self._worded:
            if len(self._worded) > WORDINGS_KEPT:
                self._worded.clear()
            facts = {key: Truth(answer) for key, answer in zip(self.keys, answers, strict=True)}
            found: dict[str, Left] = {}
            for name, tree in self._trees.items():
                found[name] = self._put(tree, facts, {}, found)
            self._worded[answers] = found
        return self._worded[answers]

    def walk(self, trees: Mapping[str, Left], ranks: Ranks) -> dict[str, Left]:
        """What is left of some conditions in a cell, given its ranks by `bounds`. Trees that a classification asks for
        stand among them, before it."""
        found = dict(trees)
        for name, tree in found.items():
            if not isinstance(tree, bool):
                found[name] = self._put(tree, {}, ranks, found)
        return found

    def _tree(self, node: Condition) -> Left:
        match node:
            case All():
                return ("all", *(self._tree(limb) for limb in node.all))
            case AnyOf():
                return ("any", *(self._tree(limb) for limb in node.any))
            case Not():
                return ("not", self._tree(node.not_))
            case Limit():
                return ("all", *(("limit", node.measure, sign, b) for sign, b in self._ruleset.comparisons(node)))
        key = self._ruleset.key(node)
        if key.subject == "classified":
            return ("class", *key.values)
        fact = ("fact", key)
        return ("not", fact) if isinstance(node, FlagIs) and not node.is_ else fact

    def _put(
        self, tree: Left, facts: Mapping[FactKey, Truth], ranks: Ranks, classes: Mapping[str, Left]
    ) -> Left:
        """A tree with what is known put in."""
        if isinstance(tree, bool):
            return tree
        match tree[0]:
            case "limit":
                return self._limit(tree, ranks)
            case "all" | "any":
                return _several(tree, (self._put(limb, facts, ranks, classes) for limb in tree[1:]))  # type: ignore[arg-type]
            case "not":
                inner = self._put(tree[1], facts, ranks, classes)  # type: ignore[arg-type]
                return not inner if isinstance(inner, bool) else ("not", inner)
            case "fact":
                answer = facts.get(tree[1], Truth.UNKNOWN)  # type: ignore[call-overload]
                return tree if answer is Truth.UNKNOWN else bool(answer is Truth.TRUE)
        if not classes:
            return tree
        states = {id: classes.get(str(id), False) for id in tree[1:]}
        if any(state is True for state in states.values()):
            return True
        still = tuple(id for id, state in states.items() if state is not False)
        return ("class", *still) if still else False

    def _limit(self, tree: tuple[object, ...], ranks: Ranks) -> Left:
        _, measure, sign, bound = tree
        if measure not in ranks:
            return tree
        span = ranks[str(measure)]
        if span is None:
            return False
        low, high = span
        at = self._places[measure, bound]  # type: ignore[index]
        if sign in ("at_least", "above"):
            first = at if sign == "at_least" else at + 1
            return True if low >= first else False if high < first else tree
        last = at - 1 if sign == "below" else at
        return True if high <= last else False if low > last else tree


def _several(tree: tuple[object, ...], limbs: Iterable[Left]) -> Left:
    decides = tree[0] == "any"
    left = []
    for limb in limbs:
        if limb is decides:
            return decides
        if not isinstance(limb, bool):
            left.append(limb)
    if not left:
        return not decides
    return left[0] if len(left) == 1 else (tree[0], *left)


def atoms(trees: Iterable[object]) -> Iterator[tuple[object, ...]]:
    """Every open limit and question in what is left, classifications aside (their own conditions are listed too)."""
    for tree in trees:
        if isinstance(tree, tuple):
            if tree[0] in ("limit", "fact"):
                yield tree
            elif tree[0] != "class":
                yield from atoms(tree[1:])


def classes(tree: Left) -> Iterator[str]:
    """The classifications that a tree asks for."""
    if isinstance(tree, tuple):
        if tree[0] == "class":
            yield from map(str, tree[1:])
        elif tree[0] not in ("limit", "fact"):
            for limb in tree[1:]:
                yield from classes(limb)  # type: ignore[arg-type]


def _about_the_item(key: FactKey) -> bool:
    subject, _, part = key.subject.partition(":")
    return subject in _OF_THE_ITEM or f"{subject}:{part.partition(':')[0]}" in _OF_THE_ITEM
