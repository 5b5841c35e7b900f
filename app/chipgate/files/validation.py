"""From pydantic's errors to problems that a person can act on: where, what, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from chipgate.errors import Problem

Loc = tuple[str | int, ...]
Placer = Callable[[Loc, bool], tuple[int, int]]
"""Line and column of a node, or (True) of the key that stands before it."""


def problems_of(
    error: ValidationError, value: Any, path: str, place: Placer | None, keys: Sequence[str], *, absent: bool = False
) -> Iterator[Problem]:
    """Every error as a problem; `place` gives line and column where the source has them, else JSON pointers are given.

    `keys` are the words that a mistyped key may have meant; `absent`: a pointer to what is missing says where it would
    stand, and not what it is missing from.
    """
    for found in error.errors(include_url=False):
        loc = real_loc(found["loc"], value)
        message, hint, about = _words(found, keys)
        if about:
            loc = (*loc, about) if not loc or loc[-1] != about else loc
        if place is None:
            if absent and found["type"] == "missing":
                loc, hint = (*loc, str(found["loc"][-1])), "Add it."
            yield Problem(path, message=message, hint=hint, pointer=pointer(loc))
        else:
            line, column = place(loc, found["type"] == "extra_forbidden")
            yield Problem(path, line, column, message, hint)


def pointer(loc: Loc) -> str:
    """An RFC 6901 JSON pointer.

    >>> pointer(("item", "tops", "a/b"))
    '/item/tops/a~1b'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in loc)


def real_loc(loc: Sequence[str | int], value: Any) -> Loc:
    """Pydantic's location without the names of union branches: the path that is really in the document."""
    found: list[str | int] = []
    for part in loc:
        inside = isinstance(value, dict) and part in value
        if inside or (isinstance(part, int) and isinstance(value, list | tuple) and part < len(value)):
            value = value[part]
            found.append(part)
    return tuple(found)


def field_names(*models: type[BaseModel]) -> list[str]:
    """Every key that the models know, by the name used in files."""
    return sorted({field.alias or name for model in models for name, field in model.model_fields.items()})


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A question that offers the closest known word, or nothing."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f'Did you mean "{close[0]}"?' if close else ""


def _words(found: Any, keys: Sequence[str]) -> tuple[str, str, str | None]:
    kind, loc = found["type"], found["loc"]
    last = str(loc[-1]) if loc else ""
    match kind:
        case "extra_forbidden":
            return f'unknown key "{last}".', did_you_mean(last, keys) or "Remove it.", last
        case "missing":
            return f'"{last}" is missing.', "Every file is complete: add it.", None
        case "condition_key":
            given = found["input"]
            hint = ""
            if isinstance(given, dict):
                hint = next((guess for key in given if (guess := did_you_mean(str(key), keys))), "")
            return f"{found['msg']}.", hint or "Name exactly one of them.", None
        case "literal_error" | "enum":
            expected = str(found["ctx"]["expected"])
            options = [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]
            return f'"{found["input"]}" is not one of {expected}.', did_you_mean(str(found["input"]), options), None
        case "greater_than":
            return f"must be above {found['ctx']['gt']}.", "Leave it out where it is not known.", None
        case "value_error":
            return f"{found['ctx']['error']}.", "", None
        case _:
            given = found["input"]
            shown = "" if isinstance(given, (dict, list)) else f' Found "{str(given)[:80]}".'
            return f"{found['msg']}.{shown}", "", None
