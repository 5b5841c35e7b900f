"""The schemas of what is asked, made from the model of a shipment: one, over many days, to many places, or an order."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pydantic import TypeAdapter

from chipgate.files.order import LONGEST_REFERENCE, MOST_LINES
from chipgate.model.shipment import Shipment

MOST_TIMELINES = 12
PLACE = "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"
_REFERENCE = "#/components/schemas/{model}"
_DAY = {"type": "string", "format": "date"}


def question() -> dict[str, Any]:
    """One shipment."""
    schema = TypeAdapter(Shipment).json_schema(ref_template=_REFERENCE)
    schema["properties"].pop("date_assumed")
    schema["required"] = [name for name in schema["required"] if name != "date"]
    named = {"type": "string", "description": "The name of an item of the register, or of /v1/items."}
    schema["properties"]["item"] = {"anyOf": [schema["properties"]["item"], named]}
    return schema


def timeline(question: dict[str, Any]) -> dict[str, Any]:
    """A question without a day, from one day on to another."""
    schema = deepcopy(question)
    del schema["properties"]["date"]
    schema["title"], schema["description"] = "TimelineQuestion", "What is asked, of every day from one to another."
    first = "The first day; unstated, or before the rules begin, the first that they cover."
    last = "The last day; unstated, coming changes are told too."
    schema["properties"] |= {"from": {**_DAY, "description": first}, "until": {**_DAY, "description": last}}
    schema["examples"] = [{name: value for name, value in one.items() if name != "date"} for one in schema["examples"]]
    return schema


def several_timelines(question: dict[str, Any]) -> dict[str, Any]:
    """A question without a day, to several destinations."""
    schema = timeline(question)
    place = schema["properties"].pop("destination")
    del schema["properties"]["region"]
    schema["title"], schema["description"] = "TimelinesQuestion", "What is asked of each destination, of every day."
    schema["properties"]["destinations"] = {
        "type": "array", "minItems": 1, "maxItems": MOST_TIMELINES, "items": {**place, "pattern": PLACE},
        "description": "Each once; a part that the law treats apart is written UA-43.",
    }  # fmt: skip
    schema["required"] = [name for name in schema["required"] if name != "destination"] + ["destinations"]
    del schema["examples"]
    return schema


def to_everywhere(question: dict[str, Any]) -> dict[str, Any]:
    """A question without a destination."""
    schema = deepcopy(question)
    for name in ("destination", "region"):
        del schema["properties"][name]
    schema["title"], schema["description"] = "MapQuestion", "What is asked of every destination."
    schema["required"] = [name for name in schema["required"] if name != "destination"]
    del schema["examples"]
    return schema


def order(question: dict[str, Any]) -> dict[str, Any]:
    """Lines, each a question; and whatever of a question holds for every line that does not state it itself."""
    schema = deepcopy(question)
    item, quantity = (schema["properties"].pop(name) for name in ("item", "quantity"))
    reference = {"type": "string", "minLength": 1, "maxLength": LONGEST_REFERENCE}
    line = {**deepcopy(schema["properties"]), "item": item, "quantity": quantity}
    schema["properties"] |= {
        "order": {**reference, "description": "The caller's own reference."},
        "lines": {
            "type": "array", "minItems": 1, "maxItems": MOST_LINES,
            "items": {
                "type": "object", "required": ["item"], "additionalProperties": False,
                "properties": {
                    "line": {**reference, "description": "The caller's; unstated, its number from 1."}, **line,
                },
            },
        },
    }  # fmt: skip
    schema["title"] = "Order"
    schema["description"] = "What stands beside the lines holds for each of them that does not."
    schema["required"] = ["lines"]
    del schema["examples"]
    return schema
