"""What the rest of the rulebook says: when this answer changes, and which provision changes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chipgate.model import decision as d
from chipgate.model.pack import State
from chipgate.model.provision import Announcement, Item
from chipgate.model.rulebook import Dated, InForce, Rulebook
from chipgate.model.shipment import Shipment

from .conclude import Conclusion
from .following import followed
from .judge import Case, concluded, matching_on, try_case
from .licenses import license_days
from .ruleset import TEXT, Ruleset
from .truth import Truth
from .words import STATES, VERDICTS

MOST_CHANGES = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which an answer changes: the case from that day on, and what changed it: provisions, or licenses in hand
    that begin or have expired. `explained` says that these have a part in the answer before or after."""

    day: dt.date
    case: Case
    causes: tuple[Dated, ...]
    licenses: tuple[str, ...] = ()
    explained: bool = True


def outlook(rulebook: Rulebook, case: Case) -> d.Outlook:
    """The last day of this answer as far as is known, and the next dated changes with what they do."""
    found = turns(rulebook, case, until=None, explained=True)[:MOST_CHANGES]
    if not found:
        return d.Outlook(None, ())
    changes = tuple(
        d.ComingChange(
            turn.day.isoformat(), turn.case.conclusion.worst, gist(turn.case),
            tuple(d.ProvisionRef(dated.id, dated.name, dated.version.title) for dated in turn.causes), turn.licenses,
        )
        for turn in found
    )  # fmt: skip
    return d.Outlook((found[0].day - dt.timedelta(days=1)).isoformat(), changes)


def turns(rulebook: Rulebook, case: Case, until: dt.date | None, *, explained: bool = False) -> list[Turn]:
    """Every day after the case's own on which the answer to the same question changes, in order; `explained`: by the
    explanation alone."""
    found: list[Turn] = []
    before = case
    of_licenses = license_days(case.shipment)
    for day in sorted({*rulebook.boundaries, *of_licenses}):
        if day <= case.shipment.date or (until is not None and day > until):
            continue
        shipment, matching = moved(case.shipment, day), matching_on(rulebook, day)
        if explained:
            after = concluded(shipment, matching, *followed(before, shipment, matching))
        else:
            after = try_case(rulebook, shipment, day, figures=case.facts.figures)
        if substance(after) != substance(before):
            moved_by = _used(before) ^ _used(after)
            events = tuple(what for number, what in of_licenses.get(day, {}).items() if number in moved_by)
            causes = _causes(before, after, bool(events))
            bearing = bool(events) or not _part(before, after).isdisjoint(cause.id for cause in causes)
            found.append(Turn(day, after, causes, events, bearing))
        before = after
    return found


def moved(shipment: Shipment, day: dt.date) -> Shipment:
    """The same question on another day."""
    return shipment.model_copy(update={"date": day, "date_assumed": False})


def substance(case: Case) -> tuple[Any, ...]:
    """What makes two answers the same to the one who asked: not the wording, not the version of a provision."""
    return substance_of(case.ruleset, case.truths, case.conclusion)


def substance_of(ruleset: Ruleset, truths: Mapping[str, Truth], conclusion: Conclusion) -> tuple[Any, ...]:
    """The same of what applies under a ruleset, whoever found it."""
    shown = []
    for name, target in ruleset.targets.items():
        truth = truths[name]
        if isinstance(target.dated.version, Item) and truth is not Truth.FALSE:
            shown.append((name, truth, ""))
        if isinstance(target.dated.version, Announcement) and truth is Truth.TRUE:
            shown.append((name, truth, target.dated.name))
        if name.endswith(TEXT) and truth is Truth.TRUE:
            shown.append((name, truth, ""))
    return (
        conclusion.worst,
        conclusion.best,
        tuple(
            (s.target.name, s.truth, s.counted, s.worst, s.freed_by, s.licensed_by,
             tuple(dated.id for dated, _ in s.policies))
            for s in conclusion.standings
        ),
        tuple((dated.id, sure) for dated, sure in conclusion.exceptions) if conclusion.standings else (),
        tuple(shown),
    )


def gist(case: Case) -> str:
    """A settled case in one line: verdict, state, and the provision that decides."""
    first = next((standing for standing in case.conclusion.standings if standing.counted), None)
    verdict = VERDICTS[case.conclusion.worst]
    if first is None:
        return f"{verdict}: {STATES[State.NO_REQUIREMENT]}"
    return f"{verdict}: {first.target.dated.version.title} ({STATES[first.worst]})"


def _used(case: Case) -> set[str | None]:
    """The licenses in hand under which something goes."""
    return {standing.licensed_by for standing in case.conclusion.standings}


def _causes(before: Case, after: Case, licensed: bool) -> tuple[Dated, ...]:
    """The versions that came or went between the two days and had a part in either answer. Where a license in hand
    began or ended, only those that carry it."""
    old, new = before.ruleset.in_force, after.ruleset.in_force
    changed = {
        id
        for id in {*old.versions, *new.versions}
        if (id in old.versions) != (id in new.versions)
        or (id in old.versions and old.versions[id].effective != new.versions[id].effective)
    }
    carrying = changed & (_decisive(before) | _decisive(after))
    causes = sorted(carrying) or ([] if licensed else sorted(changed & _part(before, after)) or sorted(changed))
    return tuple(_version(id, old, new) for id in causes)


def _part(*cases: Case) -> set[str]:
    """The provisions that apply or may apply in one of the cases, and the groups and lists that they refer to."""
    found = set()
    for case in cases:
        for name, truth in case.truths.items():
            if truth is not Truth.FALSE:
                found |= {name.removesuffix(TEXT), *case.ruleset.referred_to(name)}
    return found


def _decisive(case: Case) -> set[str]:
    """The provisions that carry an answer: what applies, how it is reviewed, what frees, what is announced."""
    found = set()
    for standing in case.conclusion.standings:
        found |= {standing.target.name, *(dated.id for dated, _ in standing.policies), *standing.freed_by}
    for name, target in case.ruleset.targets.items():
        if isinstance(target.dated.version, Item | Announcement) and case.truths[name] is not Truth.FALSE:
            found.add(name)
    return found


def _version(id: str, old: InForce, new: InForce) -> Dated:
    return new.versions[id] if id in new.versions else old.versions[id]


