"""The decision: an answer, which the question and the law of that day settle, and an outlook, which needs the rest.

Every surface renders this one shape. Figures are strings, exact: a plain decimal ("2368"), or a fraction ("32/11")
where no finite decimal exists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from chipgate.model.license_state import FailedTerm as FailedTerm, LicenseState as LicenseState
from chipgate.model.pack import Verdict
from chipgate.model.provision import ReviewPolicy
from chipgate.model.reason import (
    Citation as Citation,
    Classification as Classification,
    Clause as Clause,
    NearMiss as NearMiss,
    ProvisionRef as ProvisionRef,
    Reason as Reason,
    ReasonCode as ReasonCode,
    Source as Source,
)

SCHEMA = "chipgate-decision/1"
"""Name and version of this shape. A field is added without a new version; none changes meaning within one."""


class Outcome(StrEnum):
    """Whether there is a verdict, or the named reason why there is none. None of these is ever "allowed"."""

    DECIDED = "decided"
    NOT_AN_EXPORT = "not-an-export"
    DESTINATION_UNRESOLVED = "destination-unresolved"
    DATE_NOT_COVERED = "date-not-covered"
    NOT_SUBJECT = "not-subject"
    DEEMED_EXPORT = "deemed-export"


class Certainty(StrEnum):
    """definite: the facts settle it. conservative: a missing fact matters, and the worst it may be was taken."""

    DEFINITE = "definite"
    CONSERVATIVE = "conservative"


@dataclass(frozen=True, slots=True)
class Condition:
    """An act that is asked for. Outstanding until the question states it as done."""

    id: str
    text: str
    stated_as_met: bool


@dataclass(frozen=True, slots=True)
class ExceptionState:
    """A license exception for which the item and the shipment are eligible.

    `counted` is false where it is printed but not enforced; `terms_encoded` where its own terms must still be read.
    """

    id: str
    exception: str
    version: str
    eligible: Certainty
    frees: tuple[str, ...]
    conditions_outstanding: tuple[Condition, ...]
    conditions_met: tuple[Condition, ...]
    counted: bool = True
    terms_encoded: bool = True


@dataclass(frozen=True, slots=True)
class License:
    """The legal state beside the verdict. `review_policy` is the strictest that fits; None where none is required."""

    required: bool
    review_policy: ReviewPolicy | None
    exceptions: tuple[ExceptionState, ...]
    conditions: tuple[Condition, ...]
    licenses_in_hand: tuple[LicenseState, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """One stretch of a missing figure, and the answer there. Bounds are exact; None is open-ended."""

    above: str | None
    at_least: str | None
    below: str | None
    at_most: str | None
    verdict: Verdict
    classification: tuple[str, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that was not stated and matters, with what each value of it would give."""

    fact: str
    title: str
    unit: str | None
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class RegionLimit:
    """One measure held to a stretch. Bounds are exact; None is open-ended."""

    measure: str
    unit: str
    above: str | None = None
    at_least: str | None = None
    below: str | None = None
    at_most: str | None = None


@dataclass(frozen=True, slots=True)
class JointRegion:
    """Several missing figures together: where every limit holds, the answer. Every possibility is in one region.

    `certainty` is conservative where other facts are open, or where `truncated`: the region was not divided further,
    and some of it may have a freer answer. `possible_classification` may be met in some of it only.
    """

    limits: tuple[RegionLimit, ...]
    verdict: Verdict
    certainty: Certainty
    classification: tuple[str, ...]
    possible_classification: tuple[str, ...]
    truncated: bool
    shown: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """A fact with a usual value that was not stated and was taken as usual."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of one figure, or of one assumption, that changes the verdict.

    `kind`: figure, assumption, conditions, or general-assumption for one that hangs over every shipment (no party is on
    a list, no end use is known).
    """

    kind: str
    subject: str
    from_value: str | None
    to_value: str | None
    verdict: Verdict
    shown: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know that does not move the verdict: an announcement, a letter to others, law that is stale."""

    code: str
    provision: str | None
    version: str | None
    sentence: str
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class CoverageStatement:
    """What the pack encodes, in part, and not."""

    modelled: tuple[str, ...]
    partial: tuple[str, ...]
    not_modelled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulesetRef:
    """Which rules gave the answer: SHA-256 over the canonical form of what was in force (RFC 8785). `packs` are the
    jurisdictions and houses whose rules were asked; the coverage statement is the main pack's."""

    digest: str
    as_of: str
    verified_through: str
    coverage: CoverageStatement
    packs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of the item as the rules saw it; None where unknown or not applicable (`note` says which)."""

    measure: str
    title: str
    value: str | None
    shown: str
    unit: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question in short, as the engine understood it."""

    item: str
    destination: str
    destination_name: str | None
    date: str
    transfer: str
    scope: str
    strict: bool
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A function of the question and of the ruleset in force that day, and of nothing else."""

    outcome: Outcome
    verdict: Verdict | None
    certainty: Certainty | None
    summary: str
    asked: Asked
    measures: tuple[Measured, ...] = ()
    classification: tuple[Classification, ...] = ()
    possible_classification: tuple[Classification, ...] = ()
    license: License | None = None
    reasons: tuple[Reason, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    missing: tuple[Missing, ...] = ()
    what_would_change: tuple[Change, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    notices: tuple[Notice, ...] = ()
    joint_regions: tuple[JointRegion, ...] = ()
    ruleset: RulesetRef | None = None


@dataclass(frozen=True, slots=True)
class ComingChange:
    """A dated change already known that changes this answer; `licenses` says which license in hand begins or ends."""

    date: str
    verdict: Verdict | None
    summary: str
    provisions: tuple[ProvisionRef, ...]
    licenses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the rest of the rulebook says of the days after. `valid_until` None: no known change."""

    valid_until: str | None
    changes: tuple[ComingChange, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What comes back. Not legal advice."""

    answer: Answer
    outlook: Outlook
    schema: str = field(default=SCHEMA)
