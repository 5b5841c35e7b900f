"""Rules at run time: what is answered from now, and how it is replaced while requests run.

New rules are loaded beside the running ones. Broken ones change nothing: the last good ones go on answering, and what
is wrong is remembered. A request takes `current` once, and finishes by it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from anyio.to_thread import run_sync

from chipgate import ItemSpec, Rulebook, Shipment
from chipgate.engine.afresh import decide_afresh
from chipgate.errors import ChipgateError, Problem, ProblemsError, RuleError, RulesNotFound
from chipgate.files.compiled import packed
from chipgate.files.places import rules_folder
from chipgate.files.register import read_register
from chipgate.files.screening_list import read_screening_list
from chipgate.model.register import ItemRegister
from chipgate.screening.match import Screener
from chipgate.surfaces.clock import now
from chipgate.surfaces.rules_at_hand import rules_at_hand
from chipgate.surfaces.settings import Settings

from .logs import log

ASKED = "reload"
"""A file of the run folder, a line for each reload that one worker asks of all."""
MOST_SAID = 20
"""Problems that are written to the service's log; all are kept."""
APART = (20_000, 20, 50)
"""How seldom the collector looks: an answer leaves no cycles behind, and what is remembered of questions is large."""
_POLLS_APART = 2
"""Files are looked at every other poll."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What answers: rules, register and list, and the rules in the form that the decision log keeps."""

    rulebook: Rulebook
    register: ItemRegister | None
    screener: Screener | None
    bundle: bytes
    loaded_at: dt.datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a reload went. `changed`: there is another rulebook now; `problems`: why there is none."""

    ok: bool
    changed: bool
    problems: tuple[Problem, ...] = ()


class RulesHolder:
    """The rules that answer. Loading may be asked from any thread; one at a time does it."""

    def __init__(self, settings: Settings, today: Callable[[], dt.date]) -> None:
        self._settings = settings
        self._today = today
        self._current: InForce | None = None
        self._lock = threading.Lock()
        self._asked = settings.run_folder / ASKED if settings.run_folder is not None else None
        self._read_to = 0
        self._own: set[str] = set()
        self.broken: tuple[Problem, ...] | None = None
        """What is wrong with the rules on disk, where the last reload failed."""
        self.reloads = self.failures = 0

    @property
    def current(self) -> InForce:
        """What answers now.

        Raises:
            RulesNotFound: nothing is loaded yet.
        """
        if self._current is None:
            raise RulesNotFound("no rules are loaded yet.")
        return self._current

    @property
    def loaded(self) -> bool:
        """Whether there is anything to answer from."""
        return self._current is not None

    def load_first(self) -> None:
        """Load what the settings name. Nothing is answered before.

        Raises:
            RuleError: the rules are broken, or not there.
            InputError: the register or the screening list is.
        """
        with self._lock:
            self._read_to = self._asked.stat().st_size if self._asked is not None and self._asked.exists() else 0
            self._current = self._load()
            _keep_apart()

    def reload(self, reason: str) -> Outcome:
        """Load everything again; keep what there is where that fails."""
        with self._lock:
            began, before = time.perf_counter(), self.current.rulebook.digest
            try:
                loaded = self._load()
            except Exception as error:  # whatever it is, the last good rules answer on
                self.broken = _problems(error)
                self.failures += 1  # after it: whoever sees the counts finds the problems
                self.reloads += 1
                self._say_broken(reason, error, self.broken)
                return Outcome(False, False, self.broken)
            self._current, self.broken = loaded, None
            self.reloads += 1
            gc.unfreeze()  # so that what the old rules leave behind is freed
            _keep_apart()
            digest, took = loaded.rulebook.digest, round(time.perf_counter() - began, 3)
            log.info("rules loaded", reason=reason, rulebook=digest, changed=digest != before, seconds=took)
            return Outcome(True, digest != before)

    def tell_others(self) -> None:
        """Ask the other workers of this service to reload too."""
        if self._asked is not None:
            token = secrets.token_hex(8)
            self._own.add(token)
            with self._asked.open("a", encoding="ascii") as file:  # one short line is appended whole
                file.write(f"{token}\n")

    def asked_by_others(self) -> bool:
        """Whether another worker has asked for a reload since this was last asked."""
        if self._asked is None or not self._asked.exists() or self._asked.stat().st_size <= self._read_to:
            return False
        with self._asked.open("rb") as file:
            file.seek(self._read_to)
            told = file.read()
        self._read_to += len(told)
        return not set(told.decode("ascii", "replace").split()) <= self._own

    def _load(self) -> InForce:
        settings, before = self._settings, self._current
        fingerprint = fingerprint_of(settings)
        register = read_register(settings.register) if settings.register is not None else None
        listed = settings.screening_list
        screener = Screener(read_screening_list(listed)) if listed is not None else None
        # Last: a signed version that has been read counts as used, and no older one will be.
        rulebook = rules_at_hand(settings.rules, settings.rules_key, settings.state_folder)
        same = before is not None and before.rulebook is rulebook
        decide_afresh(rulebook, _warming(self._today()))  # so that the first request does not wait for the matcher
        bundle = before.bundle if before is not None and same else packed(rulebook)
        return InForce(rulebook, register, screener, bundle, now(), fingerprint)

    def _say_broken(self, reason: str, error: Exception, problems: tuple[Problem, ...]) -> None:
        if not isinstance(error, ChipgateError | OSError):
            log.error("reload crashed", reason=reason, exc_info=error)
        # A register or a list has names of people and customers: of them, places alone are said.
        words = str if isinstance(error, RuleError) else place_of
        log.error(
            "rules kept", reason=reason, problems=len(problems), first=[words(one) for one in problems[:MOST_SAID]],
            rulebook=self.current.rulebook.digest,
        )  # fmt: skip


def place_of(problem: Problem) -> str:
    """Where a problem is, without what is written there."""
    place = f"{problem.path}:{problem.line}:{problem.column}" if problem.line else problem.path
    return place or problem.message


def _problems(error: Exception) -> tuple[Problem, ...]:
    match error:
        case ProblemsError():
            return error.problems
        case ChipgateError():
            return (Problem("", message=error.message),)
        case OSError():
            return (Problem(str(error.filename or ""), message=f"cannot be read: {error.strerror}."),)
        case _:
            return (Problem("", message=f"loading failed ({type(error).__name__}); this is a bug in chipgate."),)


def _warming(day: dt.date) -> Shipment:
    item = ItemSpec.model_validate({"name": "warm-up", "tpp": 2368, "die_area_mm2": 814, "dram_bandwidth_gb_s": 4000})
    return Shipment(item=item, destination="CN", date=day)


def _keep_apart() -> None:
    """Free what is left behind, and let the collector pass over what stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*APART)


