"""One check of a catalog from its begin to its record: followed while it runs, its rows read or its file sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException

from chipgate import __version__
from chipgate.errors import ChipgateError

from ..answering import Asking
from ..problems import details, document
from ..reload import InForce, fingerprint_of
from ..serving import Serving
from .catalog_asked import Asked
from .catalog_record import Result, entry_of, ruleset_of
from .catalog_rows import row_lines
from .catalog_run import Check, CheckFailed, Progress
from .streamed import line

_PIECE = 1 << 18


@dataclass(slots=True)
class CatalogCheck:
    """A check that runs in a folder, of a file with this size and SHA-256, by the rules that answered when it began."""

    service: Serving
    rules: InForce
    asking: Asking
    asked: Asked
    folder: Path
    size: int
    digest: str
    check: Check
    _progress: AsyncIterator[Progress] = field(init=False)

    def __post_init__(self) -> None:
        self._progress = self.check.progress()

    async def begin(self) -> Progress:
        """How far it is once it has begun to answer: what is wrong with the whole is known by then."""
        return await anext(self._progress, Progress(0, 0))

    async def lines(self, first: Progress) -> AsyncIterator[bytes]:
        """The answer in lines. What goes wrong is the last of them."""
        try:
            yield _progress_line(first)
            async for one in self._progress:
                yield _progress_line(one)
            await same_files(self.service, self.rules)
            yield line("notes", notes=self.check.notes)
            sent, rows = sha256(), row_lines(self.folder / self.asked.result)
            while (text := await run_sync(next, rows, None)) is not None:
                sent.update(text)
                yield text
            record_id = await self._recorded(sent.hexdigest())
            ruleset = ruleset_of(self.rules, self.asked)
            yield line("done", rows=self.check.rows, counts=self.check.counts, ruleset=ruleset, record_id=record_id)
        except (ChipgateError, CheckFailed, HTTPException) as error:
            yield line("problem", **_problem(error))

    async def to_the_end(self) -> dict[str, str]:
        """Follow it to its end, and put it on record. The headers of its file."""
        async for _ in self._progress:
            pass
        await same_files(self.service, self.rules)
        file = self.folder / self.asked.result
        record_id = await self._recorded(await run_sync(_digest_of, file))
        disposition = {"Content-Disposition": f'attachment; filename="{self.asked.attached}"'}
        found = {**self.headers, **disposition, "Content-Length": str(file.stat().st_size)}
        if record_id is not None:
            found |= {"Chipgate-Record-Id": record_id, "Location": f"/v1/decisions/{record_id}"}
        return found

    async def pieces(self) -> AsyncIterator[bytes]:
        """The file, piece by piece."""
        with (self.folder / self.asked.result).open("rb") as file:
            while piece := await run_sync(file.read, _PIECE):
                yield piece

    @property
    def headers(self) -> dict[str, str]:
        """What it rests on."""
        ruleset = ruleset_of(self.rules, self.asked) or ""
        return {"Chipgate-Engine-Version": __version__, "Chipgate-Ruleset-Digest": ruleset}

    async def _recorded(self, digest: str) -> str | None:
        """Put it on record: the id, or None where there is no log to wait for."""
        result = Result(self.check.rows, self.check.counts, digest)
        entry = entry_of(self.asking, self.rules, self.asked, self.size, self.digest, result)
        receipts = await self.service.recorder.record(self.rules, (entry,))
        return receipts[0].record_id if receipts else None


async def same_files(service: Serving, rules: InForce) -> None:
    """Refuse to go on where a check would read other files than those that the service answers by.

    Raises:
        HTTPException: 409, they have changed.
    """
    if await run_sync(fingerprint_of, service.settings) != rules.fingerprint:
        detail = ("The rules or the register on disk are not those that this service answers by. Have them read anew "
                  "(POST /v1/admin/reload), and check again.")  # fmt: skip
        raise HTTPException(HTTPStatus.CONFLICT, detail)


def _progress_line(one: Progress) -> bytes:
    return line("progress", rows=one.rows, total=None, part=one.part)


def _problem(error: Exception) -> dict[str, Any]:
    match error:
        case ChipgateError():
            return document(error)
        case CheckFailed():
            return details(error.status, str(error))
        case HTTPException():
            return details(HTTPStatus(error.status_code), str(error.detail))
    raise error


def _digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
