"""What a running service holds: rules, log, keys, rates and figures; put together at start, taken apart at the end.

Routes reach it by `serving(request)`. A request takes `rules.current` once, and finishes by it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from fastapi import Request

from chipgate.errors import ChipgateError, LogUnavailable, StoreError
from chipgate.surfaces.clock import stamp
from chipgate.surfaces.settings import Auth, LogMode, Settings

from .answering import Decider, Recorder, delivery
from .callers import Keyring
from .deadlines import Deadlines
from .logs import log
from .metrics import Metrics
from .rate import Rates
from .reload import RulesHolder, watch
from .workbench.earlier_rules import EarlierRules

if TYPE_CHECKING:
    from chipgate.store.database import Database
    from chipgate.store.writer import Writer


FOR_THE_LOG = 0.2
"""Of the time for stopping; requests have the rest."""
LONGEST_APART = 0.5
"""Seconds between two readings of the keys: one that is revoked is refused within a second."""


class Serving:
    """The parts of one worker of the service."""

    def __init__(self, settings: Settings, rules: RulesHolder, today: Callable[[], dt.date]) -> None:
        self.settings = settings
        self.rules = rules
        self.today = today
        self.keyless_locally = settings.auth is not Auth.REQUIRED
        self.trusted_hosts = frozenset(name.lower() for name in settings.trusted_hosts)
        self.rates = Rates(settings.run_folder)
        self.decider = Decider()
        self._keys = ThreadPoolExecutor(1, "chipgate-keys")
        self.earlier_rules = EarlierRules(settings)
        self.deadlines = Deadlines()
        self.recorder = Recorder(None, settings.log)
        self.database: Database | None = None
        self.keyring: Keyring | None = None
        self.metrics: Metrics | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start everything, within the time that is set; stop it in the other order, the log last.

        Raises:
            ChipgateError: rules, settings or log keep the service from starting.
        """
        await self._started()
        tasks = [asyncio.create_task(watch(self.rules, self.settings)), asyncio.create_task(self.deadlines.watch())]
        try:
            if self.settings.metrics:
                self.metrics = Metrics(self.rules, self.recorder.writer, self.today)
                tasks.append(asyncio.create_task(self.metrics.keep_fresh()))
            if self.keyring is not None:
                tasks.append(asyncio.create_task(self._read_keys(self.keyring)))
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await run_sync(self._close)

    async def _started(self) -> None:
        starter = ThreadPoolExecutor(1, "chipgate-start")
        starting = starter.submit(self._start, delivery(asyncio.get_running_loop()))
        starter.shutdown(wait=False)
        try:
            async with asyncio.timeout(self.settings.startup_seconds):
                await asyncio.wrap_future(starting)
        except BaseException as error:
            starting.add_done_callback(lambda _: self._close())  # once nothing more is opened, what was is closed
            if not isinstance(error, TimeoutError):
                raise
            seconds = self.settings.startup_seconds
            raise LogUnavailable(f"the service was not ready within {seconds:g} seconds (startup_seconds).") from None

    def _start(self, deliver: Callable[..., None]) -> None:
        settings = self.settings
        self.rules.load_first()
        if not settings.needs_database:
            return
        from chipgate.store.api_keys import digests
        from chipgate.store.database import open_database

        self.database = database = open_database(settings.database_url, stamp())
        self.keyring = Keyring(partial(digests, database), settings.per_minute)
        self.keyring.refresh()
        if settings.log is not LogMode.OFF:
            self.recorder.writer = self._writer(database, deliver)

    def _writer(self, database: Database, deliver: Callable[..., None]) -> Writer:
        from chipgate.store.anchors import Anchor
        from chipgate.store.checkpoints import Checkpointer
        from chipgate.store.signing import Signer
        from chipgate.store.writer import Writer

        settings = self.settings
        checkpoints = Checkpointer(
            Signer.kept_in(settings.signing_key), Anchor(settings.anchor, log.warning),
            every_records=settings.checkpoint_records, every_seconds=settings.checkpoint_seconds,
        )  # fmt: skip
        writer = Writer(database, lambda: dt.datetime.now(dt.UTC), checkpoints=checkpoints, deliver=deliver,
                        report=log.warning)  # fmt: skip
        writer.start()
        return writer

    async def _read_keys(self, keyring: Keyring) -> None:
        while True:
            await asyncio.sleep(min(self.settings.poll_seconds, LONGEST_APART))
            with suppress(StoreError):  # felt by callers once the keys are stale
                await asyncio.get_running_loop().run_in_executor(self._keys, keyring.refresh)

    def _close(self) -> None:
        self.decider.close()
        self.earlier_rules.close()
        if self.recorder.writer is not None:
            with suppress(ChipgateError):
                self.recorder.writer.stop(self.settings.shutdown_seconds * FOR_THE_LOG)
        self._keys.shutdown(wait=True)
        if self.database is not None:
            self.database.close()
        self.rates.close()


def serving(request: Request) -> Serving:
    """The service that a request came to."""
    found: Serving = request.app.state.serving
    return found
