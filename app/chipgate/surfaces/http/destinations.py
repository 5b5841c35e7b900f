"""`/v1/destinations`: every place that the rules of a day know, and what is special about it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from chipgate import ItemSpec, Rulebook, Shipment
from chipgate.engine.judge import matching_on
from chipgate.engine.outcomes import named_outcome
from chipgate.engine.ruleset import Ruleset
from chipgate.model.decision import Outcome
from chipgate.model.provision import Group

from .documents import not_changed, refusals
from .etags import tagged
from .parameters import OnDay
from .serving import serving

router = APIRouter(tags=["rules"])


class GroupShown(BaseModel):
    """A country group that a place is in."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str


class RegionShown(BaseModel):
    """A part of a destination that the law treats apart. It may be asked for as a destination."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str


class DestinationShown(BaseModel):
    """A place, by its code of ISO 3166-1 (or XK)."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    outcome: Annotated[
        Outcome, Field(description="decided: a question gets a verdict. Otherwise the outcome that it gets instead.")
    ]
    treated_as: Annotated[str | None, Field(description="The place whose treatment it has, where it has another's.")]
    groups: Annotated[tuple[GroupShown, ...], Field(description="The groups it is in, by its treatment.")]
    regions: tuple[RegionShown, ...]


class DestinationList(BaseModel):
    """Every place of a day, by code."""

    model_config = ConfigDict(frozen=True)

    as_of: dt.date
    ruleset: Annotated[str, Field(description="The digest of the rules of that day.")]
    destinations: tuple[DestinationShown, ...]


@router.get(
    "/v1/destinations",
    operation_id="list_destinations",
    summary="Every destination, with its country groups",
    response_model=DestinationList,
    responses={**not_changed(), **refusals(422)},
)
def destinations(request: Request, date: OnDay = None) -> Response:
    """Codes and names, the country groups of that day, whose treatment a territory has, and the parts that the law
    treats apart. For a day before the rules begin, those of their first day."""
    now = serving(request)
    rulebook = now.rules.current.rulebook
    day = max(date or now.today(), rulebook.pack.covered_from)
    return tagged(request, destinations_on(rulebook, day).model_dump_json().encode() + b"\n")


def destinations_on(rulebook: Rulebook, day: dt.date) -> DestinationList:
    """Every place that the rules of a day know."""
    ruleset = matching_on(rulebook, day).ruleset
    groups = {
        dated.id: dated.version for dated in ruleset.in_force.of_kind("groups") if isinstance(dated.version, Group)
    }
    listed = tuple(_shown(rulebook, ruleset, groups, code, day) for code in sorted(ruleset.destinations.names))
    return DestinationList(as_of=day, ruleset=ruleset.digest, destinations=listed)


def _shown(rulebook: Rulebook, ruleset: Ruleset, groups: dict[str, Group], code: str, day: dt.date) -> DestinationShown:
    places, treatment = ruleset.destinations, ruleset.treatment(code)
    instead = named_outcome(rulebook, ruleset, Shipment(item=ItemSpec(), destination=code, date=day))
    return DestinationShown(
        code=code, name=places.names[code], outcome=instead[0] if instead else Outcome.DECIDED,
        treated_as=treatment if treatment != code else None,
        groups=tuple(GroupShown(id=id, title=one.title) for id, one in groups.items() if treatment in one.countries),
        regions=tuple(
            RegionShown(code=region, name=one.name)
            for region, one in places.regions.items() if region.startswith(f"{code}-")
        ),
    )  # fmt: skip
