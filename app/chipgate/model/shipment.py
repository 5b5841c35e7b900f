"""The question: an item, a destination, a date, and who takes part."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chipgate.model.condition import Transfer
from chipgate.model.item import ItemSpec, Name

PlaceCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Scope(StrEnum):
    """Which layer of the law counts where the printed text and the enforced text differ."""

    ENFORCED = "enforced"
    TEXT = "text"


class Party(BaseModel):
    """Someone who takes part. A place left out is assumed to be the party's location, and the answer says so."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, str_strip_whitespace=True)

    role: Annotated[Name, Field(description="consignee, end user, intermediate, …")] = "consignee"
    location: Annotated[PlaceCode | None, Field(description="Where it is; unstated, the destination.")] = None
    headquarters: Annotated[PlaceCode | None, Field(description="Where it is headquartered.")] = None
    ultimate_parent: Annotated[
        PlaceCode | None, Field(description="Where its ultimate parent company is headquartered.")
    ] = None


class Shipment(BaseModel):
    """What is asked: may this item go there on that day, and on whose account?"""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "item": {
                        "name": "H20 (HGX)", "manufacturer": "NVIDIA", "designed_or_marketed_for_datacenter": True,
                        "tops": {"fp8": 296, "fp16": 148}, "die_area_mm2": 814, "dram_bandwidth_gb_s": 4000,
                        "link_bandwidth_gb_s": 900, "host_bandwidth_gb_s": 126.1,
                    },
                    "destination": "CN",
                    "date": "2025-04-09",
                }
            ]
        },
    )  # fmt: skip

    item: ItemSpec
    destination: Annotated[PlaceCode, Field(description="ISO 3166-1 alpha-2 code, or XK.")]
    date: Annotated[dt.date, Field(description="A civil day in America/New_York.")]
    date_assumed: Annotated[bool, Field(description="True where the asker gave no date and today was taken.")] = False
    transfer: Annotated[
        Transfer | None, Field(description="Unstated, an export from the United States is assumed.")
    ] = None
    parties: Annotated[tuple[Party, ...], Field(description="Unstated: one party at the destination.")] = ()
    subject_to_the_ear: Annotated[
        bool | None,
        Field(
            strict=True,
            description="Of US origin, or a direct product of US technology or plant (15 CFR 734.3, 734.9)? Unstated, "
            "it is assumed to be.",
        ),
    ] = None
    exporter: Annotated[Name | None, Field(description="Unstated, the manufacturer is assumed.")] = None
    certifications: Annotated[
        tuple[str, ...],
        Field(description='Acts stated as done: "us/exceptions/nac#notice-25-days", or a provision id for all of its.'),
    ] = ()
    strict: Annotated[bool, Field(description="Assume nothing: what is unstated is unknown and counts as worst.")] = (
        False
    )
    scope: Annotated[Scope, Field(description="Count what is enforced, or the printed text too.")] = Scope.ENFORCED
