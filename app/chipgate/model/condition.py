"""The condition tree of a provision: limits, flags, memberships, and `all`, `any`, `not` over them.

Small on purpose: no expressions in strings, every leaf decidable, so that rules can be matched, explained, compared
and proved from the same tree. How a leaf is answered for a shipment is not here (`engine.facts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, ValidationInfo, model_validator

from chipgate.model.measures import MEASURES

MeasureName = Literal[
    "tpp", "performance_density", "dram_bandwidth_gb_s", "io_bandwidth_gb_s", "total_bandwidth_gb_s",
    "memory_bandwidth_density", "best_tops",
]  # fmt: skip
assert set(MeasureName.__args__) == set(MEASURES)  # type: ignore[attr-defined]



def _number(value: Any, info: ValidationInfo) -> Any:
    """Rule files write bounds as plain numbers; only the compiled form (JSON) holds them as text."""
    if isinstance(value, bool) or (not isinstance(value, (int, Decimal)) and info.mode == "python"):
        raise ValueError("a bound is a plain number")
    return value


Bound = Annotated[Decimal, BeforeValidator(_number), Field(ge=0)]
Paragraph = Annotated[
    str | None, Field(description='The limb of the provision that this node states, as the text labels it: "a.1".')
]


class Flag(StrEnum):
    """A yes-or-no fact about the item."""

    DATACENTER = "designed_or_marketed_for_datacenter"


class PartyFact(StrEnum):
    """A place that a party to the shipment has. A condition on it asks whether *any* party's place is in the list.

    `headquarters_or_ultimate_parent` asks for either of the two."""

    LOCATION = "location"
    HEADQUARTERS = "headquarters"
    ULTIMATE_PARENT = "ultimate_parent"
    HEADQUARTERS_OR_ULTIMATE_PARENT = "headquarters_or_ultimate_parent"


class Kind(StrEnum):
    """What the item is. Figures are always those of one integrated circuit, never a sum over a board."""

    IC = "ic"
    ASSEMBLY = "assembly"
    COMPUTER = "computer"
    HBM = "hbm"


class Transfer(StrEnum):
    """How the item moves."""

    EXPORT = "export"
    REEXPORT = "reexport"
    IN_COUNTRY = "in-country"


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=True)


class Limit(_Node):
    """A measure against its bounds, compared exactly. A measure that does not apply to the item is never within."""

    measure: MeasureName
    at_least: Bound | None = None
    above: Bound | None = None
    below: Bound | None = None
    at_most: Bound | None = None
    paragraph: Paragraph = None

    @model_validator(mode="after")
    def _has_bounds(self) -> Limit:
        lower = [b for b in (self.at_least, self.above) if b is not None]
        upper = [b for b in (self.below, self.at_most) if b is not None]
        if not lower and not upper:
            raise ValueError("a limit without a bound is always true: give at_least, above, below or at_most")
        if len(lower) > 1 or len(upper) > 1:
            raise ValueError("two bounds on the same side: keep one of at_least/above and one of below/at_most")
        if lower and upper and lower[0] > upper[0]:
            raise ValueError(f"no figure can be at least {lower[0]} and at most {upper[0]}")
        return self


class FlagIs(_Node):
    """A yes-or-no fact about the item."""

    flag: Flag
    is_: bool = Field(alias="is")
    paragraph: Paragraph = None


Places = Annotated[tuple[str, ...], Field(min_length=1, description="Country codes and ids of country groups.")]


class DestinationIn(_Node):
    """The destination is one of the places, or in one of the groups."""

    destination: Places
    paragraph: Paragraph = None


class PartyIn(_Node):
    """Some party's place (headquarters, ultimate parent, …) is one of these, or in one of these groups."""

    party: PartyFact
    in_: Places = Field(alias="in")
    paragraph: Paragraph = None


class EveryPartyIn(_Node):
    """Every party's place is one of these, or in one of these groups."""

    every_party: PartyFact
    in_: Places = Field(alias="in")
    paragraph: Paragraph = None


class KindIs(_Node):
    """The item is one of these kinds of thing."""

    kind: Annotated[tuple[Kind, ...], Field(min_length=1)]
    paragraph: Paragraph = None


class Classified(_Node):
    """The item meets one of these item provisions."""

    classified: Annotated[tuple[str, ...], Field(min_length=1)]
    paragraph: Paragraph = None


class TransferIs(_Node):
    """The kind of transfer is one of these."""

    transfer: Annotated[tuple[Transfer, ...], Field(min_length=1)]
    paragraph: Paragraph = None


class Named(_Node):
    """The item is one of these models, by name: "A100" names "A100 SXM4 80GB" and not "A100X"."""

    named: Annotated[tuple[str, ...], Field(min_length=1)]
    paragraph: Paragraph = None


class Addressee(_Node):
    """The exporter is one of these companies. Not written in rule files: a letter's `addressees` become this leaf."""

    addressee: tuple[str, ...]
    paragraph: Paragraph = None


class All(_Node):
    """Every limb holds."""

    all: Annotated[tuple[Condition, ...], Field(min_length=1)]
    paragraph: Paragraph = None


class AnyOf(_Node):
    """At least one limb holds."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1)]
    paragraph: Paragraph = None


class Not(_Node):
    """The limb does not hold."""

    not_: Condition = Field(alias="not")
    paragraph: Paragraph = None


_KEYS = (
    "measure", "flag", "destination", "party", "every_party", "kind", "classified", "transfer", "named",
    "all", "any", "not",
)  # fmt: skip


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
    | Annotated[PartyIn, Tag("<party>")]
    | Annotated[EveryPartyIn, Tag("<every_party>")]
    | Annotated[KindIs, Tag("<kind>")]
    | Annotated[Classified, Tag("<classified>")]
    | Annotated[TransferIs, Tag("<transfer>")]
    | Annotated[Named, Tag("<named>")]
    | Annotated[All, Tag("<all>")]
    | Annotated[AnyOf, Tag("<any>")]
    | Annotated[Not, Tag("<not>")],
    Discriminator(
        _present_key,
        custom_error_type="condition_key",
        custom_error_message="a condition is exactly one of: " + ", ".join(_KEYS),
    ),
]
Leaf = Limit | FlagIs | DestinationIn | PartyIn | EveryPartyIn | KindIs | Classified | TransferIs | Named | Addressee

_TAGS: dict[type, str] = {
    Limit: "<measure>", FlagIs: "<flag>", DestinationIn: "<destination>", PartyIn: "<party>",
    EveryPartyIn: "<every_party>", KindIs: "<kind>", Classified: "<classified>", TransferIs: "<transfer>",
    Named: "<named>", All: "<all>", AnyOf: "<any>", Not: "<not>",
}  # fmt: skip


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
