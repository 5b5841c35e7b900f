"""JSON read so that no digit is lost and nothing is guessed: plain data, numbers as `int` or `Decimal`.

What a question is, and which keys it has, is not in this room.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from decimal import Decimal
from typing import Any, NoReturn

from chipgate.errors import InvalidQuestion, Problem

from .validation import Loc, pointer

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_NUMBER = 70
"""Characters of one number."""
MAX_EXPONENT = 99

# Strings whole, so that a bracket inside one does not count. Possessive: one pass, whatever the text.
_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)
_EXPONENT = re.compile(r"[eE][-+]?0*([0-9]+)\Z")
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")  # what an escape can write and a text must not hold

_SYNTAX = (  # how the words of Python's reader begin, what we say instead, and what to do
    ("Expecting property name", "a key in double quotes is expected here",
     "Put keys in double quotes, and no comma after the last entry."),
    ("Illegal trailing comma", "there is a comma after the last entry", "Remove the comma."),
    ("Expecting ':'", "a colon is expected here", "Put a colon between a key and its value."),
    ("Expecting ','", "a comma or a closing bracket is expected here",
     "Put commas between entries, and close every bracket."),
    ("Expecting value", "a value is expected here",
     "A value is an object, a list, a text in double quotes, a number, true, false or null."),
    ("Extra data", "there is more after the end of the document", "Send one document."),
    ("Unterminated string", "the text that begins here does not end", "Close the quotation mark."),
    ("Invalid control character", "there is a line break, a tab or another control character in a text",
     r"Write it as an escape: \n, \t or \u…."),
    ("Invalid", "there is a wrong escape in a text", r"Write \\ for a backslash."),
)  # fmt: skip


class InvalidJson(InvalidQuestion):
    """The text is not JSON, or not JSON that means one thing to everybody."""


class _Number(str):
    __slots__ = ()


class _Constant(str):
    __slots__ = ()


class _Object(list[tuple[str, Any]]):
    __slots__ = ()


class _Doubtful(Exception):
    """Something that has to be looked at place by place."""


def _sure_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Doubtful
    return found


def _sure_number(text: str) -> int | Decimal:
    if len(text) > MAX_NUMBER or "e" in text or "E" in text:
        raise _Doubtful
    return Decimal(text) if "." in text else int(text)


def _no_constant(_: str) -> NoReturn:
    raise _Doubtful


_SURE = json.JSONDecoder(
    object_pairs_hook=_sure_object, parse_int=_sure_number, parse_float=_sure_number, parse_constant=_no_constant
)
"""Reads what is beyond doubt, in a third of the time: no key twice, no escape or exponent to be looked at."""


def read_json(data: bytes, path: str = "", limit: int = MAX_BYTES) -> Any:
    """Read one JSON document: dicts, lists, texts, `int`, `Decimal`, booleans and None.

    Numbers keep every digit that is written. What readers of JSON disagree about is refused: a key twice in an
    object, NaN and Infinity, half a surrogate pair. `path` is named in the problems.

    >>> read_json(b'{"tpp": 4799.9999999999999}')
    {'tpp': Decimal('4799.9999999999999')}

    Raises:
        InvalidJson: with every problem found; a fault of syntax is the only one.
    """
    text = _decode(data, path, limit)
    if text.count("{") + text.count("[") <= MAX_DEPTH and "\\u" not in text:
        with suppress(_Doubtful, ValueError):  # whatever is wrong is found again below, with its place
            return _SURE.decode(text)
    _check_depth(text, path)
    try:
        raw = json.loads(
            text, object_pairs_hook=_Object, parse_int=_Number, parse_float=_Number, parse_constant=_Constant
        )
    except json.JSONDecodeError as error:
        found = (row for row in _SYNTAX if error.msg.startswith(row[0]))
        _, message, hint = next(found, ("", error.msg, ""))
        _refuse(path, f"not JSON: {message}.", hint, text, error.pos)
    problems: list[Problem] = []
    value = _plain(raw, (), path, problems)
    if problems:
        raise InvalidJson(problems)
    return value


def _decode(data: bytes, path: str, limit: int) -> str:
    if len(data) > limit:
        raise InvalidJson([Problem(path, message=f"larger than {limit:,} bytes.", hint="Ask in smaller parts.")])
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        message = f"byte 0x{data[error.start]:02x} is not UTF-8 here."
        _refuse(path, message, "Write the document in UTF-8.", before, len(before))
    if not text.strip(" \t\r\n"):
        _refuse(path, "empty: a JSON document is expected.", "Write at least {}.", "", 0)
    return text


def _check_depth(text: str, path: str) -> None:
    """Refuse deep nesting before anything recurses into it."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                _refuse(path, f"nested deeper than {MAX_DEPTH} levels.", "Flatten it.", text, found.start())
        elif found[0] in "]}":
            depth -= 1


def _refuse(path: str, message: str, hint: str, text: str, position: int) -> NoReturn:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    raise InvalidJson([Problem(path, line, column, message, hint)])


def _plain(raw: Any, loc: Loc, path: str, problems: list[Problem]) -> Any:
    """The value itself, once what the parser let through has been looked at, place by place."""

    def refuse(message: str, hint: str) -> None:
        problems.append(Problem(path, message=message, hint=hint, pointer=pointer(loc)))

    match raw:
        case _Object():
            entries: dict[str, Any] = {}
            for name, value in raw:
                if _NOT_TEXT.search(name):
                    refuse("there is an escape in a key that is not a character.", "Remove it.")
                    continue
                inner = (*loc, name)
                if name in entries:
                    message = f'key "{name}" stands twice in one object.'
                    problems.append(Problem(path, message=message, hint="Keep one of the two.", pointer=pointer(inner)))
                entries[name] = _plain(value, inner, path, problems)
            return entries
        case list():
            return [_plain(value, (*loc, index), path, problems) for index, value in enumerate(raw)]
        case _Constant():
            refuse(f"{raw} is not a number of JSON.", "Leave out what is not known; null says the same.")
        case _Number():
            return _number(raw, refuse)
        case str():
            if found := _NOT_TEXT.search(raw):
                half = r"Write a character beyond U+FFFF as it is, or as two \u escapes."
                hint = "Remove it." if found[0] == "\0" else half
                refuse(f"the escape U+{ord(found[0]):04X} is not a character.", hint)
            return raw
        case _:
            return raw


def _number(text: str, refuse: Any) -> int | Decimal | None:
    if len(text) > MAX_NUMBER:
        refuse(f"the number has more than {MAX_NUMBER} characters.", "Write fewer digits, or quote it if it is a text.")
    elif (found := _EXPONENT.search(text)) and int(found[1]) > MAX_EXPONENT:
        refuse(f"the exponent of {text} is beyond {MAX_EXPONENT}.", "Write the number out, in the unit of the field.")
    else:
        return int(text) if text.lstrip("-").isdigit() else Decimal(text)
    return None
