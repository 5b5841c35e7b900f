"""What an unquoted scalar of a YAML file is, or why it is refused: readers of YAML disagree about these.

The documents they stand in are read in `files.strict_yaml`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from chipgate.errors import Problem

Plain: TypeAlias = bool | str | int | Decimal | date | list["Plain"] | dict[str, "Plain"] | None

MAX_DIGITS = 64

_CONSTANTS: dict[str, Plain] = {"true": True, "false": False, "null": None}
_NUMBER = re.compile(r"(?!-0(?:\.0+)?\Z)-?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_QUOTE = 'Quote it if it is text: "{0}".'
_WRITE_OUT = 'Write the number out in full, or quote it if it is a name: "{0}".'
_FAULTS = (  # unquoted scalars that are refused: the first row that matches all of the text says why
    (r"true|false|null", "{0} is not in lower case.", "Write it in lower case. " + _QUOTE),
    (r"y|n|yes|no|on|off", "{0} reads as a boolean in older YAML.", _QUOTE),
    (r"~?", "no value.", 'Say null, or "" for an empty text.'),
    (r"[-+]?\.(?:inf|nan)", "{0} is not a finite number.", _QUOTE),
    (r"[-+]?0[xob][0-9a-f_]+", "{0} is not written in decimal digits.", _WRITE_OUT),
    (r"[-+]?\.?[0-9][0-9._]*e[-+]?[0-9]+", "{0} reads as a number with an exponent.", _WRITE_OUT),
    (r"[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?", "{0} reads as a base-60 number in older YAML.", _QUOTE),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "{0} is not a day of the calendar.", "Check year, month and day."),
    (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", "{0} is not a full date.", "Write it YYYY-MM-DD."),
    (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:t|[ \t]+)[0-9]+:.*", "{0} is a time.", "Write the day alone, YYYY-MM-DD."),
    (r"[-+]?\.?[0-9][0-9.]*[_,][0-9._,]*", "{0} has an underscore or a comma in a number.", _WRITE_OUT),
    (r"\+\.?[0-9]+(?:\.[0-9]*)?", "{0} has a plus sign.", "Leave it out. " + _QUOTE),
    (r"-?\.[0-9]+|-?[0-9]+\.", "{0} lacks a digit beside the point.", "Write it. " + _QUOTE),
    (r"-?0[0-9]+(?:\.[0-9]+)?", "{0} has a leading zero.", "Leave it out. " + _QUOTE),
    (r"-0(?:\.0+)?", "{0} is a negative zero.", "Leave the sign out. " + _QUOTE),
    (r"-?[0-9]+(?:\.[0-9]+)?", f"the number has more than {MAX_DIGITS} characters.", "Quote it if it is text."),
)
_FAULTY = re.compile("|".join(f"({pattern})" for pattern, _, _ in _FAULTS), re.IGNORECASE | re.ASCII)


def plain_scalar(text: str) -> Plain | Problem:
    """Say what an unquoted scalar is, or what is wrong with it, whatever its place.

    >>> plain_scalar("1.50"), plain_scalar("-1"), plain_scalar("2025-04-09"), plain_scalar("3A090.a")
    (Decimal('1.50'), -1, datetime.date(2025, 4, 9), '3A090.a')
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if (number := _NUMBER.fullmatch(text)) and len(text) <= MAX_DIGITS:
        return Decimal(text) if number[1] else int(text)
    if _DATE.fullmatch(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    if (fault := _FAULTY.fullmatch(text)) and fault.lastindex:
        _, message, hint = _FAULTS[fault.lastindex - 1]
        return Problem("", message=message.format(text), hint=hint.format(text))
    return text
