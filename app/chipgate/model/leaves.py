"""The leaves of a condition: one limit, or one yes-or-no fact about the item, the parties or the transfer.

How a leaf is answered for a shipment is not here (`engine.answers`); trees of them are `model.condition`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationInfo, model_validator

from chipgate.model.measures import MEASURES
from chipgate.model.screening import ScreeningSource
from chipgate.model.terms import ExporterRole, Flag, Kind, Knowledge, PartyFact, Provenance, Role, Transfer, Who

MeasureName = Literal[
    "tpp", "performance_density", "dram_bandwidth_gb_s", "io_bandwidth_gb_s", "total_bandwidth_gb_s",
    "memory_bandwidth_density", "best_tops", "process_node_nm", "transistor_count_bn", "completion_year",
    "us_content_percent", "training_operations",
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
Places = Annotated[tuple[str, ...], Field(min_length=1, description="Country codes and ids of country groups.")]
Ids = Annotated[tuple[str, ...], Field(min_length=1)]


class Node(BaseModel):
    """A node of a condition: frozen, with no key that its kind does not have."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, populate_by_name=True)


class _Leaf(Node):
    paragraph: Paragraph = None


class Limit(_Leaf):
    """A measure against its bounds, compared exactly. A measure that does not apply to the item is never within."""

    measure: MeasureName
    at_least: Bound | None = None
    above: Bound | None = None
    below: Bound | None = None
    at_most: Bound | None = None

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


class FlagIs(_Leaf):
    """A yes-or-no fact about the item."""

    flag: Flag
    is_: bool = Field(alias="is")


class DestinationIn(_Leaf):
    """The destination is one of the places, or in one of the groups."""

    destination: Places


class RegionIn(_Leaf):
    """The destination is one of these regions, which have no country code of their own."""

    region: Ids


class OriginIn(_Leaf):
    """The item leaves from one of these places."""

    origin: Places


class PartyIn(_Leaf):
    """Some party's place (headquarters, ultimate parent, …) is one of these, or in one of these groups.

    With `roles`, parties of other roles are not asked; where no party has one of them, all are."""

    party: PartyFact
    in_: Places = Field(alias="in")
    roles: tuple[Role, ...] = ()


class EveryPartyIn(_Leaf):
    """Every party's place is one of these, or in one of these groups."""

    every_party: PartyFact
    in_: Places = Field(alias="in")
    roles: tuple[Role, ...] = ()


class ProvenanceIn(_Leaf):
    """A place in the item's making (where its designer is headquartered, where it was made) is one of these."""

    provenance: Provenance
    in_: Places = Field(alias="in")


class Listed(_Leaf):
    """Parties (any, or every one), the designer or the packager stand in one of these lists, by name."""

    listed: Annotated[Ids, Field(description="Ids of lists.")]
    who: Who
    roles: tuple[Role, ...] = ()


class Screened(_Leaf):
    """Some party is, or may be, one that stands in these lists of the Consolidated Screening List."""

    screened: Annotated[tuple[ScreeningSource, ...], Field(min_length=1)]


class KindIs(_Leaf):
    """The item is one of these kinds of thing."""

    kind: Annotated[tuple[Kind, ...], Field(min_length=1)]


class BaseClassification(_Leaf):
    """The item is also described in one of these entries of the control list, apart from 3A090 and 4A090.

    "3A001" stands for each of its paragraphs, "any" for every entry."""

    base_classification: Ids


class Classified(_Leaf):
    """The item meets one of these item provisions."""

    classified: Ids


class TransferIs(_Leaf):
    """The kind of transfer is one of these."""

    transfer: Annotated[tuple[Transfer, ...], Field(min_length=1)]


class Named(_Leaf):
    """The item is one of these models, by name: "A100" names "A100 SXM4 80GB" and not "A100X"."""

    named: Ids


class KnowledgeOf(_Leaf):
    """The exporter knows one of these."""

    knowledge: Annotated[tuple[Knowledge, ...], Field(min_length=1)]


class ExporterRoleIs(_Leaf):
    """The exporter is a front-end fabricator, an OSAT company, or another."""

    exporter_role: Annotated[tuple[ExporterRole, ...], Field(min_length=1)]


class Certified(_Leaf):
    """The act is stated as done ("us/items/3a090-a-presumed#datasheet"). Not stated, it is not done."""

    certified: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+){2}#[a-z0-9-]+$")]


class Unsettled(_Leaf):
    """A question of law that the sources leave open. Unknown, unless the asker states a reading of it."""

    unsettled: Annotated[str, Field(description="Id of a question.")]


class Addressee(_Leaf):
    """The exporter is one of these companies. Not written in rule files: a letter's `addressees` become this leaf."""

    addressee: tuple[str, ...]


Leaf = (
    Limit | FlagIs | DestinationIn | RegionIn | OriginIn | PartyIn | EveryPartyIn | ProvenanceIn | Listed | Screened
    | KindIs | BaseClassification | Classified | TransferIs | Named | KnowledgeOf | ExporterRoleIs | Certified
    | Unsettled | Addressee
)  # fmt: skip

LEAF_KEYS: dict[str, type[_Leaf]] = {
    "measure": Limit, "flag": FlagIs, "destination": DestinationIn, "region": RegionIn, "origin": OriginIn,
    "party": PartyIn, "every_party": EveryPartyIn, "provenance": ProvenanceIn, "listed": Listed,
    "screened": Screened, "kind": KindIs, "base_classification": BaseClassification, "classified": Classified,
    "transfer": TransferIs, "named": Named, "knowledge": KnowledgeOf, "exporter_role": ExporterRoleIs,
    "certified": Certified, "unsettled": Unsettled,
}  # fmt: skip
"""The leaves that rule files write, by the key that tells each from the others."""
