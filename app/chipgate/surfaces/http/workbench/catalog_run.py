"""A catalog's check, run by the program's own command line in a process of its own: the event loop stays free, the
answers are those of `chipgate check` to the byte, and it can be ended at any moment."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from chipgate.errors import InvalidCatalog, Problem
from chipgate.surfaces.exit_codes import BAD_INPUT
from chipgate.surfaces.rules_at_hand import KEYS
from chipgate.surfaces.settings import PREFIX, Settings

from ..problems import MOST_PROBLEMS
from .catalog_asked import MAPPING

MOST_BYTES = 2 << 30
"""The largest file that a check may write: a small archive may hold a catalog without end."""
NICE = 10
"""A check makes way for answers."""
MOST_NOTES = 200
_LONGEST_LINE = 100_000
_NOTE = "note: "
_POINTERS = {"--to: ": "/to", MAPPING: "/mapping"}
"""How a problem begins that is one of a parameter."""


class CheckFailed(Exception):
    """The check ended without a result, and not by the catalog's fault."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows are answered, and which part of the file that is."""

    rows: int
    part: float


@dataclass(slots=True)
class Check:
    """A check that runs. `rows` and `counts` are known once it is done; `notes` say what was understood of the file,
    and what was passed over."""

    process: Process
    seconds: float
    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    late: bool = False

    async def progress(self) -> AsyncIterator[Progress]:
        """How far it is, until it is done.

        Raises:
            InvalidCatalog: the catalog cannot be read, or the question is none.
            CheckFailed: it took too long, or the program is at fault.
        """
        assert self.process.stderr is not None
        async for line in _lines(self.process.stderr):
            told = _told(line)
            if "progress" in told:
                yield Progress(**told["progress"])
            elif "done" in told:
                self.rows, self.counts = told["done"]["rows"], told["done"]["counts"]
            else:
                self._hear(line.decode("utf-8", "replace"))
        await self.process.wait()
        self._judge()

    def _hear(self, words: str) -> None:
        """Take down a note, or a problem with the parameter that it is of."""
        if words.startswith(_NOTE):
            if len(self.notes) < MOST_NOTES:
                self.notes.append(words.removeprefix(_NOTE))
        elif len(self.problems) < MOST_PROBLEMS:
            at = next((pointer for start, pointer in _POINTERS.items() if words.startswith(start)), "")
            self.problems.append(Problem("", message=words.removeprefix("--to: "), pointer=at))

    def _judge(self) -> None:
        if self.late:
            message = f"The check took longer than {self.seconds:g} seconds: check fewer rows, or fewer places."
            raise CheckFailed(HTTPStatus.SERVICE_UNAVAILABLE, message)
        if self.process.returncode == BAD_INPUT:
            raise InvalidCatalog(self.problems)
        if self.process.returncode:
            message = "There is no answer: the check ended before it was done."
            raise CheckFailed(HTTPStatus.INTERNAL_SERVER_ERROR, message)

    def end(self) -> None:
        """End it at once, with all that it has begun."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def end_late(self) -> None:
        """End it as it has taken too long."""
        self.late = True
        self.end()


@asynccontextmanager
async def running(words: list[str], folder: Path, settings: Settings) -> AsyncIterator[Check]:
    """The command line with these words, in a folder that is its own; ended at the end, however that comes."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "chipgate", *words, cwd=folder, env=_environment(folder, settings), stdin=DEVNULL,
        stdout=DEVNULL, stderr=PIPE, start_new_session=True,
    )  # fmt: skip
    check = Check(process, settings.catalog_seconds)
    timer = asyncio.get_running_loop().call_later(settings.catalog_seconds, check.end_late)
    try:
        with suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
            if hasattr(resource, "prlimit"):  # on Linux alone
                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))
        yield check
    finally:
        timer.cancel()
        if process.returncode is None:
            check.end()
            await asyncio.shield(process.wait())


def _environment(folder: Path, settings: Settings) -> dict[str, str]:
    """The service's own environment without its settings, which reach the check as words; its temporary files are
    removed with the folder."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    keys = os.pathsep.join(str(key.absolute()) for key in settings.rules_key)
    return {**kept, **({KEYS: keys} if keys else {}), "TMPDIR": str(folder), "COLUMNS": "100"}


async def _lines(stream: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Lines as they come, those that are too long cut."""
    rest = b""
    while chunk := await stream.read(1 << 16):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line[:_LONGEST_LINE]
        rest = rest[:_LONGEST_LINE]
    if rest:
        yield rest


def _told(line: bytes) -> dict[str, Any]:
    if not line.startswith((b'{"progress": ', b'{"done": ')):
        return {}
    try:
        told: dict[str, Any] = json.loads(line)
    except ValueError:
        return {}
    return told
