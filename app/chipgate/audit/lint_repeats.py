"""What stands in several provisions and should stand in one: limbs of the same bounds, lists of the same countries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from chipgate.model.condition import All, AnyOf, Condition, Limit, Not, leaves
from chipgate.model.provision import Applying
from chipgate.model.rulebook import Dated

from .lint_seen import Found, Loc, Seen

_FEWEST_BOUNDS = 2
_FEWEST_COUNTRIES = 3
_PLACE_KEYS = {"destination": "destination", "origin": "origin", "in_": "in"}

Spot = tuple[Dated, Loc]


def limbs(seen: Seen) -> Iterator[Found]:
    """Limbs of two bounds or more that several provisions share; of limbs within each other the outermost."""
    hint = "Let one provision hold it, and the others name that one."
    for spots in _shared(seen, _limbs):
        yield _found("limb-repeated", spots, "the same bounds stand", hint)


def places(seen: Seen) -> Iterator[Found]:
    """Lists of three countries or more that several provisions share."""
    for spots in _shared(seen, _places):
        yield _found("places-repeated", spots, "the same countries stand", "Make them a group, and name it in both.")


def _found(rule: str, spots: list[Spot], what: str, hint: str) -> Found:
    (dated, loc), *others = spots
    return Found(rule, dated, loc, f"{what} in {', '.join(other.id for other, _ in others)}.", hint)


def _shared(seen: Seen, parts: Callable[[Dated], Iterator[tuple[str, Loc]]]) -> Iterator[list[Spot]]:
    """What several provisions hold that are in force together, once for each set of them, by the newest versions."""
    told: dict[str, list[Spot]] = {}
    for day in seen.days:
        held: defaultdict[str, dict[str, Spot]] = defaultdict(dict)
        for dated in seen.rulebook.on(day).versions.values():
            if dated.pack in seen.packs:
                for content, loc in parts(dated):
                    held[content].setdefault(dated.id, (dated, loc))
        told |= {content: list(spots.values()) for content, spots in held.items() if len(spots) > 1}
    for content, spots in told.items():
        if not any(_within(spots, others) for other, others in told.items() if other != content):
            yield spots


def _within(spots: list[Spot], others: list[Spot]) -> bool:
    """Whether each of these stands within one of the others."""
    return all(
        any(dated is outer and len(loc) > len(around) and loc[: len(around)] == around for outer, around in others)
        for dated, loc in spots
    )


def _limbs(dated: Dated) -> Iterator[tuple[str, Loc]]:
    for node, loc in _nodes(dated):
        if isinstance(node, All | AnyOf):
            limits = [leaf for leaf in leaves(node) if isinstance(leaf, Limit)]
            if len(limits) >= _FEWEST_BOUNDS:
                yield repr(_bare(node)), loc


def _places(dated: Dated) -> Iterator[tuple[str, Loc]]:
    for node, loc in _nodes(dated):
        for name, key in _PLACE_KEYS.items():
            listed = [place for place in getattr(node, name, ()) if "/" not in place]
            if len(listed) >= _FEWEST_COUNTRIES:
                yield repr(sorted(listed)), (*loc, key)


def _nodes(dated: Dated) -> Iterator[tuple[Condition, Loc]]:
    if isinstance(dated.version, Applying):
        yield from _below(dated.version.applies, ("applies",))


def _below(node: Condition, loc: Loc) -> Iterator[tuple[Condition, Loc]]:
    yield node, loc
    match node:
        case All() | AnyOf():
            key = "all" if isinstance(node, All) else "any"
            for number, limb in enumerate(getattr(node, key)):
                yield from _below(limb, (*loc, key, number))
        case Not():
            yield from _below(node.not_, (*loc, "not"))


def _bare(node: Condition) -> object:
    """A condition without the labels of its paragraphs, for comparing."""
    match node:
        case All():
            return "all", tuple(_bare(limb) for limb in node.all)
        case AnyOf():
            return "any", tuple(_bare(limb) for limb in node.any)
        case Not():
            return "not", _bare(node.not_)
        case _:
            return node.model_dump(mode="json", exclude={"paragraph"}, exclude_none=True)
