"""A plane of two measures for a destination and day: the regions of the rules in force, and the shipped catalog on it.

Nothing here knows a threshold: regions are asked of the rules (`report.plane`), and so is the answer of every point.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from chipgate import Rulebook, Shipment
from chipgate.batch.layouts import Layout
from chipgate.batch.regions import answers_of
from chipgate.model.condition import Leaf, Limit, leaves
from chipgate.model.decision import Certainty, Outcome
from chipgate.model.exact import exact_text
from chipgate.model.figures import figures
from chipgate.model.measures import MEASURES
from chipgate.model.pack import Verdict
from chipgate.model.provision import Company, Letter
from chipgate.surfaces.http.items import shipped_items
from chipgate.surfaces.report.plane import Answer, Plane, Rectangle, plane_of

_TO_DRAW = Context(prec=12, rounding=ROUND_HALF_EVEN)


class PictureAxis(BaseModel):
    """What lies along an axis, and the bounds in force at which some answer turns."""

    model_config = ConfigDict(frozen=True)

    measure: str
    title: str
    unit: str
    bounds: tuple[str, ...]


class Answered(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)

    outcome: Outcome
    verdict: Verdict | None
    certainty: Certainty | None
    classification: Annotated[tuple[str, ...], Field(description="Paragraphs; one that is only possible ends in ?.")]


class PictureRegion(Answered):
    """What one answer covers."""

    review_policy: str | None
    rectangles: Annotated[
        tuple[tuple[str | None, ...], ...],
        Field(description="Each as [x low, y low, x high, y high], null for nothing and for no end; low ends belong to "
                          "it, high ends do not. Two more bound the sum of both, where rules do: [… sum low, high]."),
    ]  # fmt: skip


class PicturePoint(Answered):
    """An item of the catalog, where it lies, with its own answer: it may be another than that of the region."""

    name: str
    manufacturer: str | None
    x: Annotated[str | None, Field(description="To twelve digits; null where it is unknown or does not apply.")]
    y: str | None


class Picture(BaseModel):
    """A plane for one destination and day."""

    model_config = ConfigDict(frozen=True)

    plane: str
    date: dt.date
    destination: str
    exporter: Annotated[str | None, Field(description="Whom the regions are for; null: whoever makes the item.")]
    informed: Annotated[tuple[str, ...], Field(
        description="Companies whose letters in force that day speak of a measure of this plane.")]  # fmt: skip
    ruleset: Annotated[str | None, Field(description="The digest of the rules of that day; null before they begin.")]
    x: PictureAxis
    y: PictureAxis
    together: Annotated[PictureAxis | None, Field(description="The sum of both, where rules bound it.")]
    half_open: Annotated[bool, Field(description="Whether every bound belongs to the region above it.")]
    item: Annotated[str, Field(description="What the regions are of: an item with nothing special about it.")]
    regions: Annotated[tuple[PictureRegion, ...], Field(description="The strictest answers first.")]
    points: tuple[PicturePoint, ...]


def drawn(rulebook: Rulebook, layout: Layout, base: Shipment) -> Picture:
    """The picture of a plane for a question, whose item is not read.

    Raises:
        InvalidQuestion: there is no such place.
    """
    covered = rulebook.pack.covered_from
    informed = informed_of(rulebook, layout, max(base.date, covered))
    whose = base.exporter or (informed[0] if layout.together and informed else None)
    plane = plane_of(rulebook, base.model_copy(update={"exporter": whose}), layout)
    across, up, together = plane.borders()
    return Picture(
        plane=layout.name, date=base.date, destination=base.region or base.destination, exporter=whose,
        informed=informed, ruleset=rulebook.on(base.date).digest if base.date >= covered else None,
        x=_axis(layout.across, across), y=_axis(layout.up, up),
        together=_axis(layout.together, together) if layout.together else None, half_open=plane.half_open,
        item=layout.in_words, points=tuple(_points(rulebook, layout, base)),
        regions=tuple(_region(plane, answer, rectangles) for answer, rectangles in plane.regions()),
    )  # fmt: skip


def informed_of(rulebook: Rulebook, layout: Layout, day: dt.date) -> tuple[str, ...]:
    """The companies to which a letter in force is addressed that speaks of a measure of the plane, by name."""
    in_force = rulebook.on(day)
    found: dict[str, None] = {}
    for dated in in_force.of_kind("letters"):
        letter = dated.version
        if isinstance(letter, Letter) and any(_of_plane(leaf, layout) for leaf in leaves(letter.applies)):
            companies = (in_force.versions[id].version for id in letter.addressees)
            found |= {one.names[0]: None for one in companies if isinstance(one, Company)}
    return tuple(found)


def _of_plane(leaf: Leaf, layout: Layout) -> bool:
    return isinstance(leaf, Limit) and leaf.measure in layout.turns


def _axis(measure: str, bounds: set[Fraction]) -> PictureAxis:
    known = MEASURES[measure]
    shown = tuple(exact_text(bound) for bound in sorted(bounds))
    return PictureAxis(measure=measure, title=known.title, unit=known.unit, bounds=shown)


def _region(plane: Plane, answer: Answer, rectangles: list[Rectangle]) -> PictureRegion:
    return PictureRegion(
        **_answered(answer.verdict, answer.certainty, answer.classification),
        review_policy=answer.review_policy or None,
        rectangles=tuple(tuple(_corners(plane, one)) for one in rectangles),
    )  # fmt: skip


def _corners(plane: Plane, one: Rectangle) -> Iterator[str | None]:
    ends = [plane.across_ends(one.left, one.right), plane.up_ends(one.bottom, one.top)]
    for number in (0, 1):
        yield from (exact_text(bound) if bound else None for bound in (end[number] for end in ends))
    if (one.first, one.last) != (0, len(plane.together) + 1):
        yield from (exact_text(bound) if bound else None for bound in plane.together_ends(one.first, one.last))


def _points(rulebook: Rulebook, layout: Layout, base: Shipment) -> Iterator[PicturePoint]:
    items = shipped_items()
    for item, told in zip(items, answers_of(rulebook, base, items), strict=True):
        known = figures(item)
        x, y = (known.measure(MEASURES[measure]) for measure in (layout.across, layout.up))
        yield PicturePoint(
            **_answered(told.verdict, told.certainty, told.classification),
            name=item.name or "", manufacturer=item.manufacturer,
            x=_to_draw(x.low) if x is not None and x.known else None,
            y=_to_draw(y.low) if y is not None and y.known else None,
        )  # fmt: skip


def _answered(verdict: str, certainty: str, classification: str) -> dict[str, Any]:
    """The fields of an answer; where there is no verdict, the outcome's word stands in its place."""
    decided = verdict in set(Verdict)
    return {
        "outcome": Outcome.DECIDED if decided else Outcome(verdict), "verdict": Verdict(verdict) if decided else None,
        "certainty": Certainty(certainty) if certainty else None,
        "classification": tuple(filter(None, classification.split(";"))),
    }  # fmt: skip


def _to_draw(value: Fraction) -> str:
    return format(_TO_DRAW.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(), "f")
