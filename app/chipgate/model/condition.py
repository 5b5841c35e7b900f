"""The condition tree of a provision: limits, flags, memberships, and `all`, `any`, `not` over them.

Small on purpose: no expressions in strings, every leaf decidable, so that rules can be matched, explained, compared
and proved from the same tree. The leaves are `model.leaves`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from chipgate.model.leaves import (
    LEAF_KEYS,
    Addressee as Addressee,
    BaseClassification as BaseClassification,
    Certified as Certified,
    Classified as Classified,
    DestinationIn as DestinationIn,
    EveryPartyIn as EveryPartyIn,
    ExporterRoleIs as ExporterRoleIs,
    FlagIs as FlagIs,
    KindIs as KindIs,
    KnowledgeOf as KnowledgeOf,
    Leaf as Leaf,
    Limit as Limit,
    Listed as Listed,
    Named as Named,
    Node,
    OriginIn as OriginIn,
    Paragraph,
    PartyIn as PartyIn,
    ProvenanceIn as ProvenanceIn,
    RegionIn as RegionIn,
    Screened as Screened,
    TransferIs as TransferIs,
    Unsettled as Unsettled,
)


class All(Node):
    """Every limb holds."""

    all: Annotated[tuple[Condition, ...], Field(min_length=1)]
    paragraph: Paragraph = None


class AnyOf(Node):
    """At least one limb holds."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1)]
    paragraph: Paragraph = None


class Not(Node):
    """The limb does not hold."""

    not_: Condition = Field(alias="not")
    paragraph: Paragraph = None


_TREES: dict[str, type[Node]] = {"all": All, "any": AnyOf, "not": Not}
_KEYS = (*LEAF_KEYS, *_TREES)
_TAGS = {model: f"<{key}>" for key, model in {**LEAF_KEYS, **_TREES}.items()}


def _present_key(value: Any) -> str | None:
    """Name the branch by the key that is there, so that an error speaks of one branch and not of all.

    The brackets keep a branch's name apart from the key in the location of an error.
    """
    if isinstance(value, dict):
        found = [key for key in _KEYS if key in value]
        return f"<{found[0]}>" if len(found) == 1 else None
    return _TAGS.get(type(value))


Condition = Annotated[
    Annotated[Limit, Tag("<measure>")]
    | Annotated[FlagIs, Tag("<flag>")]
    | Annotated[DestinationIn, Tag("<destination>")]
    | Annotated[RegionIn, Tag("<region>")]
    | Annotated[OriginIn, Tag("<origin>")]
    | Annotated[PartyIn, Tag("<party>")]
    | Annotated[EveryPartyIn, Tag("<every_party>")]
    | Annotated[ProvenanceIn, Tag("<provenance>")]
    | Annotated[Listed, Tag("<listed>")]
    | Annotated[Screened, Tag("<screened>")]
    | Annotated[KindIs, Tag("<kind>")]
    | Annotated[BaseClassification, Tag("<base_classification>")]
    | Annotated[Classified, Tag("<classified>")]
    | Annotated[TransferIs, Tag("<transfer>")]
    | Annotated[Named, Tag("<named>")]
    | Annotated[KnowledgeOf, Tag("<knowledge>")]
    | Annotated[ExporterRoleIs, Tag("<exporter_role>")]
    | Annotated[Certified, Tag("<certified>")]
    | Annotated[Unsettled, Tag("<unsettled>")]
    | Annotated[All, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[Not, Tag("<not>")],
    Discriminator(
        _present_key,
        custom_error_type="condition_key",
        custom_error_message="a condition is exactly one of: " + ", ".join(_KEYS),
    ),
]


def leaves(node: Condition) -> Iterator[Leaf]:
    """Every leaf of the tree, in the order written."""
    match node:
        case All():
            for limb in node.all:
                yield from leaves(limb)
        case AnyOf():
            for limb in node.any:
                yield from leaves(limb)
        case Not():
            yield from leaves(node.not_)
        case _:
            yield node
