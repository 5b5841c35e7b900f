"""What `chipgate serve` does before it answers: everything is opened once, so that what is wrong is said in words and
by an exit code; the address is taken; and it is said where, by which rules, and on which record it answers."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chipgate.errors import InvalidSettings, Problem
from chipgate.surfaces.exit_codes import BAD_RULES, BUG, LOG_FAILED

from .terminal import complain

if TYPE_CHECKING:
    from chipgate.surfaces.settings import Settings

RULES, LOG, WORKERS, DONE = "reading the rules", "opening the decision log", "starting to answer", ""
_CODES = {RULES: BAD_RULES, LOG: LOG_FAILED, WORKERS: BUG}


@dataclass(frozen=True, slots=True)
class Answering:
    """By which rules a service answers."""

    digest: str
    verified_through: str


@contextmanager
def bounded(seconds: float) -> Iterator[Callable[[str], None]]:
    """Ends the process unless it has started in time. What is given is called with each step, and with DONE."""
    step = RULES

    def begin(next_step: str) -> None:
        nonlocal step
        step = next_step
        if step == DONE:
            watchdog.cancel()

    def give_up() -> None:
        complain(f"chipgate: gave up {step}: it took longer than {seconds:g} seconds (startup_seconds).")
        sys.stderr.flush()
        os._exit(_CODES.get(step, BUG))

    watchdog = threading.Timer(seconds, give_up)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield begin
    finally:
        watchdog.cancel()


def check(settings: Settings, begin: Callable[[str], None]) -> Answering:
    """Read all that is answered from, and open the log, which makes its tables where there are none.

    Raises:
        RuleError: the rules are at fault.
        InputError: the register or the screening list is.
        StoreError: the log is.
    """
    from chipgate.files.register import read_register
    from chipgate.files.screening_list import read_screening_list
    from chipgate.surfaces.clock import stamp
    from chipgate.surfaces.rules_at_hand import rules_at_hand

    begin(RULES)
    if settings.register is not None:
        read_register(settings.register)
    if settings.screening_list is not None:
        read_screening_list(settings.screening_list)
    # Last: a signed version that has been read counts as used, and no older one will be.
    rulebook = rules_at_hand(settings.rules, settings.rules_key, settings.state_folder)
    if settings.needs_database:
        from chipgate.store.database import open_database

        begin(LOG)
        open_database(settings.database_url, stamp()).close()
    return Answering(rulebook.digest, rulebook.pack.verified_through.isoformat())


@contextmanager
def listener(settings: Settings) -> Iterator[socket.socket]:
    """The socket that all workers share.

    Raises:
        InvalidSettings: the address cannot be had.
    """
    host, port = settings.host, settings.port
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        found = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise InvalidSettings([Problem("--host", message=f"{host} is no address: {error.strerror}.")]) from None
    with found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(address)
        except OSError as error:
            hint = "Choose another with --port; 0 takes a free one."
            problem = Problem("--port", message=f"cannot listen at {host}:{port}: {error.strerror}.", hint=hint)
            raise InvalidSettings([problem]) from None
        found.set_inheritable(True)
        yield found


@contextmanager
def run_folder(settings: Settings) -> Iterator[Path]:
    """What several workers share while they run: requests to reload, rates, figures. Workers find it in the
    environment. A temporary one is removed at the end."""
    named = settings.run_folder
    folder = Path(tempfile.mkdtemp(prefix="chipgate-")) if named is None else named
    figures = folder / "metrics"
    figures.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in (*figures.glob("*.db"), folder / "reload"):  # of an earlier run
        left.unlink(missing_ok=True)
    os.environ |= {"CHIPGATE_RUN_FOLDER": str(folder), "PROMETHEUS_MULTIPROC_DIR": str(figures)}
    try:
        yield folder
    finally:
        if named is None:
            shutil.rmtree(folder, ignore_errors=True)


def say(settings: Settings, answering: Answering, socket: socket.socket) -> None:
    """Where it listens, by which rules, on which record, and who needs a key."""
    from chipgate.surfaces.http.logs import log
    from chipgate.surfaces.settings import Auth, LogFormat, LogMode

    host, port = socket.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    kept = "off: answers are not on record" if settings.log is LogMode.OFF else (
        f"{settings.database_shown} ({settings.log})")  # fmt: skip
    if settings.auth is Auth.REQUIRED:
        keys = "everybody needs one"
    else:
        keys = "none is needed from this machine" + ("" if settings.host_is_local else ", one from elsewhere")
    if settings.log_format is LogFormat.JSON:
        log.info(
            "listening", url=url, workers=settings.workers, rulebook=answering.digest, log=kept, auth=str(settings.auth)
        )
        return
    workers = f" ({settings.workers} workers)" if settings.workers > 1 else ""
    complain(f"chipgate listens at {url}{workers}")
    complain(f"  rules  verified through {answering.verified_through} ({answering.digest[:19]}…)")
    complain(f"  log    {kept}")
    complain(f"  keys   {keys}")
