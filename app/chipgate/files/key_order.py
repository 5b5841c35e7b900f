"""In which order the keys of a rule file stand: the order of the models, with the consequence and citation last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from chipgate.model.known_findings import FINDINGS, KnownFinding
from chipgate.model.leaves import LEAF_KEYS
from chipgate.model.pack import Authority, Coverage, HousePack, Pack, SourceCheck, VerdictRow, VerdictTable
from chipgate.model.provision import KINDS, Act, Citation, Entry, Region, Source

from .written_yaml import Collection, Node

_FIRST = ("title", "effective", "already_in_force", "expires", "repealed", "applies")
_LAST = ("says", "enforcement", "citation")


@dataclass(frozen=True)
class Shape:
    """What a mapping, or each item of a list, may hold: `first` and `last` keys in order, and the shapes of values.

    Keys that are in neither stay between them, in the order written. `each` is the shape of every value.
    """

    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    inner: Mapping[str, Shape] = field(default_factory=dict)
    each: Shape | None = None


def fields(model: type[BaseModel], without: Iterable[str] = ()) -> tuple[str, ...]:
    """The keys of a model in the order of its fields, as files write them."""
    left_out = frozenset(without)
    return tuple(key for name, one in model.model_fields.items() if (key := one.alias or name) not in left_out)


CONDITION = Shape()
"""A condition, whose shape is told by the key that it has."""
_CITATION = Shape(fields(Citation), inner={"sources": Shape(fields(Source))})
_INNER = {
    "applies": CONDITION, "citation": _CITATION, "conditions": Shape(fields(Act)), "entries": Shape(fields(Entry)),
    "regions": Shape(each=Shape(fields(Region))),
}  # fmt: skip
_PAGES = {
    "pack.yaml": Shape(
        (*fields(HousePack), *fields(Pack, without=("title",))),
        inner={"authorities": Shape(fields(Authority)), "sources": Shape(fields(SourceCheck)),
               "coverage": Shape(fields(Coverage))},
    ),
    "verdicts.yaml": Shape(fields(VerdictTable), inner={"rows": Shape(fields(VerdictRow))}),
    "cases.yaml": Shape(("case", "date"), ("expect", "because")),
    "answers.yaml": Shape(("case",), ("expect",)),
    FINDINGS: Shape(inner={"findings": Shape(fields(KnownFinding), inner={"within": CONDITION})}),
}  # fmt: skip


def shape_of(parts: tuple[str, ...]) -> Shape | None:
    """The shape of a rule file, by the parts of its path; None where no rule file stands there."""
    if parts[-1] in _PAGES:
        return _PAGES[parts[-1]]
    if len(parts) < 3 or parts[-3] not in KINDS or not parts[-1].endswith(".yaml"):
        return None
    own = fields(KINDS[parts[-3]], without=(*_FIRST, *_LAST))
    return Shape((*_FIRST, *own), _LAST, _INNER)


def put_in_order(node: Node, shape: Shape) -> None:
    """Sort the keys of every mapping, below this one too."""
    if not isinstance(node, Collection):
        return
    if node.listed:
        for entry in node.entries:
            put_in_order(entry.value, shape)
        return
    keys = [entry.key.text for entry in node.entries if entry.key is not None]
    if shape is CONDITION:
        shape = _condition(keys)
    first = {key: place for place, key in enumerate(shape.first)}
    last = {key: place for place, key in enumerate(shape.last)}
    rank = {key: (0, first[key]) if key in first else (2, last[key]) if key in last else (1, 0) for key in keys}
    node.entries.sort(key=lambda entry: rank[entry.key.text] if entry.key is not None else (1, 0))
    for entry in node.entries:
        if entry.key is not None and (inner := shape.inner.get(entry.key.text, shape.each)) is not None:
            put_in_order(entry.value, inner)


def leaf_key(node: Collection) -> str | None:
    """The key by which a mapping is a leaf of a condition."""
    return next((key for entry in node.entries if entry.key and (key := entry.key.text) in LEAF_KEYS), None)


def _condition(keys: list[str]) -> Shape:
    leaf = next((LEAF_KEYS[key] for key in keys if key in LEAF_KEYS), None)
    if leaf is not None:
        return Shape(fields(leaf, without=("paragraph",)), ("paragraph",))
    return Shape(("all", "any", "not"), ("paragraph",), dict.fromkeys(("all", "any", "not"), CONDITION))
