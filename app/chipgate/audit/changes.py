"""What changed between two rulebooks: per provision and date, what it means, and which days read otherwise by it.

Whether some answer of a past day differs, which makes a change retroactive, is `audit.evidence`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from chipgate.model.rulebook import Dated, Rulebook

from .change import Change, Depth, Kind
from .edits import FieldEdit, edits
from .effect import combined, effect_of
from .meaning import meaning, plain, starts, starts_that_differ
from .pages import pages
from .signs import Signs


def changes(
    old: Rulebook, new: Rulebook, committed: dt.date, known_from: Mapping[str, dt.date] | None = None
) -> tuple[Change, ...]:
    """Every change, by provision and date, each retroactive as far as what a past day reads can tell.

    `committed` is the day on which the new side was committed. `known_from` says otherwise for single versions, by
    `provision/version`: a side may hold the commits of many days.
    """
    days = starts(old, new)
    found = list(pages(old, new, days, committed))
    for id in sorted({*old.versions, *new.versions}):
        listed = list(_versions(id, old, new))
        if listed:
            known = [
                replace(one, committed=(known_from or {}).get(f"{id}/{one.version}", committed)) for one in listed
            ]
            found += _placed(known, old, new, days)
    return tuple(found)


def _versions(id: str, old: Rulebook, new: Rulebook) -> Iterator[Change]:
    before = {dated.name: dated for dated in old.versions.get(id, ())}
    after = {dated.name: dated for dated in new.versions.get(id, ())}
    moved = _moved([before[name] for name in before if name not in after],
                   [after[name] for name in after if name not in before])  # fmt: skip
    for name in sorted({*before, *after}):
        was, now = before.get(name), after.get(name)
        if now is not None and name in moved:
            dates = (FieldEdit("effective", moved[name], name),)
            yield Change(id, name, now.version.title, Kind.MOVED, Depth.MEANING, dates, moved[name])
        elif was is None and now is not None:
            yield _added(now, _preceding(new, now))
        elif was is not None and now is None and name not in moved.values():
            yield _removed(was, _preceding(new, was))
        elif was is not None and now is not None and was.digest != now.digest:
            depth = _depth(was, now)
            between = edits(was, now) if depth is Depth.MEANING else ()
            gone = now.version.repealed and not was.version.repealed
            yield Change(id, name, now.version.title, Kind.CHANGED, depth, between, repeals=gone)


def _moved(gone: Sequence[Dated], come: Sequence[Dated]) -> dict[str, str]:
    """The versions that are the same law under another first day: the new day, and the one before."""
    left = list(come)
    found: dict[str, str] = {}
    for was in gone:
        now = next((dated for dated in left if plain(dated) == plain(was)), None)
        if now is not None:
            left.remove(now)
            found[now.name] = was.name
    return found


def _added(now: Dated, beside: Dated | None) -> Change:
    stands = _stands(beside, now)
    depth = Depth.MEANING if beside is None else _depth(beside, now)
    between = () if beside is None or now.version.repealed else edits(beside, now)
    return Change(
        now.id, now.name, now.version.title, Kind.ADDED, depth, between, beside.name if beside else None, stands=stands,
        repeals=now.version.repealed,
    )  # fmt: skip


def _removed(was: Dated, beside: Dated | None) -> Change:
    stands = _stands(beside, was)
    depth = Depth.MEANING if beside is None else _depth(was, beside)
    between = () if beside is None or was.version.repealed else edits(was, beside)
    return Change(
        was.id, was.name, was.version.title, Kind.REMOVED, depth, between, beside.name if beside else None,
        stands=stands,
    )  # fmt: skip


def _preceding(rulebook: Rulebook, dated: Dated) -> Dated | None:
    """The version in whose place a version comes: the last one before it."""
    earlier = [other for other in rulebook.versions.get(dated.id, ()) if other.effective < dated.effective]
    return earlier[-1] if earlier else None


def _stands(beside: Dated | None, dated: Dated) -> bool:
    """Whether the version before is in force on the first day of another: neither repealed nor expired by then."""
    if beside is None or beside.version.repealed:
        return False
    return beside.version.expires is None or beside.version.expires > dated.effective


def _depth(was: Dated, now: Dated) -> Depth:
    if plain(was) != plain(now):
        return Depth.MEANING
    rest = [{key: value for key, value in side.canonical.items() if key != "citation"} for side in (was, now)]
    return Depth.CITATION if rest[0] == rest[1] else Depth.WORDING


def _placed(listed: list[Change], old: Rulebook, new: Rulebook, days: list[dt.date]) -> Iterator[Change]:
    """The changes of one provision with the days that each makes read otherwise, and what it does on them."""
    mine: dict[str, list[dt.date]] = {}
    deep = [change for change in listed if change.version and change.depth is Depth.MEANING]
    for day in starts_that_differ(old, new, listed[0].provision, days):
        did = [change for change in deep if _first(change) <= day.isoformat()] or deep
        if did:
            mine.setdefault(max(did, key=_first).version or "", []).append(day)
    for change in listed:
        yield _with_days(change, mine.get(change.version or "", []), old, new, days)


def _first(change: Change) -> str:
    """The first day on which a change can tell."""
    dates = [change.version or "", change.beside if change.kind is Kind.MOVED else None]
    return min(date for date in dates if date is not None)


def _with_days(change: Change, mine: list[dt.date], old: Rulebook, new: Rulebook, days: list[dt.date]) -> Change:
    if not mine:
        return change
    follows = next((day for day in days if day > mine[-1]), None)
    signs = Signs((old, new), mine[0], follows)
    tables = (old.verdicts, new.verdicts)
    pairs = {
        (meaning(was), meaning(now)): (was, now)
        for was, now in ((side.version_on(change.provision, day) for side in (old, new)) for day in mine)
    }
    does = combined(effect_of(was, now, signs, tables) for was, now in pairs.values())
    return change.on(does, mine)
