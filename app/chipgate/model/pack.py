"""What a pack of rules says of itself, and the table that turns license states into verdicts."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chipgate.model.provision import Confidence, Text


class Verdict(StrEnum):
    """The three answers, from free to strict."""

    ALLOWED = "allowed"
    LICENSE_REQUIRED = "license-required"
    BLOCKED = "blocked"

    @property
    def strictness(self) -> int:
        """0 for allowed, 2 for blocked."""
        return _ORDER[self]


_ORDER = {Verdict.ALLOWED: 0, Verdict.LICENSE_REQUIRED: 1, Verdict.BLOCKED: 2}


class State(StrEnum):
    """The legal state that one requirement (or none) leaves a shipment in."""

    NO_REQUIREMENT = "no-requirement"
    EXEMPTION = "exemption"
    EXCEPTION = "license-exception"
    LICENSE = "license-in-hand"
    PRESUMPTION_OF_APPROVAL = "presumption-of-approval"
    CASE_BY_CASE = "case-by-case"
    UNSTATED = "policy-unstated"
    PRESUMPTION_OF_DENIAL = "presumption-of-denial"
    PROHIBITION = "prohibition"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class VerdictRow(_Strict):
    """One row of the verdict table."""

    state: State
    verdict: Verdict


_LATER_STATES = frozenset({"exemption", "license-in-hand"})
"""States that a table of an older revision does not name."""


class VerdictTable(_Strict):
    """Which verdict each legal state is given (`rules/verdicts.yaml`). Its owner may change it; code may not."""

    title: Text
    rows: Annotated[tuple[VerdictRow, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_row_per_state(self) -> VerdictTable:
        states = [row.state for row in self.rows]
        twice = sorted({state.value for state in states if states.count(state) > 1})
        if twice:
            raise ValueError(f"more than one verdict for {', '.join(twice)}")
        absent = [state.value for state in State if state not in states and state.value not in _LATER_STATES]
        if absent:
            raise ValueError(f"no verdict for {', '.join(absent)}")
        return self

    def verdict(self, state: State) -> Verdict:
        """The verdict of a state. A state that the table does not name, being older than it, is never allowed."""
        return next((row.verdict for row in self.rows if row.state is state), Verdict.LICENSE_REQUIRED)


class Authority(_Strict):
    """Who publishes the law of this pack, and where."""

    name: Text
    url: Text


class SourceCheck(_Strict):
    """One source of the pack, and the day up to which it was read."""

    title: Text
    url: Text
    verified_through: dt.date


class Coverage(_Strict):
    """What is encoded, what is only partly encoded, and what is not."""

    modelled: tuple[Text, ...]
    partial: tuple[Text, ...]
    not_modelled: tuple[Text, ...]


class Pack(_Strict):
    """The title page of a jurisdiction's rules (`rules/us/pack.yaml`)."""

    title: Text
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    covered_from: Annotated[dt.date, Field(description="No answer is given for an earlier date.")]
    verified_through: Annotated[dt.date, Field(description="The last day up to which the sources were checked.")]
    authorities: tuple[Authority, ...]
    sources: Annotated[tuple[SourceCheck, ...], Field(description="How far each source was read.")] = ()
    least_confidence: Annotated[
        Confidence | None, Field(description="Lint warns of a version that is less sure than this.")
    ] = None
    coverage: Coverage


class HousePack(_Strict):
    """The title page of a company's own rules, which may only tighten (`<folder>/pack.yaml`)."""

    title: Text
    house: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
            min_length=3,
            max_length=40,
            description="Short name of the house, with which its provisions' ids begin. Two letters: a jurisdiction.",
        ),
    ]
    owner: Annotated[Text, Field(description="Who answers for these rules: a department or a person.")]
    contact: Annotated[Text, Field(description="Where to ask: an address, a page, a number.")]
