"""A service of several workers as `chipgate serve` runs it, and which of them answers on a connection."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.load import PATIENCE, ask_over, until
from tests.service import CLEAN


@dataclass(frozen=True, slots=True)
class Workers:
    """A service that runs, and the file that it says everything to."""

    url: str
    pid: int
    said: Path

    @contextmanager
    def connections(self, number: int = 2) -> Iterator[list[http.client.HTTPConnection]]:
        """One connection to each worker, kept open: no worker is left out of what is asked over them."""
        with ExitStack() as stack:
            found: dict[int, http.client.HTTPConnection] = {}

            def another() -> bool:
                new = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)
                stack.enter_context(closing(new))
                ask_over(new, "GET", "/health/live")
                found.setdefault(self._answering(new), new)
                return len(found) == number

            until(another)
            yield list(found.values())

    def _answering(self, connection: http.client.HTTPConnection) -> int:
        """The process that holds the other end of a connection."""
        ours, theirs = connection.sock.getsockname()[1], connection.sock.getpeername()[1]
        rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
        end = next(row[9] for row in rows if (_port(row[1]), _port(row[2])) == (theirs, ours))
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        return next(int(child) for child in children if f"socket:[{end}]" in _open_files(int(child)))


def _port(address: str) -> int:
    return int(address.partition(":")[2], 16)


def _open_files(pid: int) -> set[str]:
    found = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found.add(os.readlink(file))
    return found


@contextmanager
def serve(folder: Path, *options: str, **settings: str) -> Iterator[Workers]:
    """`chipgate serve`, with everything that it says in a file."""
    said = folder / "said.jsonl"
    command = [sys.executable, "-m", "chipgate", "serve", "--port", "0", "--log-format", "json", *options]
    environment = {**CLEAN, "CHIPGATE_STATE_FOLDER": str(folder), **settings}
    with said.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=environment)
    try:
        until(lambda: process.poll() is not None or b'"listening"' in said.read_bytes())
        assert process.poll() is None, said.read_text(encoding="utf-8")
        lines = said.read_text(encoding="utf-8").splitlines()
        url = next(told["url"] for told in map(json.loads, lines) if told["event"] == "listening")
        yield Workers(url, process.pid, said)
    finally:
        process.terminate()
        process.wait(PATIENCE)
