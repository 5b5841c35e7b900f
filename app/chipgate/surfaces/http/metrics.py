"""Figures for Prometheus. All names begin with `chipgate_`; the dashboard and the alerts in examples/ use them.

Where PROMETHEUS_MULTIPROC_DIR is set, the figures of all workers are added up through files in that folder. Figures
that are read and not counted (what the log waits for, which rules) are taken over by `refresh`, so that both ways of
running have one path.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import time
from collections.abc import Callable
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)  # fmt: skip
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from chipgate import __version__
from chipgate.engine.remembered import memory_of
from chipgate.surfaces.clock import today as today_in_new_york

from .health import LogState
from .reload import RulesHolder

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds."""
FRESH_SECONDS = 1.0
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each counter, which nobody asks for


class Metrics:
    """The figures of one worker."""

    def __init__(
        self, rules: RulesHolder, writer: LogState | None, today: Callable[[], dt.date] = today_in_new_york
    ) -> None:
        self._rules, self._writer, self._today = rules, writer, today
        self._registry = registry = CollectorRegistry()

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(name, text, labels, registry=registry)

        def gauge(name: str, text: str, mode: Any, *labels: str) -> Gauge:
            return Gauge(name, text, labels, registry=registry, multiprocess_mode=mode)

        self._decisions = counter("chipgate_decisions_total", "Decisions given.", "verdict", "certainty")
        self._drafts = counter("chipgate_drafts_total", "Drafts answered: on no record, and no decisions.", "kind")
        self._requests = Histogram(
            "chipgate_request_duration_seconds", "Time from a request to the end of its answer.",
            ("route", "method", "status"), registry=registry, buckets=BUCKETS,
        )  # fmt: skip
        self._questions = counter(
            "chipgate_questions_total", "Questions decided: filled in from memory, traced for it, or afresh.", "way")
        self._written = counter("chipgate_log_records_written_total", "Records that are durable in the decision log.")
        self._waiting = gauge("chipgate_log_waiting_records", "Records that wait to be written.", "livesum")
        self._unsigned = gauge("chipgate_log_unsigned_records", "Records since the last signed checkpoint.", "livesum")
        self._healthy = gauge("chipgate_log_healthy", "1 if every worker can write the decision log.", "livemin")
        self._info = gauge(
            "chipgate_rules_info", "Workers that answer from these rules.", "livesum", "rulebook", "engine")
        self._broken = gauge(
            "chipgate_rules_broken", "1 if the rules on disk are broken and the last good ones answer.", "livemax")
        self._reloads = counter("chipgate_rules_reloads_total", "Reloads tried.")
        self._failures = counter("chipgate_rules_reload_failures_total", "Reloads that kept the last good rules.")
        self._unverified = gauge(
            "chipgate_rules_unverified_days", "Days since the rules were last held against the law.", "livemax")
        self._loaded = gauge(
            "chipgate_rules_loaded_timestamp_seconds", "When the rules were loaded, Unix time.", "livemin")
        self._workers = gauge("chipgate_workers", "Workers that run.", "livesum")
        self._started = gauge(
            "chipgate_start_timestamp_seconds", "When the oldest worker started, Unix time.", "livemin")
        self._workers.set(1)
        self._started.set(time.time())
        if FOLDER not in os.environ:
            ProcessCollector(registry=registry)
        self._by_verdict: dict[tuple[str, str | None], Any] = {}
        self._by_request: dict[tuple[str, str, int], Any] = {}
        self._seen: dict[object, int] = {}
        self._digest = ""
        self.refresh()

    def decided(self, verdict: str, certainty: str | None) -> None:
        """Count a decision: by its verdict, or by its outcome where it has none."""
        child = self._by_verdict.get((verdict, certainty))
        if child is None:
            child = self._by_verdict[verdict, certainty] = self._decisions.labels(verdict, certainty or "none")
        child.inc()

    def drafted(self, kind: str) -> None:
        """Count a draft: of a decision, a timeline or a map."""
        self._drafts.labels(kind).inc()

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Note a request. `route` is the template of its path."""
        key = (route, method, status)
        child = self._by_request.get(key)
        if child is None:
            told = method if method in _METHODS else "other"
            child = self._by_request[key] = self._requests.labels(route, told, str(status))
        child.observe(seconds)

    def refresh(self) -> None:
        """Take over the figures that are read."""
        rules = self._rules
        self._broken.set(rules.broken is not None)
        self._add(self._reloads, "reloads", rules.reloads)
        self._add(self._failures, "failures", rules.failures)
        if rules.loaded:
            self._take_over_rules()
        if self._writer is not None:
            self._add(self._written, "written", self._writer.written)
            self._waiting.set(self._writer.waiting)
            self._unsigned.set(self._writer.unsigned)
        self._healthy.set(self._writer is None or self._writer.healthy)

    def render(self) -> tuple[bytes, str]:
        """The figures of all workers in the text format, and its content type."""
        self.refresh()
        registry = self._registry
        if FOLDER in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4

    async def keep_fresh(self) -> None:
        """Refresh every second, for the workers that are not asked for their figures. Runs until it is cancelled."""
        while True:
            await asyncio.sleep(FRESH_SECONDS)
            self.refresh()

    def _take_over_rules(self) -> None:
        current = self._rules.current
        memory = memory_of(current.rulebook)
        for way in ("filled", "traced", "afresh"):
            self._add(self._questions.labels(way), (current.rulebook.digest, way), getattr(memory, way))
        if current.rulebook.digest != self._digest:
            if self._digest:
                self._info.labels(self._digest, __version__).set(0)
            self._digest = current.rulebook.digest
            self._info.labels(self._digest, __version__).set(1)
        self._unverified.set((self._today() - current.rulebook.pack.verified_through).days)
        self._loaded.set(current.loaded_at.timestamp())

    def _add(self, counter: Counter, key: object, value: int) -> None:
        """Bring a counter up to a figure that counts by itself, and may begin anew."""
        before = self._seen.get(key, 0)
        counter.inc(value - before if value >= before else value)
        self._seen[key] = value
