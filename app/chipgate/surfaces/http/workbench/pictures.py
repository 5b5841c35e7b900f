"""`GET /v1/pictures/{plane}`: the rules of a day as a picture, with the shipped catalog on it."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from chipgate import Rulebook, Shipment
from chipgate.batch.layouts import LAYOUTS, Layout
from chipgate.errors import InvalidQuestion
from chipgate.files.question import shipment_from
from chipgate.surfaces.http.documents import not_changed, refusals
from chipgate.surfaces.http.etags import tagged
from chipgate.surfaces.http.parameters import OnDay, Words
from chipgate.surfaces.http.serving import serving

from .drafting import in_time
from .picture_drawn import Picture, drawn

router = APIRouter(tags=["rules"])
KEPT = 64
"""Pictures that are kept, some tens of kilobytes each: a page asks for them whenever it is opened."""
@router.get(
    "/v1/pictures/{plane}",
    operation_id="get_picture",
    summary="The rules in force as a picture, with the shipped catalog on it",
    response_model=Picture,
    responses={**not_changed(), **refusals(422)},
)
async def picture(
    request: Request,
    plane: Annotated[Literal["density", "tpp-memory", "memory"], Path(
        description="density: TPP and performance density; tpp-memory: TPP and DRAM bandwidth; memory: DRAM and I/O "
                    "bandwidth.")],
    date: OnDay = None,
    to: Annotated[Words, Query(description="Where the items go: CN, or UA-43.")] = "CN",
    exporter: Annotated[Words | None, Query(
        description="Who exports; unstated, each item's maker. The regions of `memory` are then for the first company "
                    "that was informed.")] = None,
) -> Response:  # fmt: skip
    """Regions are asked of the rules in force that day for an item with nothing special about it; every point has the
    answer to its own item. The body has an ETag."""
    service = serving(request)
    rulebook = service.rules.current.rulebook
    base = _question(date or service.today(), to, exporter)
    try:
        with in_time(service):
            text = await service.decider.apart(partial(_kept.text, rulebook, LAYOUTS[plane], base))
    except InvalidQuestion as error:
        raise _of_parameters(error) from None
    return tagged(request, text)


def _question(day: dt.date, to: str, exporter: str | None) -> Shipment:
    stated: dict[str, Any] = {"item": {}, "destination": to, "date": day.isoformat(), "exporter": exporter}
    try:
        return shipment_from({name: value for name, value in stated.items() if value is not None}, day)
    except InvalidQuestion as error:
        raise _of_parameters(error) from None


def _of_parameters(error: InvalidQuestion) -> InvalidQuestion:
    """The problems, at the parameter that each is of."""
    return InvalidQuestion(replace(one, pointer=_POINTERS.get(one.pointer, one.pointer)) for one in error.problems)


_POINTERS = {"/destination": "/to", "/region": "/to", "": "/to"}


class _Kept:
    """The last pictures, by what they are of."""

    def __init__(self) -> None:
        self._texts: OrderedDict[tuple[str, str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def text(self, rulebook: Rulebook, layout: Layout, base: Shipment) -> bytes:
        """The picture as JSON."""
        key = (rulebook.digest, layout.name, base.model_dump_json())
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        text = drawn(rulebook, layout, base).model_dump_json().encode() + b"\n"
        with self._lock:
            self._texts[key] = text
            if len(self._texts) > KEPT:
                self._texts.popitem(last=False)
        return text


_kept = _Kept()
