"""Long work beside the answers: so much of it at a time, and the next is told to come again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from starlette.exceptions import HTTPException

COME_AGAIN = "5"
"""Seconds after which it is worth asking again."""


class Lane:
    """Room for so many pieces of one kind of work in this process. Used on the event loop alone."""

    def __init__(self, what: str, most: int) -> None:
        self._what, self._most = what, most
        self._taken = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Takes a place while the work goes on.

        Raises:
            HTTPException: 503, every place is taken.
        """
        if self._taken >= self._most:
            detail = f"{self._what} already, as many as run at a time here. Try again in a moment."
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": COME_AGAIN})
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1
