"""The question: an item, a destination, a date, and who takes part."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from chipgate.model.item import ItemSpec, Name, PlaceCode
from chipgate.model.license import LicenseInHand
from chipgate.model.screening import Candidate
from chipgate.model.terms import ExporterRole, Knowledge, Role, Transfer

RegionCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*/questions/[a-z0-9-]+$")]


def _role(value: Any) -> Any:
    """ "End user", "end_user" and "consignee" are roles too."""
    if not isinstance(value, str):
        return value
    word = "-".join(value.lower().replace("_", " ").replace("-", " ").split())
    return {"consignee": "ultimate-consignee", "intermediate": "intermediate-consignee"}.get(word, word)


class Scope(StrEnum):
    """Which layer of the law counts where the printed text and the enforced text differ."""

    ENFORCED = "enforced"
    TEXT = "text"


class Party(BaseModel):
    """Someone who takes part. A place left out is assumed to be the party's location, and the answer says so."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, str_strip_whitespace=True)

    role: Annotated[Role, BeforeValidator(_role)] = Role.ULTIMATE_CONSIGNEE
    name: Annotated[Name | None, Field(description="Who it is; unstated, it is taken to be on no list.")] = None
    location: Annotated[PlaceCode | None, Field(description="Where it is; unstated, the destination.")] = None
    headquarters: Annotated[PlaceCode | None, Field(description="Where it is headquartered.")] = None
    ultimate_parent: Annotated[
        PlaceCode | None, Field(description="Where its ultimate parent company is headquartered.")
    ] = None
    ultimate_parent_name: Annotated[Name | None, Field(description="Who its ultimate parent is.")] = None
    majority_owner: Annotated[
        PlaceCode | None,
        Field(description="Where the entity that owns most of it is headquartered; unstated, as its ultimate parent."),
    ] = None
    government_agency: Annotated[
        bool | None, Field(strict=True, description="Is it an agency of the government where it is located?")
    ] = None
    candidates: Annotated[
        tuple[Candidate, ...] | None,
        Field(description="What screening its name found; null where it was not screened, empty if it found nothing."),
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
    region: Annotated[
        RegionCode | None,
        Field(description="Part of the destination, where the law asks: UA-43 (Crimea), UA-DNR. A destination may be "
              "written so too."),
    ] = None
    date: Annotated[dt.date, Field(description="A civil day in America/New_York.")]
    date_assumed: Annotated[bool, Field(description="True where the asker gave no date and today was taken.")] = False
    transfer: Annotated[
        Transfer | None, Field(description="Unstated, an export from the United States is assumed.")
    ] = None
    origin: Annotated[
        PlaceCode | None, Field(description="Where it ships from; unstated, the United States.")
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
    exporter_role: Annotated[
        ExporterRole | None, Field(description="Unstated, neither a front-end fabricator nor an OSAT company.")
    ] = None
    knowledge: Annotated[
        tuple[Knowledge, ...] | None,
        Field(description="What is known of end use and parties; unstated, nothing is; empty: nothing, on inquiry."),
    ] = None
    readings: dict[QuestionId, bool] = Field(
        default_factory=dict,
        description="The asker's own reading of a question that the sources leave open, by its id.",
    )
    certifications: Annotated[
        tuple[str, ...],
        Field(description='Acts stated as done: "us/exceptions/nac#notice-25-days", or a provision id for all of its.'),
    ] = ()
    strict: Annotated[bool, Field(description="Assume nothing: what is unstated is unknown and counts as worst.")] = (
        False
    )
    scope: Annotated[Scope, Field(description="Count what is enforced, or the printed text too.")] = Scope.ENFORCED
    quantity: Annotated[
        Annotated[int, Field(strict=True, ge=1)] | None, Field(description="Pieces; caps of licenses count them.")
    ] = None
    licenses: Annotated[
        tuple[LicenseInHand, ...], Field(description="Licenses in hand, each with what was drawn from it so far.")
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _split_region(cls, value: Any) -> Any:
        """A destination written with its region: "UA-43" is the region UA-43 of UA."""
        if isinstance(value, dict) and isinstance(place := value.get("destination"), str) and "-" in place:
            return {**value, "destination": place.partition("-")[0], "region": value.get("region") or place}
        return value

    @model_validator(mode="after")
    def _places_agree(self) -> Shipment:
        if self.region is not None and not self.region.startswith(f"{self.destination}-"):
            raise ValueError(f"region {self.region} is not a part of the destination {self.destination}")
        return self
