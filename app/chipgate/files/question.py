"""From the JSON of a request to the question, or to every problem with it, each with a JSON pointer."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import Any

from pydantic import ValidationError

from chipgate.errors import InvalidQuestion, Problem, UnknownItem
from chipgate.model.item import Format, ItemSpec
from chipgate.model.license import Cap, License, LicensedItem, LicenseInHand
from chipgate.model.register import ItemRegister
from chipgate.model.shipment import Party, Shipment

from .catalog import Catalog
from .item_names import find_item, find_reviewed, items_by_name
from .json_reader import InvalidJson, read_json
from .places import example_catalog
from .validation import did_you_mean, field_names, pointer, problems_of

MOST_PROBLEMS = 100
LONGEST_NAME = 200
LONGEST_LIST = 100
"""Parties, or certifications, of one shipment: each is held against every name that the rules know."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEYS = [
    *field_names(Shipment, Party, ItemSpec, LicenseInHand, License, LicensedItem, Cap),
    *(form.value for form in Format),
]


def read_shipment(data: bytes, today: dt.date, register: ItemRegister | None = None) -> Shipment:
    """Read a question; without a date, today is meant, and the answer says so. An item may be named instead of
    stated: then it is the one of that name in the register, as of the question's date, or in the catalog that comes
    with chipgate.

    Raises:
        InvalidQuestion: with every problem of the document.
    """
    return shipment_from(read_json(data), today, register)


def shipment_from(value: Any, today: dt.date, register: ItemRegister | None = None) -> Shipment:
    """The question in a document that `read_json` has read.

    Raises:
        InvalidQuestion: with every problem of the document.
    """
    if not isinstance(value, dict):
        raise InvalidJson([Problem("", message="a question is a JSON object.", hint="See /openapi.json.")])
    _check_sizes(value)
    problems = _loose(value)
    whole: dict[str, Any] = {"date": today, "date_assumed": "date" not in value, **value}
    if isinstance(name := value.get("item"), str) and len(name) <= LONGEST_NAME:
        whole["item"] = item = _found(name, register, _date(whole["date"]) or today)
        if isinstance(item, Problem):
            problems.append(item)
    try:
        shipment = Shipment.model_validate(whole)
    except ValidationError as error:
        told = {problem.pointer for problem in problems}
        found = (one for one in problems_of(error, whole, "", None, _KEYS, absent=True) if one.pointer not in told)
        problems += islice(found, MOST_PROBLEMS)
    if problems:
        raise InvalidQuestion(problems)
    return shipment


def _check_sizes(value: dict[str, Any]) -> None:
    """Refuse lists that no shipment has, before anything looks at every entry."""
    long = [key for key, inner in value.items() if isinstance(inner, list) and len(inner) > LONGEST_LIST]
    if long:
        message = f"more than {LONGEST_LIST} entries."
        raise InvalidQuestion(Problem("", message=message, pointer=pointer((key,))) for key in long)


def _loose(value: dict[str, Any]) -> list[Problem]:
    """What a lenient reader would let pass: numbers for truth values and dates, and facts that are not the asker's."""
    found = []
    for key in ("strict",):
        if key in value and not isinstance(value[key], bool):
            found.append(Problem("", message="is true or false.", pointer=f"/{key}"))
    if "date" in value and not (isinstance(value["date"], str) and _DAY.fullmatch(value["date"])):
        message = "a date is text of the form YYYY-MM-DD."
        found.append(Problem("", message=message, hint='Write it "2025-04-09".', pointer="/date"))
    if "date_assumed" in value:
        found.append(Problem("", message="is not for the asker to say.", hint="Leave it out.", pointer="/date_assumed"))
    if isinstance(item := value.get("item"), dict) and "review" in item:
        hint = "Leave it out; name an item of the register instead."
        found.append(Problem("", message="is not for the asker to say.", hint=hint, pointer="/item/review"))
    return found


def _date(value: Any) -> dt.date | None:
    """The day that a question states, where it states one that is right."""
    if isinstance(value, dt.date):
        return value
    with suppress(ValueError):
        return dt.date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    return None


def _found(name: str, register: ItemRegister | None, day: dt.date) -> ItemSpec | Problem:
    """The item of that name; what the register has is not looked for elsewhere."""
    try:
        reviewed = find_reviewed(register, name, day) if register is not None else None
    except UnknownItem as error:
        return Problem("", message=error.message, pointer="/item")
    return reviewed or _named(name)


@lru_cache(maxsize=256)
def _named(name: str) -> ItemSpec | Problem:
    catalog = Catalog(example_catalog())
    try:
        return find_item(catalog, name)
    except UnknownItem:
        message = f'"{name}" is not an item of the catalog that comes with chipgate.'
        hint = did_you_mean(name, list(items_by_name(catalog))) or "State its figures as an object."
        return Problem("", message=message, hint=hint, pointer="/item")
