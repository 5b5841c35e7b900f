"""One item from a file: YAML, with a line and a column for every problem, or JSON, with a pointer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chipgate.errors import InvalidQuestion, Problem
from chipgate.model.item import Format, ItemSpec

from .strict_yaml import MAX_BYTES, read
from .validation import Placer, field_names, problems_of

SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_KEYS = [*field_names(ItemSpec), *(form.value for form in Format)]


def read_item(path: Path) -> ItemSpec:
    """Read the item that a file describes.

    Raises:
        InvalidQuestion: with every problem of the file.
    """
    try:
        with path.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidQuestion([Problem(str(path), message=f"{error.strerror or error}.")]) from None
    if len(text) > MAX_BYTES:
        message = f"longer than {MAX_BYTES:,} bytes."
        raise InvalidQuestion([Problem(str(path), message=message, hint="An item file describes one item.")])
    return parse_item(text, str(path))


def parse_item(text: bytes, path: str) -> ItemSpec:
    """Read an item from the text of a file; the name ends in .json where it is JSON."""
    value, place = _json(text, path) if path.endswith(".json") else _yaml(text, path)
    if isinstance(value, dict) and "item" in value:
        hint = "Give what stands under item alone, and the rest as options: --to, --date, …"
        raise InvalidQuestion([Problem(path, message="this is a whole question, not an item.", hint=hint)])
    if isinstance(value, dict) and "review" in value:
        hint = "Leave it out; reviewed items stand in an item register: --register."
        line, column = place(("review",), True) if place else (0, 0)
        where = "" if place else "/review"
        raise InvalidQuestion([Problem(path, line, column, "review is not for a file to say.", hint, where)])
    try:
        return ItemSpec.model_validate(value)
    except ValidationError as error:
        raise InvalidQuestion(problems_of(error, value, path, place, _KEYS)) from None


def _yaml(text: bytes, path: str) -> tuple[Any, Placer | None]:
    document, problems = read(text, path)
    if document is None:
        raise InvalidQuestion(problems)
    return document.value, document.position


def _json(text: bytes, path: str) -> tuple[Any, Placer | None]:
    from .json_reader import read_json

    return read_json(text, path), None