def fingerprint_of(settings: Settings) -> str:
    """A hash of names, sizes and times of every file that is loaded: another one means that something was changed."""
    named = [*_rule_places(settings), *settings.rules_key, settings.register, settings.screening_list]
    digest = blake2b(digest_size=16)
    for place in named:
        for line in sorted(_stats(place)) if place is not None else ():
            digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _rule_places(settings: Settings) -> Iterator[Path]:
    """Wherever rules are. Which are a house's is not asked: a bundle that is broken must not end the look."""
    yield from settings.rules
    with suppress(RulesNotFound):
        yield rules_folder()


def _stats(place: Path) -> Iterator[str]:
    with suppress(OSError):
        for path in place.rglob("*") if place.is_dir() else (place,):
            with suppress(OSError):
                found = path.stat()
                yield f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0{found.st_ino}\n"


async def watch(holder: RulesHolder, settings: Settings) -> None:
    """Reload at a SIGHUP, when another worker was asked to, and, with `watch`, when files have changed and then rested
    for a look. Runs until it is cancelled."""
    loop, hung_up = asyncio.get_running_loop(), asyncio.Event()
    otherwise = signal.getsignal(signal.SIGHUP)
    with suppress(NotImplementedError, RuntimeError, ValueError):  # no main thread, no signals: as in tests
        loop.add_signal_handler(signal.SIGHUP, hung_up.set)
    seen = before = holder.current.fingerprint
    polls = 0
    try:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(settings.poll_seconds):
                    await hung_up.wait()
            polls += 1
            reason = ""
            if hung_up.is_set():
                hung_up.clear()
                reason = "SIGHUP"
            elif holder.asked_by_others():
                reason = "another worker"
            elif settings.watch and polls % _POLLS_APART == 0:
                found = await run_sync(fingerprint_of, settings)
                if found == before != seen:
                    seen, reason = found, "files changed"
                before = found
            if reason:
                await run_sync(holder.reload, reason)
    finally:
        with suppress(NotImplementedError, RuntimeError, ValueError):
            if loop.remove_signal_handler(signal.SIGHUP):
                signal.signal(signal.SIGHUP, otherwise)  # which the loop does not know of
