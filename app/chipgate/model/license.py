"""A license in hand: what an authority has licensed, to whom, for what, how much of it and until when.

A term that a license does not restrict is not left out silently: it is written down (`cap: {unlimited: true}`).
Whether a shipment is within the terms is not decided here (`engine.licenses`).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from chipgate.model.item import Figure, Name, PlaceCode
from chipgate.model.leaves import MeasureName
from chipgate.model.provision import Text
from chipgate.model.terms import Transfer

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(value: Any) -> Any:
    """A day is a day: no time of day, no number of seconds."""
    if type(value) is dt.date or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


Day = Annotated[dt.date, BeforeValidator(_day)]
Names = Annotated[tuple[Name, ...], Field(min_length=1)]
LicenseNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,59}$")]
Licensable = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*/(requirements|letters)/[a-z0-9]+(-[a-z0-9]+)*$")
]
"""The id of a requirement or of a letter. A prohibition is not licensed: no id of one is accepted."""
Units = Annotated[int, Field(strict=True, ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, str_strip_whitespace=True)


class LicensedItem(_Strict):
    """One line of a license: items by name or part number, or any item, up to limits on its measures."""

    names: Annotated[
        tuple[Name, ...], Field(description="Names or part numbers, each in full; none: any item within the limits.")
    ] = ()
    at_most: Annotated[
        dict[MeasureName, Figure], Field(description="The most that a measure of the item may be: {tpp: 4800}.")
    ] = {}

    @model_validator(mode="after")
    def _says_something(self) -> LicensedItem:
        if not self.names and not self.at_most:
            raise ValueError("a line without names and without limits would license every item: give one of the two")
        return self


class Cap(_Strict):
    """How much may be shipped in all: units, total TPP, both, or (said explicitly) as much as wanted."""

    units: Annotated[Annotated[int, Field(strict=True, ge=1)] | None, Field(description="Pieces, in all.")] = None
    tpp: Annotated[
        Figure | None, Field(description="Total TPP: the sum over all pieces of the TPP of each.", gt=0)
    ] = None
    unlimited: Annotated[bool, Field(strict=True, description="True where the license has no cap.")] = False

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Cap:
        if self.unlimited is (self.units is not None or self.tpp is not None):
            raise ValueError("a cap gives units, tpp or both; a license without one says unlimited: true")
        return self


class License(_Strict):
    """One license, as its document says it. Names count in full; only case and spacing do not matter."""

    number: LicenseNumber
    title: Text
    issued_by: Annotated[Text, Field(description="The authority.")]
    document: Annotated[Text, Field(description="Where the document itself is kept.")]
    licensee: Annotated[Names, Field(description="Who may ship under it: the exporter is one of these.")]
    items: Annotated[tuple[LicensedItem, ...], Field(min_length=1)]
    consignees: Annotated[Names, Field(description="Every ultimate consignee of a shipment is one of these.")]
    end_users: Annotated[Names, Field(description="Every end user of a shipment is one of these.")]
    intermediaries: Annotated[
        tuple[Name, ...], Field(description="Purchasers and intermediate consignees that may take part.")
    ] = ()
    destinations: Annotated[tuple[PlaceCode, ...], Field(min_length=1, description="ISO 3166-1 alpha-2 codes, exact.")]
    transfers: Annotated[tuple[Transfer, ...], Field(min_length=1)]
    covers: Annotated[
        tuple[Licensable, ...], Field(min_length=1, description="Ids of the requirements and letters it licenses.")
    ]
    cap: Cap
    valid_from: Day
    valid_until: Annotated[Day, Field(description="The last day; it belongs to the license.")]
    conditions: Annotated[tuple[Text, ...], Field(description="What the licensee must also keep to, in words.")] = ()

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> License:
        if self.valid_until < self.valid_from:
            raise ValueError(f"the license ends on {self.valid_until}, before it begins on {self.valid_from}")
        return self


class LicenseInHand(_Strict):
    """A license with what has been drawn from it so far. What is not stated is not known, and never taken as zero."""

    license: License
    drawn_units: Annotated[Units | None, Field(description="Pieces shipped under it so far.")] = None
    drawn_tpp: Annotated[Figure | None, Field(description="Total TPP shipped under it so far.")] = None
