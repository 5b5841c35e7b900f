"""What a pack of rules says of itself, and the table that turns license states into verdicts."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chipgate.model.provision import Text


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
    EXCEPTION = "license-exception"
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


class VerdictTable(_Strict):
    """Which verdict each legal state is given (`rules/verdicts.yaml`). Its owner may change it; code may not."""

    title: Text
    rows: Annotated[tuple[VerdictRow, ...], Field(min_length=len(State), max_length=len(State))]

    def verdict(self, state: State) -> Verdict:
        """The verdict of a state."""
        return next(row.verdict for row in self.rows if row.state is state)


class Authority(_Strict):
    """Who publishes the law of this pack, and where."""

    name: Text
    url: Text


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
    coverage: Coverage
