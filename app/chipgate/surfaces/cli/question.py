"""From the words on the command line to the question: an item or a catalog, and a shipment."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chipgate import ItemSpec, Shipment
from chipgate.errors import InvalidQuestion, Problem
from chipgate.files.sources import COMPRESSED, ENDINGS
from chipgate.files.validation import problems_of
from chipgate.model.item import Format
from chipgate.model.register import ItemRegister
from chipgate.surfaces.clock import today

from .fact_words import facts_of_item, parties_of, readings_of

CODE = re.compile("[A-Z]{2}")
REGION = re.compile("[A-Z]{2}-[A-Z0-9]{1,3}")
FILE_SUFFIXES = frozenset({".yaml", ".yml", ".json", ".txt", *ENDINGS, *COMPRESSED})


@dataclass(frozen=True, slots=True)
class ItemWords:
    """The figures of an item as they stand on the command line."""

    name: str | None = None
    manufacturer: str | None = None
    kind: str | None = None
    designed_or_marketed_for_datacenter: bool | None = None
    tops: Sequence[str] | None = None
    sparse_tops: Sequence[str] | None = None
    tpp: str | None = None
    die_area_mm2: str | None = None
    transistor: str | None = None
    dram_bandwidth_gb_s: str | None = None
    link_bandwidth_gb_s: str | None = None
    host_bandwidth_gb_s: str | None = None
    facts: Sequence[str] | None = None

    def stated(self) -> dict[str, Any]:
        """The figures that were given."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "facts"}
        found |= facts_of_item(self.facts or ())
        stated = {name: value for name, value in found.items() if value not in (None, [], ())}
        for name in ("tops", "sparse_tops"):
            if name in stated:
                stated[name] = _rates(f"--{name.replace('_', '-')}", stated[name])
        return stated


def _rates(option: str, words: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        form, equals, rate = word.partition("=")
        form = form.strip().lower()
        if not equals:
            raise InvalidQuestion([Problem(option, message=f'"{word}" has no "=".', hint="Write fp8=296.")])
        if form in found:
            raise InvalidQuestion([Problem(option, message=f'"{form}" is given twice.', hint="Keep one of the two.")])
        found[form] = rate.strip()
    return found


def usage(message: str) -> InvalidQuestion:
    """The words on the command line do not go together."""
    return InvalidQuestion([Problem("", message=message)])


def item_of(words: ItemWords, base: ItemSpec | None = None) -> ItemSpec:
    """The item that the options describe, or a known item with the figures of the options in place of its own."""
    stated = words.stated()
    if base is not None and not stated:
        return base
    # A figure that is stated anew was not reviewed with the others.
    raw: dict[str, Any] = base.model_dump(exclude_none=True, exclude={"review"}) if base is not None else {}
    for name in ("tops", "sparse_tops"):
        if name in stated:
            stated[name] = {**raw.get(name, {}), **stated[name]}
    raw |= stated
    try:
        return ItemSpec.model_validate(raw)
    except ValidationError as error:
        found = problems_of(error, raw, "", None, [form.value for form in Format])
        raise InvalidQuestion(replace(one, pointer=f"/item{one.pointer}") for one in found) from None


def find_item_named(name: str, register: ItemRegister | None = None, day: dt.date = dt.date.max) -> ItemSpec:
    """An item of a register, as of a day, or else of the catalog that comes with chipgate."""
    from chipgate.files.catalog import Catalog
    from chipgate.files.item_names import find_item
    from chipgate.files.places import example_catalog

    return find_item(Catalog(example_catalog()), name, register, day)


def register_in(folder: Path | None) -> ItemRegister | None:
    """The item register of a folder, where one is named."""
    if folder is None:
        return None
    from chipgate.files.register import read_register

    return read_register(folder)


def looks_like_a_file(word: str) -> bool:
    """Whether a word names a file (or standard input) and not an item: by its ending, or because there is one."""
    return word == "-" or Path(word).suffix.lower() in FILE_SUFFIXES or Path(word).exists()


def shipment_of(
    item: ItemSpec, to: str, date: str | None, hq: str | None, parent: str | None, location: str | None, **others: Any
) -> Shipment:
    """The question in full. Country codes are taken in any case; without a date, today in New York is meant."""
    if origin := others.get("origin"):
        others["origin"] = _code("--ships-from", origin)
    to = to.strip().upper() if REGION.fullmatch(to.strip().upper()) else _code("--to", to)
    places = {
        "location": ("--location", location),
        "headquarters": ("--hq", hq),
        "ultimate_parent": ("--parent", parent),
    }
    party = {name: _code(option, code) for name, (option, code) in places.items() if code is not None}
    parties = parties_of(others.pop("parties", None) or ())
    if party and parties:
        raise usage("say who takes part with --party, or with --hq, --parent and --location: not with both.")
    others["readings"] = readings_of(others.get("readings") or ())
    raw = {
        **{name: value for name, value in others.items() if value is not None},
        "item": item, "destination": to, "parties": parties or ([party] if party else []),
        "date": day_of(date, "--date") if date is not None else today(), "date_assumed": date is None,
    }  # fmt: skip
    try:
        return Shipment.model_validate(raw)
    except ValidationError as error:
        raise InvalidQuestion(problems_of(error, raw, "", None, ())) from None


def _code(option: str, text: str) -> str:
    code = text.strip().upper()
    if not CODE.fullmatch(code):
        hint = "Write the two letters of ISO 3166-1, as in CN."
        raise InvalidQuestion([Problem(option, message=f'"{text}" is not a country code.', hint=hint)])
    return code


def day_of(text: str, option: str) -> dt.date:
    """A day written YYYY-MM-DD and in no other way."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        message = f'"{text}" is not a day of the calendar.'
        raise InvalidQuestion([Problem(option, message=message, hint="Write it YYYY-MM-DD, as in 2025-04-09.")])
    return day
