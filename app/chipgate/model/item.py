"""An item as its data sheet states it. Turning rates into TPP and the like is `model.figures`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from chipgate.model.exact import NotAFigure, parse_figure
from chipgate.model.terms import Kind


def _figure(value: Any) -> Decimal:
    if not isinstance(value, (str, int, float, Decimal)):
        raise ValueError("a figure is a number")
    try:
        return parse_figure(value)
    except NotAFigure as error:
        raise ValueError(f"{error}: give a plain number such as 1979 or 3.35, without unit or separators") from None


Figure = Annotated[
    Decimal,
    BeforeValidator(_figure),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^\d+(\.\d+)?$"}]}),
]
"""A finite, non-negative number that keeps every digit."""


class Format(StrEnum):
    """A number format of a processing unit, by the operands of its multiply."""

    FP64 = "fp64"
    FP32 = "fp32"
    TF32 = "tf32"
    BF16 = "bf16"
    FP16 = "fp16"
    FP8 = "fp8"
    INT8 = "int8"
    FP6 = "fp6"
    FP4 = "fp4"
    INT4 = "int4"
    INT16 = "int16"
    INT32 = "int32"
    INT1 = "int1"

    @property
    def bits(self) -> int:
        """Largest bit length of the inputs to the multiply (Technical Note 1.c to 3A090). TF32 reads 19 bits."""
        digits = "".join(character for character in self.value[2:] if character.isdigit())
        return 19 if self is Format.TF32 else int(digits.removeprefix("f"))


class Transistor(StrEnum):
    """How the transistors of the logic dies are built. Only non-planar area counts for performance density."""

    NON_PLANAR = "non-planar"
    PLANAR = "planar"


Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
PlaceCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Eccn = Annotated[str, StringConstraints(pattern=r"^([0-9][A-E][0-9]{3}(\.[a-z0-9]+)*|EAR99|none)$")]


class Review(BaseModel):
    """Who reviewed an item's figures, and in which entry of a register that stands."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    part_number: Name
    reviewer: Name
    reviewed_on: dt.date
    digest: Annotated[str, Field(description="SHA-256 of the entry.")]


class ItemSpec(BaseModel):
    """What is known of an item. A figure left out is unknown; it is never taken as zero.

    All figures are those of one integrated circuit (one package), also where the item is a board or a computer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, str_strip_whitespace=True)

    name: Annotated[Name | None, Field(description="Name of the item; letters name models.")] = None
    manufacturer: Annotated[Name | None, Field(description="Who makes or designs it.")] = None
    kind: Annotated[Kind | None, Field(description="What moves; unstated, an integrated circuit is assumed.")] = None
    designed_or_marketed_for_datacenter: Annotated[
        bool | None, Field(description="Note 2 to 3A090: designed or marketed for use in a datacenter?", strict=True)
    ] = None
    tops: dict[Format, Figure] = Field(
        default_factory=dict, description="Dense peak rates in TOPS or TFLOPS, by number format."
    )
    sparse_tops: dict[Format, Figure] = Field(
        default_factory=dict,
        description="Rates that count a 2:1 sparsity; halved, which the answer says. Dense rates are better.",
    )
    tpp: Annotated[Figure | None, Field(description="TPP as stated by the manufacturer; overrides the rates.")] = None
    die_area_mm2: Annotated[
        Figure | None, Field(description="Area of all logic dies of the package, mm².", gt=0)
    ] = None
    transistor: Annotated[Transistor | None, Field(description="Unstated, non-planar is assumed.")] = None
    dram_bandwidth_gb_s: Annotated[Figure | None, Field(description="Total DRAM bandwidth, GB/s.")] = None
    link_bandwidth_gb_s: Annotated[
        Figure | None, Field(description="Chip-to-chip link, both directions together, GB/s; 0 where there is none.")
    ] = None
    host_bandwidth_gb_s: Annotated[
        Figure | None, Field(description="Host link (PCIe), both directions together, GB/s.")
    ] = None
    hbm_bandwidth_gb_s: Annotated[Figure | None, Field(description="Bandwidth of a stand-alone HBM package.")] = None
    hbm_area_mm2: Annotated[Figure | None, Field(description="Area of a stand-alone HBM package, mm².", gt=0)] = None
    training_operations: Annotated[
        Figure | None, Field(description="Operations that trained a model, where the item is its weights.")
    ] = None
    base_classification: Annotated[
        Eccn | None,
        Field(
            description="The entry that also describes the item, apart from 3A090 and 4A090: 5A002, 4A003.g; EAR99 or "
            "none where none does. Unstated, none is assumed."
        ),
    ] = None
    designer: Annotated[Name | None, Field(description="Who designed the circuit; unstated, the manufacturer.")] = None
    designer_headquarters: Annotated[
        PlaceCode | None, Field(description="Where the designer is headquartered; known for companies of the rules.")
    ] = None
    designer_ultimate_parent: Annotated[
        PlaceCode | None, Field(description="Where the designer's ultimate parent is headquartered.")
    ] = None
    made_in: Annotated[
        PlaceCode | None, Field(description="Where the circuit is made; unstated, not in Macau or D:5.")
    ] = None
    process_node_nm: Annotated[Figure | None, Field(description="Process node of the most advanced die, nm.")] = None
    transistor_count_bn: Annotated[
        Figure | None, Field(description="Aggregated approximated transistor count of the package, billions.")
    ] = None
    contains_hbm: Annotated[bool | None, Field(description="Is there HBM in the package?", strict=True)] = None
    packager: Annotated[Name | None, Field(description="Who packaged the circuit.")] = None
    packaged_in: Annotated[PlaceCode | None, Field(description="Where it was packaged.")] = None
    packaged_by_fabricator: Annotated[
        bool | None, Field(description="Did the front-end fabricator package it itself?", strict=True)
    ] = None
    completion_year: Annotated[
        Annotated[int, Field(ge=2020, le=2100, strict=True)] | None,
        Field(description="Year in which the packaging is completed."),
    ] = None
    us_origin: Annotated[
        bool | None, Field(description="Of US origin? Unstated, subject to the EAR is assumed.", strict=True)
    ] = None
    direct_product: Annotated[
        bool | None,
        Field(description="Foreign-made, a direct product of US technology or plant (734.9(h)(1))?", strict=True),
    ] = None
    us_content_percent: Annotated[
        Figure | None, Field(description="Controlled US-origin content of a foreign-made item, % of value.", le=100)
    ] = None
    review: Annotated[
        Review | None, Field(description="The review of these figures; unstated, none is on record.")
    ] = None
