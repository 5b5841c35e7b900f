"""From the JSON of a request to the question, or to every problem with it, each with a JSON pointer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import ValidationError

from chipgate.errors import InvalidQuestion, Problem
from chipgate.model.item import Format, ItemSpec
from chipgate.model.shipment import Party, Shipment

from .json_reader import InvalidJson, read_json
from .validation import field_names, problems_of

_KEYS = [*field_names(Shipment, Party, ItemSpec), *(form.value for form in Format)]


def read_shipment(data: bytes, today: dt.date) -> Shipment:
    """Read a question; without a date, today is meant, and the answer says so.

    Raises:
        InvalidQuestion: with every problem of the document.
    """
    value = read_json(data)
    if not isinstance(value, dict):
        raise InvalidJson([Problem("", message="a question is a JSON object.", hint="See /openapi.json.")])
    problems = list(_loose(value))
    whole: dict[str, Any] = {"date": today, "date_assumed": "date" not in value, **value}
    try:
        shipment = Shipment.model_validate(whole)
    except ValidationError as error:
        problems += problems_of(error, whole, "", None, _KEYS)
    if problems:
        raise InvalidQuestion(problems)
    return shipment


def _loose(value: dict[str, Any]) -> list[Problem]:
    """What a lenient reader would let pass: numbers for truth values and dates, and facts that are not the asker's."""
    found = []
    for key in ("strict",):
        if key in value and not isinstance(value[key], bool):
            found.append(Problem("", message="is true or false.", pointer=f"/{key}"))
    if "date" in value and not isinstance(value["date"], str):
        found.append(Problem("", message="a date is text.", hint='Write it "2025-04-09".', pointer="/date"))
    if "date_assumed" in value:
        found.append(Problem("", message="is not for the asker to say.", hint="Leave it out.", pointer="/date_assumed"))
    return found
