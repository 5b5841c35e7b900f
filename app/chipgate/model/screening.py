"""Restricted-party screening: the lists, their parties, and the candidates that a name is held against.

How names are compared is not in this room, nor how a list is read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class ScreeningSource(StrEnum):
    """A list of the Consolidated Screening List, by its short name."""

    EL = "EL"
    MEU = "MEU"
    UVL = "UVL"
    DPL = "DPL"
    SDN = "SDN"
    SSI = "SSI"
    ISN = "ISN"
    DTC = "DTC"
    CMIC = "CMIC"
    NS_MBS = "NS-MBS"
    PLC = "PLC"
    CAP = "CAP"
    FSE = "FSE"


TITLES = {
    ScreeningSource.EL: "Entity List (EL)",
    ScreeningSource.MEU: "Military End User (MEU) List",
    ScreeningSource.UVL: "Unverified List (UVL)",
    ScreeningSource.DPL: "Denied Persons List (DPL)",
    ScreeningSource.SDN: "Specially Designated Nationals (SDN)",
    ScreeningSource.SSI: "Sectoral Sanctions Identifications List (SSI)",
    ScreeningSource.ISN: "Nonproliferation Sanctions (ISN)",
    ScreeningSource.DTC: "ITAR Debarred (DTC)",
    ScreeningSource.CMIC: "Non-SDN Chinese Military-Industrial Complex Companies List (CMIC)",
    ScreeningSource.NS_MBS: "Non-SDN Menu-Based Sanctions List (NS-MBS List)",
    ScreeningSource.PLC: "Palestinian Legislative Council List (PLC)",
    ScreeningSource.CAP: "Capta List (CAP)",
    ScreeningSource.FSE: "Foreign Sanctions Evaders (FSE)",
}
"""How the publisher writes each list in `source`, before " - " and the agency's name."""

_BY_TITLE = {title: source for source, title in TITLES.items()}


def source_titled(text: str) -> ScreeningSource | None:
    """The list that a `source` of the publisher names, with or without the agency; None where it names no known one.

    The agency is not compared: it has been written in more than one way for the same list.

    >>> source_titled("Entity List (EL) - Bureau of Industry and Security")
    <ScreeningSource.EL: 'EL'>
    >>> source_titled("Entity List") is None
    True
    """
    title = " ".join(text.split())
    return _BY_TITLE.get(title) or _BY_TITLE.get(title.partition(" - ")[0])


class Strength(StrEnum):
    """How near a name comes to a listed one. None of them settles anything."""

    EXACT = "exact"
    STRONG = "strong"
    WEAK = "weak"


class ListedParty(BaseModel):
    """One entry of one list. Texts are as the list has them; a party on two lists is two entries."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str
    source: ScreeningSource
    name: str
    alt_names: tuple[str, ...] = ()
    type: Annotated[str | None, Field(description="Entity, Individual, Vessel or Aircraft.")] = None
    countries: Annotated[tuple[str, ...], Field(description="Of its addresses, each once, in the list's order.")] = ()
    programs: tuple[str, ...] = ()
    license_requirement: str | None = None
    license_policy: str | None = None
    federal_register_notice: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    source_list_url: str | None = None
    remarks: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The name, then the aliases."""
        return (self.name, *self.alt_names)


@dataclass(frozen=True, slots=True)
class ScreeningList:
    """A list as it was read: its parties, the day on which its publisher made the file, and the SHA-256 of the file."""

    parties: tuple[ListedParty, ...]
    date: dt.date | None
    digest: str


class Candidate(BaseModel):
    """A listed party that a name may be. A score asks for a person's review; it never clears.

    `reviewed`: true where a person confirmed that it is the party, false where one cleared it, null where nobody has
    looked. `matched_name` is the listed name or alias that came nearest; `list_date` and `list_digest` say which file
    was searched.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    list: ScreeningSource
    entry_id: str
    listed_name: str
    matched_name: str
    score: Annotated[Decimal, Field(ge=0, le=100, description="How alike the names are, from 0 to 100.")]
    strength: Strength
    federal_register_notice: str | None = None
    license_requirement: str | None = None
    license_policy: str | None = None
    country: tuple[str, ...] = ()
    list_date: dt.date | None = None
    list_digest: str | None = None
    reviewed: bool | None = None
