"""From the JSON of an order to its lines, each a question of its own; or to every problem, each with a JSON pointer.

What the order states beside its lines (destination, date, parties, licenses and the rest of a question) holds for every
line that does not state it itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from chipgate.errors import InvalidQuestion, Problem
from chipgate.model.register import ItemRegister
from chipgate.model.shipment import Shipment

from .json_reader import InvalidJson, read_json
from .question import MOST_PROBLEMS, shipment_from

MOST_LINES = 1_000
LONGEST_REFERENCE = 100
_OF_A_LINE = ("item", "quantity", "line")
_OF_THE_ORDER = ("order", "lines")


@dataclass(frozen=True, slots=True)
class Line:
    """A line: the caller's own name for it, or its number from 1; its question; and the keys that it states itself."""

    name: str
    shipment: Shipment
    stated: frozenset[str]


@dataclass(frozen=True, slots=True)
class Order:
    """An order: the caller's own reference, if any, and its lines."""

    reference: str | None
    lines: tuple[Line, ...]

    def placed(self, index: int, error: InvalidQuestion) -> InvalidQuestion:
        """An error of one line's question as one of the order, its pointers leading to where the order says it."""
        return InvalidQuestion(_placed(one, index, self.lines[index].stated) for one in error.problems)


def read_order(data: bytes, today: dt.date, register: ItemRegister | None = None, limit: int | None = None) -> Order:
    """Read an order.

    Raises:
        InvalidQuestion: with every problem of the document.
    """
    value = read_json(data) if limit is None else read_json(data, limit=limit)
    if not isinstance(value, dict):
        raise InvalidJson([Problem("", message="an order is a JSON object.", hint="See /openapi.json.")])
    lines = value.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        message = f"is a list of 1 to {MOST_LINES:,} lines."
        raise InvalidQuestion([Problem("", message=message, hint='As in {"lines": [{"item": …}]}.', pointer="/lines")])
    problems = [*_misplaced(value)]
    reference = _reference(value.get("order"), "/order", problems)
    shared = {key: inner for key, inner in value.items() if key not in (*_OF_THE_ORDER, *_OF_A_LINE)}
    found: dict[str, Line] = {}
    for index, line in enumerate(lines):
        try:
            one = _line(line, index, shared, today, register)
        except InvalidQuestion as error:
            stated = frozenset(line if isinstance(line, dict) else ())
            problems += (_placed(problem, index, stated) for problem in error.problems)
        else:
            if one.name in found:
                message = f'two lines are called "{one.name}".'
                problems.append(Problem("", message=message, pointer=f"/lines/{index}/line"))
            found[one.name] = one
        if len(problems) > MOST_PROBLEMS:
            break
    if problems:
        raise InvalidQuestion(problems)
    return Order(reference, tuple(found.values()))


def _line(line: Any, index: int, shared: dict[str, Any], today: dt.date, register: ItemRegister | None) -> Line:
    if not isinstance(line, dict):
        raise InvalidQuestion([Problem("", message="a line is a JSON object.")])
    problems: list[Problem] = []
    name = _reference(line.get("line"), "/line", problems)
    if problems:
        raise InvalidQuestion(problems)
    question = {key: inner for key, inner in line.items() if key != "line"}
    return Line(name or str(index + 1), shipment_from({**shared, **question}, today, register), frozenset(line))


def _placed(problem: Problem, index: int, stated: frozenset[str]) -> Problem:
    """A line's problem in the order: where the line states it, or where the order does for all."""
    key = problem.pointer.split("/")[1] if problem.pointer else ""
    inherited = key and key not in stated and key not in _OF_A_LINE
    return problem if inherited else replace(problem, pointer=f"/lines/{index}{problem.pointer}")


def _misplaced(value: dict[str, Any]) -> Iterator[Problem]:
    for key in _OF_A_LINE:
        if key in value:
            hint = f"Write it as /lines/0/{key}."
            yield Problem("", message="belongs to a line, not to the order.", hint=hint, pointer=f"/{key}")


def _reference(value: Any, pointer: str, problems: list[Problem]) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_REFERENCE or not value.isprintable():
        message = f"is a text of 1 to {LONGEST_REFERENCE} characters, without control characters."
        problems.append(Problem("", message=message, pointer=pointer))
        return None
    return value.strip()
