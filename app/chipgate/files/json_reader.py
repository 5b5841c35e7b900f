"""Strict JSON that keeps every digit: numbers become int or Decimal from their text, and nothing is guessed.

What the document means is not in this room.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from chipgate.errors import InvalidQuestion, Problem

from .validation import pointer

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_NUMBER = 70
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Refused(ValueError):
    """A value that no figure or text of a question may be."""


class _Object(list[tuple[str, Any]]):
    """The pairs of an object as they stand, so that a key given twice is seen with its place."""


def read_json(data: bytes, path: str = "", limit: int = MAX_BYTES) -> Any:
    """Read one JSON document.

    >>> read_json(b'{"tpp": 4799.9999999999999}')
    {'tpp': Decimal('4799.9999999999999')}

    Raises:
        InvalidQuestion: not UTF-8, broken, too long or too deep, a key twice, NaN or Infinity, a lone surrogate; with
            line and column, or with a JSON pointer.
    """
    if len(data) > limit:
        _refuse(path, f"the document has {len(data):,} bytes; {limit:,} are accepted.", "Send it in parts.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(path, f"byte {error.start} is not UTF-8.", "Save the document as UTF-8.")
    if not text.strip():
        _refuse(path, "the document is empty.", "Send a JSON object.")
    _check_depth(data, path)
    try:
        value = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_constant, object_pairs_hook=_Object
        )
    except json.JSONDecodeError as error:
        problem = Problem(path, error.lineno, error.colno, f"not JSON: {error.msg}.", "Check what stands just before.")
        raise InvalidQuestion([problem]) from None
    except (_Refused, RecursionError) as error:
        _refuse(path, f"{error or 'nested too deeply'}.", "Write a plain decimal number, such as 1979 or 3.35.")
    problems: list[Problem] = []
    plain = _plain(value, (), path, problems)
    if problems:
        raise InvalidQuestion(problems)
    return plain


def _plain(value: Any, loc: tuple[str | int, ...], path: str, problems: list[Problem]) -> Any:
    if isinstance(value, _Object):
        found: dict[str, Any] = {}
        for key, inner in value:
            here = (*loc, key)
            if key in found:
                problems.append(Problem(path, message="this key is given twice.", hint="Keep one.", pointer=pointer(here)))
            if _SURROGATE.search(key):
                problems.append(Problem(path, message="a key with half a character.", pointer=pointer(loc)))
                continue
            found[key] = _plain(inner, here, path, problems)
        return found
    if isinstance(value, list):
        return [_plain(inner, (*loc, index), path, problems) for index, inner in enumerate(value)]
    if isinstance(value, str) and _SURROGATE.search(value):
        hint = "Write the character itself, or both halves of its escape."
        problems.append(Problem(path, message="a text with half a character.", hint=hint, pointer=pointer(loc)))
    return value


def _number(text: str) -> int | Decimal:
    exponent = text.lower().partition("e")[2]
    if len(text) > MAX_NUMBER or (exponent and abs(int(exponent)) > MAX_NUMBER):
        raise _Refused(f"the number {text[:20]}… is longer than any figure")
    return Decimal(text) if not text.lstrip("-").isdigit() else int(text)


def _constant(text: str) -> Any:
    raise _Refused(f"{text} is not a number of JSON")


def _check_depth(data: bytes, path: str) -> None:
    """Measured before parsing, which would recurse as deep as the document asks."""
    depth = 0
    for match in _BRACKETS.finditer(data):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(match[0], 0)
        if depth > MAX_DEPTH:
            _refuse(path, f"nested deeper than {MAX_DEPTH}.", "Flatten the document.")


def _refuse(path: str, message: str, hint: str) -> Any:
    raise InvalidQuestion([Problem(path, message=message, hint=hint)])
