"""What changed of the pages beside the provisions: the verdict table, and the title pages of the packs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from chipgate.model.pack import HousePack, Pack
from chipgate.model.rulebook import Rulebook

from .change import Change, Depth, Kind
from .edits import FieldEdit
from .effect import Effect, Moved, of_verdicts
from .reach import Reach


def pages(old: Rulebook, new: Rulebook, days: Sequence[dt.date], committed: dt.date) -> Iterator[Change]:
    """One change for each page that is not the same."""
    yield from _pack(old, new, days, committed)
    yield from _other_packs(old, new)
    yield from _verdicts(old, new, days, committed)


def _verdicts(old: Rulebook, new: Rulebook, days: Sequence[dt.date], committed: dt.date) -> Iterator[Change]:
    before, after = ({row.state: row.verdict for row in side.verdicts.rows} for side in (old, new))
    moved = tuple(
        FieldEdit(state.value, str(before.get(state, "none")), str(after.get(state, "none")), "verdict")
        for state in dict.fromkeys((*before, *after))
        if before.get(state) is not after.get(state)
    )
    if moved:
        change = Change("verdicts", None, new.verdicts.title, Kind.CHANGED, Depth.MEANING, moved, committed=committed)
        yield change.on(Moved(Reach.SAME, of_verdicts(old.verdicts, new.verdicts)), days)
    elif old.verdicts != new.verdicts:
        yield Change("verdicts", None, new.verdicts.title, Kind.CHANGED, Depth.WORDING, ())


def page_of(pack: Pack) -> str:
    """What stands for the title page of a jurisdiction where provisions have their ids."""
    return f"{pack.jurisdiction.lower()}/pack"


def _pack(old: Rulebook, new: Rulebook, days: Sequence[dt.date], committed: dt.date) -> Iterator[Change]:
    if old.pack == new.pack:
        return
    ends = sorted((old.pack.covered_from, new.pack.covered_from))
    depth = Depth.MEANING if ends[0] != ends[1] else Depth.WORDING
    lines = tuple(_page(old.pack, new.pack))
    change = Change(page_of(new.pack), None, new.pack.title, Kind.CHANGED, depth, lines, committed=committed)
    if depth is Depth.MEANING:
        between = [day for day in days if ends[0] <= day < ends[1]]
        change = change.on(Moved(Reach.SAME, Effect.MIXED), between)
    yield change


def _other_packs(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    """The title pages of other jurisdictions and of houses: answers show them, and no verdict hangs on them."""
    before, after = (_others(side) for side in (old, new))
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        page = now or was
        if was == now or page is None:
            continue
        kind = Kind.ADDED if was is None else Kind.REMOVED if now is None else Kind.CHANGED
        lines = () if was is None or now is None else tuple(_page(was, now))
        yield Change(f"{name}/pack", None, page.title, kind, Depth.WORDING, lines)


def _others(rulebook: Rulebook) -> dict[str, Pack | HousePack]:
    return {**rulebook.others.jurisdictions, **rulebook.others.houses}


def _page(was: BaseModel, now: BaseModel) -> Iterator[FieldEdit]:
    """The plain fields of a title page that are not the same."""
    for name in type(now).model_fields:
        before, after = getattr(was, name, None), getattr(now, name)
        if before != after and isinstance(after, str | dt.date):
            yield FieldEdit(name, None if before is None else str(before), str(after))
