"""Why: the reasons of an answer, the clauses that bind, what was nearly reached, and what says so.

The answer they belong to is `model.decision`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chipgate.model.pack import State, Verdict
from chipgate.model.provision import Basis, Confidence


class ReasonCode(StrEnum):
    """What a reason is, stable and enumerated."""

    REQUIREMENT = "license-requirement"
    LETTER = "letter"
    PROHIBITION = "prohibition"
    POLICY = "review-policy"
    EXCEPTION = "license-exception"
    LICENSE = "license-in-hand"
    EXEMPTION = "exemption"
    REPORTED = "reported-control"
    NOTHING_APPLIES = "nothing-applies"


@dataclass(frozen=True, slots=True)
class Source:
    """A title and its address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Citation:
    """What says so, and how sure that is."""

    text: str
    basis: Basis
    published: bool
    confidence: Confidence
    note: str | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A leaf of a provision that binds: a measure against its bound, or a fact.

    `margin` is value minus bound (exact; negative below the bound); `shown` is the clause for a person to read.
    """

    paragraph: str | None
    shown: str
    measure: str | None = None
    value: str | None = None
    comparison: str | None = None
    bound: str | None = None
    margin: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ProvisionRef:
    """Which version of which provision."""

    provision: str
    version: str
    title: str


@dataclass(frozen=True, slots=True)
class Classification:
    """A control-list paragraph that the item meets (or may meet), with the limbs that decide."""

    paragraph: str
    limbs: tuple[str, ...]
    provision: str
    version: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: one provision that binds, strictest first.

    `certain` is false where a missing fact decides whether it applies. `counted` is false for a provision that is
    printed but not enforced, and for a policy over which another governs (`governed_by`); both are shown all the same.
    `state` and `verdict` are what this reason alone would give.
    """

    code: ReasonCode
    provision: str
    version: str
    title: str
    sentence: str
    certain: bool
    counted: bool
    state: State | None
    verdict: Verdict | None
    clauses: tuple[Clause, ...]
    citation: Citation | None
    governed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A provision that would apply were one limit reached, with the headroom left."""

    provision: str
    version: str
    title: str
    clauses: tuple[Clause, ...]
