"""What came of a replay, as text and as JSON: the count first, then what drifted and where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .log_text import columns

if TYPE_CHECKING:
    from chipgate.store.replay import Replayed, Tally

_SHOWN = 20
WORDS = {
    "verdict": "another verdict", "certainty": "another certainty", "reasons": "other reasons",
    "texts": "other texts only", "outlook": "another outlook only", "ruleset": "another ruleset named, nothing else",
}  # fmt: skip


def replay_text(tally: Tally, engine: str, rules: str | None) -> str:
    """The whole report; `engine` is the version that answered again, `rules` what was named in place of the log's."""
    return "\n".join(_lines(tally, engine, rules)) + "\n"


def _lines(tally: Tally, engine: str, rules: str | None) -> Iterator[str]:
    answered = tally.same + tally.groups.total() + tally.problems.total()
    by = f"the rules of {rules}" if rules is not None else "the rules they were given by"
    drifted = tally.groups.total() + tally.problems.total()
    yield f"{_answers(answered)} answered again by {by}: {tally.same:,} the same to the byte, {drifted:,} not"
    for why, count in sorted(tally.passed_over.items()):
        yield f"{count:,} passed over: {why}"
    if tally.groups:
        yield "\nDrift"
    for (part, rulebook, version), count in sorted(tally.groups.items()):
        by_engine = "" if version == engine else f", answered by chipgate {version} then and {engine} now"
        yield f"  {count:,} with {WORDS[part]} (rulebook {rulebook[:19]}…{by_engine})"
    if tally.problems:
        yield "\nNot answered"
    for why, count in sorted(tally.problems.items()):
        yield f"  {count:,}: {why}"
    if tally.listed:
        yield "\nRecords"
        yield from columns(_row(one) for one in tally.listed[:_SHOWN])
        if len(tally.listed) > _SHOWN:
            yield f"  and {drifted - _SHOWN:,} more; -f json lists up to {len(tally.listed):,}."


def replay_json(tally: Tally, engine: str, rules: str | None) -> str:
    """The same as data."""
    data: dict[str, Any] = {
        "engine": engine, "rules": rules, "same": tally.same,
        "drift": [
            {"part": part, "rulebook": rulebook, "engine": version, "count": count}
            for (part, rulebook, version), count in sorted(tally.groups.items())
        ],
        "problems": dict(sorted(tally.problems.items())), "passed_over": dict(sorted(tally.passed_over.items())),
        "records": [
            {
                "record_id": one.record.record_id, "at": one.record.at, "item": one.record.item,
                "destination": one.record.destination, "date": one.record.date, "part": one.part,
                "logged": one.record.verdict, "now": one.verdict, "problem": one.problem,
            }
            for one in tally.listed
        ],
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _row(one: Replayed) -> list[str]:
    record = one.record
    said = one.problem or f"{record.verdict or f'({record.outcome})'} → {one.verdict}"
    about = (record.item or "", record.destination or "", record.date or "")
    return [f"  {record.record_id}", one.part or "", *about, said]


def _answers(count: int) -> str:
    return f"{count:,} answer{'' if count == 1 else 's'}"
