"""Cases: what a rules owner says must come out. Beside a provision: is it met? For a whole pack: what is the answer?"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chipgate.model.decision import Certainty, Outcome
from chipgate.model.item import ItemSpec, PlaceCode
from chipgate.model.pack import Verdict
from chipgate.model.provision import ReviewPolicy, Text
from chipgate.model.shipment import Party, Scope, Shipment
from chipgate.model.terms import ExporterRole, Knowledge, Transfer


class Expected(StrEnum):
    """What a provision comes to for a shipment."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"
    NOT_IN_FORCE = "not-in-force"


class _Question(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    case: Text
    date: dt.date
    to: PlaceCode
    exporter: str | None = None
    transfer: Transfer | None = None
    headquarters: PlaceCode | None = None
    ultimate_parent: PlaceCode | None = None
    parties: Annotated[tuple[Party, ...], Field(description="In full, in place of headquarters and parent.")] = ()
    region: str | None = None
    origin: PlaceCode | None = None
    exporter_role: ExporterRole | None = None
    knowledge: tuple[Knowledge, ...] | None = None
    readings: dict[str, bool] = {}
    subject_to_the_ear: bool | None = None
    certify: tuple[str, ...] = ()
    strict: bool = False
    scope: Scope = Scope.ENFORCED

    def shipment(self, item: ItemSpec) -> Shipment:
        """The question that the case puts."""
        stated = self.headquarters or self.ultimate_parent
        parties = (Party(headquarters=self.headquarters, ultimate_parent=self.ultimate_parent),) if stated else ()
        return Shipment(
            item=item, destination=self.to, region=self.region, date=self.date, transfer=self.transfer,
            origin=self.origin, parties=self.parties or parties, exporter=self.exporter,
            exporter_role=self.exporter_role, knowledge=self.knowledge, readings=self.readings,
            subject_to_the_ear=self.subject_to_the_ear, certifications=self.certify, strict=self.strict,
            scope=self.scope,
        )  # fmt: skip


class ProvisionCase(_Question):
    """A case beside a provision (`cases.yaml`). `because`: measures or limbs that must be among those that bind."""

    to: Annotated[PlaceCode, Field(description="May be left out where the place does not matter.")] = "DE"
    item: ItemSpec = ItemSpec()
    expect: Expected
    because: tuple[str, ...] = ()


class ExpectedAnswer(BaseModel):
    """What the whole answer must be, as far as the case says: lists name what must be among others."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    outcome: Outcome = Outcome.DECIDED
    verdict: Verdict | None = None
    certainty: Certainty | None = None
    policy: ReviewPolicy | None = None
    classification: tuple[str, ...] | None = None
    reasons: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    conditions_outstanding: Annotated[tuple[str, ...], Field(description="Ids, as provision#act.")] = ()
    regions: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    confidence: dict[str, str] = {}


class AnswerCase(_Question):
    """A case of a whole pack (`answers.yaml`). The item is a name of the catalog or a set of figures; `without` blanks
    figures."""

    item: str | ItemSpec
    without: tuple[str, ...] = ()
    expect: ExpectedAnswer
