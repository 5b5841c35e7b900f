"""Today, where the regulations are made, and the time of a record: the only clock. Below the surfaces the date is an
argument."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chipgate.errors import InvalidQuestion, Problem

ZONE = "America/New_York"


def today() -> dt.date:
    """The civil day in America/New_York.

    Raises:
        InvalidQuestion: this machine has no time zone data.
    """
    try:
        return dt.datetime.now(ZoneInfo(ZONE)).date()
    except ZoneInfoNotFoundError:
        message = "today's date in New York is not known: this machine has no time zone data."
        raise InvalidQuestion([Problem("", message=message, hint="Give the date.", pointer="/date")]) from None


def now() -> dt.datetime:
    """The time, to the second, for a record: with its offset from UTC."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def stamp() -> str:
    """The time for the decision log: RFC 3339 in UTC, to the microsecond."""
    return stamped(dt.datetime.now(dt.UTC))


def stamped(time: dt.datetime) -> str:
    """A time in UTC as the decision log writes it."""
    return f"{time.isoformat(timespec='microseconds').removesuffix('+00:00')}Z"
