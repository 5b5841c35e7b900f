"""How the service's processes run: one worker in this process, or several below a supervisor.

uvicorn's own supervisor starts workers anew at a SIGHUP, and they would lose the last good rules; this one hands the
signal on. A worker that dies is replaced; one that cannot start at first ends the service, with the exit code of why.
"""

from __future__ import annotations

import math
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

import uvicorn
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from chipgate.surfaces.exit_codes import BUG, exit_code
from chipgate.surfaces.http.logs import log
from chipgate.surfaces.settings import Settings

APP = "chipgate.main:app"
AFTER_STOP = 2.0
"""Seconds after `shutdown_seconds` at which a process that still runs is ended by force."""
KEEP_ALIVE = 75
"""Seconds that an idle connection is kept: longer than proxies keep theirs, so that none is closed under a request."""
AGAIN_SECONDS = 2.0
"""How long to wait before a worker that could not start is tried again."""


def config_of(settings: Settings) -> uvicorn.Config:
    """What uvicorn is told. Forwarded headers are not believed: who asks over loopback needs no key."""
    return uvicorn.Config(
        APP, host=settings.host, port=settings.port, workers=settings.workers, loop="uvloop", http="httptools",
        ws="none", lifespan="on", log_config=None, access_log=False, proxy_headers=False, server_header=False,
        timeout_graceful_shutdown=max(1, math.floor(settings.shutdown_seconds * 0.8)),
        timeout_worker_healthcheck=10, timeout_keep_alive=KEEP_ALIVE,
    )  # fmt: skip


class Worker(uvicorn.Server):
    """A server that tells when it listens, and that stops within its time."""

    def __init__(self, config: uvicorn.Config, limit: float, listening: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self._limit = limit
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._listening()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.should_exit:
            last = threading.Timer(self._limit, os._exit, (BUG,))
            last.daemon = True
            last.start()
        super().handle_exit(sig, frame)

    def run_to_end(self, sockets: list[socket.socket]) -> int:
        """Serve until told to stop. The exit code: 0, or why it did not start."""
        for one in (signal.SIGTERM, signal.SIGINT):  # uvicorn raises them again once it has stopped
            signal.signal(one, _nothing)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the rules are loaded; also in a process of its own
        try:
            self.run(sockets)
        except SystemExit:
            error = getattr(self.config.loaded_app.state, "start_failed", None) if self.config.loaded else None
            return BUG if error is None else exit_code(error)
        return 0


def _nothing(_signal: int, _frame: FrameType | None) -> None:
    pass


class _Process(Process):
    """A worker in a process of its own, which stops when its supervisor is gone."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], limit: float) -> None:
        super().__init__(config, sockets)
        self._limit = limit
        self.was_ready = False
        self.to_reload = False
        """Whether a reload was asked for before it was ready."""

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        self.parent_conn.close()  # the other end is the supervisor's: without it, this one ends
        self._server = worker = Worker(self.config, self._limit)
        threading.Thread(target=self._answer_pings, args=(worker,), daemon=True).start()
        sys.exit(worker.run_to_end(sockets or []))

    def _answer_pings(self, worker: Worker) -> None:
        try:
            self.always_pong()
        except (EOFError, OSError):
            worker.handle_exit(signal.SIGTERM, None)


class Supervisor(Multiprocess):
    """Several workers on one socket."""

    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], settings: Settings, listening: Callable[[], None]
    ) -> None:
        super().__init__(config, sockets)
        self._settings = settings
        self._listening = listening
        self._tried: dict[int, float] = {}
        self.code = 0

    def run_to_end(self) -> int:
        """Run the workers until told to stop. The exit code: 0, or why one did not start."""
        self.processes += [self._started() for _ in range(self.processes_num)]
        if self._all_start():
            self._listening()
            while not self.should_exit.wait(0.25):
                self.handle_signals()
                self.keep_subprocess_alive()
        self.terminate_all()
        self.join_all()
        return self.code

    def _started(self) -> _Process:
        process = _Process(self.config, self.sockets, self._settings.shutdown_seconds + AFTER_STOP)
        process.start()
        return process

    def _all_start(self) -> bool:
        """Wait for every worker; those that fail to start end the service."""
        while not self.should_exit.wait(0.05):
            self.handle_signals()
            for process in self.processes:
                if not process.process.is_alive():
                    self.code = process.exitcode if process.exitcode and process.exitcode > 0 else BUG
                    return False
            waiting = [process for process in self.processes if not self._ready(process)]
            if not waiting:
                return True
        return False

    def _ready(self, process: Process) -> bool:
        assert isinstance(process, _Process)
        process.was_ready = process.was_ready or process.is_ready(timeout=0.5)
        if process.was_ready and process.to_reload:
            process.to_reload = False
            _hang_up(process)
        return process.was_ready

    def keep_subprocess_alive(self) -> None:
        """Replace workers that died or hang, a little later where the one before could not even start."""
        for index, process in enumerate(self.processes):
            if process.is_alive(timeout=self.config.timeout_worker_healthcheck):
                self._ready(process)
                continue
            if index not in self._tried:
                assert isinstance(process, _Process)
                process.kill()
                process.join()
                _forget_figures(process.pid)
                log.error("worker died", pid=process.pid, code=process.exitcode)
                self._tried[index] = time.monotonic() + (0.0 if process.was_ready else AGAIN_SECONDS)
            if time.monotonic() >= self._tried[index]:
                del self._tried[index]
                self.processes[index] = self._started()

    def join_all(self) -> None:
        """Wait for the workers to stop; end those by force that do not in time."""
        until = time.monotonic() + self._settings.shutdown_seconds + 2 * AFTER_STOP
        for process in self.processes:
            process.process.join(max(0.0, until - time.monotonic()))
            if process.process.is_alive():
                process.process.kill()
                process.process.join()

    def handle_hup(self) -> None:
        """Every worker loads the rules again; one that starts, once it is ready: before, the signal would end it."""
        for process in self.processes:
            assert isinstance(process, _Process)
            process.to_reload = not process.was_ready
            if process.was_ready:
                _hang_up(process)

    def handle_ttin(self) -> None:
        """The number of workers is a setting."""

    handle_ttou = handle_ttin


def _hang_up(process: Process) -> None:
    if process.pid is not None and process.process.is_alive():
        os.kill(process.pid, signal.SIGHUP)


def _forget_figures(pid: int | None) -> None:
    """A worker that died runs no more, whatever its figures say; what it counted stays counted."""
    if pid is not None and "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(pid)  # type: ignore[no-untyped-call]
