"""`/v1/items`: the catalog of real chips that comes with chipgate, page by page."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from chipgate import ItemSpec
from chipgate.files.catalog import Catalog
from chipgate.files.item_names import items_by_name
from chipgate.files.places import example_catalog

from .documents import not_changed, refusals
from .etags import tagged
from .parameters import Words

router = APIRouter(tags=["items"])
MOST = 500


class ItemPage(BaseModel):
    """Items by name. Each may be sent back as the `item` of a question, or be named there."""

    model_config = ConfigDict(frozen=True)

    items: tuple[ItemSpec, ...]
    next: Annotated[str | None, Field(description="Ask for the next page with ?after= this; null on the last.")]


_PAGE: TypeAdapter[ItemPage] = TypeAdapter(ItemPage)


@router.get(
    "/v1/items",
    operation_id="list_items",
    summary="The shipped catalog",
    response_model=ItemPage,
    responses={**not_changed(), **refusals(422)},
)
def items(
    request: Request,
    name: Annotated[Words | None, Query(description="Part of the name or of the maker's, in any case.")] = None,
    after: Annotated[Words | None, Query(description="What `next` of the page before said.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="At most so many items.")] = 100,
) -> Response:
    """Figures of real chips as their data sheets state them, by name. Numbers are texts, exact; what is not known is
    left out. They are a start, not a review: see the item register for reviewed figures."""
    return tagged(request, _PAGE.dump_json(page_of(name, after, limit), exclude_defaults=True) + b"\n")


def page_of(name: str | None, after: str | None, limit: int) -> ItemPage:
    """One page of the catalog: the items after a name, of those whose name or maker has `name` in it."""
    listed = shipped_items()
    names = [item.name or "" for item in listed]
    first = bisect_right(names, after) if after is not None else 0
    part = (name or "").casefold()
    found = [one for one in listed[first:] if part in f"{one.manufacturer or ''} {one.name}".casefold()]
    page = found[: limit]
    return ItemPage(items=tuple(page), next=page[-1].name if len(found) > len(page) else None)


@lru_cache(maxsize=1)
def shipped_items() -> tuple[ItemSpec, ...]:
    """Every item of the shipped catalog, by name."""
    known = items_by_name(Catalog(example_catalog()))
    return tuple(known[name] for name in sorted(known))


@lru_cache(maxsize=1)
def items_tried() -> tuple[ItemSpec, ...]:
    """The shipped catalog in the order of its rows, as the command line tries it."""
    return tuple(item for _, item in Catalog(example_catalog()).rows() if isinstance(item, ItemSpec))
