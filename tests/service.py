"""The service for tests: inside this process, or as it runs, in a process of its own that can be killed."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient

from chipgate.surfaces.http.reload import RulesHolder
from chipgate.surfaces.http.service import create_app
from chipgate.surfaces.settings import Settings

TODAY = dt.date(2026, 11, 23)
HERE = "127.0.0.1"
PATIENCE = 120
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("CHIPGATE_")}


def make_app(folder: Path, **settings: Any) -> FastAPI:
    """The service with its state in a folder, on a day that stays the same."""
    told = Settings(**{"state_folder": folder, **settings})
    return create_app(told, RulesHolder(told, lambda: TODAY), lambda: TODAY)


@contextmanager
def asked(app: FastAPI) -> Iterator[TestClient]:
    """The service, started, asked from this machine. It says nothing of single requests."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        with TestClient(app, f"http://{HERE}", client=(HERE, 50_000), raise_server_exceptions=False) as client:
            yield client
    finally:
        structlog.reset_defaults()


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as one:
        one.bind((HERE, 0))
        port: int = one.getsockname()[1]
        return port


class Server:
    """A server process with its state in a folder, on a port that it keeps when it is started again."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://{HERE}:{self.port}"
        self._environment = {**CLEAN, "CHIPGATE_STATE_FOLDER": str(folder), "CHIPGATE_LOG_LEVEL": "warning", **settings}
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        command = [sys.executable, "-m", "uvicorn", "chipgate.main:app", "--port", str(self.port), "--no-access-log"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=self._environment)
        assert self._process.stderr is not None
        told = []
        for line in self._process.stderr:
            told.append(line)
            if re.search(r"running on http://", line):
                return
        raise AssertionError("the service did not start:\n" + "".join(told))

    @property
    def pid(self) -> int:
        """The id of the process, while it runs."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGTERM)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.communicate(timeout=PATIENCE)
            self._process = None
