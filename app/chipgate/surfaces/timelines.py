"""The timeline of one question, for every surface: the days on which the answer changes, and their JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chipgate import Rulebook, Shipment, decide
from chipgate.engine.judge import Case, try_case
from chipgate.engine.outlook import Turn, moved, turns
from chipgate.engine.words import STATES
from chipgate.errors import LogDamaged
from chipgate.files.question_json import question_json, shipment_in
from chipgate.model.decision import Answer, Outcome
from chipgate.model.pack import State
from chipgate.model.provision import Announcement

from .render.changes import Cause, Change


@dataclass(frozen=True, slots=True)
class Timeline:
    """The answer on the first day, and each day from it on that begins another. Without a verdict there are no days,
    and `first` says why."""

    first: Answer
    changes: tuple[Change, ...]


def timeline_of(rulebook: Rulebook, asked: Shipment, end: dt.date | None) -> Timeline:
    """The days on which the answer to a question changes, from the question's own day to `end`, or as far as is known.

    Raises:
        InvalidQuestion: a place, a certification or an open question is not known to the rules.
    """
    first = decide(rulebook, asked).answer
    if first.outcome is not Outcome.DECIDED:
        return Timeline(first, ())
    case = try_case(rulebook, moved(asked, asked.date), asked.date)
    changes = [Change(asked.date, None, case.conclusion.worst, _state(case), ())]
    for turn in turns(rulebook, case, end):
        changes.append(_change(turn, changes[-1]))
    return Timeline(first, tuple(changes))


def timeline_rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The days as JSON has them."""
    return [
        {
            "date": change.day.isoformat(), "before": change.before, "verdict": change.after, "state": change.state,
            "provisions": [
                {"provision": cause.provision, "version": cause.version, "title": cause.title, "ends": cause.ends}
                for cause in change.causes
            ],
            "licenses": change.licenses,
        }
        for change in changes
    ]  # fmt: skip


def timeline_json(changes: Sequence[Change]) -> bytes:
    """The days as a JSON array, UTF-8, ending in a newline. Equal timelines give equal bytes."""
    return json.dumps(timeline_rows(changes), ensure_ascii=False, indent=2).encode() + b"\n"


def timeline_question(asked: Shipment, end: dt.date | None) -> bytes:
    """A timeline's question as the decision log keeps it, on one line: the question of the first day, and the last."""
    return json.dumps({"until": end.isoformat() if end else None})[:-1].encode() + (
        b', "question": ' + question_json(asked) + b"}"
    )


def timeline_again(rulebook: Rulebook, question: bytes) -> bytes:
    """The answer to a timeline's question that was logged.

    Raises:
        LogDamaged: it is no such question.
        InvalidQuestion: these rules do not know a place, a certification or an open question of it.
    """
    try:
        read = json.loads(question)
        end = dt.date.fromisoformat(read["until"]) if read["until"] is not None else None
        asked = shipment_in(json.dumps(read["question"]).encode())
    except (ValueError, TypeError, LookupError):
        raise LogDamaged("what the log keeps as a timeline's question is none.") from None
    return timeline_json(timeline_of(rulebook, asked, end).changes)


def _change(turn: Turn, before: Change) -> Change:
    causes = tuple(
        Cause(
            dated.id,
            dated.name,
            dated.version.title,
            silent=isinstance(dated.version, Announcement),
            ends=dated.id not in turn.case.ruleset.in_force.versions,
        )
        for dated in turn.causes
    )
    return Change(turn.day, before.after, turn.case.conclusion.worst, _state(turn.case), causes, turn.licenses)


def _state(case: Case) -> str:
    """The legal state behind the verdict, where it says more than the verdict does."""
    first = next((standing for standing in case.conclusion.standings if standing.counted), None)
    state = first.worst if first else State.NO_REQUIREMENT
    words = "" if state is State.NO_REQUIREMENT else STATES[state].removeprefix("applications: ")
    return words if case.conclusion.definite else f"{words}, facts missing".removeprefix(", ")
